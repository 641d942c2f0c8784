package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;

/**
 * Causal softmax attention, the same with the truncated exponential, and how far they are apart: sheet dsf, reference outputs for softmax
 * approximations, dsf-C9.
 *
 * @param exact y, [L, dv]
 * @param truncated y_hat, [L, dv]
 * @param kernelErrors r_ij = K_P(s_ij) / e^s_ij - 1 for j <= i, zeros above the diagonal; [L, L]
 * @param bound eps_i / (1 - eps_i) max_j |v_j - y_i| with eps_i the largest |r_ij|, [L, 1]; it holds of each row where eps_i is below 1
 */
public record TruncatedAttention<T>(T exact, T truncated, T kernelErrors, T bound) {
    /**
     * All four.
     *
     * @param scores s, [L, L]; what stands above the diagonal is not looked at
     * @param values [L, dv]
     * @throws ArithmeticException if a truncated normaliser is zero, or an eps_i cannot be told from 1
     */
    public static <T> TruncatedAttention<T> of(OrderedReals<T> a, T scores, T values, int order) {
        int length = a.rows(scores);
        AllowedKeys causal = CausalKernel.causal(length);
        T exact = a.matmul(a.softmaxRows(scores, causal), values);
        T kept = a.keep(scores, causal);
        T kernel = TruncatedExponential.kernel(a, kept, order);
        T masked = a.keep(kernel, causal);
        T one = a.constant(1, 1, Dyadic.ONE);
        T errors = a.keep(a.subtract(a.divide(kernel, a.exp(kept)), one), causal);
        T eps = a.rowMax(a.abs(errors), causal);
        T spread = a.constant(length, 1, Dyadic.ZERO);
        for (int c = 0; c < a.columns(values); c++) {
            // Row i of the differences: v_j - y_i for every j.
            T column = a.transpose(a.columns(values, c, c + 1));
            T differences = a.subtract(a.gatherRows(column, new int[length]), a.columns(exact, c, c + 1));
            spread = a.max(spread, a.rowMax(a.abs(differences), causal));
        }
        T bound = a.multiply(a.divide(eps, a.add(a.negate(eps), one)), spread);
        return new TruncatedAttention<>(exact, a.divide(a.matmul(masked, values), a.rowSums(masked)), errors, bound);
    }
}
