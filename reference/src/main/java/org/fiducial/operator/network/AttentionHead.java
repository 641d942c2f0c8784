package org.fiducial.operator.network;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.operator.urpe.UrpeAttention;
import org.jspecify.annotations.Nullable;

/**
 * One attention head with its projections, sheets urpe (D1)-(D5) and uat-single-layer (D2).
 *
 * @param query [D, d] and an optional offset
 * @param key [D, d] and an optional offset
 * @param value [D, dv] and an optional offset
 * @param output W_O, [dv, D]
 * @param bias the table b of a relative bias, [2n - 1, 1], or null for 0
 * @param multiplier the table c of the URPE multiplier, [2n - 1, 1], or null for 1
 */
public record AttentionHead<T>(
        Affine<T> query,
        Affine<T> key,
        Affine<T> value,
        T output,
        @Nullable T bias,
        @Nullable T multiplier) {

    /** The attention matrix, [n, n]: P (*) C, or P without a multiplier. */
    public T attention(ExponentialField<T> a, T x, Scale scale, AllowedKeys allowed) {
        int n = a.rows(x);
        RelativeOffsets offsets = RelativeOffsets.unique(n);
        T logits = SoftmaxAttention.logits(
                a, query.of(a, x), key.of(a, x), scale, bias == null ? null : offsets.matrix(a, bias, n));
        return multiplier == null
                ? a.softmaxRows(logits, allowed)
                : UrpeAttention.attention(a, logits, offsets.matrix(a, multiplier, n), allowed);
    }

    /** What the head adds to the residual stream, [n, D]. */
    public T of(ExponentialField<T> a, T x, Scale scale, AllowedKeys allowed) {
        return a.matmul(a.matmul(attention(a, x, scale, allowed), value.of(a, x)), output);
    }
}
