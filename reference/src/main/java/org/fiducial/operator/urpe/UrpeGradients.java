package org.fiducial.operator.urpe;

import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;

/**
 * Gradients of a loss through URPE attention of one head, sheet urpe (D13).
 *
 * @param query dQ, [n, d]
 * @param key dK, [n, d]
 * @param value dV, [n, dv]
 * @param bias db, [2n - 1, 1]
 * @param multiplier dc, [2n - 1, 1]
 * @param logits dS, [n, n]; zero where a key is not allowed
 * @param delta Delta, [n, 1]
 */
public record UrpeGradients<T>(T query, T key, T value, T bias, T multiplier, T logits, T delta) {
    /**
     * The backward pass (D13).
     *
     * @param weights P, [n, n], zero where a key is not allowed
     * @param c C, [n, n]
     * @param output o = (P (*) C) V, [n, dv]
     * @param outputGradient dO, [n, dv]
     */
    public static <T> UrpeGradients<T> of(
            Ring<T> a,
            T query,
            T key,
            T value,
            Scale s,
            T weights,
            T c,
            T output,
            T outputGradient,
            RelativeOffsets offsets) {
        T g = a.matmul(outputGradient, a.transpose(value));
        T delta = a.rowSums(a.multiply(outputGradient, output));
        T ds = a.multiply(weights, a.subtract(a.multiply(g, c), delta));
        return new UrpeGradients<>(
                a.scale(a.matmul(ds, key), s),
                a.scale(a.matmul(a.transpose(ds), query), s),
                a.matmul(a.transpose(UrpeAttention.attention(a, weights, c)), outputGradient),
                offsets.gradient(a, ds),
                offsets.gradient(a, a.multiply(weights, g)),
                ds,
                delta);
    }
}
