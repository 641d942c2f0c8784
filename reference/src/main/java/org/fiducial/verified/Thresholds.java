package org.fiducial.verified;

/** Choices by a threshold on exact scores given as order-preserving long ranks, and the test of a choice that somebody else made. */
public final class Thresholds {
    private Thresholds() {}

    /**
     * Number of scores that reach a threshold.
     *
     * <p>Sheets: sea, attention-at.
     */
    /*@ public normal_behavior
      @ requires scores.length <= 2147483647;
      @ ensures \result == (\sum int i; 0 <= i && i < scores.length; (threshold <= scores[i] ? 1 : 0));
      @ assignable \strictly_nothing;
      @*/
    public static int reaching(long[] scores, long threshold) {
        int count = 0;
        /*@ loop_invariant 0 <= i && i <= scores.length && 0 <= count && count <= i;
          @ loop_invariant count == (\sum int j; 0 <= j && j < i; (threshold <= scores[j] ? 1 : 0));
          @ assignable \strictly_nothing;
          @ decreases scores.length - i;
          @*/
        for (int i = 0; i < scores.length; i++) {
            if (threshold <= scores[i]) {
                count++;
            }
        }
        return count;
    }

    /**
     * Marks the scores that reach a threshold.
     *
     * <p>Sheets: sea, efficient-probing.
     */
    /*@ public normal_behavior
      @ requires keep.length == scores.length;
      @ ensures (\forall int i; 0 <= i && i < scores.length; keep[i] <==> threshold <= scores[i]);
      @ assignable keep[*];
      @*/
    public static void mark(long[] scores, long threshold, boolean[] keep) {
        /*@ loop_invariant 0 <= i && i <= scores.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; keep[j] <==> threshold <= scores[j]);
          @ assignable keep[*];
          @ decreases scores.length - i;
          @*/
        for (int i = 0; i < scores.length; i++) {
            keep[i] = threshold <= scores[i];
        }
    }

    /**
     * Whether a choice is admissible under a slack: every chosen score is at least low and every other one at most high, with low and high the
     * k-th score less and plus the allowance.
     *
     * <p>Sheets: zipcache, routing, kinetics.
     */
    /*@ public normal_behavior
      @ requires chosen.length == scores.length;
      @ ensures \result <==> (\forall int i; 0 <= i && i < scores.length; (chosen[i] ==> low <= scores[i]) && (!chosen[i] ==> scores[i] <= high));
      @ assignable \strictly_nothing;
      @*/
    public static boolean admissible(long[] scores, boolean[] chosen, long low, long high) {
        /*@ loop_invariant 0 <= i && i <= scores.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; (chosen[j] ==> low <= scores[j]) && (!chosen[j] ==> scores[j] <= high));
          @ assignable \strictly_nothing;
          @ decreases scores.length - i;
          @*/
        for (int i = 0; i < scores.length; i++) {
            if (chosen[i] ? scores[i] < low : scores[i] > high) {
                return false;
            }
        }
        return true;
    }

    /**
     * Number of elements chosen.
     *
     * <p>Sheets: zipcache, kvcrush, moh.
     */
    /*@ public normal_behavior
      @ requires chosen.length <= 2147483647;
      @ ensures \result == (\sum int i; 0 <= i && i < chosen.length; (chosen[i] ? 1 : 0));
      @ ensures 0 <= \result && \result <= chosen.length;
      @ assignable \strictly_nothing;
      @*/
    public static int chosen(boolean[] chosen) {
        int count = 0;
        /*@ loop_invariant 0 <= i && i <= chosen.length && 0 <= count && count <= i;
          @ loop_invariant count == (\sum int j; 0 <= j && j < i; (chosen[j] ? 1 : 0));
          @ assignable \strictly_nothing;
          @ decreases chosen.length - i;
          @*/
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                count++;
            }
        }
        return count;
    }

    /**
     * The shortest prefix of weights, already in the order of preference, whose sum reaches a target (nucleus selection); all of them if
     * none does. Weights are at most 2^31 - 1.
     *
     * <p>Sheets: kinetics, attention-at.
     */
    /*@ public normal_behavior
      @ requires (\forall int i; 0 <= i && i < weights.length; 0 <= weights[i] && weights[i] <= 2147483647);
      @ ensures 0 <= \result && \result <= weights.length;
      @ ensures \result < weights.length ==> (\sum int i; 0 <= i && i < \result; weights[i]) >= target;
      @ ensures (\forall int k; 0 <= k && k < \result; (\sum int i; 0 <= i && i < k; weights[i]) < target);
      @ assignable \strictly_nothing;
      @*/
    public static int nucleus(long[] weights, long target) {
        long sum = 0;
        /*@ loop_invariant 0 <= i && i <= weights.length;
          @ loop_invariant sum == (\sum int j; 0 <= j && j < i; weights[j]);
          @ loop_invariant 0 <= sum && sum <= 2147483647 * (\bigint) i;
          @ loop_invariant (\forall int k; 0 <= k && k < i; (\sum int j; 0 <= j && j < k; weights[j]) < target);
          @ assignable \strictly_nothing;
          @ decreases weights.length - i;
          @*/
        for (int i = 0; i < weights.length; i++) {
            if (sum >= target) {
                return i;
            }
            sum += weights[i];
        }
        return weights.length;
    }

    /**
     * Raises protected scores above all others, so that a top-k choice keeps them: cache eviction.
     *
     * <p>Sheets: zipcache, kvcrush.
     */
    /*@ public normal_behavior
      @ requires scores != raised && scores.length == raised.length && scores.length == guarded.length;
      @ ensures (\forall int i; 0 <= i && i < scores.length; guarded[i] ==> raised[i] == 9223372036854775807L);
      @ ensures (\forall int i; 0 <= i && i < scores.length; !guarded[i] && scores[i] < 9223372036854775807L ==> raised[i] == scores[i]);
      @ ensures (\forall int i; 0 <= i && i < scores.length; !guarded[i] ==> raised[i] < 9223372036854775807L && raised[i] <= scores[i]);
      @ assignable raised[*];
      @*/
    public static void protect(long[] scores, boolean[] guarded, long[] raised) {
        /*@ loop_invariant 0 <= i && i <= scores.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; guarded[j] ==> raised[j] == 9223372036854775807L);
          @ loop_invariant (\forall int j; 0 <= j && j < i; !guarded[j] && scores[j] < 9223372036854775807L ==> raised[j] == scores[j]);
          @ loop_invariant (\forall int j; 0 <= j && j < i; !guarded[j] ==> raised[j] < 9223372036854775807L && raised[j] <= scores[j]);
          @ assignable raised[*];
          @ decreases scores.length - i;
          @*/
        for (int i = 0; i < scores.length; i++) {
            if (guarded[i]) {
                raised[i] = 9223372036854775807L;
            } else {
                raised[i] = scores[i] < 9223372036854775807L ? scores[i] : 9223372036854775806L;
            }
        }
    }
}
