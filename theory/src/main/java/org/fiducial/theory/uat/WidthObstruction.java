package org.fiducial.theory.uat;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.RandomStream;

/** Claims C3 and C5: layers that are too narrow. */
final class WidthObstruction {
    private WidthObstruction() {}

    /** The part of C3. */
    static List<Part> antipodes() {
        return List.of(Part.of("antipodes", EvidenceKind.CERTIFIED, Circle.class, v -> run -> antipodes(v, run)));
    }

    /** The parts of C5. */
    static List<Part> widthOne() {
        return List.of(
                IdentityTest.part("parity", Level.INDEPENDENT, 8, Odd.class, Parity::new),
                Part.of("constants", EvidenceKind.CERTIFIED, Constant.class, v -> run -> constants(v)));
    }

    private enum Circle {
        STATEMENT,
        ERROR_OF_MORE_THAN_HALF,
        NO_ANTIPODE_CHANGES_SIGN
    }

    /**
     * Two scalar tokens on the circle of radius 1/2 about the cube's centre, a drawn layer of width 1: h(t) = Y_1(t) - Y_1(t + pi) is
     * bracketed until its zero lies in an arc of 2^-20. At the zero both outputs are equal and the targets one apart, so one of the two
     * errors is at least 1/2.
     */
    private static Evidence antipodes(Circle v, CheckRun run) {
        RandomStream random = run.draws("layers");
        int cases = run.effort().of(6, 60, 600);
        BigBalls a = new BigBalls(96);
        double widest = 0;
        for (int c = 0; c < cases; c++) {
            double[] w = new double[8];
            for (int k = 0; k < w.length; k++) {
                w[k] = random.between(-64, 64) / 16.0;
            }
            if (v == Circle.ERROR_OF_MORE_THAN_HALF) {
                // The best layer of all, constant: its error on the circle is 1/2 and no more.
                Rational most = Rational.of(1, 2);
                return Evidence.refuted("the constant (1/2, 1/2) errs " + most + " on the circle, claimed more");
            }
            double low = 0;
            double high = Math.PI;
            int atLow = sign(a, w, low);
            if (v == Circle.NO_ANTIPODE_CHANGES_SIGN) {
                return atLow != 0
                        ? Evidence.refuted("h(0) = -h(pi) by definition, so h has both signs")
                        : Evidence.undecided("h(0) may be 0");
            }
            // h(pi) = -h(0) exactly, as the two ends name the same pair; binary64 pi is only near, so it is evaluated.
            int atHigh = sign(a, w, high);
            if (atLow * atHigh > 0) {
                return Evidence.refuted("layer " + c + ": h has one sign at both ends");
            }
            while (high - low > 0x1p-20 && atLow != 0) {
                double middle = (low + high) / 2;
                int at = sign(a, w, middle);
                if (at == 0) {
                    break;
                }
                if (at == atLow) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            widest = Math.max(widest, atLow == 0 ? 0 : high - low);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "drawn layers of width 1, sign changes by balls of 96 bits")
                .with("layers", cases)
                .with("widest arc around a zero", widest)
                .with("distance of the two targets", 1)
                .with("largest error at least", "1/2");
    }

    /** The sign of h at an angle; 0 if balls do not tell. */
    private static int sign(BigBalls a, double[] w, double angle) {
        Grid<Ball> t = a.literal(new Matrix(1, 1, new double[] {angle}));
        Grid<Ball> half = a.constant(1, 1, Dyadic.powerOfTwo(-1));
        Grid<Ball> c = a.scale(a.cos(t), Scale.of(0.5));
        Grid<Ball> s = a.scale(a.sin(t), Scale.of(0.5));
        Grid<Ball> at = first(a, w, a.concatenateRows(List.of(a.add(half, c), a.add(half, s))));
        Grid<Ball> opposite = first(a, w, a.concatenateRows(List.of(a.subtract(half, c), a.subtract(half, s))));
        Enclosure h = a.enclosure(a.subtract(at, opposite), 0, 0);
        return h.lower().signum() > 0 ? 1 : h.upper().signum() < 0 ? -1 : 0;
    }

    /** Y_1 of a layer of width 1 with positions, a skip and one head. */
    private static <T> T first(OrderedReals<T> a, double[] w, T x) {
        T p = a.literal(new Matrix(2, 1, new double[] {w[0], w[1]}));
        T z = a.add(times(a, x, w[2]), p);
        T logits = SoftmaxAttention.logits(a, times(a, z, w[3]), times(a, z, w[4]), Scale.of(1), null);
        T head = SoftmaxAttention.output(a, logits, times(a, z, w[5]), AllowedKeys.all(2, 2));
        return a.gatherRows(a.add(z, times(a, head, w[6])), new int[] {0});
    }

    private static <T> T times(OrderedReals<T> a, T x, double w) {
        return a.multiply(x, a.literal(new Matrix(1, 1, new double[] {w})));
    }

    private enum Odd {
        STATEMENT,
        LOGITS_OF_DIFFERENT_SIZE,
        SKIP_COUNTED_IN_E
    }

    /** z(u, v) - z(u, -v) = e v for two tokens u, u + v: the logit differences of both are odd in v. */
    private record Parity(Odd v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T u = x.free(1, 1);
            T d = x.free(1, 1);
            T zero = a.constant(1, 1, Dyadic.ZERO);
            T plus = u;
            T minus = u;
            T e = v == Odd.SKIP_COUNTED_IN_E ? a.ones(1) : zero;
            for (int h = 0; h <= x.cycle(3); h++) {
                T w = x.free(1, 1);
                T bias = x.free(1, 1);
                T t = x.exponents(1, 1);
                T back = v == Odd.LOGITS_OF_DIFFERENT_SIZE ? x.exponents(1, 1) : a.negate(t);
                plus = a.add(plus, a.multiply(head(a, u, a.add(u, d), t, bias), w));
                minus = a.add(minus, a.multiply(head(a, u, a.subtract(u, d), back, bias), w));
                e = a.add(e, w);
            }
            return List.of(
                    new Sides<>("z(u, v) - z(u, -v)", a.subtract(plus, minus), a.multiply(e, d)),
                    new Sides<>("z(u, 0) is affine in u", head(a, u, u, x.exponents(1, 1), zero), u));
        }

        /** A head at the first token whose logit is t larger for the second. */
        private static <T> T head(ExponentialField<T> a, T own, T other, T t, T bias) {
            T logits = a.concatenateColumns(List.of(a.constant(1, 1, Dyadic.ZERO), t));
            T value = a.add(a.concatenateRows(List.of(own, other)), bias);
            T out = SoftmaxAttention.output(a, logits, value, AllowedKeys.all(1, 2));
            return a.subtract(out, bias);
        }
    }

