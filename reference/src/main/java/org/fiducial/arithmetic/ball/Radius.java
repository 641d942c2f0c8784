package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import org.fiducial.number.Dyadic;
import org.fiducial.verified.Intervals;

/**
 * Radii: non-negative numbers m * 2^e with 2^30 <= m < 2^31, or zero, packed into a long: e above, m below, zero as 0. Every operation
 * here rounds up, so its result is an upper bound of the exact result, by a factor of at most 1 + 2^-28; those whose name says
 * "below" round down. Exponents are kept within {@link #LARGEST_EXPONENT}: a number below is rounded up to the smallest radius, one
 * above is an ArithmeticException.
 */
final class Radius {
    static final long ZERO = 0;

    /** Bound of the exponents e of all numbers of this package. */
    static final int LARGEST_EXPONENT = 1 << 30;

    private static final int DIGITS = 31;

    private Radius() {}

    static long mantissa(long radius) {
        return radius & 0xffffffffL;
    }

    static int exponent(long radius) {
        return (int) (radius >> 32);
    }

    /** A radius of at least m * 2^e, for any m >= 0. */
    static long of(long m, long e) {
        if (m == 0) {
            return ZERO;
        }
        int drop = 64 - Long.numberOfLeadingZeros(m) - DIGITS;
        if (drop <= 0) {
            return pack(m << -drop, e + drop);
        }
        long kept = m >>> drop;
        if (kept << drop != m) {
            kept++;
        }
        return kept >>> DIGITS == 0 ? pack(kept, e + drop) : pack(kept >>> 1, e + drop + 1);
    }

    private static long pack(long m, long e) {
        if (e > LARGEST_EXPONENT) {
            throw new ArithmeticException("a radius of 2^" + (e + DIGITS) + " is beyond the range of this arithmetic");
        }
        return e < -LARGEST_EXPONENT ? (long) -LARGEST_EXPONENT << 32 | 1L << DIGITS - 1 : e << 32 | m;
    }

    /** 2^e. */
    static long powerOfTwo(long e) {
        return of(1, e);
    }

    /** An upper bound of |m| * 2^e. */
    static long above(BigInteger m, long e) {
        int drop = m.bitLength() - 62;
        if (drop <= 0) {
            return of(Math.abs(m.longValue()), e);
        }
        return of(m.abs().shiftRight(drop).longValue() + 1, e + drop);
    }

    /** An upper bound of (hi * 2^64 + lo) * 2^e; hi's first digit is one, or both are zero. */
    static long above(long hi, long lo, long e) {
        return of((hi >>> 33) + ((hi << 31 | lo) == 0 ? 0 : 1), e + 97);
    }

    static long add(long x, long y) {
        if (x == 0) {
            return y;
        }
        if (y == 0) {
            return x;
        }
        long high = exponent(x) >= exponent(y) ? x : y;
        long low = high == x ? y : x;
        int shift = (int) Math.min((long) exponent(high) - exponent(low), DIGITS);
        long m = mantissa(high) + (mantissa(low) + (1L << shift) - 1 >>> shift);
        return of(m, exponent(high));
    }

    /** A lower bound of x + y. */
    static long addBelow(long x, long y) {
        if (x == 0 || y == 0) {
            return x == 0 ? y : x;
        }
        long high = exponent(x) >= exponent(y) ? x : y;
        long low = high == x ? y : x;
        int shift = (int) Math.min((long) exponent(high) - exponent(low), DIGITS);
        return truncated(mantissa(high) + (mantissa(low) >>> shift), exponent(high));
    }

    static long multiply(long x, long y) {
        return x == 0 || y == 0 ? ZERO : of(mantissa(x) * mantissa(y), (long) exponent(x) + exponent(y));
    }

    /** x * 2^by. */
    static long shift(long x, long by) {
        return x == 0 ? ZERO : of(mantissa(x), exponent(x) + by);
    }

