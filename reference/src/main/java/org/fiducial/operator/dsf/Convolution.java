package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;

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
}
