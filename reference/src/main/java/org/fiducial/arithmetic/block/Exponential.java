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

    /** How many arguments {@link #ofNonPositive} takes at once, so that its arrays stay in the first-level cache. */
    private static final int CHUNK = 512;

    /** Added and subtracted, rounds a number below 2^51 to the nearest integer. */
    private static final double ROUNDER = 0x1.8p52;

    /** Working space of {@link #ofNonPositive}. */
    static final class Space {
        private final double[] x = new double[CHUNK];
        private final double[] k = new double[CHUNK];
        private final double[] q = new double[CHUNK];
    }

    /** Replaces x[j] by e^(x[j] - c) for offset <= j < end, all differences at most 0; below FLOOR by e^FLOOR. Each difference rounds once. */
    static void ofNonPositive(double[] x, int offset, int end, double c, Space space) {
        double[] y = space.x;
        double[] k = space.k;
        double[] q = space.q;
        for (int j = offset; j < end; j += CHUNK) {
            int n = Math.min(CHUNK, end - j);
            System.arraycopy(x, j, y, 0, n);
            reduce(y, k, c, n);
            // The polynomial of the single-number version, a few steps a loop: HotSpot makes vector instructions of
            // short loops only.
            start(q, y, n);
            step(q, y, n, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0);
            step(q, y, n, 1 / 5040.0, 1 / 720.0, 1 / 120.0);
            step(q, y, n, 1 / 24.0, 1 / 6.0, 0.5);
            finish(q, y, n);
            for (int i = 0; i < n; i++) {
                x[j + i] = q[i] * power((int) k[i]);
            }
        }
    }

    private static void reduce(double[] x, double[] k, double c, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(x[i] - c, FLOOR);
        }
        for (int i = 0; i < n; i++) {
            k[i] = (x[i] * LOG2E + ROUNDER) - ROUNDER;
        }
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - k[i] * C1) - k[i] * C2;
        }
    }

    private static void start(double[] q, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            q[i] = ((1 / 6227020800.0) * r[i] + 1 / 479001600.0) * r[i] + 1 / 39916800.0;
        }
    }

    private static void step(double[] q, double[] r, int n, double a, double b, double c) {
        for (int i = 0; i < n; i++) {
            q[i] = ((q[i] * r[i] + a) * r[i] + b) * r[i] + c;
        }
    }

    private static void finish(double[] q, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            q[i] = 1 + (r[i] + r[i] * r[i] * q[i]);
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