    /** An upper bound of x / y, where y is itself a lower bound of the divisor and not zero. */
    static long divide(long x, long y) {
        if (y == 0) {
            throw new ArithmeticException("division of a radius by zero");
        }
        long m = mantissa(y);
        return x == 0
                ? ZERO
                : of(
                        Intervals.quotientHigh(mantissa(x), m, m, 1L << DIGITS),
                        (long) exponent(x) - exponent(y) - DIGITS);
    }

    /** An upper bound of the square root. */
    static long sqrt(long x) {
        return x == 0 ? ZERO : of(root(x) + 1, exponentOfRoot(x));
    }

    /** A lower bound of the square root. */
    static long sqrtBelow(long x) {
        return x == 0 ? ZERO : truncated(root(x), exponentOfRoot(x));
    }

    /** floor(sqrt(m * 2^30 or 2^31)), the shift making the exponent even. */
    private static long root(long x) {
        long square = mantissa(x) << 30 + (exponent(x) & 1);
        long root = (long) Math.sqrt((double) square);
        while (root * root > square) {
            root--;
        }
        while ((root + 1) * (root + 1) <= square) {
            root++;
        }
        return root;
    }

    private static long exponentOfRoot(long x) {
        return ((long) exponent(x) - 30 - (exponent(x) & 1)) / 2;
    }

    /** A lower bound of |m| * 2^e - x, zero if that is not positive. */
    static long differenceBelow(BigInteger m, long e, long x) {
        BigInteger magnitude = m.abs();
        int drop = Math.max(0, magnitude.bitLength() - 61);
        return differenceBelow(magnitude.shiftRight(drop).longValue(), e + drop, x);
    }

    /** A lower bound of head * 2^unit - x, zero if that is not positive; 0 <= head < 2^61. */
    static long differenceBelow(long head, long unit, long x) {
        if (x == 0) {
            return truncated(head, unit);
        }
        // Both at the exponent of a head of 61 digits, so that little is lost to rounding x up.
        int up = Long.numberOfLeadingZeros(head) - 3;
        head <<= up;
        unit -= up;
        long by = exponent(x) - unit;
        if (head == 0 || by >= DIGITS) {
            return ZERO;
        }
        long subtrahend = by >= 0 ? mantissa(x) << by : by <= -DIGITS ? 1 : (mantissa(x) >>> -by) + 1;
        return subtrahend >= head ? ZERO : truncated(head - subtrahend, unit);
    }

    /** A lower bound of a positive integer. */
    static long truncatedInteger(long n) {
        return truncated(n, 0);
    }

    /** A lower bound of m * 2^e. */
    private static long truncated(long m, long e) {
        if (m == 0) {
            return ZERO;
        }
        int drop = 64 - Long.numberOfLeadingZeros(m) - DIGITS;
        long exponent = e + drop;
        return exponent < -LARGEST_EXPONENT ? ZERO : pack(drop > 0 ? m >>> drop : m << -drop, exponent);
    }

    /** floor(x), or a large number below it. */
    static long floor(long x) {
        int e = exponent(x);
        return e <= -DIGITS ? 0 : e <= 0 ? mantissa(x) >>> -e : mantissa(x) << Math.min(e, 30);
    }

    static int compare(long x, long y) {
        if (x == 0 || y == 0 || exponent(x) != exponent(y)) {
            return x == 0 ? y == 0 ? 0 : -1 : y == 0 ? 1 : Integer.compare(exponent(x), exponent(y));
        }
        return Long.compare(mantissa(x), mantissa(y));
    }

    static long min(long x, long y) {
        return compare(x, y) <= 0 ? x : y;
    }

    static long max(long x, long y) {
        return compare(x, y) >= 0 ? x : y;
    }

    static Dyadic toDyadic(long x) {
        return Dyadic.of(BigInteger.valueOf(mantissa(x)), exponent(x));
    }
}
