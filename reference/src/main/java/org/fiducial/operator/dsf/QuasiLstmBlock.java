package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * The block that the code puts around the quasi-LSTM, sheet dsf (D14): (gate, x) = W u, a causal depth-wise convolution on x, gates from the
 * convolved x, and W_out (gelu(gate) * o * h).
 *
 * @param gate upper half of W, [e, d]
 * @param value lower half of W, [e, d]
 * @param convolution [e, width], the newest token last
 * @param forget W_f, [e, e]
 * @param input W_i, [e, e]
 * @param output W_o, [e, e]
 * @param projection W_out, [d, e]
 * @param power alpha of the reversed forget gate, one element, or null for the ordinary one
 */
public record QuasiLstmBlock<T>(
        T gate,
        T value,
        T convolution,
        T forget,
        T input,
        T output,
        T projection,
        @Nullable T power) {
    /** The block on tokens [L, d], without biases; [L, d]. */
    public T outputs(OrderedReals<T> a, T tokens) {
        T x = convolved(a, a.matmul(tokens, a.transpose(value)));
        T pre = a.matmul(x, a.transpose(forget));
        T f = power == null ? Activations.sigmoid(a, pre) : QuasiLstm.reversedGate(a, pre, power);
        T g = Activations.sigmoid(a, a.matmul(x, a.transpose(input)));
        T o = Activations.sigmoid(a, a.matmul(x, a.transpose(output)));
        T h = QuasiLstm.of(a, f, g, o, null).recurrence(a, x).outputs();
        T opened = a.multiply(gelu(a, a.matmul(tokens, a.transpose(gate))), h);
        return a.matmul(opened, a.transpose(projection));
    }

    /** The causal convolution of each channel with its own numbers; tokens before the first count as zero. */
    private T convolved(OrderedReals<T> a, T x) {
        int width = a.columns(convolution);
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < a.rows(x); i++) {
            int seen = Math.min(width, i + 1);
            int[] tokens = new int[seen];
            for (int k = 0; k < seen; k++) {
                tokens[k] = i - seen + 1 + k;
            }
            T newest = a.columns(convolution, width - seen, width);
            rows.add(a.transpose(a.rowSums(a.multiply(a.transpose(a.gatherRows(x, tokens)), newest))));
        }
        return a.concatenateRows(rows);
    }

    /** x (1 + erf(x / sqrt 2)) / 2. */
    private static <T> T gelu(OrderedReals<T> a, T x) {
        T one = a.constant(1, 1, Dyadic.ONE);
        T half = a.constant(1, 1, Dyadic.powerOfTwo(-1));
        return a.multiply(a.multiply(x, half), a.add(a.erf(a.scale(x, new Scale(Dyadic.ONE, 2))), one));
    }
}
