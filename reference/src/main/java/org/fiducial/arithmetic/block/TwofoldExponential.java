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
}
