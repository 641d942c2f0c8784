package org.fiducial.arithmetic.scalar;

import org.fiducial.arithmetic.Scale;

/** A field of single numbers. */
public interface ScalarField<S> extends ScalarRing<S> {
    /**
     * The quotient.
     *
     * @throws ArithmeticException if y is zero
     * @throws org.fiducial.arithmetic.UndecidedException if y cannot be told from zero
     */
    S divide(S x, S y);

    /** The number tau; a field has it where the square root is rational. */
    @Override
    default S scale(Scale tau) {
        if (!tau.isRational()) {
            throw new ArithmeticException("the scale " + tau + " is not a number of " + name());
        }
        return divide(dyadic(tau.factor()), integer(tau.root()));
    }
}
