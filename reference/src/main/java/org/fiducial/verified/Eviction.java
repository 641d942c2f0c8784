package org.fiducial.verified;

/** Eviction from a cache: exactly the budget stays, the best entries, and protected ones stay where the budget allows for them. */
public final class Eviction {
    private Eviction() {}

    /** Evicts everything; the result is how many. */
    /*@ public normal_behavior
      @ requires evicted.length <= 2147483647;
      @ ensures \result == evicted.length && \result == (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
      @ ensures (\forall int j; 0 <= j && j < evicted.length; evicted[j]);
      @ assignable evicted[*];
      @*/
    public static int all(boolean[] evicted) {
        /*@ loop_invariant 0 <= k && k <= evicted.length;
          @ loop_invariant (\sum int j; 0 <= j && j < k; (evicted[j] ? 1 : 0)) == k;
          @ loop_invariant (\forall int j; 0 <= j && j < k; evicted[j]);
          @ assignable evicted[*];
          @ decreases evicted.length - k;
          @*/
        for (int k = 0; k < evicted.length; k++) {
            evicted[k] = true;
        }
        return evicted.length;
    }

    /** Takes one entry back and counts those still evicted: one fewer than before. */
    /*@ public normal_behavior
      @ requires evicted.length <= 2147483647 && 0 <= i && i < evicted.length && evicted[i];
      @ requires count == (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
      @ ensures \result == (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
      @ ensures \result == count - 1;
      @ ensures !evicted[i] && (\forall int j; 0 <= j && j < evicted.length && j != i; evicted[j] == \old(evicted[j]));
      @ assignable evicted[*];
      @*/
    public static int restore(boolean[] evicted, int i, int count) {
        int left = 0;
        /*@ loop_invariant 0 <= k && k <= evicted.length && 0 <= left && left <= k;
          @ loop_invariant left == (\sum int j; 0 <= j && j < k; (evicted[j] ? 1 : 0));
          @ loop_invariant left == (\sum int j; 0 <= j && j < k; (\old(evicted[j]) ? 1 : 0)) - (i < k ? 1 : 0);
          @ loop_invariant (\forall int j; 0 <= j && j < evicted.length; evicted[j] == (\old(evicted[j]) && !(j == i && i < k)));
          @ assignable evicted[*];
          @ decreases evicted.length - k;
          @*/
        for (int k = 0; k < evicted.length; k++) {
            if (k == i) {
                evicted[k] = false;
            }
            if (evicted[k]) {
                left++;
            }
        }
        return left;
    }

    /** Lemma: where nothing is marked, the number of marks is 0. */
    /*@ public normal_behavior
      @ requires evicted.length <= 2147483647 && (\forall int j; 0 <= j && j < evicted.length; !evicted[j]);
      @ requires count == (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
      @ ensures count == 0;
      @ assignable \strictly_nothing;
      @*/
    public static void none(boolean[] evicted, int count) {
        /*@ loop_invariant 0 <= k && k <= evicted.length;
          @ loop_invariant (\sum int j; 0 <= j && j < k; (evicted[j] ? 1 : 0)) == 0;
          @ assignable \strictly_nothing;
          @ decreases evicted.length - k;
          @*/
        for (int k = 0; k < evicted.length; k++) {}
    }

