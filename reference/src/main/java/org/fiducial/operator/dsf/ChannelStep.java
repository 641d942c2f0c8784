package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients of a system whose channels do not mix: the state is [dv, n], row c the n numbers of channel c, and with x = W u
 * h[c, m] <- decay[c, m] h[c, m] + gain[c, m] x_c, y_c = sum_m readOut[c, m] h[c, m] + skip_c x_c (sheet dsf (D2), (D6), (D10)-(D15)).
 *
 * @param decay the diagonal of Lambda: [dv, n], or one row, one column or one element that is repeated
 * @param gain [dv, n], or one row that all channels share
 * @param projection W, [dv, d], or null for the identity
 * @param readOut [dv, n], or one row that all channels share
 * @param skip [dv, 1], or null for zero
 */
public record ChannelStep<T>(
        T decay,
        T gain,
        @Nullable T projection,
        T readOut,
        @Nullable T skip) implements Step<T> {
    @Override
    public Transition<T> transition() {
        return Transition.diagonal(decay);
    }

    /** x = W u, [dv, 1]. */
    T value(Ring<T> a, T token) {
        return projection == null ? token : a.matmul(projection, token);
    }

    @Override
    public T drive(Ring<T> a, T token) {
        T x = value(a, token);
        return a.rows(gain) == 1 ? a.matmul(x, gain) : a.multiply(gain, x);
    }

    @Override
    public T read(Ring<T> a, T state) {
        return a.rows(readOut) == 1 ? a.matmul(state, a.transpose(readOut)) : a.rowSums(a.multiply(state, readOut));
    }

    @Override
    public @Nullable T skipped(Ring<T> a, T token) {
        return skip == null ? null : a.multiply(value(a, token), skip);
    }

    @Override
    public DenseStep<T> dense(Ring<T> a, int tokenWidth) {
        T rows = projection == null ? identity(a, tokenWidth) : projection;
        int width = a.rows(rows);
        T ones = a.constant(width, a.columns(gain), Dyadic.ONE);
        T unit = identity(a, width);
        T gains = a.multiply(ones, gain);
        T reads = a.multiply(ones, readOut);
        List<T> input = new ArrayList<>();
        List<T> output = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            int[] row = {c};
            input.add(a.matmul(a.transpose(a.gatherRows(gains, row)), a.gatherRows(rows, row)));
            output.add(a.matmul(a.transpose(a.gatherRows(unit, row)), a.gatherRows(reads, row)));
        }
        return new DenseStep<>(
                Transition.diagonal(a.transpose(Trajectory.row(a, a.multiply(ones, decay)))),
                a.concatenateRows(input),
                a.concatenateColumns(output),
                skip == null ? null : a.multiply(rows, skip));
    }

    static <T> T identity(Ring<T> a, int n) {
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++) {
            values[i * n + i] = 1;
        }
        return a.literal(new Matrix(n, n, values));
    }
}
