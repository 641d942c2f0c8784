package org.fiducial.verified;

/** The partition of 0 <= j < n into tiles of a fixed size, the last one possibly shorter, sheets softmax-attention (D9) and flash-attention. */
public final class Tiles {
    private Tiles() {}

    /**
     * Number of tiles: n / block rounded up.
     *
     * <p>Sheets: softmax-attention, flash-attention, flash-attention-2.
     */
    /*@ public normal_behavior
      @ requires 0 <= n && 0 < block;
      @ ensures 0 <= \result && \result <= n;
      @ ensures (\bigint) \result * block >= n;
      @ ensures ((\bigint) \result - 1) * block < n;
      @ assignable \strictly_nothing;
      @*/
    public static int count(int n, int block) {
        Integers.division(n, block);
        int q = n / block;
        int r = n - q * block;
        Integers.product(q, block - 1);
        return r == 0 ? q : q + 1;
    }

    /**
     * The tile of element j.
     *
     * <p>Sheets: softmax-attention, flash-attention.
     */
    /*@ public normal_behavior
      @ requires 0 <= j && 0 < block;
      @ ensures 0 <= \result && \result <= j;
      @ ensures (\bigint) \result * block <= j && j < ((\bigint) \result + 1) * block;
      @ assignable \strictly_nothing;
      @*/
    public static int tileOf(int j, int block) {
        Integers.division(j, block);
        return j / block;
    }

    /**
     * The first element of tile t.
     *
     * <p>Sheets: softmax-attention, flash-attention.
     */
    /*@ public normal_behavior
      @ requires 0 <= t && 0 < block && 0 <= n && (\bigint) t * block <= n;
      @ ensures \result == (\bigint) t * block && 0 <= \result && \result <= n;
      @ assignable \strictly_nothing;
      @*/
    public static int begin(int t, int n, int block) {
        Integers.product(t, block);
        return t * block;
    }

    /**
     * One past the last element of tile t.
     *
     * <p>Sheets: softmax-attention, flash-attention.
     */
    /*@ public normal_behavior
      @ requires 0 <= t && 0 < block && 0 <= n && (\bigint) t * block <= n;
      @ ensures (\bigint) t * block <= \result && \result <= n;
      @ ensures \result == n || \result == ((\bigint) t + 1) * block;
      @ ensures \result <= ((\bigint) t + 1) * block;
      @ assignable \strictly_nothing;
      @*/
    public static int end(int t, int n, int block) {
        int begin = begin(t, n, block);
        int left = n - begin;
        return left < block ? n : begin + block;
    }

    /**
     * Whether tile t holds a key of the range from <= j < to: the schedule of a causal or windowed row visits exactly these tiles.
     *
     * <p>Sheets: flash-attention, flash-attention-2.
     */
    /*@ public normal_behavior
      @ requires 0 <= t && 0 < block && 0 <= from && 0 <= to;
      @ ensures \result <==> from < to && (\bigint) t * block < to && from < ((\bigint) t + 1) * block;
      @ assignable \strictly_nothing;
      @*/
    public static boolean touches(int t, int from, int to, int block) {
        if (from >= to) {
            return false;
        }
        int first = tileOf(from, block);
        int last = tileOf(to - 1, block);
        if (t < first) {
            Integers.product((long) first - t - 1, block);
            return false;
        }
        Integers.product((long) t - first, block);
        if (t > last) {
            Integers.product((long) t - last - 1, block);
            return false;
        }
        Integers.product((long) last - t, block);
        return true;
    }

    /**
     * The ends of all tiles as offsets: they cut 0 <= j < n, each tile but the last holds exactly block keys and the last between 1 and block, so
     * every key is visited exactly once.
     *
     * <p>Sheets: flash-attention, flash-attention-2.
     */
    /*@ public normal_behavior
      @ requires 0 <= n && 0 < block && 0 < bounds.length;
      @ requires ((\bigint) bounds.length - 1) * block >= n && ((\bigint) bounds.length - 2) * block < n;
      @ ensures bounds[0] == 0 && bounds[bounds.length - 1] == n;
      @ ensures (\forall int t; 0 <= t && t < bounds.length - 1; bounds[t] == (\bigint) t * block);
      @ assignable bounds[*];
      @*/
    public static void bounds(int n, int block, int[] bounds) {
        /*@ loop_invariant 0 <= k && k <= bounds.length - 1;
          @ loop_invariant (\forall int t; 0 <= t && t < k; bounds[t] == (\bigint) t * block);
          @ assignable bounds[*];
          @ decreases bounds.length - k;
          @*/
        for (int k = 0; k < bounds.length - 1; k++) {
            Integers.product(bounds.length - 2 - k, block);
            bounds[k] = begin(k, n, block);
        }
        bounds[bounds.length - 1] = n;
    }
}