    /**
     * Keeps exactly budget entries, the best scores, ties to the smaller index.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires scores.length <= 2147483647 && evicted.length == scores.length && 0 <= budget && budget <= scores.length;
      @ requires (Object) evicted != scores;
      @ ensures (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0)) == scores.length - budget;
      @ ensures (\forall int i; 0 <= i && i < evicted.length; (\forall int j; 0 <= j && j < evicted.length;
      @             !evicted[i] && evicted[j] ==> scores[j] <= scores[i]));
      @ ensures (\forall int i; 0 <= i && i < evicted.length; (\forall int j; 0 <= j && j < i;
      @             !evicted[i] && evicted[j] ==> scores[j] < scores[i]));
      @ assignable evicted[*];
      @*/
    public static void keepBest(long[] scores, int budget, boolean[] evicted) {
        int count = all(evicted);
        /*@ loop_invariant 0 <= t && t <= budget && count == scores.length - t;
          @ loop_invariant count == (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
          @ loop_invariant (\forall int i; 0 <= i && i < evicted.length; (\forall int j; 0 <= j && j < evicted.length;
          @             !evicted[i] && evicted[j] ==> scores[j] <= scores[i]));
          @ loop_invariant (\forall int i; 0 <= i && i < evicted.length; (\forall int j; 0 <= j && j < i;
          @             !evicted[i] && evicted[j] ==> scores[j] < scores[i]));
          @ assignable evicted[*];
          @ decreases budget - t;
          @*/
        for (int t = 0; t < budget; t++) {
            int best = Selection.argmaxAllowed(scores, evicted);
            if (best < 0) {
                none(evicted, count);
            }
            count = restore(evicted, best, count);
        }
    }

    /** Lemma: an evicted protected entry shows that only protected ones are kept, and fewer than there are. */
    /*@ public normal_behavior
      @ requires guarded.length <= 2147483647 && guarded.length == evicted.length && 0 <= i && i < evicted.length && guarded[i] && evicted[i];
      @ requires (\forall int j; 0 <= j && j < evicted.length; !evicted[j] ==> guarded[j]);
      @ ensures evicted.length < (\sum int j; 0 <= j && j < evicted.length; (guarded[j] ? 1 : 0))
      @             + (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0));
      @ assignable \strictly_nothing;
      @*/
    public static void crowded(boolean[] guarded, boolean[] evicted, int i) {
        /*@ loop_invariant 0 <= k && k <= evicted.length;
          @ loop_invariant k + (i < k ? 1 : 0) <= (\sum int j; 0 <= j && j < k; (guarded[j] ? 1 : 0))
          @             + (\sum int j; 0 <= j && j < k; (evicted[j] ? 1 : 0));
          @ assignable \strictly_nothing;
          @ decreases evicted.length - k;
          @*/
        for (int k = 0; k < evicted.length; k++) {}
    }

    /**
     * Keeps exactly budget entries: protected ones first, then the best scores, ties to the smaller index. Every protected entry stays if there are
     * at most budget of them. {@code raised} is a work space: the scores with protected ones above all others.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires scores.length <= 2147483647 && 0 <= budget && budget <= scores.length && scores != raised && guarded != evicted;
      @ requires guarded.length == scores.length && raised.length == scores.length && evicted.length == scores.length;
      @ requires (Object) guarded != raised && (Object) evicted != raised && (Object) evicted != scores;
      @ ensures (\sum int j; 0 <= j && j < evicted.length; (evicted[j] ? 1 : 0)) == scores.length - budget;
      @ ensures (\sum int j; 0 <= j && j < evicted.length; (guarded[j] ? 1 : 0)) <= budget
      @             ==> (\forall int j; 0 <= j && j < evicted.length; guarded[j] ==> !evicted[j]);
      @ ensures (\forall int i; 0 <= i && i < evicted.length; (\forall int j; 0 <= j && j < evicted.length;
      @             !evicted[i] && evicted[j] ==> raised[j] <= raised[i]));
      @ assignable raised[*], evicted[*];
      @*/
    public static void keep(long[] scores, boolean[] guarded, int budget, long[] raised, boolean[] evicted) {
        Thresholds.protect(scores, guarded, raised);
        keepBest(raised, budget, evicted);
        /*@ loop_invariant 0 <= k && k <= evicted.length;
          @ loop_invariant (\sum int j; 0 <= j && j < evicted.length; (guarded[j] ? 1 : 0)) <= budget
          @             ==> (\forall int j; 0 <= j && j < k; guarded[j] ==> !evicted[j]);
          @ assignable \strictly_nothing;
          @ decreases evicted.length - k;
          @*/
        for (int k = 0; k < evicted.length; k++) {
            if (guarded[k] && evicted[k]) {
                crowded(guarded, evicted, k);
            }
        }
    }
}
