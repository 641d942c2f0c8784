package org.fiducial.arithmetic.ball;

import java.math.BigInteger;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.scalar.EnclosingScalars;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;

/** Enclosures of real numbers with midpoints of a chosen precision. Literals are exact. */
public final class Balls implements EnclosingScalars<Ball> {
    private final int precision;

    /**
     * Balls with midpoints of that many binary digits.
     *
     * @throws IllegalArgumentException if there are fewer than 2
     */
    public Balls(int precision) {
        if (precision < 2 || precision > 1 << 24) {
            throw new IllegalArgumentException("precision of " + precision + " digits, expected 2 to 2^24");
        }
        this.precision = precision;
    }

    public int precision() {
        return precision;
    }

    @Override
    public String name() {
        return "balls of " + precision + " binary digits";
    }

    @Override
    public Ball zero() {
        return Ball.ZERO;
    }

    @Override
    public Ball one() {
        return Ball.ONE;
    }

    @Override
    public Ball integer(BigInteger n) {
        return Ball.of(n);
    }

    @Override
    public Ball dyadic(Dyadic x) {
        return Ball.of(x);
    }

    @Override
    public Ball add(Ball x, Ball y) {
        return x.add(y, precision);
    }

    @Override
    public Ball subtract(Ball x, Ball y) {
        return x.subtract(y, precision);
    }

    @Override
    public Ball multiply(Ball x, Ball y) {
        return x.multiply(y, precision);
    }

    @Override
    public Ball negate(Ball x) {
        return x.negate();
    }

    @Override
    public Ball divide(Ball x, Ball y) {
        return x.divide(y, precision);
    }

    /** One rounding at the end, for midpoints and precisions of up to 128 digits; else one a term, with more digits than asked for. */
    @Override
    public Ball dot(Terms<Ball> x, Terms<Ball> y) {
        if (precision <= 128 && DotProduct.applies(x) && DotProduct.applies(y)) {
            return DotProduct.of(x, y, precision);
        }
        int q = precision + 48 - Integer.numberOfLeadingZeros(x.size());
        Ball sum = Ball.ZERO;
        for (int k = 0; k < x.size(); k++) {
            sum = sum.add(x.get(k).multiply(y.get(k), q), q);
        }
        return sum.round(precision);
    }

    @Override
    public Ball sum(Terms<Ball> x) {
        return dot(x, Terms.repeated(Ball.ONE, x.size()));
    }

    @Override
    public Ball exp(Ball x) {
        return x.exp(precision);
    }

    @Override
    public Ball log(Ball x) {
        return x.log(precision);
    }

    @Override
    public Ball sqrt(Ball x) {
        return x.sqrt(precision);
    }

    @Override
    public Ball tanh(Ball x) {
        return x.tanh(precision);
    }

    @Override
    public Ball erf(Ball x) {
        return x.erf(precision);
    }

    @Override
    public Ball sin(Ball x) {
        return x.sin(precision);
    }

    @Override
    public Ball cos(Ball x) {
        return x.cos(precision);
    }

    @Override
    public Ball abs(Ball x) {
        return x.abs();
    }

    @Override
    public Ball max(Ball x, Ball y) {
        return x.max(y, precision);
    }

    @Override
    public Truth less(Ball x, Ball y) {
        return x.less(y);
    }

    @Override
    public Truth equal(Ball x, Ball y) {
        Ball difference = x.subtract(y, precision);
        if (difference.signum() != 0) {
            return Truth.FALSE;
        }
        return difference.isZero() ? Truth.TRUE : Truth.UNDECIDED;
    }

    /** The midpoint. */
    @Override
    public Ball reference(Ball x) {
        return x.center();
    }

    @Override
    public Enclosure enclosure(Ball x) {
        return x.enclosure();
    }
}
