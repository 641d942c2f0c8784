package org.fiducial.verified;

/**
 * Elements in the order of their codes: bucket b takes the positions offsets[b] <= p < offsets[b + 1] of a stable order (compressed rows) and
 * keeps ascending indices inside.
 */
public final class BucketOrder {
    private BucketOrder() {}

    /** Scores that descend where codes ascend. */
    /*@ public normal_behavior
      @ requires (Object) codes != scores && scores.length == codes.length;
      @ requires (\forall int i; 0 <= i && i < codes.length; 0 <= codes[i] && codes[i] <= 2147483647);
      @ ensures (\forall int i; 0 <= i && i < codes.length; scores[i] == -codes[i]);
      @ assignable scores[*];
      @*/
    public static void scores(int[] codes, long[] scores) {
        /*@ loop_invariant 0 <= k && k <= codes.length;
          @ loop_invariant (\forall int i; 0 <= i && i < k; scores[i] == -codes[i]);
          @ assignable scores[*];
          @ decreases codes.length - k;
          @*/
        for (int k = 0; k < codes.length; k++) {
            scores[k] = -codes[k];
        }
    }

    /** Copies the codes in the order of the scores: they ascend, and equal ones keep the order of their indices. */
    /*@ public normal_behavior
      @ requires codes != sorted && order != sorted && (Object) scores != sorted && codes.length == scores.length;
      @ requires order.length == codes.length && sorted.length == codes.length;
      @ requires (\forall int i; 0 <= i && i < codes.length; scores[i] == -codes[i]);
      @ requires (\forall int p; 0 <= p && p < order.length; 0 <= order[p] && order[p] < order.length);
      @ requires (\forall int p; 0 < p && p < order.length; scores[order[p - 1]] >= scores[order[p]]);
      @ requires (\forall int p; 0 < p && p < order.length; scores[order[p - 1]] == scores[order[p]] ==> order[p - 1] < order[p]);
      @ ensures (\forall int p; 0 <= p && p < order.length; sorted[p] == codes[order[p]]);
      @ ensures (\forall int p; 0 < p && p < order.length; sorted[p - 1] <= sorted[p]);
      @ ensures (\forall int p; 0 < p && p < order.length; sorted[p - 1] == sorted[p] ==> order[p - 1] < order[p]);
      @ assignable sorted[*];
      @*/
    public static void gather(int[] codes, long[] scores, int[] order, int[] sorted) {
        /*@ loop_invariant 0 <= k && k <= order.length;
          @ loop_invariant (\forall int p; 0 <= p && p < k; sorted[p] == codes[order[p]]);
          @ loop_invariant (\forall int p; 0 < p && p < k; sorted[p - 1] <= sorted[p]);
          @ loop_invariant (\forall int p; 0 < p && p < k; sorted[p - 1] == sorted[p] ==> order[p - 1] < order[p]);
          @ assignable sorted[*];
          @ decreases order.length - k;
          @*/
        for (int k = 0; k < order.length; k++) {
            sorted[k] = codes[order[k]];
        }
    }

    /** Lemma: what ascends from each to the next ascends altogether. */
    /*@ public normal_behavior
      @ requires (\forall int p; 0 < p && p < sorted.length; sorted[p - 1] <= sorted[p]);
      @ ensures (\forall int q; 0 <= q && q < sorted.length; (\forall int p; 0 <= p && p <= q; sorted[p] <= sorted[q]));
      @ assignable \strictly_nothing;
      @*/
    public static void ascends(int[] sorted) {
        /*@ loop_invariant 0 <= k && k <= sorted.length;
          @ loop_invariant (\forall int q; 0 <= q && q < k; (\forall int p; 0 <= p && p <= q; sorted[p] <= sorted[q]));
          @ assignable \strictly_nothing;
          @ decreases sorted.length - k;
          @*/
        for (int k = 0; k < sorted.length; k++) {
            //@ assert k > 0 ==> sorted[k - 1] <= sorted[k];
        }
    }

    /** The first position from start on whose code is at least b; all before it are below b, all from there on are not. */
    /*@ public normal_behavior
      @ requires 0 <= start && start <= sorted.length;
      @ requires (\forall int q; 0 <= q && q < sorted.length; (\forall int p; 0 <= p && p <= q; sorted[p] <= sorted[q]));
      @ requires (\forall int p; 0 <= p && p < start; sorted[p] < b);
      @ ensures start <= \result && \result <= sorted.length;
      @ ensures (\forall int p; 0 <= p && p < \result; sorted[p] < b);
      @ ensures (\forall int p; \result <= p && p < sorted.length; b <= sorted[p]);
      @ assignable \strictly_nothing;
      @*/
    public static int from(int[] sorted, int b, int start) {
        int at = start;
        /*@ loop_invariant start <= at && at <= sorted.length;
          @ loop_invariant (\forall int p; 0 <= p && p < at; sorted[p] < b);
          @ assignable \strictly_nothing;
          @ decreases sorted.length - at;
          @*/
        while (at < sorted.length && sorted[at] < b) {
            at++;
        }
        return at;
    }

