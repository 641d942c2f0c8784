package org.fiducial.verified;

/**
 * Stable sorting and choices by rank, on exact keys given as order-preserving long ranks. An order is a permutation with its inverse, as in
 * {@link Selection}.
 */
public final class Orders {
    private Orders() {}

    /**
     * The stable sort: the order in which scores descend, ties by ascending index, with its inverse. Keys that shall ascend are reversed first.
     *
     * <p>Sheets: kvcrush, routing, maelre.
     */
    /*@ public normal_behavior
      @ requires (Object) scores != order && (Object) scores != place && order != place;
      @ requires order.length == place.length && scores.length == order.length;
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures (\forall int a; 0 < a && a < order.length; scores[order[a - 1]] >= scores[order[a]]);
      @ ensures (\forall int a; 0 < a && a < order.length; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
      @ assignable order[*], place[*];
      @*/
    public static void sort(long[] scores, int[] order, int[] place) {
        Selection.identity(order, place);
        Selection.best(scores, order, place, scores.length);
    }

    /**
     * Scores that descend where keys ascend: -key.
     *
     * <p>Sheets: kvcrush, routing, maelre.
     */
    /*@ public normal_behavior
      @ requires keys != scores && scores.length == keys.length;
      @ requires (\forall int i; 0 <= i && i < keys.length; -9223372036854775807L <= keys[i] && keys[i] <= 9223372036854775807L);
      @ ensures (\forall int i; 0 <= i && i < keys.length; scores[i] == -keys[i]);
      @ assignable scores[*];
      @*/
    public static void reverse(long[] keys, long[] scores) {
        /*@ loop_invariant 0 <= k && k <= keys.length;
          @ loop_invariant (\forall int i; 0 <= i && i < k; scores[i] == -keys[i]);
          @ assignable scores[*];
          @ decreases keys.length - k;
          @*/
        for (int k = 0; k < keys.length; k++) {
            scores[k] = -keys[k];
        }
    }

    /**
     * Top-k from scratch: exactly min(k, n) elements come to the front, the best first, ties by ascending index; their number is returned.
     *
     * <p>Sheets: zipcache, moh, routing.
     */
    /*@ public normal_behavior
      @ requires (Object) scores != order && (Object) scores != place && order != place;
      @ requires order.length == place.length && scores.length == order.length && 0 <= k;
      @ ensures \result == (k < scores.length ? k : scores.length);
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures (\forall int a; 0 < a && a < \result; scores[order[a - 1]] >= scores[order[a]]);
      @ ensures (\forall int a; 0 < a && a < \result; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
      @ ensures \result > 0 ==> (\forall int i; \result <= i && i < order.length; scores[order[i]] <= scores[order[\result - 1]]);
      @ ensures \result > 0 ==> (\forall int i; \result <= i && i < order.length;
      @             scores[order[i]] == scores[order[\result - 1]] ==> order[\result - 1] < order[i]);
      @ assignable order[*], place[*];
      @*/
    public static int top(long[] scores, int k, int[] order, int[] place) {
        Selection.identity(order, place);
        int chosen = k < scores.length ? k : scores.length;
        Selection.best(scores, order, place, chosen);
        return chosen;
    }

    /**
     * The k-th largest score, counted with multiplicity: k scores are at least as large, and the others are at most as large. The order shows
     * which.
     *
     * <p>Sheets: zipcache, sea, kinetics.
     */
    /*@ public normal_behavior
      @ requires (Object) scores != order && (Object) scores != place && order != place;
      @ requires order.length == place.length && scores.length == order.length && 0 < k && k <= scores.length;
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures \result == scores[order[k - 1]];
      @ ensures (\forall int i; 0 <= i && i < k; \result <= scores[order[i]]);
      @ ensures (\forall int i; k <= i && i < order.length; scores[order[i]] <= \result);
      @ assignable order[*], place[*];
      @*/
    public static long kthLargest(long[] scores, int k, int[] order, int[] place) {
        top(scores, k, order, place);
        long kth = scores[order[0]];
        /*@ loop_invariant 1 <= a && a <= k && kth == scores[order[a - 1]];
          @ loop_invariant (\forall int i; 0 <= i && i < a; kth <= scores[order[i]]);
          @ assignable \strictly_nothing;
          @ decreases k - a;
          @*/
        for (int a = 1; a < k; a++) {
            kth = scores[order[a]];
        }
        return kth;
    }
}
