package org.fiducial.verified;

/**
 * The allowed keys of a query row as a half-open range of key indices, sheet softmax-attention (D7). Row i sees the keys j with
 * i + offset - before <= j <= i + offset + after, cut to the keys that exist; offset is 0 for masks aligned top-left and
 * keys - queries for masks aligned bottom-right. All arithmetic is exact for every int.
 */
public final class KeyRanges {
    private KeyRanges() {}

    /**
     * The diagonal's shift: 0 top-left, keys - queries bottom-right.
     *
     * <p>Sheets: softmax-attention, flash-attention, flash-attention-2.
     */
    /*@ public normal_behavior
      @ requires 0 <= queries && 0 <= keys;
      @ ensures bottomRight ==> \result + queries == keys;
      @ ensures !bottomRight ==> \result == 0;
      @ assignable \strictly_nothing;
      @*/
    public static int offset(int queries, int keys, boolean bottomRight) {
        return bottomRight ? keys - queries : 0;
    }

    /**
     * The first allowed key of row i; keys if there is none.
     *
     * <p>Sheets: softmax-attention, flash-attention, scatterbrain.
     */
    /*@ public normal_behavior
      @ requires 0 <= i && 0 <= before && 0 <= keys;
      @ ensures 0 <= \result && \result <= keys;
      @ ensures \result == ((\bigint) i + offset - before <= 0 ? 0 : (\bigint) i + offset - before >= keys ? keys : (\bigint) i + offset - before);
      @ ensures (\forall int j; 0 <= j && j < keys; \result <= j <==> (\bigint) i + offset - before <= j);
      @ assignable \strictly_nothing;
      @*/
    public static int begin(int i, int offset, int before, int keys) {
        long first = (long) i + offset - before;
        if (first <= 0) {
            return 0;
        }
        return first < keys ? (int) first : keys;
    }

    /**
     * One past the last allowed key of row i; 0 if there is none. A causal row has after = 0.
     *
     * <p>Sheets: softmax-attention, flash-attention, scatterbrain.
     */
    /*@ public normal_behavior
      @ requires 0 <= i && 0 <= after && 0 <= keys;
      @ ensures 0 <= \result && \result <= keys;
      @ ensures \result == ((\bigint) i + offset + after + 1 <= 0 ? 0 : (\bigint) i + offset + after + 1 >= keys ? keys : (\bigint) i + offset + after + 1);
      @ ensures (\forall int j; 0 <= j && j < keys; j < \result <==> j <= (\bigint) i + offset + after);
      @ assignable \strictly_nothing;
      @*/
    public static int end(int i, int offset, int after, int keys) {
        long end = (long) i + offset + after + 1;
        if (end <= 0) {
            return 0;
        }
        return end < keys ? (int) end : keys;
    }

    /**
     * The first allowed key of every row, {@link #begin} of each.
     *
     * <p>Sheets: softmax-attention, flash-attention, scatterbrain.
     */
    /*@ public normal_behavior
      @ requires 0 <= keys && 0 <= before;
      @ ensures (\forall int i; 0 <= i && i < from.length; from[i] == ((\bigint) i + offset - before <= 0 ? 0 : (\bigint) i + offset - before >= keys ? keys : (\bigint) i + offset - before));
      @ assignable from[*];
      @*/
    public static void begins(int[] from, int offset, int before, int keys) {
        /*@ loop_invariant 0 <= r && r <= from.length;
          @ loop_invariant (\forall int i; 0 <= i && i < r; from[i] == ((\bigint) i + offset - before <= 0 ? 0 : (\bigint) i + offset - before >= keys ? keys : (\bigint) i + offset - before));
          @ assignable from[*];
          @ decreases from.length - r;
          @*/
        for (int r = 0; r < from.length; r++) {
            from[r] = begin(r, offset, before, keys);
        }
    }

    /**
     * One past the last allowed key of every row, {@link #end} of each.
     *
     * <p>Sheets: softmax-attention, flash-attention, scatterbrain.
     */
    /*@ public normal_behavior
      @ requires 0 <= keys && 0 <= after;
      @ ensures (\forall int i; 0 <= i && i < to.length; to[i] == ((\bigint) i + offset + after + 1 <= 0 ? 0 : (\bigint) i + offset + after + 1 >= keys ? keys : (\bigint) i + offset + after + 1));
      @ assignable to[*];
      @*/
    public static void ends(int[] to, int offset, int after, int keys) {
        /*@ loop_invariant 0 <= r && r <= to.length;
          @ loop_invariant (\forall int i; 0 <= i && i < r; to[i] == ((\bigint) i + offset + after + 1 <= 0 ? 0 : (\bigint) i + offset + after + 1 >= keys ? keys : (\bigint) i + offset + after + 1));
          @ assignable to[*];
          @ decreases to.length - r;
          @*/
        for (int r = 0; r < to.length; r++) {
            to[r] = end(r, offset, after, keys);
        }
    }

    /**
     * Number of allowed pairs, the sum of the lengths of all ranges: softmax-attention C15 counts its work with it.
     *
     * <p>Sheets: softmax-attention, flash-attention.
     */
    /*@ public normal_behavior
      @ requires from.length == to.length;
      @ requires (\forall int i; 0 <= i && i < from.length; 0 <= from[i] && from[i] <= to[i] && to[i] <= 2147483647);
      @ ensures \result == (\sum int i; 0 <= i && i < from.length; (\bigint) to[i] - from[i]);
      @ assignable \strictly_nothing;
      @*/
    public static long pairs(int[] from, int[] to) {
        long pairs = 0;
        /*@ loop_invariant 0 <= i && i <= from.length;
          @ loop_invariant pairs == (\sum int j; 0 <= j && j < i; (\bigint) to[j] - from[j]);
          @ loop_invariant 0 <= pairs && pairs <= 2147483647 * (\bigint) i;
          @ assignable \strictly_nothing;
          @ decreases from.length - i;
          @*/
        for (int i = 0; i < from.length; i++) {
            pairs += to[i] - from[i];
        }
        return pairs;
    }
}
