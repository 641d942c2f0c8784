package org.fiducial.arithmetic.ball;

/** Unsigned words of 64 digits, and balls made of four of them. */
final class Limbs {
    private Limbs() {}

    /** The upper half of the unsigned product. */
    static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** The carry of the unsigned sum s = a + b, or s = a + b + 1. */
    static long carry(long a, long b, long s) {
        return (a & b | (a | b) & ~s) >>> 63;
    }

    /** The borrow of the unsigned difference s = a - b, or s = a - b - 1. */
    static long borrow(long a, long b, long s) {
        return (~a & b | (~a | b) & s) >>> 63;
    }

    /** All numbers within radius of sign * (w3, w2, w1, w0) * 2^e, the midpoint rounded to nearest to p <= 128 digits. */
    static Ball rounded(int sign, long w3, long w2, long w1, long w0, long e, long radius, int p) {
        if ((w3 | w2 | w1 | w0) == 0) {
            return NormalForm.of(0, 0, 0, 0, radius);
        }
        while (w3 == 0) {
            w3 = w2;
            w2 = w1;
            w1 = w0;
            w0 = 0;
            e -= 64;
        }
        int up = Long.numberOfLeadingZeros(w3);
        if (up != 0) {
            w3 = w3 << up | w2 >>> -up;
            w2 = w2 << up | w1 >>> -up;
            w1 = w1 << up | w0 >>> -up;
            w0 <<= up;
            e -= up;
        }
        return rounded(sign, w3, w2, w1, (w1 | w0) != 0, e + 128, radius, p);
    }

    /**
     * The same of a normal magnitude: w3's first digit is one, (w3, w2) * 2^e are the first 128 digits, next the digits that follow, and
     * inexact says whether any digit that follows is one.
     */
    static Ball rounded(int sign, long w3, long w2, long next, boolean inexact, long e, long radius, int p) {
        int drop = 128 - p;
        long hi = w3;
        long lo = w2;
        boolean up;
        if (drop == 0) {
            up = next < 0;
        } else if (drop <= 64) {
            long cut = drop == 64 ? -1 : (1L << drop) - 1;
            inexact |= (lo & cut) != 0;
            up = (lo >>> drop - 1 & 1) != 0;
            lo &= ~cut;
        } else {
            long cut = (1L << drop - 64) - 1;
            inexact |= (hi & cut | lo) != 0;
            up = (hi >>> drop - 65 & 1) != 0;
            hi &= ~cut;
            lo = 0;
        }
        if (!inexact) {
            return NormalForm.of(sign, hi, lo, e, radius);
        }
        if (up) {
            if (drop < 64) {
                lo += 1L << drop;
                if (lo >>> drop == 0) {
                    hi++;
                }
            } else {
                hi += 1L << drop - 64;
            }
            if (hi == 0) {
                hi = 1L << 63;
                e++;
                return NormalForm.of(sign, hi, lo, e, Radius.add(radius, Radius.powerOfTwo(e + drop - 2)));
            }
        }
        return NormalForm.of(sign, hi, lo, e, Radius.add(radius, Radius.powerOfTwo(e + drop - 1)));
    }

    /** The product of two midpoints of up to 128 digits, rounded to p <= 128 digits. */
    static Ball product(Ball x, Ball y, long radius, int p) {
        long p00 = x.lo * y.lo;
        long p01 = x.lo * y.hi;
        long p10 = x.hi * y.lo;
        long p11 = x.hi * y.hi;
        long h00 = multiplyHigh(x.lo, y.lo);
        long h01 = multiplyHigh(x.lo, y.hi);
        long h10 = multiplyHigh(x.hi, y.lo);
        long h11 = multiplyHigh(x.hi, y.hi);
        long s = p01 + p10;
        long c1 = carry(p01, p10, s);
        long w1 = s + h00;
        c1 += carry(s, h00, w1);
        long t = h01 + h10;
        long c2 = carry(h01, h10, t);
        long u = t + p11;
        c2 += carry(t, p11, u);
        long w2 = u + c1;
        c2 += carry(u, c1, w2);
        return rounded(x.sign * y.sign, h11 + c2, w2, w1, p00, (long) x.e + y.e, radius, p);
    }

    /** The sum of two midpoints of up to 128 digits, not zero, with exponents at most 126 apart, rounded to p <= 128 digits. */
    static Ball sum(Ball x, Ball y, long radius, int p) {
        boolean ordered = x.e > y.e
                || x.e == y.e && Long.compareUnsigned(x.hi, y.hi) > 0
                || x.e == y.e && x.hi == y.hi && Long.compareUnsigned(x.lo, y.lo) >= 0;
        Ball a = ordered ? x : y;
        Ball b = ordered ? y : x;
        // a moved down by one digit, so that the sum has room, b by that and the distance of the exponents, at most
        // 127.
        long a3 = a.hi >>> 1;
        long a2 = a.hi << 63 | a.lo >>> 1;
        long a1 = a.lo << 63;
        int down = a.e - b.e + 1;
        boolean word = down >= 64;
        int shift = down & 63;
        long b3 = shift == 0 ? b.hi : b.hi >>> shift;
        long b2 = shift == 0 ? b.lo : b.hi << -shift | b.lo >>> shift;
        long b1 = shift == 0 ? 0 : b.lo << -shift;
        long b0 = 0;
        if (word) {
            b0 = b1;
            b1 = b2;
            b2 = b3;
            b3 = 0;
        }
        long e = a.e - 127L;
        if (a.sign == b.sign) {
            long s1 = a1 + b1;
            long c = carry(a1, b1, s1);
            long s2 = a2 + b2 + c;
            c = carry(a2, b2, s2);
            return rounded(a.sign, a3 + b3 + c, s2, s1, b0, e, radius, p);
        }
        long s0 = -b0;
        long c = b0 != 0 ? 1 : 0;
        long s1 = a1 - b1 - c;
        c = borrow(a1, b1, s1);
        long s2 = a2 - b2 - c;
        c = borrow(a2, b2, s2);
        return rounded(a.sign, a3 - b3 - c, s2, s1, s0, e, radius, p);
    }
}
