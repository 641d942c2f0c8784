package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.GaussianExpectation;

/** Claims C1 and C2: random features are unbiased, and exact after reweighting. */
final class UnbiasedFeatures {
    private static final int DIGITS = 128;

    private UnbiasedFeatures() {}

    static List<Part> unbiased() {
        return List.of(
                IdentityTest.part(
                        "the moment generating function gives the kernel",
                        Level.INDEPENDENT,
                        8,
                        Mgf.class,
                        Kernel::new),
                Part.of(
                        "Gaussian moment generating function",
                        EvidenceKind.CERTIFIED,
                        Moment.class,
                        v -> run -> momentGeneratingFunction(v)),
                Part.of(
                        "one coordinate of every feature map, by quadrature",
                        EvidenceKind.CERTIFIED,
                        Estimate.class,
                        v -> run -> estimates(v)));
    }

    static List<Part> reweighted() {
        return List.of(
                IdentityTest.part("exponents", Level.INDEPENDENT, 8, Ratio.class, Exponents::new),
                IdentityTest.part("the text with one projection", Level.INTEGER, 8, Ratio.class, Reweighted::new));
    }

    private enum Mgf {
        STATEMENT,
        KEY_NORM_MISSING,
        NORMS_NOT_HALVED,
        NORM_OF_THE_DIFFERENCE
    }

