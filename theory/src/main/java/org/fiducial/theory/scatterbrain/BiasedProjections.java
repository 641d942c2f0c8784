package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;

/** Claims C8 and C9: projections of fixed norm, and those of a QR factorisation without its signs, are biased by known factors. */
final class BiasedProjections {
    private static final int P = 256;

    private BiasedProjections() {}

    static List<Part> fixedNorm() {
        return List.of(
                Part.of("power series of the mean", EvidenceKind.CERTIFIED, Series.class, v -> run -> series(v)),
                Part.of("below the kernel", EvidenceKind.CERTIFIED, Under.class, v -> run -> under(v)));
    }

    static List<Part> signs() {
        return List.of(
                Part.of("first coordinate of the factor", EvidenceKind.CERTIFIED, Sign.class, v -> run -> factor(v)),
                Part.of("mean of the feature", EvidenceKind.CERTIFIED, Mean.class, v -> run -> mean(v)));
    }

    private enum Series {
        STATEMENT,
        WIDTH_NOT_IN_THE_ARGUMENT
    }

    /** d^k E u^(2k) / (2k)! against (d/4)^k / ((d/2)_k k!), the coefficients of 0F1(; d/2; d a / 4). */
    private static Evidence series(Series v) {
        for (int d = 1; d <= 12; d++) {
            Rational left = Rational.ONE;
            Rational right = Rational.ONE;
            for (int k = 1; k <= 24; k++) {
                // E u^(2k) grows by (2k - 1) / (d + 2k - 2) on the unit sphere.
                left = left.multiply(Rational.of((long) d * (2 * k - 1), (d + 2L * k - 2) * (2L * k) * (2 * k - 1)));
                long argument = v == Series.STATEMENT ? d : 1;
                right = right.multiply(Rational.of(2 * argument, 4L * (d + 2L * (k - 1)) * k));
                if (!left.equals(right)) {
                    return Evidence.refuted("d = " + d + ", k = " + k + ": " + left + " against " + right);
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "24 coefficients for d = 1 to 12, exactly");
    }

    private enum Under {
        STATEMENT,
        ABOVE_THE_KERNEL,
        UNBIASED_TO_HALF_A_PERCENT
    }

    /** 0F1(; d/2; d a / 4) < e^(a/2) for a > 0; at d = 4, a = 0.64 and 1 the ratios are 0.985 and 0.964. */
    private static Evidence under(Under v) {
        double least = 1;
        for (int d : new int[] {1, 2, 4, 16, 64}) {
            for (double a : new double[] {0.01, 0.25, 0.64, 1, 4}) {
                Ball found = mean(d, Ball.of(Dyadic.of(a)));
                Ball kernel = Ball.of(Dyadic.of(a)).shift(-1).exp(P);
                Ball bound = v == Under.UNBIASED_TO_HALF_A_PERCENT
                        ? found.multiply(Ball.of(201), P).divide(Ball.of(200), P)
                        : kernel;
                Ball small = v == Under.UNBIASED_TO_HALF_A_PERCENT ? kernel : found;
                Truth t = v == Under.ABOVE_THE_KERNEL ? kernel.less(found) : small.less(bound);
                if (t != Truth.TRUE) {
                    return t == Truth.FALSE
                            ? Evidence.refuted("d = " + d + ", a = " + a + ": mean " + found + ", kernel " + kernel)
                            : Evidence.undecided("d = " + d + ", a = " + a);
                }
                least = Math.min(
                        least, found.midpoint().toDouble() / kernel.midpoint().toDouble());
            }
        }
        double first = ratio(0.64);
        double second = ratio(1);
        if (Math.abs(first - 0.985) > 0.001 || Math.abs(second - 0.964) > 0.001) {
            return Evidence.refuted("ratios at d = 4: " + first + ", " + second);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "grid of widths and norms, by enclosures")
                .with("ratio at d = 4, a = 0.64", first)
                .with("ratio at d = 4, a = 1", second)
                .with("smallest ratio to the kernel", least);
    }

    private static double ratio(double a) {
        Ball x = Ball.of(Dyadic.of(a));
        return mean(4, x).divide(x.shift(-1).exp(P), P).midpoint().toDouble();
    }

    private static Ball mean(int d, Ball a) {
        return a.multiply(Ball.of(d), P).shift(-2).hypergeometric0F1(Ball.of(d).shift(-1), P);
    }

    private enum Sign {
        STATEMENT,
        REFLECTION_TO_THE_SAME_SIDE
    }

    /**
     * Householder's first reflection of a column with a rational norm, exactly: with R_11 = -sign(a_1) |a| it sends the column to
     * R_11 e_1, and the first column of Q, its image of e_1, begins with -|a_1| / |a|.
     */
    private static Evidence factor(Sign v) {
        long[][] columns = {{1, 2, 2}, {-2, 3, 6}, {4, -4, 7}, {-8, 9, 12}, {-1, 4, 8}, {2, -10, 11}};
        for (long[] c : columns) {
            Rational[] a = {Rational.of(c[0]), Rational.of(c[1]), Rational.of(c[2])};
            long square = c[0] * c[0] + c[1] * c[1] + c[2] * c[2];
            Rational norm = Rational.of(Math.round(Math.sqrt(square)));
            if (!norm.multiply(norm).equals(Rational.of(square))) {
                throw new IllegalStateException("a column whose norm is irrational");
            }
            boolean opposite = v == Sign.STATEMENT;
            Rational r = a[0].signum() >= 0 == opposite ? norm.negate() : norm;
            Rational[] u = {a[0].subtract(r), a[1], a[2]};
            Rational image = reflected(u, a, 0);
            Rational first = reflected(u, new Rational[] {Rational.ONE, Rational.ZERO, Rational.ZERO}, 0);
            if (!image.equals(r)
                    || reflected(u, a, 1).signum() != 0
                    || reflected(u, a, 2).signum() != 0) {
                return Evidence.refuted("the reflection of " + List.of(a) + " is not along the first axis");
            }
            if (!first.equals(a[0].abs().negate().divide(norm))) {
                return Evidence.refuted("column " + List.of(a) + ": first coordinate " + first);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "six columns of rational norm, exactly");
    }

    /** Coordinate i of x - 2 u (u.x) / (u.u). */
    private static Rational reflected(Rational[] u, Rational[] x, int i) {
        Rational ux = Rational.ZERO;
        Rational uu = Rational.ZERO;
        for (int k = 0; k < u.length; k++) {
            ux = ux.add(u[k].multiply(x[k]));
            uu = uu.add(u[k].multiply(u[k]));
        }
        return x[i].subtract(Rational.of(2).multiply(u[i]).multiply(ux).divide(uu));
    }

    private enum Mean {
        STATEMENT,
        UNBIASED,
        FACTOR_OF_THE_OTHER_SIGN
    }

    /** E exp(-z |g|), by the moments of |g|, against 2 Phi(-z) e^(z^2/2): the factor of the kernel is 2 Phi(-z_1). */
    private static Evidence mean(Mean v) {
        Agreement agreement = new Agreement(120);
        for (double z : new double[] {-1, -0.5, 0.25, 0.7, 1, 2}) {
            Ball t = Ball.of(Dyadic.of(z));
            Ball claimed = t.square(P).shift(-1).exp(P);
            if (v != Mean.UNBIASED) {
                Ball at = v == Mean.STATEMENT ? t.negate() : t;
                claimed = claimed.multiply(at.normalDistribution(P).shift(1), P);
            }
            agreement.of("z_1 = " + z, HalfNormal.exponential(t.negate(), P), claimed);
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "six first coordinates, by the moments of |g|");
    }
}
