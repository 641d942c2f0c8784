package org.fiducial.theory.scatterbrain;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.identity.Variables;

/**
 * Scatterbrain with free logits and free feature exponents, as the claims see it that do not ask where these come from.
 *
 * @param logits [n, m]
 * @param queryExponents [n, F]
 * @param keyExponents [m, F]
 * @param value [m, dv]
 */
record FreeScene<T>(SparseSupport s, T logits, T queryExponents, T keyExponents, T value) {
    /** Number of features. */
    static final int FEATURES = 2;

    private static final int[][] SHAPES = {{2, 3, 2}, {3, 4, 1}, {1, 2, 2}, {3, 3, 2}};

    /** A scene of a small shape, mask and support; empty rows, empty and full supports among them. */
    static <T> FreeScene<T> of(Variables<T> x) {
        int[] z = SHAPES[x.cycle(SHAPES.length)];
        AllowedKeys allowed = x.allowed(z[0], z[1]);
        BitSet[] pairs = new BitSet[z[0]];
        for (int i = 0; i < z[0]; i++) {
            pairs[i] = new BitSet();
            for (int j = 0; j < z[1]; j++) {
                pairs[i].set(j, x.choice(2) == 1);
            }
        }
        return new FreeScene<>(
                SparseSupport.of(allowed, pairs),
                x.exponents(z[0], z[1]),
                x.exponents(z[0], FEATURES),
                x.exponents(z[1], FEATURES),
                x.free(z[1], z[2]));
    }

    FreeScene<T> with(SparseSupport other) {
        return new FreeScene<>(other, logits, queryExponents, keyExponents, value);
    }

    T queryFeatures(ExponentialField<T> a) {
        return a.exp(queryExponents);
    }

    T keyFeatures(ExponentialField<T> a) {
        return a.exp(keyExponents);
    }

    T estimates(ExponentialField<T> a) {
        return ScatterbrainAttention.estimates(a, queryFeatures(a), keyFeatures(a), FEATURES);
    }

    T unnormalised(ExponentialField<T> a) {
        return ScatterbrainAttention.unnormalised(a, logits, estimates(a), s);
    }

    T output(ExponentialField<T> a) {
        return ScatterbrainAttention.output(a, unnormalised(a), value, s);
    }
}