    /** Exponents of Lam e^(a/2) against x.y, for every x and y; of the trigonometric estimate likewise. */
    private record Kernel(Mgf v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int d = 1 + x.cycle(4);
            T q = x.free(1, d);
            T k = x.free(1, d);
            T inner = a.matmul(q, a.transpose(k));
            T hq = FeatureMap.halfSquaredNorms(a, q);
            T hk = FeatureMap.halfSquaredNorms(a, k);
            T norms = v == Mgf.KEY_NORM_MISSING ? hq : a.add(hq, hk);
            if (v == Mgf.NORMS_NOT_HALVED) {
                norms = a.add(norms, norms);
            }
            T z = v == Mgf.NORM_OF_THE_DIFFERENCE ? a.subtract(q, k) : a.add(q, k);
            T plus = a.subtract(FeatureMap.halfSquaredNorms(a, z), norms);
            T trig = a.subtract(norms, FeatureMap.halfSquaredNorms(a, a.subtract(q, k)));
            return List.of(new Sides<>("plus and hyp", plus, inner), new Sides<>("trig", trig, inner));
        }
    }

    private enum Moment {
        STATEMENT,
        EXPONENT_NOT_HALVED,
        COSINE_GROWS
    }

    /** E e^(ug) = e^(u^2/2), E cosh(ug) the same, E cos(ug) = e^(-u^2/2): coordinates are independent, so one of them decides. */
    private static Evidence momentGeneratingFunction(Moment v) {
        Agreement agreement = new Agreement(100);
        for (double t : new double[] {0, 0.125, -0.75, 1, 1.5, -2, 3}) {
            Ball u = Ball.of(Dyadic.of(t));
            Ball half = u.square(DIGITS).shift(v == Moment.EXPONENT_NOT_HALVED ? 0 : -1);
            GaussianExpectation grows = new GaussianExpectation(4, 1, Math.abs(t));
            Ball claimed = half.exp(DIGITS);
            agreement.of(
                    "E exp(" + t + " g)",
                    grows.of(x -> x.multiply(u, DIGITS + 32).exp(DIGITS + 32), DIGITS),
                    claimed);
            agreement.of(
                    "E cosh(" + t + " g)",
                    grows.of(x -> x.multiply(u, DIGITS + 32).cosh(DIGITS + 32), DIGITS),
                    claimed);
            // |cos(t (x + iy))| <= e^(|t| |y|) <= e^(4 |t|) in the strip.
            GaussianExpectation wave = new GaussianExpectation(4, Math.exp(4 * Math.abs(t)) * 1.001, 0);
            agreement.of(
                    "E cos(" + t + " g)",
                    wave.of(x -> x.multiply(u, DIGITS + 32).cos(DIGITS + 32), DIGITS),
                    (v == Moment.COSINE_GROWS ? half : half.negate()).exp(DIGITS));
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "seven arguments, by quadrature with proved error");
    }

    private enum Estimate {
        STATEMENT,
        HALF_OF_THE_FEATURES_ARE_COUNTED,
        PROJECTIONS_OF_VARIANCE_TWO
    }

    /** The expectation of the operator's own features in one dimension, integrated over the projection, against e^(xy). */
    private static Evidence estimates(Estimate v) {
        Agreement agreement = new Agreement(90);
        double[][] points = {{0.5, 0.75}, {1, -0.5}, {-1.25, -1}, {0, 2}};
        for (FeatureMap map : FeatureMap.values()) {
            for (double[] p : points) {
                double growth = Math.abs(p[0]) + Math.abs(p[1]);
                double wide = v == Estimate.PROJECTIONS_OF_VARIANCE_TWO ? 2 : 1;
                // |e^(w x)| and |cos(w x)|, |sin(w x)| are at most e^(|x| (|Re w| + 4)) there.
                GaussianExpectation e = new GaussianExpectation(
                        4, 4 * Math.exp(4 * wide * growth + p[0] * p[0] + p[1] * p[1]), wide * growth);
                Ball found = e.of(
                        w -> SingleProjection.estimate(map, w.multiply(Ball.of(Dyadic.of(wide)), 192), p[0], p[1], 192),
                        DIGITS);
                Ball kernel = Ball.of(Dyadic.of(p[0]).multiply(Dyadic.of(p[1]))).exp(DIGITS);
                agreement.of(
                        map.word() + " at " + p[0] + ", " + p[1],
                        v == Estimate.HALF_OF_THE_FEATURES_ARE_COUNTED ? found.shift(-1) : found,
                        kernel);
            }
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "four pairs for each feature map, M = 1, d = 1");
    }

    private enum Ratio {
        STATEMENT,
        DENSITY_RATIO_INVERTED,
        SHIFT_WITHOUT_ITS_NORM,
        PROJECTION_APPLIED_TO_THE_QUERY_ALONE
    }

    private record Exponents(Ratio v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int d = 1 + x.cycle(4);
            T q = x.free(1, d);
            T k = x.free(1, d);
            T w = x.free(1, d);
            T hq = FeatureMap.halfSquaredNorms(a, q);
            T hk = FeatureMap.halfSquaredNorms(a, k);
            T z = a.add(q, k);
            T both = a.matmul(w, a.transpose(z));
            T feature = a.subtract(a.subtract(both, hq), hk);
            T ratio = ratio(a, v, both, a.matmul(w, a.transpose(q)), FeatureMap.halfSquaredNorms(a, z));
            return List.of(new Sides<>("exponent", a.add(feature, ratio), a.matmul(q, a.transpose(k))));
        }
    }

    private static <T> T ratio(ExponentialField<T> a, Ratio v, T along, T alongQuery, T half) {
        return switch (v) {
            case STATEMENT -> a.subtract(half, along);
            case DENSITY_RATIO_INVERTED -> a.subtract(along, half);
            case SHIFT_WITHOUT_ITS_NORM -> a.negate(along);
            case PROJECTION_APPLIED_TO_THE_QUERY_ALONE -> a.subtract(half, alongQuery);
        };
    }

    /** The estimates of the operator's text at even integer vectors, whose half norms are integers. */
    private record Reweighted(Ratio v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            IntegerScene<T> s = IntegerScene.of(a, x, 1);
            T e = ScatterbrainAttention.estimates(
                    a,
                    s.features(a, FeatureMap.PLUS, s.x(), s.halfX()),
                    s.features(a, FeatureMap.PLUS, s.y(), s.halfY()),
                    1);
            T along = a.matmul(s.projections(), a.transpose(s.x()));
            T alongKey = a.matmul(s.projections(), a.transpose(s.y()));
            // |z|^2 / 2 = |x|^2 / 2 + |y|^2 / 2 + x.y, for each pair.
            T half = a.add(a.add(s.logits(a), s.halfX()), a.transpose(s.halfY()));
            T zero = a.subtract(s.logits(a), s.logits(a));
            T alongX = a.add(zero, a.transpose(along));
            T both = a.add(alongX, alongKey);
            T weight = a.exp(ratio(a, v, both, alongX, half));
            return List.of(new Sides<>("estimate times ratio", a.multiply(e, weight), a.exp(s.logits(a))));
        }
    }
}
