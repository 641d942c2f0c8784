package org.fiducial.arithmetic.scalar;

/** A field with an exponential: a homomorphism from sums to products. */
public interface ScalarExponentialField<S> extends ScalarField<S> {
    /**
     * The exponential.
     *
     * @throws ArithmeticException if this arithmetic has no exponential of x
     */
    S exp(S x);
}
