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
}
