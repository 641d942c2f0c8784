package org.fiducial.operator.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Attention and a feed-forward network, sheets urpe (D5)-(D7) and uat-single-layer (D3)-(D4).
 *
 * @param heads the heads; without any, attention adds nothing
 * @param skip whether the attention's input is added to its result
 * @param feedForward the feed-forward network, or null for the identity
 */
public record TransformerBlock<T>(
        List<AttentionHead<T>> heads,
        boolean skip,
        @Nullable FeedForward<T> feedForward) {
    public TransformerBlock {
        heads = List.copyOf(heads);
        if (heads.isEmpty() && !skip) {
            throw new IllegalArgumentException("a block without heads and without a skip, expected one of them");
        }
    }

    /** The attention's result, [n, D]. */
    public T attention(ExponentialField<T> a, T x, Scale scale, AllowedKeys allowed) {
        T sum = skip ? x : heads.get(0).of(a, x, scale, allowed);
        for (AttentionHead<T> head : skip ? heads : heads.subList(1, heads.size())) {
            sum = a.add(sum, head.of(a, x, scale, allowed));
        }
        return sum;
    }

    /** The block's result, [n, D]. */
    public T of(ExponentialField<T> a, UnaryOperator<T> relu, T x, Scale scale, AllowedKeys allowed) {
        T y = attention(a, x, scale, allowed);
        return feedForward == null ? y : feedForward.of(a, relu, y);
    }
}
