package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The exponential to {@link #LARGEST_PRECISION} digits by words: fractions of 192 digits, u = 2^-192.
 *
 * <p>With x = N ln 2 + T, 0 <= T < ln 2, and T = i/2^8 + j/2^16 + k/2^24 + r, r < 2^-24, e^x is 2^N times three numbers from tables times e^r.
 * All factors 1 + a are kept as a, all roundings are downward, so that the product stays below 2. What is lost:
 *
 * <ol>
 *   <li>x is cut (1 u) and ln 2 off by at most u, which counts n + 1 <= 2^32 times: T is off by less than 2^-159 and with it e^T relatively.
 *   <li>The series of e^r - 1 stops after r^5 / 120: less than r^6 / 719 < 2^-153.4.
 *   <li>A product of fractions leaves out parts of less than 5 u; constants and table entries are low by at most 3 u. Eight products, three table
 *       entries, four constants, each multiplied by numbers that together are less than 2: less than 2^7 u.
 * </ol>
 *
 * Together less than 2^-153 relatively, and e^x < 2^(N + 1): less than 2^(N - 152).
 */
final class ShortExponential {
    /** Where the error becomes 2^-8 of the last place. */
    static final int LARGEST_PRECISION = 144;

    private static final long[] LN2 = words(Constants.ln2(192));
    private static final long[] HALF = {1L << 63, 0, 0};
    private static final long[] SIXTH = reciprocal(6);
    private static final long[] TWENTY_FOURTH = reciprocal(24);
    private static final long[] HUNDRED_TWENTIETH = reciprocal(120);

    /** e^(i/2^8) - 1, e^(j/2^16) - 1 and e^(k/2^24) - 1, three words each; i ends before ln 2. */
    private static final long[][] TABLES = {table(8, 178), table(16, 256), table(24, 256)};

    private long a2;
    private long a1;
    private long a0;

    private ShortExponential() {}

    private static long[] words(BigInteger c) {
        return new long[] {c.shiftRight(128).longValue(), c.shiftRight(64).longValue(), c.longValue()};
    }

    private static long[] reciprocal(int d) {
        return words(BigInteger.ONE.shiftLeft(192).divide(BigInteger.valueOf(d)));
    }

    /** The value is good to 2^-255 or so, so one unit less than its floor is below the true value, by less than three. */
    private static long[] table(int digits, int size) {
        long[] table = new long[3 * size];
        for (int i = 1; i < size; i++) {
            Ball e = Exponential.bySeries(BigInteger.valueOf(i), -digits, 260);
            BigInteger fraction = Exponential.shift(e.mantissa(), e.exponent() + 192L)
                    .subtract(BigInteger.ONE.shiftLeft(192))
                    .subtract(BigInteger.ONE);
            System.arraycopy(words(fraction), 0, table, 3 * i, 3);
        }
        return table;
    }

    /** e^x for the midpoint of x, which has at most 128 digits and a size between 2^-190 and 2^31. */
    static Ball exp(Ball x, int p) {
        return new ShortExponential().evaluate(x, p);
    }

    private Ball evaluate(Ball x, int p) {
        long n = reduce(x);
        long i = 3 * (a2 >>> 56);
        long j = 3 * (a2 >>> 48 & 255);
        long k = 3 * (a2 >>> 40 & 255);
        a2 &= (1L << 40) - 1;
        expm1OfSmall();
        multiplyOnePlus(TABLES[2], (int) k);
        multiplyOnePlus(TABLES[1], (int) j);
        multiplyOnePlus(TABLES[0], (int) i);
        long error = Radius.powerOfTwo(n - 152);
        if (p > 128) {
            byte[] significand = ByteBuffer.allocate(25)
                    .put((byte) 1)
                    .putLong(a2)
                    .putLong(a1)
                    .putLong(a0)
                    .array();
            return NormalForm.rounded(new BigInteger(1, significand), n - 192, error, p);
        }
        return Limbs.rounded(1, 1L << 63 | a2 >>> 1, a2 << 63 | a1 >>> 1, a1 << 63 | a0 >>> 1, true, n - 127, error, p);
    }

    /** Sets a to T and returns N. */
    private long reduce(Ball x) {
        // |x| in units: three words of fraction and one before the point.
        int up = x.e + 192;
        long x0 = x.lo;
        long x1 = x.hi;
        long x2 = 0;
        long x3 = 0;
        if (up < 0) {
            if (up <= -64) {
                x0 = x1;
                x1 = 0;
                up += 64;
            }
            if (up < 0) {
                x0 = x0 >>> -up | x1 << up;
                x1 >>>= -up;
            }
        } else {
            if (up >= 64) {
                x2 = x1;
                x1 = x0;
                x0 = 0;
                up -= 64;
            }
            if (up > 0) {
                x3 = x2 >>> -up;
                x2 = x2 << up | x1 >>> -up;
                x1 = x1 << up | x0 >>> -up;
                x0 <<= up;
            }
        }
        // The quotient to within one; then the remainder says which.
        long n = (long) ((x3 + (x2 >>> 11) * 0x1p-53) * 1.4426950408889634);
        long l2 = LN2[0];
        long l1 = LN2[1];
        long l0 = LN2[2];
        long p0 = n * l0;
        long h0 = Limbs.multiplyHigh(n, l0);
        long p1 = n * l1;
        long q1 = p1 + h0;
        long h1 = Limbs.multiplyHigh(n, l1) + Limbs.carry(p1, h0, q1);
        long p2 = n * l2;
        long q2 = p2 + h1;
        long q3 = Limbs.multiplyHigh(n, l2) + Limbs.carry(p2, h1, q2);
        long r0 = x0 - p0;
        long c = Limbs.borrow(x0, p0, r0);
        long r1 = x1 - q1 - c;
        c = Limbs.borrow(x1, q1, r1);
        long r2 = x2 - q2 - c;
        c = Limbs.borrow(x2, q2, r2);
        long r3 = x3 - q3 - c;
        while (r3 < 0) {
            n--;
            long s0 = r0 + l0;
            c = Limbs.carry(r0, l0, s0);
            long s1 = r1 + l1 + c;
            c = Limbs.carry(r1, l1, s1);
            long s2 = r2 + l2 + c;
            r3 += Limbs.carry(r2, l2, s2);
            r0 = s0;
            r1 = s1;
            r2 = s2;
        }
        while (r3 != 0 || notBelow(r2, r1, r0, l2, l1, l0)) {
            n++;
            long s0 = r0 - l0;
            c = Limbs.borrow(r0, l0, s0);
            long s1 = r1 - l1 - c;
            c = Limbs.borrow(r1, l1, s1);
            long s2 = r2 - l2 - c;
            r3 -= Limbs.borrow(r2, l2, s2);
            r0 = s0;
            r1 = s1;
            r2 = s2;
        }
        if (x.sign > 0 || (r2 | r1 | r0) == 0) {
            a2 = r2;
            a1 = r1;
            a0 = r0;
            return x.sign > 0 ? n : -n;
        }
        // -|x| = -(n + 1) ln 2 + (ln 2 - r).
        a0 = l0 - r0;
        c = Limbs.borrow(l0, r0, a0);
        a1 = l1 - r1 - c;
        c = Limbs.borrow(l1, r1, a1);
        a2 = l2 - r2 - c;
        return -n - 1;
    }

    private static boolean notBelow(long r2, long r1, long r0, long l2, long l1, long l0) {
        int order = Long.compareUnsigned(r2, l2);
        order = order != 0 ? order : Long.compareUnsigned(r1, l1);
        order = order != 0 ? order : Long.compareUnsigned(r0, l0);
        return order >= 0;
    }

    /** a <- e^a - 1 = a + a (a (1/2 + a (1/6 + a (1/24 + a / 120)))), for a < 2^-24. */
    private void expm1OfSmall() {
        long r2 = a2;
        long r1 = a1;
        long r0 = a0;
        multiply(HUNDRED_TWENTIETH[0], HUNDRED_TWENTIETH[1], HUNDRED_TWENTIETH[2]);
        add(TWENTY_FOURTH[0], TWENTY_FOURTH[1], TWENTY_FOURTH[2]);
        multiply(r2, r1, r0);
        add(SIXTH[0], SIXTH[1], SIXTH[2]);
        multiply(r2, r1, r0);
        add(HALF[0], HALF[1], HALF[2]);
        multiply(r2, r1, r0);
        multiply(r2, r1, r0);
        add(r2, r1, r0);
    }

    /** a <- (1 + a) (1 + b) - 1. */
    private void multiplyOnePlus(long[] table, int at) {
        long r2 = a2;
        long r1 = a1;
        long r0 = a0;
        multiply(table[at], table[at + 1], table[at + 2]);
        add(r2, r1, r0);
        add(table[at], table[at + 1], table[at + 2]);
    }

    private void add(long b2, long b1, long b0) {
        long s0 = a0 + b0;
        long c = Limbs.carry(a0, b0, s0);
        long s1 = a1 + b1 + c;
        c = Limbs.carry(a1, b1, s1);
        a2 += b2 + c;
        a1 = s1;
        a0 = s0;
    }

    /** a <- a b, without what is below the last word: the upper parts of two products, the lower of three, less than 5 units. */
    private void multiply(long b2, long b1, long b0) {
        long l21 = a2 * b1;
        long l12 = a1 * b2;
        long h20 = Limbs.multiplyHigh(a2, b0);
        long h02 = Limbs.multiplyHigh(a0, b2);
        long h11 = Limbs.multiplyHigh(a1, b1);
        long s = l21 + l12;
        long carries = Limbs.carry(l21, l12, s);
        long t = s + h20;
        carries += Limbs.carry(s, h20, t);
        s = t + h02;
        carries += Limbs.carry(t, h02, s);
        long w0 = s + h11;
        carries += Limbs.carry(s, h11, w0);
        long l22 = a2 * b2;
        long h21 = Limbs.multiplyHigh(a2, b1);
        long h12 = Limbs.multiplyHigh(a1, b2);
        s = l22 + carries;
        long upper = Limbs.carry(l22, carries, s);
        t = s + h21;
        upper += Limbs.carry(s, h21, t);
        long w1 = t + h12;
        upper += Limbs.carry(t, h12, w1);
        a2 = Limbs.multiplyHigh(a2, b2) + upper;
        a1 = w1;
        a0 = w0;
    }
}
