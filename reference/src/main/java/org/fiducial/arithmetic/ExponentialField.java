package org.fiducial.arithmetic;

import org.fiducial.number.Dyadic;

/**
 * A field with one exponential level: a homomorphism from sums of logits to products of weights. In the real arithmetics it is e^x;
 * in exp-free arithmetics (fractions, finite fields) it is g^n for integer logits n, and claims say which one they used.
 */
public interface ExponentialField<T> extends Field<T> {
    /** The elementwise exponential. */
    T exp(T x);

    /** The exponential where a key is allowed, exact zeros elsewhere; what stands elsewhere is not looked at. */
    T exp(T logits, AllowedKeys allowed);

    /**
     * The elementwise quotient by a column of normalisers; rows without allowed keys are 0, sheet softmax-attention (D5).
     *
     * @param allowed tells which rows are empty; its number of keys need not be that of x's columns
     */
    T normalise(T x, T normalisers, AllowedKeys allowed);

    /** Softmax of each row over its allowed keys, sheet softmax-attention (D3); zeros elsewhere and in empty rows (D5). */
    default T softmaxRows(T logits, AllowedKeys allowed) {
        T e = exp(logits, allowed);
        return normalise(e, rowSums(e), allowed);
    }

    /**
     * Every element times sqrt(tau), as where a scale is split evenly between two factors.
     *
     * @throws ArithmeticException if sqrt(tau) is not a number of this arithmetic
     */
    default T scaleByRoot(T x, Scale tau) {
        return scale(x, tau.squareRoot());
    }

    /** A column of ones. */
    default T ones(int rows) {
        return constant(rows, 1, Dyadic.ONE);
    }
}
