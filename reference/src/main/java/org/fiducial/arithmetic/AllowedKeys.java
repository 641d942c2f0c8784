package org.fiducial.arithmetic;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The allowed set N_i of every query row i, sheet softmax-attention (D7): combinatorial data, never a large negative number.
 * Row i allows the keys j with from(i) <= j < to(i) that no explicit mask removes; a row may be empty.
 */
public final class AllowedKeys {
    private final int keys;
    private final int[] from;
    private final int[] to;
    private final BitSet @Nullable [] removed;
    private final int[] count;

    private AllowedKeys(int keys, int[] from, int[] to, BitSet @Nullable [] removed) {
        this.keys = keys;
        this.from = from;
        this.to = to;
        this.removed = removed;
        this.count = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            int gone = removed == null ? 0 : removed[i].get(from[i], to[i]).cardinality();
            count[i] = to[i] - from[i] - gone;
        }
    }

    /** Every key for every query. */
    public static AllowedKeys all(int queries, int keys) {
        return ranges(keys, new int[queries], filled(queries, keys));
    }

    /** Keys from[i] <= j < to[i] for query i, cut to 0 <= j < keys; a range that ends before it begins is empty. */
    public static AllowedKeys ranges(int keys, int[] from, int[] to) {
        if (from.length != to.length) {
            throw new IllegalArgumentException(
                    "ranges of " + from.length + " and " + to.length + " rows, expected as many");
        }
        int[] f = new int[from.length];
        int[] t = new int[from.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = Math.min(Math.max(from[i], 0), keys);
            t[i] = Math.max(f[i], Math.min(to[i], keys));
        }
        return new AllowedKeys(keys, f, t, null);
    }

    /** The set without the keys whose bit is set in {@code extra[i]}; masks intersect. */
    public AllowedKeys without(BitSet[] extra) {
        if (extra.length != from.length) {
            throw new IllegalArgumentException("mask of " + extra.length + " rows, expected " + from.length);
        }
        BitSet[] all = new BitSet[extra.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (BitSet) extra[i].clone();
            if (removed != null) {
                all[i].or(removed[i]);
            }
        }
        return new AllowedKeys(keys, from, to, all);
    }

    /** The set without the keys from end on. */
    public AllowedKeys upTo(int end) {
        int[] f = new int[from.length];
        int[] t = new int[from.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = Math.min(from[i], Math.max(end, 0));
            t[i] = Math.min(to[i], Math.max(end, 0));
        }
        return new AllowedKeys(keys, f, t, removed);
    }

    /** The rows first <= i < end alone. */
    public AllowedKeys rows(int first, int end) {
        int[] index = new int[end - first];
        for (int i = 0; i < index.length; i++) {
            index[i] = first + i;
        }
        return rows(index);
    }

    /** The chosen rows, in that order. */
    public AllowedKeys rows(int[] index) {
        int[] f = new int[index.length];
        int[] t = new int[index.length];
        BitSet[] r = removed == null ? null : new BitSet[index.length];
        for (int i = 0; i < index.length; i++) {
            f[i] = from[index[i]];
            t[i] = to[index[i]];
            if (r != null && removed != null) {
                r[i] = removed[index[i]];
            }
        }
        return new AllowedKeys(keys, f, t, r);
    }

    public int queries() {
        return from.length;
    }

    public int keys() {
        return keys;
    }

    public int from(int i) {
        return from[i];
    }

    public int to(int i) {
        return to[i];
    }

    /** Number of allowed keys of row i. */
    public int count(int i) {
        return count[i];
    }

    /** Whether row i allows exactly the range from(i) <= j < to(i). */
    public boolean isRange(int i) {
        return count[i] == to[i] - from[i];
    }

    public boolean allows(int i, int j) {
        return from[i] <= j && j < to[i] && (removed == null || !removed[i].get(j));
    }

    /** The first allowed key of row i from j on; to(i) if there is none. */
    public int next(int i, int j) {
        int k = Math.max(j, from[i]);
        return removed == null ? Math.min(k, to[i]) : Math.min(removed[i].nextClearBit(k), to[i]);
    }

    /** The end of the run of allowed keys of row i that begins at j. */
    public int runEnd(int i, int j) {
        int k = removed == null ? -1 : removed[i].nextSetBit(j);
        return k < 0 ? to[i] : Math.min(k, to[i]);
    }

    private static int[] filled(int n, int value) {
        int[] x = new int[n];
        java.util.Arrays.fill(x, value);
        return x;
    }
}
