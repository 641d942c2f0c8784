package org.fiducial.arithmetic.scalar;

import java.math.BigInteger;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;

/**
 * A commutative ring of single numbers. {@link org.fiducial.arithmetic.lifted.LiftedRing} makes matrices of them. Values are immutable.
 *
 * @param <S> a number of this arithmetic
 */
public interface ScalarRing<S> {
    /** What the arithmetic is called in reports. */
    String name();

    S zero();

    S one();

    S integer(BigInteger n);

    /**
     * The number that stands for x: x itself in every exact or enclosing arithmetic, x rounded where the arithmetic says that literals
     * are rounded.
     */
    S dyadic(Dyadic x);

    /**
     * The number that stands for the binary64 number x.
     *
     * @throws ArithmeticException if x is infinite or NaN
     */
    default S literal(double x) {
        return dyadic(Dyadic.of(x));
    }

    S add(S x, S y);

    default S subtract(S x, S y) {
        return add(x, negate(y));
    }

    S multiply(S x, S y);

    S negate(S x);

    /**
     * The number tau = factor / sqrt(radicand). A ring has it only where the square root is a power of two.
     *
     * @throws ArithmeticException if tau is not a number of this arithmetic
     */
    default S scale(Scale tau) {
        if (!tau.isRational() || tau.root().bitCount() != 1) {
            throw new ArithmeticException("the scale " + tau + " is not a number of " + name());
        }
        return dyadic(tau.factor().shift(1 - tau.root().bitLength()));
    }

    /** The sum of all terms, in whatever order and with whatever intermediate precision the arithmetic prescribes; 0 if there is none. */
    default S sum(Terms<S> x) {
        if (x.size() == 0) {
            return zero();
        }
        S sum = x.get(0);
        for (int k = 1; k < x.size(); k++) {
            sum = add(sum, x.get(k));
        }
        return sum;
    }

    /** The sum of x_k y_k, in whatever order and with whatever intermediate precision the arithmetic prescribes; 0 if there is none. */
    default S dot(Terms<S> x, Terms<S> y) {
        if (x.size() == 0) {
            return zero();
        }
        S sum = multiply(x.get(0), y.get(0));
        for (int k = 1; k < x.size(); k++) {
            sum = add(sum, multiply(x.get(k), y.get(k)));
        }
        return sum;
    }
}
