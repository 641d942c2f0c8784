package org.fiducial.operator.network;

import org.fiducial.arithmetic.Ring;
import org.jspecify.annotations.Nullable;

/**
 * The map x W + b of each row.
 *
 * @param weights W, [width in, width out]
 * @param offset b, one row, or one row a token (a positional encoding); null for 0
 */
public record Affine<T>(T weights, @Nullable T offset) {
    /** x W + b, [n, width out]. */
    public T of(Ring<T> a, T x) {
        T product = a.matmul(x, weights);
        return offset == null ? product : a.add(product, offset);
    }
}
