package org.fiducial.arithmetic.scalar;

import java.math.BigInteger;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;

/** Real numbers, exact or approximate: order, roots and the elementary functions. Comparisons are three-valued. */
public interface ScalarReals<S> extends ScalarExponentialField<S> {
    /**
     * The natural logarithm.
     *
     * @throws ArithmeticException if x is not positive
     */
    S log(S x);

    /**
     * The square root.
     *
     * @throws ArithmeticException if x is negative
     */
    S sqrt(S x);

    S tanh(S x);

    /** The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
    S erf(S x);

    S sin(S x);

    S cos(S x);

    S abs(S x);

    S max(S x, S y);

    Truth less(S x, S y);

    Truth equal(S x, S y);

    /** A number near x that is as exact as this arithmetic has it: a reference c of sheet softmax-attention, (D6), where any c is right. */
    default S reference(S x) {
        return x;
    }

    @Override
    default S scale(Scale tau) {
        S factor = dyadic(tau.factor());
        if (tau.radicand() == 1) {
            return factor;
        }
        return divide(
                factor, tau.isRational() ? integer(tau.root()) : sqrt(integer(BigInteger.valueOf(tau.radicand()))));
    }
}
