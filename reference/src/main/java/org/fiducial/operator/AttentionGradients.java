package org.fiducial.operator;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of a loss through softmax attention, sheet softmax-attention (D11), for one head.
 *
 * @param query dQ, [n, d]
 * @param key dK, [m, d]
 * @param value dV, [m, dv]
 * @param logits dS = dB, [n, m]; zero where a key is not allowed
 * @param delta Delta, [n, 1]
 */
public record AttentionGradients<T>(T query, T key, T value, T logits, T delta) {
    /**
     * The backward pass (D11).
     *
     * @param weights P, [n, m], zero where a key is not allowed
     * @param output o, [n, dv]: the exact one, or the stored one where an implementation is modelled
     * @param outputGradient G, [n, dv]
     * @param logSumExpGradient h, [n, 1], or null for 0
     */
    public static <T> AttentionGradients<T> of(
            Ring<T> a,
            T query,
            T key,
            T value,
            Scale tau,
            AllowedKeys allowed,
            T weights,
            T output,
            T outputGradient,
            @Nullable T logSumExpGradient) {
        T delta = a.rowSums(a.multiply(outputGradient, output));
        T centre = logSumExpGradient == null ? delta : a.subtract(delta, logSumExpGradient);
        T u = a.matmul(outputGradient, a.transpose(value));
        T ds = a.multiply(weights, a.keep(a.subtract(u, centre), allowed));
        return new AttentionGradients<>(
                a.scale(a.matmul(ds, key), tau),
                a.scale(a.matmul(a.transpose(ds), query), tau),
                a.matmul(a.transpose(weights), outputGradient),
                ds,
                delta);
    }

    /** dtau = sum_ij dS_ij q_i k_j, (D11): one element. */
    public static <T> T scale(Ring<T> a, T query, T key, T logitsGradient, AllowedKeys allowed) {
        T products = a.keep(a.matmul(query, a.transpose(key)), allowed);
        return a.rowSums(a.transpose(a.rowSums(a.multiply(logitsGradient, products))));
    }
}
