package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C24: finite sets of projections replace the normal law, so that an implementation's algebra is tested without statistics. */
final class DesignSubstitution {
    private DesignSubstitution() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("all signs", Level.INDEPENDENT, 6, Signs.class, SignDesign::new),
                Part.of("worked example", EvidenceKind.CERTIFIED, Example.class, v -> run -> example(v)));
    }

    private enum Signs {
        STATEMENT,
        ONE_SIGN_VECTOR_MISSING,
        SINH_FOR_COSH,
        CORRECTED_WITHOUT_SUBTRACTION
    }

    /** The mean over w in {-1, 1}^d is Lam prod cosh(z_l), for plus and hyp; coordinates and half norms are free exponents. */
    private record SignDesign(Signs v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int d = 1 + x.cycle(3);
            T q = x.exponents(1, d);
            T k = x.exponents(1, d);
            T hq = x.exponents(1, 1);
            T hk = x.exponents(1, 1);
            FeatureMap map = x.choice(2) == 0 ? FeatureMap.PLUS : FeatureMap.HYPERBOLIC;
            T sum = a.constant(1, 1, Dyadic.ZERO);
            int first = v == Signs.ONE_SIGN_VECTOR_MISSING ? 1 : 0;
            for (int bits = first; bits < 1 << d; bits++) {
                T fq = a.exp(map.exponents(a, signed(a, q, bits), hq));
                T fk = a.exp(map.exponents(a, signed(a, k, bits), hk));
                sum = a.add(sum, ScatterbrainAttention.estimates(a, fq, fk, map.divisor(1)));
            }
            T mean = a.scale(sum, Scale.of(1.0 / (1 << d)));
            T claimed = a.exp(a.negate(a.add(hq, hk)));
            for (int l = 0; l < d; l++) {
                T z = a.add(a.columns(q, l, l + 1), a.columns(k, l, l + 1));
                T up = a.exp(z);
                T down = a.exp(a.negate(z));
                T factor = v == Signs.SINH_FOR_COSH ? a.subtract(up, down) : a.add(up, down);
                claimed = a.multiply(claimed, a.scale(factor, Scale.of(0.5)));
            }
            if (v == Signs.CORRECTED_WITHOUT_SUBTRACTION) {
                mean = a.add(mean, a.exp(hq));
            }
            return List.of(new Sides<>("mean", mean, claimed));
        }

        private static <T> T signed(ExponentialField<T> a, T x, int bits) {
            T sum = a.constant(1, 1, Dyadic.ZERO);
            for (int l = 0; l < a.columns(x); l++) {
                T c = a.columns(x, l, l + 1);
                sum = (bits >> l & 1) == 1 ? a.add(sum, c) : a.subtract(sum, c);
            }
            return sum;
        }
    }

    private enum Example {
        STATEMENT,
        KEY_NORM_MISSING
    }

    /** x = e_1, y = e_2: e^-1 cosh(1)^2 = 0.8759569447924484553827, by the operator's text over the four sign vectors. */
    private static Evidence example(Example v) {
        BigBalls a = new BigBalls(192);
        Grid<Ball> x = a.literal(new Matrix(1, 2, new double[] {1, 0}));
        Grid<Ball> y = a.literal(new Matrix(1, 2, new double[] {0, 1}));
        Grid<Ball> w = a.literal(new Matrix(4, 2, new double[] {1, 1, 1, -1, -1, 1, -1, -1}));
        Grid<Ball> fy = FeatureMap.PLUS.features(a, y, w);
        if (v == Example.KEY_NORM_MISSING) {
            fy = a.multiply(fy, a.exp(FeatureMap.halfSquaredNorms(a, y)));
        }
        Grid<Ball> e =
                ScatterbrainAttention.estimates(a, FeatureMap.PLUS.features(a, x, w), fy, FeatureMap.PLUS.divisor(4));
        Agreement agreement = new Agreement(150);
        agreement.of(
                "e^-1 cosh(1)^2",
                a.get(e, 0, 0),
                Ball.ONE.cosh(192).square(192).multiply(Ball.ONE.negate().exp(192), 192));
        Evidence found = agreement.evidence(EvidenceKind.CERTIFIED, "x = e_1, y = e_2, four sign vectors");
        double digits = 0.8759569447924484553827;
        double value = a.get(e, 0, 0).midpoint().toDouble();
        return !found.isVerified() || Math.abs(value - digits) <= 0x1p-52
                ? found.with("value", value)
                : Evidence.refuted("value " + value + ", the sheet says " + digits);
    }
}
