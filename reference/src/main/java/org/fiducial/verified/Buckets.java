package org.fiducial.verified;

/** Hash and cluster codes: bucket sizes, sign codes and their Hamming distance. */
public final class Buckets {
    private Buckets() {}

    /**
     * Number of elements with a code.
     *
     * <p>Sheets: scatterbrain, routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires codes.length <= 2147483647;
      @ ensures \result == (\sum int i; 0 <= i && i < codes.length; (codes[i] == code ? 1 : 0));
      @ ensures 0 <= \result && \result <= codes.length;
      @ assignable \strictly_nothing;
      @*/
    public static int size(int[] codes, int code) {
        int count = 0;
        /*@ loop_invariant 0 <= i && i <= codes.length && 0 <= count && count <= i;
          @ loop_invariant count == (\sum int j; 0 <= j && j < i; (codes[j] == code ? 1 : 0));
          @ assignable \strictly_nothing;
          @ decreases codes.length - i;
          @*/
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == code) {
                count++;
            }
        }
        return count;
    }

    /**
     * The sizes of all buckets 0 <= b < sizes.length.
     *
     * <p>Sheets: scatterbrain, routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires codes.length <= 2147483647;
      @ requires codes != sizes;
      @ ensures (\forall int b; 0 <= b && b < sizes.length; sizes[b] == (\sum int i; 0 <= i && i < codes.length; (codes[i] == b ? 1 : 0)));
      @ ensures (\forall int b; 0 <= b && b < sizes.length; 0 <= sizes[b] && sizes[b] <= codes.length);
      @ assignable sizes[*];
      @*/
    public static void sizes(int[] codes, int[] sizes) {
        /*@ loop_invariant 0 <= k && k <= sizes.length;
          @ loop_invariant (\forall int b; 0 <= b && b < k; sizes[b] == (\sum int i; 0 <= i && i < codes.length; (codes[i] == b ? 1 : 0)));
          @ loop_invariant (\forall int b; 0 <= b && b < k; 0 <= sizes[b] && sizes[b] <= codes.length);
          @ assignable sizes[*];
          @ decreases sizes.length - k;
          @*/
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = size(codes, k);
        }
    }

    /**
     * Number of places in which two sign codes differ: the Hamming distance.
     *
     * <p>Sheets: kvcrush, a2ats.
     */
    /*@ public normal_behavior
      @ requires a.length == b.length;
      @ ensures \result == (\num_of int i; 0 <= i && i < a.length; a[i] != b[i]);
      @ ensures 0 <= \result && \result <= a.length;
      @ assignable \strictly_nothing;
      @*/
    public static int hammingDistance(boolean[] a, boolean[] b) {
        int count = 0;
        /*@ loop_invariant 0 <= i && i <= a.length && 0 <= count && count <= i;
          @ loop_invariant count == (\num_of int j; 0 <= j && j < i; a[j] != b[j]);
          @ assignable \strictly_nothing;
          @ decreases a.length - i;
          @*/
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                count++;
            }
        }
        return count;
    }

    /**
     * Signs of projections: set where the projection is not negative.
     *
     * <p>Sheets: scatterbrain, kvcrush.
     */
    /*@ public normal_behavior
      @ requires signs.length == projections.length;
      @ ensures (\forall int i; 0 <= i && i < projections.length; signs[i] <==> 0 <= projections[i]);
      @ assignable signs[*];
      @*/
    public static void signs(long[] projections, boolean[] signs) {
        /*@ loop_invariant 0 <= i && i <= projections.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; signs[j] <==> 0 <= projections[j]);
          @ assignable signs[*];
          @ decreases projections.length - i;
          @*/
        for (int i = 0; i < projections.length; i++) {
            signs[i] = 0 <= projections[i];
        }
    }
}
