package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;

/** The natural logarithm. */
final class Logarithm {
    private Logarithm() {}

    /** For x within r of the midpoint c and l <= c - r a positive number, |log x - log c| <= r / l. */
    static Ball log(Ball x, int p) {
        int sign = x.signum();
        if (sign < 0 || x.isZero()) {
            throw new ArithmeticException("logarithm of " + x + ", expected a positive number");
        }
        if (sign == 0) {
            throw new UndecidedException("logarithm of " + x + ", which may not be positive");
        }
        Ball result = ofExact(x.center(), p);
        return x.isExact() ? result : result.widen(Radius.divide(x.packedRadius(), x.lowerMagnitude()));
    }

    /** log c = n ln 2 + log f with 0.70 < f < 1.42. */
    private static Ball ofExact(Ball c, int p) {
        long n = c.top();
        Ball f = c.shift(Math.toIntExact(-n));
        if (Exponential.toDouble(f.mantissa(), -f.exponent()) < 0.7071) {
            f = f.shift(1);
            n--;
        }
        if (n != 0) {
            int q = p + 8;
            Ball multiple = Constants.ln2Ball(q + 64 - Long.numberOfLeadingZeros(Math.abs(n)))
                    .multiply(Ball.of(n), q + 40);
            return multiple.add(nearOne(f, q), p);
        }
        Ball d = NormalForm.exact(f.mantissa().subtract(BigInteger.ONE.shiftLeft(-f.exponent())), f.exponent());
        if (d.isZero()) {
            return d;
        }
        long cancelled = -d.top();
        if (cancelled > p + 2) {
            // |log(1 + d) - d| <= d^2 for |d| <= 1/2.
            long size = d.upperMagnitude();
            return d.round(p).widen(Radius.multiply(size, size));
        }
        return nearOne(f, p + 8 + (int) Math.max(0, cancelled)).round(p);
    }

    /**
     * log f to about 2^-q. From a guess y, good to a third of the digits, g = f e^-y and z = (g - 1) / (g + 1):
     * log f = y + 2 artanh z = y + 2 z + 2 z^3 / 3 + R, and |R| <= 2 |z|^5 / (5 (1 - z^2)) <= |z|^5 for |z| <= 1/2. This is true of every
     * guess, a bad one only gives a large radius; z itself is computed with balls.
     */
    private static Ball nearOne(Ball f, int q) {
        Dyadic y = q <= 140
                ? Dyadic.of(Math.log(Exponential.toDouble(f.mantissa(), -f.exponent())))
                : nearOne(f, q / 3 + 10).midpoint();
        Ball g = f.multiply(Ball.of(y.negate()).exp(q + 8), q + 8);
        Ball z = g.subtract(Ball.ONE, q + 8).divide(g.add(Ball.ONE, q + 8), q);
        long size = z.upperMagnitude();
        if (Radius.compare(size, Radius.powerOfTwo(-1)) > 0) {
            throw new AssertionError("guess " + y + " for the logarithm of " + f);
        }
        Ball cube = z.square(q).multiply(z, q).divide(Ball.of(3), q);
        long square = Radius.multiply(size, size);
        return Ball.of(y)
                .add(z.add(cube, q + 8).shift(1), q + 8)
                .widen(Radius.multiply(Radius.multiply(square, square), size));
    }
}