    /**
     * Where the buckets begin in ascending codes: the positions before offsets[b] hold codes below b, those from there on do not.
     *
     * <p>Sheets: routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires sorted != offsets;
      @ requires (\forall int q; 0 <= q && q < sorted.length; (\forall int p; 0 <= p && p <= q; sorted[p] <= sorted[q]));
      @ ensures (\forall int b; 0 <= b && b < offsets.length; 0 <= offsets[b] && offsets[b] <= sorted.length);
      @ ensures (\forall int b; 0 <= b && b < offsets.length; (\forall int p; 0 <= p && p < offsets[b]; sorted[p] < b));
      @ ensures (\forall int b; 0 <= b && b < offsets.length; (\forall int p; offsets[b] <= p && p < sorted.length; b <= sorted[p]));
      @ assignable offsets[*];
      @*/
    public static void offsets(int[] sorted, int[] offsets) {
        int at = 0;
        /*@ loop_invariant 0 <= k && k <= offsets.length && 0 <= at && at <= sorted.length;
          @ loop_invariant (\forall int p; 0 <= p && p < at; sorted[p] < k);
          @ loop_invariant (\forall int b; 0 <= b && b < k; 0 <= offsets[b] && offsets[b] <= sorted.length);
          @ loop_invariant (\forall int b; 0 <= b && b < k; (\forall int p; 0 <= p && p < offsets[b]; sorted[p] < b));
          @ loop_invariant (\forall int b; 0 <= b && b < k; (\forall int p; offsets[b] <= p && p < sorted.length; b <= sorted[p]));
          @ assignable offsets[*];
          @ decreases offsets.length - k;
          @*/
        for (int k = 0; k < offsets.length; k++) {
            at = from(sorted, k, at);
            offsets[k] = at;
        }
    }

    /**
     * Where the buckets begin in codes that ascend from each to the next; after {@link #sort}, bucket b is exactly the positions
     * offsets[b] <= p < offsets[b + 1].
     *
     * <p>Sheets: routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires sorted != offsets;
      @ requires (\forall int p; 0 < p && p < sorted.length; sorted[p - 1] <= sorted[p]);
      @ ensures (\forall int b; 0 <= b && b < offsets.length; 0 <= offsets[b] && offsets[b] <= sorted.length);
      @ ensures (\forall int b; 0 <= b && b < offsets.length; (\forall int p; 0 <= p && p < offsets[b]; sorted[p] < b));
      @ ensures (\forall int b; 0 <= b && b < offsets.length; (\forall int p; offsets[b] <= p && p < sorted.length; b <= sorted[p]));
      @ assignable offsets[*];
      @*/
    public static void begins(int[] sorted, int[] offsets) {
        ascends(sorted);
        offsets(sorted, offsets);
    }

    /**
     * The stable sort by code: order is a permutation with inverse place, sorted[p] is the code of element order[p], codes ascend and equal codes
     * keep ascending indices. Scores are a work space.
     *
     * <p>Sheets: routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires codes != sorted && order != sorted && place != sorted && codes != order && codes != place && order != place;
      @ requires (Object) scores != codes && (Object) scores != order && (Object) scores != place && (Object) scores != sorted;
      @ requires scores.length == codes.length && order.length == codes.length && place.length == codes.length;
      @ requires sorted.length == codes.length;
      @ requires (\forall int i; 0 <= i && i < codes.length; 0 <= codes[i] && codes[i] <= 2147483647);
      @ ensures (\forall int p; 0 <= p && p < order.length; 0 <= order[p] && order[p] < order.length && place[order[p]] == p);
      @ ensures (\forall int p; 0 <= p && p < order.length; sorted[p] == codes[order[p]]);
      @ ensures (\forall int p; 0 < p && p < order.length; sorted[p - 1] <= sorted[p]);
      @ ensures (\forall int p; 0 < p && p < order.length; sorted[p - 1] == sorted[p] ==> order[p - 1] < order[p]);
      @ assignable scores[*], order[*], place[*], sorted[*];
      @*/
    public static void sort(int[] codes, long[] scores, int[] order, int[] place, int[] sorted) {
        scores(codes, scores);
        Orders.sort(scores, order, place);
        gather(codes, scores, order, sorted);
    }
}
