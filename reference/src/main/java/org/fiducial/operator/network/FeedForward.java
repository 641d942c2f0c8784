package org.fiducial.operator.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.Ring;

/**
 * A feed-forward network on each token, sheets urpe (D6) and uat-single-layer (D4): affine maps with ReLU between them.
 *
 * @param layers at least two affine maps; q + 1 of them make q hidden layers
 * @param skip whether the input is added to the result
 */
public record FeedForward<T>(List<Affine<T>> layers, boolean skip) {
    public FeedForward {
        layers = List.copyOf(layers);
        if (layers.size() < 2) {
            throw new IllegalArgumentException(layers.size() + " affine maps, expected at least 2");
        }
    }

    /** The result, [n, D]. */
    public T of(Ring<T> a, UnaryOperator<T> relu, T y) {
        T t = y;
        for (int l = 0; l < layers.size(); l++) {
            t = layers.get(l).of(a, l == 0 ? t : relu.apply(t));
        }
        return skip ? a.add(y, t) : t;
    }
}
