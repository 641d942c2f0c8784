package org.fiducial.operator;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Exact softmax attention of one head, sheet softmax-attention: each definition once, for every arithmetic.
 *
 * <p>Shapes: query [n, d], key [m, d], value [m, dv], bias [n, m] or null; one row of {@link AllowedKeys} a query. Columns are [n, 1].
 */
public final class SoftmaxAttention {
    private SoftmaxAttention() {}

    /** Logits tau * (query key^T) + bias, (D1); masked places hold what the formula gives and are never looked at. */
    public static <T> T logits(Ring<T> a, T query, T key, Scale tau, @Nullable T bias) {
        T products = a.scale(a.matmul(query, a.transpose(key)), tau);
        return bias == null ? products : a.add(products, bias);
    }

    /** Output of given logits, (D3)-(D5). */
    public static <T> T output(ExponentialField<T> a, T logits, T value, AllowedKeys allowed) {
        return a.matmul(a.softmaxRows(logits, allowed), value);
    }

    /** Output of given inputs, (D1)-(D5). */
    public static <T> T output(
            ExponentialField<T> a, T query, T key, T value, Scale tau, @Nullable T bias, AllowedKeys allowed) {
        return output(a, logits(a, query, key, tau, bias), value, allowed);
    }

    /** Normalisers Z_i, (D2); 0 in an empty row. */
    public static <T> T normalisers(ExponentialField<T> a, T logits, AllowedKeys allowed) {
        return a.rowSums(a.exp(logits, allowed));
    }

    /** Log-sum-exp L_i, (D2); 0 stands for minus infinity in an empty row, which the caller knows. */
    public static <T> T logSumExp(OrderedReals<T> a, T logits, AllowedKeys allowed) {
        return a.logSumExpRows(logits, allowed);
    }

    /** Weights in the stabilised form (D6), with any column of references. */
    public static <T> T stabilisedWeights(ExponentialField<T> a, T logits, T references, AllowedKeys allowed) {
        T e = a.exp(a.subtract(logits, references), allowed);
        return a.normalise(e, a.rowSums(e), allowed);
    }

    /**
     * Directional derivatives of output and log-sum-exp, (D12).
     *
     * @param weights P, [n, m]
     * @param logitsTangent s', [n, m]; masked places are not looked at
     * @param valueTangent v', [m, dv]
     */
    public static <T> Tangents<T> forwardMode(
            Ring<T> a, T weights, T value, T logitsTangent, T valueTangent, AllowedKeys allowed) {
        T inner = a.keep(logitsTangent, allowed);
        T logNormaliser = a.rowSums(a.multiply(weights, inner));
        T weightsTangent = a.multiply(weights, a.keep(a.subtract(inner, logNormaliser), allowed));
        T output = a.add(a.matmul(weightsTangent, value), a.matmul(weights, valueTangent));
        return new Tangents<>(weightsTangent, output, logNormaliser);
    }

    /** The logits' derivative s' along given directions, (D12); {@code scaleTangent} is one element. */
    public static <T> T logitsTangent(
            Ring<T> a,
            T query,
            T key,
            Scale tau,
            T queryTangent,
            T keyTangent,
            @Nullable T biasTangent,
            T scaleTangent) {
        T along = a.add(a.matmul(queryTangent, a.transpose(key)), a.matmul(query, a.transpose(keyTangent)));
        T s = a.add(a.multiply(a.matmul(query, a.transpose(key)), scaleTangent), a.scale(along, tau));
        return biasTangent == null ? s : a.add(s, biasTangent);
    }

    /** Derivatives of weights [n, m], output [n, dv] and log-sum-exp [n, 1]. */
    public record Tangents<T>(T weights, T output, T logSumExp) {}
}
