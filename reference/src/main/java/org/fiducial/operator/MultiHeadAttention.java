package org.fiducial.operator;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.verified.HeadMap;

/**
 * Attention with projections and several heads, sheet softmax-attention (D8): grouped-query, multi-head and multi-query alike.
 *
 * @param queryWeights W_Q of each query head, [D, d]
 * @param keyWeights W_K of each key/value head, [D', d]
 * @param valueWeights W_V of each key/value head, [D', dv]
 * @param outputWeights W_O, [H dv, D]
 */
public record MultiHeadAttention<T>(List<T> queryWeights, List<T> keyWeights, List<T> valueWeights, T outputWeights) {
    public MultiHeadAttention {
        requireGroups(queryWeights.size(), keyWeights.size());
        if (valueWeights.size() != keyWeights.size()) {
            throw new IllegalArgumentException(
                    valueWeights.size() + " value heads, expected as many as key heads, " + keyWeights.size());
        }
    }

    /** The output for queries from x [n, D] and keys and values from y [m, D']. */
    public T output(ExponentialField<T> a, T x, T y, Scale tau, AllowedKeys allowed) {
        List<T> heads = new ArrayList<>();
        for (int h = 0; h < queryWeights.size(); h++) {
            int g = keyHead(h, queryWeights.size(), keyWeights.size());
            heads.add(SoftmaxAttention.output(
                    a,
                    a.matmul(x, queryWeights.get(h)),
                    a.matmul(y, keyWeights.get(g)),
                    a.matmul(y, valueWeights.get(g)),
                    tau,
                    null,
                    allowed));
        }
        return a.matmul(a.concatenateColumns(heads), outputWeights);
    }

    /** The key/value head g(h) = floor(h * keyHeads / queryHeads) that query head h uses, (D8). */
    public static int keyHead(int h, int queryHeads, int keyHeads) {
        return HeadMap.keyHead(h, queryHeads, keyHeads);
    }

    /** @throws IllegalArgumentException unless the number of key/value heads divides the number of query heads */
    public static void requireGroups(int queryHeads, int keyHeads) {
        if (keyHeads < 1 || queryHeads % keyHeads != 0) {
            throw new IllegalArgumentException(
                    queryHeads + " query heads with " + keyHeads + " key/value heads, expected a multiple");
        }
    }
}
