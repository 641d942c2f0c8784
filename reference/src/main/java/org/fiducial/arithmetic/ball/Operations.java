package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;

/** Sums, products, quotients and roots of balls: by words up to 128 digits, where those do, else by big integers. */
final class Operations {
    private Operations() {}

    static Ball add(Ball x, Ball y, int p) {
        long radius = Radius.add(x.radius, y.radius);
        if (x.sign == 0 || y.sign == 0) {
            Ball other = x.sign == 0 ? y : x;
            return other.center().round(p).widen(radius);
        }
        if (p <= 128 && !x.isLong() && !y.isLong() && Math.abs((long) x.e - y.e) <= 126) {
            return Limbs.sum(x, y, radius, p);
        }
        Ball high = x.e >= y.e ? x : y;
        Ball low = high == x ? y : x;
        if (high.top() > low.top() + p + 4 || low.top() > high.top() + p + 4) {
            // The smaller number is less than a sixteenth of the last digit kept.
            Ball large = high.top() > low.top() ? high : low;
            Ball small = large == high ? low : high;
            return large.center().round(p).widen(Radius.add(radius, small.midpointMagnitude()));
        }
        BigInteger sum = high.mantissa().shiftLeft(high.e - low.e).add(low.mantissa());
        return NormalForm.rounded(sum, low.e, radius, p);
    }

    static Ball multiply(Ball x, Ball y, int p) {
        // |XY - xy| <= |x| s + |Y| r for |X - x| <= r, |Y - y| <= s.
        long radius = (x.radius | y.radius) == 0
                ? Radius.ZERO
                : Radius.add(
                        Radius.multiply(x.midpointMagnitude(), y.radius),
                        Radius.multiply(y.upperMagnitude(), x.radius));
        return p <= 128 && !x.isLong() && !y.isLong()
                ? Limbs.product(x, y, radius, p)
                : NormalForm.rounded(x.mantissa().multiply(y.mantissa()), (long) x.e + y.e, radius, p);
    }

    static Ball divide(Ball x, Ball y, int p) {
        long divisor = y.lowerMagnitude();
        if (divisor == Radius.ZERO) {
            if (y.isZero()) {
                throw new ArithmeticException("division by zero");
            }
            throw new UndecidedException("division by " + y + ", which cannot be told from zero");
        }
        // A quotient of at least p + 2 digits, cut toward zero: off by less than one unit.
        BigInteger m = x.mantissa();
        BigInteger n = y.mantissa();
        int up = Math.max(0, p + 2 - m.bitLength() + n.bitLength());
        BigInteger[] q = m.shiftLeft(up).divideAndRemainder(n);
        long exponent = (long) x.e - y.e - up;
        long cut = q[1].signum() == 0 ? Radius.ZERO : Radius.powerOfTwo(exponent);
        // X/Y - x/y = ((X - x) - (x/y) (Y - y)) / Y.
        long error = (x.radius | y.radius) == 0
                ? Radius.ZERO
                : Radius.divide(
                        Radius.add(x.radius, Radius.multiply(Radius.add(Radius.above(q[0], exponent), cut), y.radius)),
                        divisor);
        return NormalForm.rounded(q[0], exponent, Radius.add(error, cut), p);
    }

    static Ball sqrt(Ball x, int p) {
        if (x.isZero()) {
            return x;
        }
        long lower = x.lowerMagnitude();
        if (x.sign <= 0 || lower == Radius.ZERO && x.midpoint().compareTo(x.radius()) < 0) {
            if (x.sign < 0 && lower != Radius.ZERO) {
                throw new ArithmeticException("square root of a negative number, " + x);
            }
            throw new UndecidedException("square root of " + x + ", which may be negative");
        }
        BigInteger m = x.mantissa();
        int up = Math.max(0, 2 * (p + 2) - m.bitLength());
        up += (int) ((long) x.e - up & 1);
        BigInteger[] root = sqrtAndRemainder(m.shiftLeft(up));
        long exponent = ((long) x.e - up) / 2;
        long cut = root[1].signum() == 0 ? Radius.ZERO : Radius.powerOfTwo(exponent);
        // |sqrt X - sqrt x| = |X - x| / (sqrt X + sqrt x).
        long error = x.radius == Radius.ZERO
                ? Radius.ZERO
                : Radius.divide(
                        x.radius,
                        Radius.addBelow(
                                Radius.sqrtBelow(lower),
                                Radius.sqrtBelow(x.center().lowerMagnitude())));
        return NormalForm.rounded(root[0], exponent, Radius.add(error, cut), p);
    }

    /** One of the two if that is decided, else everything from the larger lower end to the larger upper end. */
    static Ball max(Ball x, Ball y, int p) {
        Ball difference = x.subtract(y, p);
        int order = difference.signum();
        if (order != 0 || difference.isZero()) {
            return order >= 0 ? x : y;
        }
        Dyadic lower = larger(x.midpoint().subtract(x.radius()), y.midpoint().subtract(y.radius()));
        Dyadic upper = larger(x.midpoint().add(x.radius()), y.midpoint().add(y.radius()));
        Dyadic half = upper.subtract(lower).shift(-1);
        return Ball.of(new Enclosure(lower.add(half), half)).round(p);
    }

    private static Dyadic larger(Dyadic x, Dyadic y) {
        return x.compareTo(y) >= 0 ? x : y;
    }

    /**
     * s = floor(sqrt(n)) and n - s^2, for n >= 0. From s', r' for the upper half of n's digits, n = a 2^(2l) + b 2^l + c:
     * q = floor((r' 2^l + b) / (2 s')) is the rest of the root, or a little more (Zimmermann 1999); the loop takes off what is too much.
     * The java.math root takes ten times as long.
     */
    static BigInteger[] sqrtAndRemainder(BigInteger n) {
        if (n.bitLength() <= 62) {
            long v = n.longValue();
            long s = (long) Math.sqrt((double) v);
            while (s * s > v) {
                s--;
            }
            while ((s + 1) * (s + 1) <= v) {
                s++;
            }
            return new BigInteger[] {BigInteger.valueOf(s), BigInteger.valueOf(v - s * s)};
        }
        int l = (n.bitLength() - 1) / 4;
        BigInteger[] upper = sqrtAndRemainder(n.shiftRight(2 * l));
        BigInteger low = n.subtract(n.shiftRight(2 * l).shiftLeft(2 * l));
        BigInteger b = low.shiftRight(l);
        BigInteger c = low.subtract(b.shiftLeft(l));
        BigInteger[] q = upper[1].shiftLeft(l).add(b).divideAndRemainder(upper[0].shiftLeft(1));
        BigInteger s = upper[0].shiftLeft(l).add(q[0]);
        BigInteger r = q[1].shiftLeft(l).add(c).subtract(q[0].multiply(q[0]));
        while (r.signum() < 0) {
            r = r.add(s.shiftLeft(1)).subtract(BigInteger.ONE);
            s = s.subtract(BigInteger.ONE);
        }
        return new BigInteger[] {s, r};
    }
}
