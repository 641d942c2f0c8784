package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.Ring;

/**
 * The matrix Lambda of one token, sheet dsf (D1).
 *
 * @param factors the diagonal, one factor for each element of the state in the state's own shape or repeated to it; or the whole matrix,
 *     [N, N], on states [N, 1]
 * @param dense whether it is the whole matrix, as full S4 needs (D13)
 */
public record Transition<T>(T factors, boolean dense) {
    public static <T> Transition<T> diagonal(T factors) {
        return new Transition<>(factors, false);
    }

    public static <T> Transition<T> dense(T matrix) {
        return new Transition<>(matrix, true);
    }

    /** Lambda h. */
    public T apply(Ring<T> a, T state) {
        return dense ? a.matmul(factors, state) : a.multiply(state, factors);
    }

    /** The product Lambda Lambda', the transition of an earlier token first. */
    public Transition<T> after(Ring<T> a, Transition<T> earlier) {
        return new Transition<>(
                dense ? a.matmul(factors, earlier.factors) : a.multiply(factors, earlier.factors), dense);
    }
}
