package org.fiducial.arithmetic.emulated;

import org.fiducial.number.Format;

/**
 * The operations of one format, each correctly rounded to nearest even, computed in binary64.
 *
 * <p>A binary64 operation rounds once to 53 digits; {@link Format#round} rounds its result once more, to the p' <= p <= 24 digits that the
 * format has at that size (fewer than p below the normal range). Both together are one correct rounding unless the first one lands on a
 * tie z of the second, a number of p' + 1 digits, although the exact result r is not z. That does not happen:
 *
 * <ul>
 *   <li>x y is exact: 2 p <= 48 digits, and its exponent is far inside binary64's range.
 *   <li>x / y: |r - z| = |x - z y| / |y|, and x = X 2^a, z y = Z Y 2^b with X, Y < 2^p, Z < 2^(p' + 1). x - z y is a non-zero multiple of
 *       2^min(a, b), so |r - z| / |z| is at least 1 / (Z Y) > 2^-(2p + 1) if b <= a, and at least about 1 / X > 2^-p else. Both exceed the
 *       2^-53 by which the first rounding may move r.
 *   <li>sqrt x: |r - z| = |x - z^2| / (r + z), where z^2 has at most 2 p + 2 digits and, with x, is a multiple of the unit of z^2 (x's last
 *       digit is not below it, as x has p digits and the size of z^2); so |r - z| / |z| is at least about 2^-(2p + 3) >= 2^-51.
 *   <li>x + y with |x| >= |y| and 2^e <= |x| < 2^(e + 1): exact if it has at most 53 digits. If it has more, the last digit of y is at most
 *       2^(e - 52), so |y| < 2^(e + p - 52) < 2^(e - p - 2), while the ties next to x, a number of p digits, are at least 2^(e - p - 1)
 *       away: neither rounding reaches one. Below the normal range sums are exact.
 * </ul>
 *
 * For {@link Format#BINARY64} itself the binary64 operations are the answer.
 */
final class RoundedOperations {
    private final Format format;
    private final boolean flushToZero;
    private final double smallestNormal;

    RoundedOperations(Format format, boolean flushToZero) {
        this.format = format;
        this.flushToZero = flushToZero;
        this.smallestNormal = format.smallestNormal().toDouble();
    }

    /** The binary64 number x rounded once; below the normal range to a zero of x's sign if this arithmetic flushes. */
    double round(double x) {
        double rounded = format.round(x);
        return flushToZero && Math.abs(rounded) < smallestNormal ? Math.copySign(0, rounded) : rounded;
    }

    double add(double x, double y) {
        return round(x + y);
    }

    double multiply(double x, double y) {
        return round(x * y);
    }

    double divide(double x, double y) {
        return round(x / y);
    }

    double sqrt(double x) {
        return round(Math.sqrt(x));
    }

    /**
     * x y + z rounded once. The product is exact in binary64, so for the sum s and its exact error e (Knuth) the exact result is s + e; s with
     * an odd last digit in place of the discarded ones (Boldo and Melquiond 2008) rounds to p <= 51 digits as s + e does.
     */
    double multiplyAdd(double x, double y, double z) {
        if (format == Format.BINARY64) {
            return round(Math.fma(x, y, z));
        }
        double product = x * y;
        double s = product + z;
        if (!Double.isFinite(s)) {
            return round(s);
        }
        double other = s - product;
        double e = product - (s - other) + (z - other);
        long bits = Double.doubleToRawLongBits(s);
        if (e != 0 && (bits & 1) == 0) {
            s = Double.longBitsToDouble(e > 0 == s > 0 ? bits + 1 : bits - 1);
        }
        return round(s);
    }
}
