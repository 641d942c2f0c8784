package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.Ring;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients as they stand in (D1) of sheet dsf.
 *
 * @param transition Lambda: a diagonal [N, 1] or a matrix [N, N]
 * @param input B, [N, d]
 * @param output C, [dv, N]
 * @param skip D, [dv, d], or null for zero
 */
public record DenseStep<T>(
        Transition<T> transition,
        T input,
        T output,
        @Nullable T skip) implements Step<T> {
    @Override
    public T drive(Ring<T> a, T token) {
        return a.matmul(input, token);
    }

    @Override
    public T read(Ring<T> a, T state) {
        return a.matmul(output, state);
    }

    @Override
    public @Nullable T skipped(Ring<T> a, T token) {
        return skip == null ? null : a.matmul(skip, token);
    }

    @Override
    public DenseStep<T> dense(Ring<T> a, int tokenWidth) {
        return this;
    }
}