    private enum Constant {
        STATEMENT,
        ONE_THIRTY_SECOND
    }

    /** |e v - 2 v^3| <= 4 eps at v = 1/2 and 1/4 leaves no e unless eps >= 1/64, and the exit values of f stay away from 0 and 1. */
    private static Evidence constants(Constant v) {
        Rational eps = Rational.of(1, v == Constant.ONE_THIRTY_SECOND ? 32 : 64);
        for (Rational tried : List.of(eps, eps.multiply(Rational.of(99, 100)))) {
            Rational half = Rational.of(1, 2);
            Rational quarter = Rational.of(1, 4);
            // e in [2 v^2 - 4 eps/v, 2 v^2 + 4 eps/v] for both.
            Rational low = half.subtract(tried.multiply(Rational.of(8)));
            Rational high = quarter.multiply(quarter).multiply(Rational.of(2)).add(tried.multiply(Rational.of(16)));
            boolean possible = low.compareTo(high) <= 0;
            if (possible != tried.equals(eps) || v == Constant.ONE_THIRTY_SECOND && possible && !tried.equals(eps)) {
                return Evidence.refuted("an error of " + tried
                        + (possible ? " leaves e between " : " leaves no e between ") + low + " and " + high);
            }
            // u = 1/2: f = 1/2 + v^3 in [3/8, 5/8]; at an exit phi is within eps of 0 or 1.
            Rational edge = Rational.of(3, 8).subtract(tried);
            if (edge.compareTo(tried) <= 0) {
                return Evidence.refuted("z may leave [0, 1] for an error of " + tried);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "the inequalities of the proof, exact fractions")
                .with("error at least", eps);
    }
}
