package org.fiducial.arithmetic.ball;

import java.math.BigInteger;

/** The exponential. */
final class Exponential {
    /** e^-(2^31) < 2^-(2^30), the smallest size this arithmetic tells from zero. */
    private static final int LARGEST_ARGUMENT_TOP = 31;

    private Exponential() {}

    /**
     * For an exact x within r of the midpoint c, e^x = e^c e^(x - c) and |e^(x - c) - 1| <= e^r - 1 <= r + r^2 if r <= 1. If r > 1, only
     * 0 < e^x <= e^(c + r) is used.
     */
    static Ball exp(Ball x, int p) {
        long r = x.packedRadius();
        if (r == Radius.ZERO) {
            return ofExact(x, p);
        }
        if (x.sign < 0 && Radius.compare(x.lowerMagnitude(), Radius.powerOfTwo(LARGEST_ARGUMENT_TOP)) >= 0) {
            return underflow();
        }
        if (Radius.compare(r, Radius.powerOfTwo(0)) <= 0) {
            Ball center = ofExact(x, p);
            return center.widen(Radius.multiply(center.upperMagnitude(), Radius.add(r, Radius.multiply(r, r))));
        }
        Ball end = x.center().add(NormalForm.exact(BigInteger.valueOf(Radius.mantissa(r)), Radius.exponent(r)), 64);
        return Ball.fromZeroTo(exp(end, 32).upperMagnitude());
    }

    private static Ball underflow() {
        return NormalForm.of(BigInteger.ZERO, 0, Radius.powerOfTwo(-Radius.LARGEST_EXPONENT));
    }

    /** The exponential of the midpoint. */
    private static Ball ofExact(Ball x, int p) {
        if (x.sign == 0) {
            return Ball.ONE;
        }
        long top = x.top();
        if (top < -p - 2) {
            // |e^x - 1| <= 2 |x|.
            return Ball.ONE.widen(Radius.powerOfTwo(top + 1));
        }
        if (top > LARGEST_ARGUMENT_TOP) {
            if (x.sign < 0) {
                return underflow();
            }
            throw new ArithmeticException(
                    "exp of a number above 2^" + (top - 1) + " is beyond the range of this arithmetic");
        }
        return p <= ShortExponential.LARGEST_PRECISION && !x.isLong()
                ? ShortExponential.exp(x, p)
                : bySeries(x.mantissa(), x.exponent(), p);
    }

    /**
     * e^x for x = m * 2^e, 2^-(p + 3) <= |x| < 2^31. With u = 2^-w the unit of fixed-point numbers of w digits:
     *
     * <ol>
     *   <li>t = x - n ln 2 with |t| <= 0.3466. x is cut to units (1 u); ln 2 has w + 33 digits, is off by at most 2^-33 u, and |n| < 2^32, so
     *       n ln 2 is off by u/2, and cut (1 u). Together 2.5 u.
     *   <li>y = t / 2^k, cut: k >= 1, off by 1.25 u + 1 u < 2.5 u; so e^y is off by less than 2.5 * 1.42 u < 4 u.
     *   <li>The term y^j / j! is the previous one, off by a u, times y, cut, divided by j, cut: off by (0.18 a + 1)/j + 1 < 1.6 units.
     *       The sum stops at a term of 0 or -1 units, true size at most 2.6 u; the rest is less than a sixth of that. With N terms after
     *       the first the sum is off by less than (1.6 N + 1) u.
     *   <li>In all e^y >= 0.70 is off by (1.6 N + 5) u, relatively (2.4 N + 8) u. A squaring doubles a relative error d to 2 d + d^2 and
     *       cuts by 1 u, relatively 1.43 u. After k squarings: at most 2^k (2.4 N + 10) u times 1.01, as w leaves that below 2^-8.
     *       The result is at most 1.42, so it is off by 2^k (3.5 N + 15) u.
     * </ol>
     */
    static Ball bySeries(BigInteger m, int e, int p) {
        int k = 2 + (int) Math.sqrt(0.7 * p);
        int w = p + k + 16 + 2 * (32 - Integer.numberOfLeadingZeros(p));
        BigInteger fixed = shift(m, (long) e + w);
        long n = Math.round(toDouble(fixed, w) / Math.log(2));
        BigInteger t = fixed.subtract(
                Constants.ln2(w + 33).multiply(BigInteger.valueOf(n)).shiftRight(33));
        BigInteger y = t.shiftRight(k);
        BigInteger sum = BigInteger.ONE.shiftLeft(w).add(y);
        BigInteger term = y;
        int terms = 1;
        while (term.bitLength() != 0) {
            terms++;
            term = floorDivide(term.multiply(y).shiftRight(w), BigInteger.valueOf(terms));
            sum = sum.add(term);
        }
        for (int i = 0; i < k; i++) {
            sum = sum.multiply(sum).shiftRight(w);
        }
        return NormalForm.rounded(sum, n - w, Radius.of(7L * terms + 30, n + k - 1 - w), p);
    }

    /** floor(x / y) for y > 0. */
    static BigInteger floorDivide(BigInteger x, BigInteger y) {
        return x.signum() >= 0 ? x.divide(y) : x.subtract(y).add(BigInteger.ONE).divide(y);
    }

    /** floor(m * 2^by). */
    static BigInteger shift(BigInteger m, long by) {
        return by >= 0
                ? m.shiftLeft(Math.toIntExact(by))
                : -by >= m.bitLength() ? BigInteger.valueOf(m.signum() < 0 ? -1 : 0) : m.shiftRight((int) -by);
    }

    /** x * 2^-w to within 2^-50 relatively; a good value for a guess only. */
    static double toDouble(BigInteger x, int w) {
        int drop = Math.max(0, x.bitLength() - 60);
        return Math.scalb(x.shiftRight(drop).doubleValue(), drop - w);
    }
}
