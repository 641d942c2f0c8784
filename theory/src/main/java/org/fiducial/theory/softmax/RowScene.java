package org.fiducial.theory.softmax;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.theory.identity.Variables;

/**
 * Query rows with free logits over a few keys, as most claims of the sheet see them: what the logits come from does not matter.
 *
 * @param logits S, free exponents, [n, m]
 * @param value V, free, [m, dv]
 */
record RowScene<T>(int queries, int keys, int width, AllowedKeys allowed, T logits, T value) {
    private static final int[][] SHAPES = {{1, 1, 1}, {2, 3, 2}, {3, 4, 1}, {3, 2, 2}, {4, 5, 2}};

    /** A scene of a random small shape and mask, empty rows included. */
    static <T> RowScene<T> of(Variables<T> x) {
        int[] s = SHAPES[x.cycle(SHAPES.length)];
        AllowedKeys allowed = x.allowed(s[0], s[1]);
        return new RowScene<>(s[0], s[1], s[2], allowed, x.exponents(s[0], s[1]), x.free(s[1], s[2]));
    }
}
