package org.fiducial.verified;

/** Consecutive segments offsets[s] <= i < offsets[s + 1] of 0 <= i < n (compressed rows); a segment may be empty. */
public final class Segments {
    private Segments() {}

    /**
     * Whether offsets cut 0 <= i < n into consecutive segments: they begin at 0, never descend and end at n, so every i lies in exactly one
     * segment. A certificate check.
     *
     * <p>Sheets: ponet, routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 < offsets.length;
      @ ensures \result <==> offsets[0] == 0 && offsets[offsets.length - 1] == n
      @             && (\forall int s; 0 < s && s < offsets.length; offsets[s - 1] <= offsets[s]);
      @ assignable \strictly_nothing;
      @*/
    public static boolean partition(int[] offsets, int n) {
        if (offsets[0] != 0 || offsets[offsets.length - 1] != n) {
            return false;
        }
        /*@ loop_invariant 1 <= k && k <= offsets.length;
          @ loop_invariant (\forall int s; 0 < s && s < k; offsets[s - 1] <= offsets[s]);
          @ assignable \strictly_nothing;
          @ decreases offsets.length - k;
          @*/
        for (int k = 1; k < offsets.length; k++) {
            if (offsets[k - 1] > offsets[k]) {
                return false;
            }
        }
        return true;
    }
}
