package org.fiducial.arithmetic.block;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The exponential of pairs of binary64 numbers: relative error at most {@link #ERROR} = 32 u^2 for arguments between {@link #FLOOR} and 600.
 *
 * <p>Reduction: x = k ln2/64 + r, |r| < 0.00543 = 2^-7.52; k < 2^16. ln2/64 = L1 + L2 + L3, L1 and L2 of 33 digits, so both products with k are
 * exact; hi - k L1 is exact (both are multiples of 2^-60, the difference is below 2^-7); two exact sums follow, and what is left rounds by at
 * most u 2^-56 = 2^-109.
 *
 * <p>Polynomial: e^r - 1 = r + r^2 s2, s_n = 1/n! + r s_(n+1), to r^11; remainder 2^-119. From 1/6! on in binary64: an error of 2 u there
 * counts 2 u r^6/720 < 2^-106. In s5 the product r s6 rounds to binary64: u 2^-17 r^5 < 2^-107. s4, s3, s2 are pairs whose products keep
 * hi hi exactly and round the rest: at most 8 u^2 each, multiplied by r^2 < 2^-15. The sum r + r^2 s2 rounds by 4 u^2 |r| < 2^-111, and
 * T + T p, T = 2^(j/64) to u^2, by 8 u^2. In all less than 2^-106 + 2^-106 + 10 u^2 < 16 u^2 = 2^-102; the bound is twice that, the tests see 1.8 u^2.
 */
final class TwofoldExponential {
    static final double ERROR = 32 * TwofoldNumber.U2;

    /** Below this the value at FLOOR is returned, 1e-261. */
    static final double FLOOR = -600;

    private static final int STEPS = 64;
    private static final double[] TABLE_HI = new double[STEPS];
    private static final double[] TABLE_LO = new double[STEPS];
    private static final double STEPS_OVER_LN2;
    private static final double L1;
    private static final double L2;
    private static final double L3;
    private static final TwofoldNumber C3 = reciprocal(6);
    private static final TwofoldNumber C4 = reciprocal(24);
    private static final TwofoldNumber C5 = reciprocal(120);
    private static final TwofoldNumber HALF = reciprocal(2);

    static {
        MathContext mc = new MathContext(80);
        BigDecimal step = TwofoldNumber.ln2().divide(BigDecimal.valueOf(STEPS), mc);
        STEPS_OVER_LN2 = BigDecimal.ONE.divide(step, mc).doubleValue();
        L1 = leading(step);
        L2 = leading(step.subtract(new BigDecimal(L1)));
        L3 = step.subtract(new BigDecimal(L1)).subtract(new BigDecimal(L2)).doubleValue();
        BigDecimal root = BigDecimal.valueOf(2);
        for (int i = 1; i < STEPS; i *= 2) {
            root = root.sqrt(mc);
        }
        BigDecimal power = BigDecimal.ONE;
        for (int j = 0; j < STEPS; j++) {
            TwofoldNumber t = TwofoldNumber.of(power);
            TABLE_HI[j] = t.hi;
            TABLE_LO[j] = t.lo;
            power = power.multiply(root, mc);
        }
    }

    private TwofoldExponential() {}

    private static TwofoldNumber reciprocal(int n) {
        return TwofoldNumber.of(BigDecimal.ONE.divide(BigDecimal.valueOf(n), new MathContext(60)));
    }

    /** What the computation needs, for devices: 64 / ln 2, ln 2 / 64 in three parts, 1/6, 1/24, 1/120 as pairs, then 2^(j/64), hi and lo. */
    static double[] constants() {
        double[] c = new double[10 + 2 * STEPS];
        System.arraycopy(
                new double[] {STEPS_OVER_LN2, L1, L2, L3, C3.hi, C3.lo, C4.hi, C4.lo, C5.hi, C5.lo}, 0, c, 0, 10);
        System.arraycopy(TABLE_HI, 0, c, 10, STEPS);
        System.arraycopy(TABLE_LO, 0, c, 10 + STEPS, STEPS);
        return c;
    }

    /** The number cut to 33 digits. */
    private static double leading(BigDecimal x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x.doubleValue()) & -1L << 20);
    }

    /** Sets out to e^(x + y), |y| <= ulp(x)/2, x <= 600. */
    static void of(double x, double y, TwofoldNumber out) {
        if (!(x >= FLOOR)) {
            x = FLOOR;
            y = 0;
        }
        double k = Math.rint(x * STEPS_OVER_LN2);
        double t = x - k * L1;
        // (h, l) = t - k L2 + y - k L3
        double p = -k * L2;
        double h = t + p;
        double b = h - t;
        double l = (t - (h - b)) + (p - b);
        double g = h + y;
        b = g - h;
        l += (h - (g - b)) + (y - b);
        l -= k * L3;
        h = g + l;
        l -= h - g;

        double s = 1 / 39916800.0;
        s = s * h + 1 / 3628800.0;
        s = s * h + 1 / 362880.0;
        s = s * h + 1 / 40320.0;
        s = s * h + 1 / 5040.0;
        s = s * h + 1 / 720.0;
        // s5
        double q = h * s;
        double sh = C5.hi + q;
        double sl = (q - (sh - C5.hi)) + C5.lo;
        // s4
        q = h * sh;
        double e = Math.fma(h, sh, -q) + (h * sl + l * sh);
        sh = C4.hi + q;
        sl = (q - (sh - C4.hi)) + (C4.lo + e);
        // s3
        q = h * sh;
        e = Math.fma(h, sh, -q) + (h * sl + l * sh);
        sh = C3.hi + q;
        sl = (q - (sh - C3.hi)) + (C3.lo + e);
        // s2
        q = h * sh;
        e = Math.fma(h, sh, -q) + (h * sl + l * sh);
        sh = 0.5 + q;
        sl = (q - (sh - 0.5)) + e;
        // r s2
        q = h * sh;
        e = Math.fma(h, sh, -q) + (h * sl + l * sh);
        // r^2 s2
        sh = h * q;
        sl = Math.fma(h, q, -sh) + (h * e + l * q);
        // r + r^2 s2
        q = h + sh;
        e = (sh - (q - h)) + (l + sl);

        int n = (int) k;
        int j = n & STEPS - 1;
        double th = TABLE_HI[j];
        double tl = TABLE_LO[j];
        // T + T (q + e)
        sh = th * q;
        sl = Math.fma(th, q, -sh) + (th * e + tl * q);
        h = th + sh;
        l = (sh - (h - th)) + (tl + sl);
        double scale = Double.longBitsToDouble((long) ((n >> 6) + 1023) << 52);
        g = h + l;
        out.hi = g * scale;
        out.lo = (l - (g - h)) * scale;
    }

    /** How many arguments {@link #ofNonPositive} takes at once, so that its arrays stay in the first-level cache. */
    private static final int CHUNK = 256;

    /** Added and subtracted, rounds a number below 2^51 to the nearest integer. */
    private static final double ROUNDER = 0x1.8p52;

    /** At least half a unit in the last place of every argument from FLOOR to 0. */
    private static final double LARGEST_TAIL = 0x1p-44;

    /** Working space of {@link #ofNonPositive}. */
    static final class Space {
        private final double[] h = new double[CHUNK];
        private final double[] l = new double[CHUNK];
        private final double[] k = new double[CHUNK];
        private final double[] sh = new double[CHUNK];
        private final double[] sl = new double[CHUNK];
        private final double[] power = new double[CHUNK];
    }

    /**
     * Replaces pairs by their exponentials, bit for bit those of {@link #of}, for from <= j < end; arguments are at most 0, and below FLOOR
     * they count as FLOOR up to 2^-44.
     */
    static void ofNonPositive(double[] hi, double[] lo, int from, int end, Space space) {
        double[] h = space.h;
        double[] l = space.l;
        double[] sh = space.sh;
        double[] sl = space.sl;
        for (int j = from; j < end; j += CHUNK) {
            int n = Math.min(CHUNK, end - j);
            System.arraycopy(hi, j, h, 0, n);
            System.arraycopy(lo, j, l, 0, n);
            // The steps of the single-number version, a few a loop: HotSpot makes vector instructions of short loops
            // only.
            reduce(h, l, space.k, n);
            start(sh, h, n);
            step(sh, h, n, 1 / 40320.0, 1 / 5040.0, 1 / 720.0);
            fifth(sh, sl, h, n);
            next(sh, sl, h, l, C4, n);
            next(sh, sl, h, l, C3, n);
            next(sh, sl, h, l, HALF, n);
            square(sh, sl, h, l, n);
            lookUp(space.k, h, l, space.power, n);
            finish(sh, sl, h, l, space.power, n);
            System.arraycopy(h, 0, hi, j, n);
            System.arraycopy(l, 0, lo, j, n);
        }
    }

    private static void reduce(double[] h, double[] l, double[] k, int n) {
        for (int i = 0; i < n; i++) {
            h[i] = Math.max(h[i], FLOOR);
        }
        for (int i = 0; i < n; i++) {
            l[i] = Math.min(Math.max(l[i], -LARGEST_TAIL), LARGEST_TAIL);
        }
        for (int i = 0; i < n; i++) {
            k[i] = (h[i] * STEPS_OVER_LN2 + ROUNDER) - ROUNDER;
        }
        for (int i = 0; i < n; i++) {
            double t = h[i] - k[i] * L1;
            double p = -k[i] * L2;
            double s = t + p;
            double b = s - t;
            double r = (t - (s - b)) + (p - b);
            double g = s + l[i];
            b = g - s;
            r += (s - (g - b)) + (l[i] - b);
            r -= k[i] * L3;
            s = g + r;
            h[i] = s;
            l[i] = r - (s - g);
        }
    }

    private static void start(double[] s, double[] h, int n) {
        for (int i = 0; i < n; i++) {
            s[i] = ((1 / 39916800.0) * h[i] + 1 / 3628800.0) * h[i] + 1 / 362880.0;
        }
    }

    private static void step(double[] s, double[] h, int n, double a, double b, double c) {
        for (int i = 0; i < n; i++) {
            s[i] = ((s[i] * h[i] + a) * h[i] + b) * h[i] + c;
        }
    }

    /** s5 from s6. */
    private static void fifth(double[] sh, double[] sl, double[] h, int n) {
        double c = C5.hi;
        double d = C5.lo;
        for (int i = 0; i < n; i++) {
            double q = h[i] * sh[i];
            double s = c + q;
            sl[i] = (q - (s - c)) + d;
            sh[i] = s;
        }
    }

    /** From s_(n+1) to s_n = constant + r s_(n+1). */
    private static void next(double[] sh, double[] sl, double[] h, double[] l, TwofoldNumber constant, int n) {
        double c = constant.hi;
        double d = constant.lo;
        for (int i = 0; i < n; i++) {
            double q = h[i] * sh[i];
            double e = Math.fma(h[i], sh[i], -q) + (h[i] * sl[i] + l[i] * sh[i]);
            double s = c + q;
            sl[i] = (q - (s - c)) + (d + e);
            sh[i] = s;
        }
    }

    /** r + r^2 s2. */
    private static void square(double[] sh, double[] sl, double[] h, double[] l, int n) {
        for (int i = 0; i < n; i++) {
            double q = h[i] * sh[i];
            double e = Math.fma(h[i], sh[i], -q) + (h[i] * sl[i] + l[i] * sh[i]);
            sh[i] = q;
            sl[i] = e;
        }
        for (int i = 0; i < n; i++) {
            double s = h[i] * sh[i];
            double e = Math.fma(h[i], sh[i], -s) + (h[i] * sl[i] + l[i] * sh[i]);
            double q = h[i] + s;
            sl[i] = (s - (q - h[i])) + (l[i] + e);
            sh[i] = q;
        }
    }

    /** T to h and l, and the power of two. */
    private static void lookUp(double[] k, double[] h, double[] l, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            int m = (int) k[i];
            h[i] = TABLE_HI[m & STEPS - 1];
            l[i] = TABLE_LO[m & STEPS - 1];
            power[i] = Double.longBitsToDouble((long) ((m >> 6) + 1023) << 52);
        }
    }

    /** T + T (e^r - 1), scaled. */
    private static void finish(double[] sh, double[] sl, double[] h, double[] l, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            double s = h[i] * sh[i];
            double e = Math.fma(h[i], sh[i], -s) + (h[i] * sl[i] + l[i] * sh[i]);
            double g = h[i] + s;
            double r = (s - (g - h[i])) + (l[i] + e);
            double t = g + r;
            h[i] = t * power[i];
            l[i] = (r - (t - g)) * power[i];
        }
    }
}
