package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/** The matrix of a dynamical system, sheet dsf (D3): token i sees token j <= i by the block Phi_ij. */
public final class CausalKernel {
    private CausalKernel() {}

    /** The block Phi_ij = C_i Lambda_i ... Lambda_{j+1} B_j, and C_i B_i + D_i for j = i, of a system of matrices; [dv, d]. */
    public static <T> T block(Ring<T> a, DynamicalSystem<T> system, int i, int j, int tokenWidth) {
        DenseStep<T> to = system.step(i).dense(a, tokenWidth);
        T reached = propagated(a, system, system.step(j).dense(a, tokenWidth).input(), i, j, tokenWidth);
        T block = a.matmul(to.output(), reached);
        return i == j && to.skip() != null ? a.add(block, to.skip()) : block;
    }

    private static <T> T propagated(Ring<T> a, DynamicalSystem<T> system, T columns, int i, int j, int tokenWidth) {
        T reached = columns;
        for (int l = j + 1; l <= i; l++) {
            reached = system.step(l).dense(a, tokenWidth).transition().apply(a, reached);
        }
        return reached;
    }

    /** All blocks, zeros above the diagonal; [L dv, L d]. */
    public static <T> T matrix(Ring<T> a, DynamicalSystem<T> system, int tokenWidth) {
        DynamicalSystem<T> dense = system.dense(a, tokenWidth);
        int width = a.rows(dense.step(0).dense(a, tokenWidth).output());
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < system.length(); i++) {
            List<T> blocks = new ArrayList<>();
            for (int j = 0; j <= i; j++) {
                blocks.add(block(a, dense, i, j, tokenWidth));
            }
            if (i + 1 < system.length()) {
                blocks.add(a.constant(width, (system.length() - 1 - i) * tokenWidth, Dyadic.ZERO));
            }
            rows.add(a.concatenateColumns(blocks));
        }
        return a.concatenateRows(rows);
    }

    /** Phi u without forming Phi: y_i is the sum over j <= i of C_i (Lambda_i ... Lambda_{j+1}) B_j u_j, and D_i u_i; [L, dv]. */
    public static <T> T outputs(Ring<T> a, DynamicalSystem<T> system, T tokens) {
        List<T> drives = system.drives(a, tokens);
        List<T> outputs = new ArrayList<>();
        for (int i = 0; i < system.length(); i++) {
            T state = drives.get(i);
            @Nullable Transition<T> since = null;
            for (int j = i - 1; j >= 0; j--) {
                Transition<T> next = system.step(j + 1).transition();
                since = since == null ? next : since.after(a, next);
                state = a.add(state, since.apply(a, drives.get(j)));
            }
            outputs.add(a.transpose(system.step(i).output(a, state, DynamicalSystem.token(a, tokens, i))));
        }
        return a.concatenateRows(outputs);
    }

    /**
     * The scalar weights of a system whose channels all do the same: readOut_i . (decay_i ... decay_{j+1} gain_j) for j <= i, zero above the
     * diagonal; [L, L]. Then y = weights (u W^T), plus the skip.
     *
     * @throws IllegalArgumentException if channels differ
     */
    public static <T> T weights(Ring<T> a, DynamicalSystem<T> system) {
        int length = system.length();
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ChannelStep<T> to = shared(a, system.step(i));
            List<T> entries = new ArrayList<>();
            for (int j = 0; j < length; j++) {
                T reached = shared(a, system.step(j)).gain();
                for (int l = j + 1; l <= i; l++) {
                    reached = a.multiply(reached, shared(a, system.step(l)).decay());
                }
                entries.add(a.matmul(to.readOut(), a.transpose(reached)));
            }
            rows.add(a.concatenateColumns(entries));
        }
        return a.keep(a.concatenateRows(rows), causal(length));
    }

    /**
     * The same weights where one number e^-z_i decays the whole state, (D11): c_i . b_j e^-(Z_i - Z_j) for sums Z; [L, L].
     *
     * @param reads c, [L, n]
     * @param gains b, [L, n]
     * @param exponents z, [L, 1], not negative
     */
    public static <T> T decayedWeights(ExponentialField<T> a, T reads, T gains, T exponents) {
        return a.multiply(a.matmul(reads, a.transpose(gains)), decays(a, exponents));
    }

    /** e^-(Z_i - Z_j) for j <= i, zeros above the diagonal; [L, L]. */
    static <T> T decays(ExponentialField<T> a, T exponents) {
        int length = a.rows(exponents);
        T sums = sums(a, exponents);
        T differences = a.subtract(a.gatherRows(a.transpose(sums), new int[length]), sums);
        return a.exp(differences, causal(length));
    }

    /** Z_i, the sum of exponents up to token i; [L, 1]. */
    static <T> T sums(Ring<T> a, T exponents) {
        int length = a.rows(exponents);
        return a.rowSums(a.keep(a.gatherRows(a.transpose(exponents), new int[length]), causal(length)));
    }

    private static <T> ChannelStep<T> shared(Ring<T> a, Step<T> step) {
        if (step instanceof ChannelStep<T> c
                && a.rows(c.gain()) == 1
                && a.rows(c.readOut()) == 1
                && a.rows(c.decay()) == 1) {
            return c;
        }
        throw new IllegalArgumentException("channels with coefficients of their own, expected one row for all");
    }

    /** Token i sees j <= i. */
    public static AllowedKeys causal(int length) {
        int[] to = new int[length];
        for (int i = 0; i < length; i++) {
            to[i] = i + 1;
        }
        return AllowedKeys.ranges(length, new int[length], to);
    }
}
