package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;

/** The time-invariant case, sheet dsf (D13), dsf-C15: the kernel is Toeplitz and the outputs are a causal convolution. */
public final class Convolution {
    private Convolution() {}

    /** The system that does the same at each of so many tokens. */
    public static <T> DynamicalSystem<T> invariant(Step<T> step, int length) {
        return new DynamicalSystem<>(java.util.Collections.nCopies(length, step));
    }

    /** K_t = C Lambda^t B for t = 0..length-1, and D added to the first; each [dv, d]. */
    public static <T> List<T> kernel(Ring<T> a, Step<T> step, int length, int tokenWidth) {
        DenseStep<T> dense = step.dense(a, tokenWidth);
        List<T> kernel = new ArrayList<>();
        T reached = dense.input();
        for (int t = 0; t < length; t++) {
            reached = t == 0 ? reached : dense.transition().apply(a, reached);
            T k = a.matmul(dense.output(), reached);
            kernel.add(t == 0 && dense.skip() != null ? a.add(k, dense.skip()) : k);
        }
        return kernel;
    }

    /** y_i = sum over t <= i of K_t u_{i-t}; [L, dv]. */
    public static <T> T outputs(Ring<T> a, List<T> kernel, T tokens) {
        List<T> outputs = new ArrayList<>();
        for (int i = 0; i < a.rows(tokens); i++) {
            T y = a.matmul(kernel.get(0), DynamicalSystem.token(a, tokens, i));
            for (int t = 1; t <= i; t++) {
                y = a.add(y, a.matmul(kernel.get(t), DynamicalSystem.token(a, tokens, i - t)));
            }
            outputs.add(a.transpose(y));
        }
        return a.concatenateRows(outputs);
    }

    /**
     * The outputs of channels that do not mix: kernel numbers K_{t,c} = sum over m of readOut decay^t gain, and y_{i,c} the sum over t of
     * K_{t,c} u_{i-t,c}, plus the skip; [L, d].
     */
    public static <T> T channelOutputs(Ring<T> a, ChannelStep<T> step, T tokens) {
        int length = a.rows(tokens);
        int width = a.columns(tokens);
        List<T> kernel = new ArrayList<>();
        T reached = a.multiply(a.constant(width, a.columns(step.gain()), Dyadic.ONE), step.gain());
        for (int t = 0; t < length; t++) {
            reached = t == 0 ? reached : step.transition().apply(a, reached);
            kernel.add(step.read(a, reached));
        }
        return convolved(a, a.concatenateColumns(kernel), step, tokens);
    }

    /**
     * The same for one channel whose transition is a matrix, as full S4 has it: K_t = C Lambda^t B.
     *
     * @param step B [N, 1] and C [1, N]
     * @param tokens [L, 1]
     */
    public static <T> T channelOutputs(Ring<T> a, DenseStep<T> step, T tokens) {
        List<T> kernel =
                kernel(a, new DenseStep<>(step.transition(), step.input(), step.output(), null), a.rows(tokens), 1);
        return convolved(a, a.concatenateColumns(kernel), step, tokens);
    }

    /** Sums of kernel numbers [d, L] times tokens, newest first, whose order is the arithmetic's business. */
    private static <T> T convolved(Ring<T> a, T numbers, Step<T> step, T tokens) {
        List<T> outputs = new ArrayList<>();
        for (int i = 0; i < a.rows(tokens); i++) {
            int[] newestFirst = new int[i + 1];
            for (int t = 0; t <= i; t++) {
                newestFirst[t] = i - t;
            }
            T values = a.transpose(a.gatherRows(tokens, newestFirst));
            T y = a.rowSums(a.multiply(a.columns(numbers, 0, i + 1), values));
            T skipped = step.skipped(a, DynamicalSystem.token(a, tokens, i));
            outputs.add(a.transpose(skipped == null ? y : a.add(y, skipped)));
        }
        return a.concatenateRows(outputs);
    }
}
