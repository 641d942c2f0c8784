package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * Any causal matrix of weights as a dynamical system with L - 1 features, sheet dsf, dsf-C8: token j writes slot j, nothing decays, token i
 * reads with row i of the weights. Softmax attention has such a system for each fixed input, and for L keys in general no smaller than
 * half as large.
 */
public final class SlotRealisation {
    private SlotRealisation() {}

    /**
     * The system.
     *
     * @param weights [L, L]; what stands above the diagonal is not looked at
     * @param projection W, [dv, d], or null for the identity
     */
    public static <T> DynamicalSystem<T> of(Ring<T> a, T weights, @Nullable T projection) {
        int length = a.rows(weights);
        int slots = Math.max(1, length - 1);
        T one = a.constant(1, 1, Dyadic.ONE);
        T zeros = a.constant(1, length, Dyadic.ZERO);
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            T row = a.gatherRows(weights, new int[] {i});
            T diagonal = a.columns(row, i, i + 1);
            List<T> gain = new ArrayList<>();
            List<T> read = new ArrayList<>();
            for (int j = 0; j < slots; j++) {
                gain.add(j == i ? one : a.columns(zeros, j, j + 1));
                read.add(j < i ? a.columns(row, j, j + 1) : a.columns(zeros, j, j + 1));
            }
            steps.add(new ChannelStep<>(
                    one, a.concatenateColumns(gain), projection, a.concatenateColumns(read), diagonal));
        }
        return new DynamicalSystem<>(steps);
    }
}
