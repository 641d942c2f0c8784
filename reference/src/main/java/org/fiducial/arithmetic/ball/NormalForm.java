package org.fiducial.arithmetic.ball;

import java.math.BigInteger;

/**
 * How numbers become balls: a midpoint of up to 128 digits is kept in two words, the first digit of the first word a one; a longer one as
 * an integer. What is too small for an exponent becomes part of a radius.
 */
final class NormalForm {
    private NormalForm() {}

    /** The number m * 2^e, exactly. */
    static Ball exact(BigInteger m, long e) {
        return of(m, e, Radius.ZERO);
    }

    /** All numbers within radius of m * 2^e. */
    static Ball of(BigInteger m, long e, long radius) {
        int sign = m.signum();
        BigInteger magnitude = m.abs();
        int length = magnitude.bitLength();
        int zeros = length <= 128 ? 0 : magnitude.getLowestSetBit();
        if (length - zeros <= 128) {
            magnitude = magnitude.shiftRight(zeros);
            length -= zeros;
            e += zeros;
            long lo = magnitude.longValue();
            long hi = length <= 64 ? lo : magnitude.shiftRight(64).longValue();
            if (length <= 64) {
                lo = 0;
                e -= 64;
            }
            int up = Long.numberOfLeadingZeros(hi);
            if (up != 0 && sign != 0) {
                hi = hi << up | lo >>> -up;
                lo <<= up;
                e -= up;
            }
            return of(sign, hi, lo, e, radius);
        }
        checkTop(e + length);
        if (e < -Radius.LARGEST_EXPONENT) {
            return aroundZero(Radius.add(radius, Radius.above(m, e)));
        }
        return new Ball(sign, 0, 0, (int) e, radius, m);
    }

    /** All numbers within radius of sign * (hi * 2^64 + lo) * 2^e; hi's first digit is one, or all are zero. */
    static Ball of(int sign, long hi, long lo, long e, long radius) {
        if (sign == 0 || hi == 0) {
            return aroundZero(radius);
        }
        checkTop(e + 128);
        if (e < -Radius.LARGEST_EXPONENT) {
            return aroundZero(Radius.add(radius, Radius.above(hi, lo, e)));
        }
        return new Ball(sign, hi, lo, (int) e, radius, null);
    }

    static Ball aroundZero(long radius) {
        return new Ball(0, 0, 0, 0, radius, BigInteger.ZERO);
    }

    private static void checkTop(long top) {
        if (top > Radius.LARGEST_EXPONENT) {
            throw new ArithmeticException("a number of 2^" + (top - 1) + " is beyond the range of this arithmetic");
        }
    }

    /** All numbers within radius of m * 2^e, the midpoint rounded to nearest to p digits and the radius grown by what that changed. */
    static Ball rounded(BigInteger m, long e, long radius, int p) {
        int drop = m.bitLength() - p;
        if (drop <= 0 || m.getLowestSetBit() >= drop) {
            return of(m, e, radius);
        }
        BigInteger kept = m.shiftRight(drop - 1).add(BigInteger.ONE).shiftRight(1);
        return of(kept, e + drop, Radius.add(radius, Radius.powerOfTwo(e + drop - 1)));
    }
}
