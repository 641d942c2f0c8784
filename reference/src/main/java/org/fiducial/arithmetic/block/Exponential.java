package org.fiducial.arithmetic.block;

/**
 * The exponential in binary64 with a proved error: computed(x) = e^x (1 + eps), |eps| <= {@link #ERROR}, plus at most 2^-1074 where the
 * result is subnormal.
 *
 * <p>Reduction: k = rint(x log2(e)), r = x - k ln 2 with ln 2 split as C1 + C2. C1 has 33 significant digits, so k C1 is exact for
 * |k| < 2^20, and x - k C1 is exact too: for k = 0 trivially, else |x| > 0.34, both terms are multiples of 2^-54, and the difference is
 * below 1/2. fl(k C2) errs by u |k| C2 <= 2.1e-7 u, and |ln 2 - C1 - C2| |k| < 2^-80. So the reduced argument errs by its last rounding,
 * half an ulp of r, plus 2.2e-7 u; |r| <= 0.34658.
 *
 * <p>Polynomial: e^r = 1 + (r + r^2 q(r)), q the Taylor polynomial of degree 11. The remainder is at most |r|^14/14! e^|r| < 0.06 u.
 *
 * <p>Rounding, in half ulps divided by e^r. Near r = -0.3466: the last sum 1 + s gives u/2, s = r + r^2 q gives u/4, r^2 q with q bounded by
 * the sum of its moduli 0.24 u, all divided by 0.7071; r gives u/4 and the remainder 0.06 u: 1.72 u. Near r = +0.3466: (1 + 1/4 + 0.24) u /
 * 1.4142 + u/4 + 0.06 u = 1.36 u. For |r| < 1/4 the argument gives at most u/8, and the total stays below 1.5 u. Hence ERROR = 1.75 u. The
 * tests bound the same terms again, cell by cell over all r, and compare with a far higher precision, which reaches 1.34 u.
 */
final class Exponential {
    /** Largest relative error of the computed exponential: 1.75 u. */
    static final double ERROR = 0x1.cp-53;

    /** Below this, {@link #ofNonPositive} returns its value here: a normal number under 3.4e-308. */
    static final double FLOOR = -708;

    private static final double LOG2E = 1.4426950408889634;
    private static final double C1 = 6.93147180369123816490e-01;
    private static final double C2 = 1.90821492927058770002e-10;

    private Exponential() {}

    /** e^x; zero (below 2^-1074) from -746 downwards, infinity from 710 upwards and where it overflows. */
    static double of(double x) {
        if (x < -746) {
            return 0;
        }
        if (x > 710) {
            return Double.POSITIVE_INFINITY;
        }
        double k = Math.rint(x * LOG2E);
        int n = (int) k;
        int half = n / 2;
        return polynomial((x - k * C1) - k * C2) * power(half) * power(n - half);
    }

    /** Replaces x[j] by e^x[j] for offset <= j < end, all of them at most 0; below FLOOR by e^FLOOR. Scratch is as long. */
    static void ofNonPositive(double[] x, int offset, int end, double[] scratch) {
        int n = end - offset;
        // Two loops: the first has only operations that the compiler turns into vector instructions.
        for (int j = 0; j < n; j++) {
            double y = Math.max(x[offset + j], FLOOR);
            double k = Math.rint(y * LOG2E);
            scratch[j] = k;
            x[offset + j] = polynomial((y - k * C1) - k * C2);
        }
        for (int j = 0; j < n; j++) {
            x[offset + j] *= power((int) scratch[j]);
        }
    }

    private static double polynomial(double r) {
        double q = 1 / 6227020800.0;
        q = q * r + 1 / 479001600.0;
        q = q * r + 1 / 39916800.0;
        q = q * r + 1 / 3628800.0;
        q = q * r + 1 / 362880.0;
        q = q * r + 1 / 40320.0;
        q = q * r + 1 / 5040.0;
        q = q * r + 1 / 720.0;
        q = q * r + 1 / 120.0;
        q = q * r + 1 / 24.0;
        q = q * r + 1 / 6.0;
        q = q * r + 0.5;
        return 1 + (r + r * r * q);
    }

    /** 2^n for -1022 <= n <= 1023. */
    private static double power(int n) {
        return Double.longBitsToDouble((n + 1023L) << 52);
    }
}
