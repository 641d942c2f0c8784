package org.fiducial.arithmetic.ball;

import org.fiducial.arithmetic.scalar.Terms;

/**
 * Sums of products of balls whose midpoints have up to 128 digits, in one pass over an accumulator of 320 digits with one rounding at the end.
 *
 * <p>With 2^E the last place of the product with the largest exponent, a product is a number of at most 256 digits times 2^(E - d) with d >= 0.
 * Its magnitude is cut to a multiple of 2^E, off by less than 2^E, and the cuts are counted. The sum of n < 2^31 such numbers has less than 256 + 31 digits, so the accumulator, in two's complement, never overflows.
 * Where it has more than 256 digits its last word is cut too, off by less than 2^(E + 64).
 *
 * <p>Radii: |XY - xy| <= |x| s + (|y| + s) r, added up in binary64 relative to a power of two
 * that all of them together are near; see {@link #addSpread}.
 */
final class DotProduct {
    private long a0;
    private long a1;
    private long a2;
    private long a3;
    private long a4;
    private long cuts;
    private double spread;

    private DotProduct() {}

    /** Whether all midpoints are short enough. */
    static boolean applies(Terms<Ball> x) {
        for (int k = 0; k < x.size(); k++) {
            if (x.get(k).isLong()) {
                return false;
            }
        }
        return true;
    }

    static Ball of(Terms<Ball> x, Terms<Ball> y, int p) {
        int n = x.size();
        long unit = Long.MIN_VALUE;
        long largestRadius = Long.MIN_VALUE;
        for (int k = 0; k < n; k++) {
            Ball a = x.get(k);
            Ball b = y.get(k);
            if (a.sign != 0 && b.sign != 0) {
                unit = Math.max(unit, (long) a.e + b.e);
            }
            if ((a.radius | b.radius) != 0) {
                largestRadius = Math.max(largestRadius, spreadTop(a, b));
            }
        }
        if (unit == Long.MIN_VALUE) {
            unit = 0;
        }
        DotProduct sum = new DotProduct();
        for (int k = 0; k < n; k++) {
            Ball a = x.get(k);
            Ball b = y.get(k);
            if (a.sign != 0 && b.sign != 0) {
                sum.addProduct(a, b, unit - a.e - b.e);
            }
            if ((a.radius | b.radius) != 0) {
                sum.addSpread(a, b, largestRadius);
            }
        }
        return sum.result(unit, largestRadius, n, p);
    }

    private void addProduct(Ball x, Ball y, long down) {
        if (down >= 256) {
            // Less than one unit, cut to nothing.
            cuts++;
            return;
        }
        long p00 = x.lo * y.lo;
        long p01 = x.lo * y.hi;
        long p10 = x.hi * y.lo;
        long p11 = x.hi * y.hi;
        long h00 = Limbs.multiplyHigh(x.lo, y.lo);
        long h01 = Limbs.multiplyHigh(x.lo, y.hi);
        long h10 = Limbs.multiplyHigh(x.hi, y.lo);
        long w0 = p00;
        long s = p01 + p10;
        long c1 = Limbs.carry(p01, p10, s);
        long w1 = s + h00;
        c1 += Limbs.carry(s, h00, w1);
        long t = h01 + h10;
        long c2 = Limbs.carry(h01, h10, t);
        long u = t + p11;
        c2 += Limbs.carry(t, p11, u);
        long w2 = u + c1;
        c2 += Limbs.carry(u, c1, w2);
        long w3 = Limbs.multiplyHigh(x.hi, y.hi) + c2;
        if (down != 0) {
            cuts++;
            for (long words = down >>> 6; words != 0; words--) {
                w0 = w1;
                w1 = w2;
                w2 = w3;
                w3 = 0;
            }
            int shift = (int) down & 63;
            if (shift != 0) {
                w0 = w0 >>> shift | w1 << -shift;
                w1 = w1 >>> shift | w2 << -shift;
                w2 = w2 >>> shift | w3 << -shift;
                w3 >>>= shift;
            }
        }
        // Minus w is the complement of w plus one; the complement of the words above is all ones.
        long m = (long) (x.sign * y.sign) >> 63;
        w0 ^= m;
        w1 ^= m;
        w2 ^= m;
        w3 ^= m;
        long r0 = a0 + w0 - m;
        long c = Limbs.carry(a0, w0, r0);
        long r1 = a1 + w1 + c;
        c = Limbs.carry(a1, w1, r1);
        long r2 = a2 + w2 + c;
        c = Limbs.carry(a2, w2, r2);
        long r3 = a3 + w3 + c;
        c = Limbs.carry(a3, w3, r3);
        a0 = r0;
        a1 = r1;
        a2 = r2;
        a3 = r3;
        a4 += m + c;
    }

    /** An exponent t with |x| s + (|y| + s) r < 2^(t + 2). */
    private static long spreadTop(Ball x, Ball y) {
        long ys = Math.max(y.sign == 0 ? Long.MIN_VALUE / 4 : y.e + 128L, top(y.radius)) + 1;
        long xs = x.sign == 0 ? Long.MIN_VALUE / 4 : x.e + 128L;
        return Math.max(xs + top(y.radius), ys + top(x.radius));
    }

    private static long top(long radius) {
        return radius == 0 ? Long.MIN_VALUE / 4 : Radius.exponent(radius) + 31L;
    }

    /** Adds an upper bound of (|x| s + (|y| + s) r) 2^-unit, but for the roundings of binary64: to nearest, and underflow. */
    private void addSpread(Ball x, Ball y, long unit) {
        double xm = x.sign == 0 ? 0 : (x.hi >>> 11) + 1;
        double ym = y.sign == 0 ? 0 : (y.hi >>> 11) + 1;
        double r = Radius.mantissa(x.radius);
        double s = Radius.mantissa(y.radius);
        int re = Radius.exponent(x.radius);
        int se = Radius.exponent(y.radius);
        spread += xm * s * powerOfTwo(x.e + 75L + se - unit);
        spread += ym * r * powerOfTwo(y.e + 75L + re - unit);
        spread += r * s * powerOfTwo((long) re + se - unit);
    }

    /** 2^e, or for e < -900 the larger 2^-900; e <= 0 as long as it multiplies anything but zero. */
    private static double powerOfTwo(long e) {
        return Double.longBitsToDouble(Math.min(Math.max(e, -900), 900) + 1023 << 52);
    }

    private Ball result(long unit, long radiusUnit, int n, int p) {
        long radius = Radius.of(cuts, unit);
        if (spread != 0) {
            // A term has five operations, each off by 2^-53 relatively, and passes through at most 3n additions.
            double bound = spread * (1 + (3.0 * n + 16) * 0x1p-52);
            int exponent = Math.getExponent(bound) - 40;
            radius = Radius.add(
                    radius, Radius.of((long) Math.ceil(Math.scalb(bound, -exponent)), radiusUnit + exponent));
        }
        int sign = 1;
        if (a4 < 0) {
            sign = -1;
            a0 = ~a0;
            a1 = ~a1;
            a2 = ~a2;
            a3 = ~a3;
            a4 = ~a4;
            if (++a0 == 0 && ++a1 == 0 && ++a2 == 0 && ++a3 == 0) {
                a4++;
            }
        }
        if (a4 == 0) {
            return Limbs.rounded(sign, a3, a2, a1, a0, unit, radius, p);
        }
        return Limbs.rounded(sign, a4, a3, a2, a1, unit + 64, Radius.add(radius, Radius.powerOfTwo(unit + 64)), p);
    }
}
