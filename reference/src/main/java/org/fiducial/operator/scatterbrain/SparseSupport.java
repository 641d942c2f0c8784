package org.fiducial.operator.scatterbrain;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;

/**
 * The support S of sheet scatterbrain (D5) as data: pairs whose entry is exact, always inside the mask. However it was chosen, the rest of
 * the operator is evaluated on it as given.
 *
 * @param allowed N_i, the mask
 * @param support S, a subset of the mask
 * @param rest the mask without S: the pairs whose entry is estimated
 */
public record SparseSupport(AllowedKeys allowed, AllowedKeys support, AllowedKeys rest) {
    public SparseSupport {
        if (support.queries() != allowed.queries()
                || rest.queries() != allowed.queries()
                || support.keys() != allowed.keys()
                || rest.keys() != allowed.keys()) {
            throw new IllegalArgumentException("mask, support and rest of different shapes");
        }
    }

    /**
     * The given pairs, intersected with the mask.
     *
     * @param pairs for each query the keys in its support
     * @throws IllegalArgumentException unless there is one set a query
     */
    public static SparseSupport of(AllowedKeys allowed, BitSet[] pairs) {
        int n = allowed.queries();
        if (pairs.length != n) {
            throw new IllegalArgumentException("support of " + pairs.length + " rows, expected " + n);
        }
        BitSet[] outside = new BitSet[n];
        for (int i = 0; i < n; i++) {
            outside[i] = (BitSet) pairs[i].clone();
            outside[i].flip(0, allowed.keys());
        }
        return new SparseSupport(allowed, allowed.without(outside), allowed.without(pairs));
    }

    /** No pair: low-rank attention alone, Performer. */
    public static SparseSupport empty(AllowedKeys allowed) {
        BitSet[] none = new BitSet[allowed.queries()];
        for (int i = 0; i < none.length; i++) {
            none[i] = new BitSet();
        }
        return of(allowed, none);
    }

    /** Every allowed pair: exact softmax attention. */
    public static SparseSupport full(AllowedKeys allowed) {
        BitSet[] all = new BitSet[allowed.queries()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new BitSet();
            all[i].set(0, allowed.keys());
        }
        return of(allowed, all);
    }

    /** The same support where sparse attention alone is meant: what is not in S is not allowed either. */
    public SparseSupport alone() {
        return full(support);
    }

    /** Number of pairs in the support. */
    public long size() {
        long pairs = 0;
        for (int i = 0; i < support.queries(); i++) {
            pairs += support.count(i);
        }
        return pairs;
    }

    /** The rows first <= i < end alone. */
    public SparseSupport rows(int first, int end) {
        return new SparseSupport(allowed.rows(first, end), support.rows(first, end), rest.rows(first, end));
    }

    /** The chosen rows, in that order. */
    public SparseSupport rows(int[] index) {
        return new SparseSupport(allowed.rows(index), support.rows(index), rest.rows(index));
    }
}
