package org.fiducial.operator.dsf;

import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.complex.Complex;
import org.fiducial.arithmetic.complex.ComplexReals;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * The linear recurrent unit, sheet dsf (D16): a complex diagonal state h = lambda h + gamma B u, y = Re(C h) + D u, the same at every token.
 */
public final class ComplexLru {
    private ComplexLru() {}

    /** lambda = e^(-e^nu + i e^theta), for columns nu and theta [n, 1]. */
    public static <T> Complex<T> eigenvalues(OrderedReals<T> a, T nu, T theta) {
        return new ComplexReals<>(a).exp(new Complex<>(a.negate(a.exp(nu)), a.exp(theta)));
    }

    /** gamma = sqrt(1 - |lambda|^2), [n, 1]. */
    public static <T> T inputFactor(OrderedReals<T> a, Complex<T> lambda) {
        T square = a.add(a.multiply(lambda.real(), lambda.real()), a.multiply(lambda.imaginary(), lambda.imaginary()));
        return a.sqrt(a.add(a.negate(square), a.constant(1, 1, Dyadic.ONE)));
    }

    /** The step over complex numbers; its outputs' real parts are those of the unit, with D u to be added. */
    public static <T> DenseStep<Complex<T>> step(
            Ring<T> a, Complex<T> lambda, T gamma, Complex<T> input, Complex<T> output) {
        Complex<T> scaled = new Complex<>(a.multiply(input.real(), gamma), a.multiply(input.imaginary(), gamma));
        return new DenseStep<>(Transition.diagonal(lambda), scaled, output, null);
    }

    /**
     * The same step over the reals with twice the state, the real parts first: rotation and scaling by blocks, which is not diagonal
     * (dsf-C15).
     *
     * @param skip D, [dv, d], or null for zero
     */
    public static <T> DenseStep<T> doubled(
            Ring<T> a, Complex<T> lambda, T gamma, Complex<T> input, Complex<T> output, @Nullable T skip) {
        T real = diagonal(a, lambda.real());
        T imaginary = diagonal(a, lambda.imaginary());
        T transition = a.concatenateRows(List.of(
                a.concatenateColumns(List.of(real, a.negate(imaginary))),
                a.concatenateColumns(List.of(imaginary, real))));
        T both = a.concatenateRows(List.of(a.multiply(input.real(), gamma), a.multiply(input.imaginary(), gamma)));
        T read = a.concatenateColumns(List.of(output.real(), a.negate(output.imaginary())));
        return new DenseStep<>(Transition.dense(transition), both, read, skip);
    }

    private static <T> T diagonal(Ring<T> a, T column) {
        return a.multiply(ChannelStep.identity(a, a.rows(column)), column);
    }
}
