package org.fiducial.operator.scatterbrain;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.KeyRanges;
import org.fiducial.verified.Orders;
import org.fiducial.verified.Thresholds;

/** Supports that positions or exact scores choose, sheet scatterbrain (D5d) and (D5f). */
public final class Supports {
    private Supports() {}

    /**
     * The local window of length w: keys j with -floor(w / 2) <= j - i < ceil(w / 2).
     *
     * @throws IllegalArgumentException if w is negative
     */
    public static BitSet[] window(int queries, int keys, int w) {
        if (w < 0) {
            throw new IllegalArgumentException("window of " + w + " keys, expected at least 0");
        }
        BitSet[] pairs = new BitSet[queries];
        for (int i = 0; i < queries; i++) {
            pairs[i] = new BitSet();
            if (w > 0) {
                int from = KeyRanges.begin(i, 0, w / 2, keys);
                int to = KeyRanges.end(i, 0, (w + 1) / 2 - 1, keys);
                pairs[i].set(from, Math.max(from, to));
            }
        }
        return pairs;
    }

    /**
     * For each query the k allowed keys with the largest exact q.k, ties to the smaller index; all allowed keys if there are no more.
     *
     * @throws IllegalArgumentException if k is negative
     */
    public static BitSet[] largest(Matrix query, Matrix key, AllowedKeys allowed, int k) {
        if (k < 0) {
            throw new IllegalArgumentException("the " + k + " largest keys, expected at least 0");
        }
        BitSet[] pairs = new BitSet[query.rows()];
        for (int i = 0; i < pairs.length; i++) {
            int[] keys = allowed(allowed, i);
            long[] ranks = ranks(query, i, key, keys);
            int[] order = new int[keys.length];
            int[] place = new int[keys.length];
            int chosen = Orders.top(ranks, k, order, place);
            pairs[i] = new BitSet();
            for (int t = 0; t < chosen; t++) {
                pairs[i].set(keys[order[t]]);
            }
        }
        return pairs;
    }

    /** For each query the allowed keys with q.k >= threshold, exactly. */
    public static BitSet[] reaching(Matrix query, Matrix key, AllowedKeys allowed, Dyadic threshold) {
        BitSet[] pairs = new BitSet[query.rows()];
        for (int i = 0; i < pairs.length; i++) {
            int[] keys = allowed(allowed, i);
            long[] signs = new long[keys.length];
            for (int t = 0; t < keys.length; t++) {
                signs[t] = InnerProduct.of(query, i, key, keys[t]).compareTo(threshold);
            }
            boolean[] keep = new boolean[keys.length];
            Thresholds.mark(signs, 0, keep);
            pairs[i] = new BitSet();
            for (int t = 0; t < keys.length; t++) {
                pairs[i].set(keys[t], keep[t]);
            }
        }
        return pairs;
    }

    private static int[] allowed(AllowedKeys allowed, int i) {
        return java.util.stream.IntStream.range(allowed.from(i), allowed.to(i))
                .filter(j -> allowed.allows(i, j))
                .toArray();
    }

    private static long[] ranks(Matrix query, int i, Matrix key, int[] keys) {
        Dyadic[] scores = new Dyadic[keys.length];
        for (int t = 0; t < keys.length; t++) {
            scores[t] = InnerProduct.of(query, i, key, keys[t]);
        }
        return ExactSigns.ranks(scores);
    }
}
