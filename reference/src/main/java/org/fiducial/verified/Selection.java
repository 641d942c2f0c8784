package org.fiducial.verified;

/**
 * Choices on exact scores given as order-preserving long ranks. Ties go to the smaller index everywhere.
 *
 * <p>A choice of several elements is a permutation {@code order} with its inverse {@code place}: order[place[i]] = i and
 * place[order[i]] = i. The chosen ones come first.
 */
public final class Selection {
    private Selection() {}

    /**
     * The first index of the largest score.
     *
     * <p>Sheets: softmax-attention, efficient-probing, attention-at.
     */
    /*@ public normal_behavior
      @ requires 0 < scores.length;
      @ ensures 0 <= \result && \result < scores.length;
      @ ensures (\forall int i; 0 <= i && i < scores.length; scores[i] <= scores[\result]);
      @ ensures (\forall int i; 0 <= i && i < \result; scores[i] < scores[\result]);
      @ assignable \strictly_nothing;
      @*/
    public static int argmax(long[] scores) {
        int best = 0;
        /*@ loop_invariant 1 <= i && i <= scores.length && 0 <= best && best < i;
          @ loop_invariant (\forall int j; 0 <= j && j < i; scores[j] <= scores[best]);
          @ loop_invariant (\forall int j; 0 <= j && j < best; scores[j] < scores[best]);
          @ assignable \strictly_nothing;
          @ decreases scores.length - i;
          @*/
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The first index of the smallest score.
     *
     * <p>Sheets: a2ats, kvcrush.
     */
    /*@ public normal_behavior
      @ requires 0 < scores.length;
      @ ensures 0 <= \result && \result < scores.length;
      @ ensures (\forall int i; 0 <= i && i < scores.length; scores[i] >= scores[\result]);
      @ ensures (\forall int i; 0 <= i && i < \result; scores[i] > scores[\result]);
      @ assignable \strictly_nothing;
      @*/
    public static int argmin(long[] scores) {
        int best = 0;
        /*@ loop_invariant 1 <= i && i <= scores.length && 0 <= best && best < i;
          @ loop_invariant (\forall int j; 0 <= j && j < i; scores[j] >= scores[best]);
          @ loop_invariant (\forall int j; 0 <= j && j < best; scores[j] > scores[best]);
          @ assignable \strictly_nothing;
          @ decreases scores.length - i;
          @*/
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] < scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The first index of the largest score among begin <= i < end; -1 if the range is empty.
     *
     * <p>Sheets: softmax-attention, ponet.
     */
    /*@ public normal_behavior
      @ requires 0 <= begin && end <= scores.length;
      @ ensures begin < end ==> begin <= \result && \result < end;
      @ ensures begin < end ==> (\forall int i; begin <= i && i < end; scores[i] <= scores[\result]);
      @ ensures begin < end ==> (\forall int i; begin <= i && i < \result; scores[i] < scores[\result]);
      @ ensures begin >= end ==> \result == -1;
      @ assignable \strictly_nothing;
      @*/
    public static int argmaxWithin(long[] scores, int begin, int end) {
        if (begin >= end) {
            return -1;
        }
        int best = begin;
        /*@ loop_invariant begin + 1 <= i && i <= end && begin <= best && best < i;
          @ loop_invariant (\forall int j; begin <= j && j < i; scores[j] <= scores[best]);
          @ loop_invariant (\forall int j; begin <= j && j < best; scores[j] < scores[best]);
          @ assignable \strictly_nothing;
          @ decreases end - i;
          @*/
        for (int i = begin + 1; i < end; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The first allowed index of the largest allowed score; -1 if none is allowed.
     *
     * <p>Sheets: softmax-attention, attention-at, oat.
     */
    /*@ public normal_behavior
      @ requires scores.length == allowed.length;
      @ ensures -1 <= \result && \result < scores.length;
      @ ensures \result == -1 ==> (\forall int i; 0 <= i && i < allowed.length; !allowed[i]);
      @ ensures \result >= 0 ==> allowed[\result];
      @ ensures \result >= 0 ==> (\forall int i; 0 <= i && i < scores.length; allowed[i] ==> scores[i] <= scores[\result]);
      @ ensures \result >= 0 ==> (\forall int i; 0 <= i && i < \result; allowed[i] ==> scores[i] < scores[\result]);
      @ assignable \strictly_nothing;
      @*/
    public static int argmaxAllowed(long[] scores, boolean[] allowed) {
        int best = -1;
        /*@ loop_invariant 0 <= i && i <= scores.length && -1 <= best && best < i;
          @ loop_invariant best == -1 ==> (\forall int j; 0 <= j && j < i; !allowed[j]);
          @ loop_invariant best >= 0 ==> allowed[best];
          @ loop_invariant best >= 0 ==> (\forall int j; 0 <= j && j < i; allowed[j] ==> scores[j] <= scores[best]);
          @ loop_invariant best >= 0 ==> (\forall int j; 0 <= j && j < best; allowed[j] ==> scores[j] < scores[best]);
          @ assignable \strictly_nothing;
          @ decreases scores.length - i;
          @*/
        for (int i = 0; i < scores.length; i++) {
            if (allowed[i] && (best < 0 || scores[i] > scores[best])) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The position of the best element from a position on: the largest score, ties to the smaller index.
     *
     * <p>Sheets: zipcache, moh, routing.
     */
    /*@ public normal_behavior
      @ requires 0 <= from && from < order.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < scores.length);
      @ ensures from <= \result && \result < order.length;
      @ ensures (\forall int i; from <= i && i < order.length; scores[order[i]] <= scores[order[\result]]);
      @ ensures (\forall int i; from <= i && i < order.length;
      @             scores[order[i]] == scores[order[\result]] ==> order[\result] <= order[i]);
      @ assignable \strictly_nothing;
      @*/
    public static int positionOfBest(long[] scores, int[] order, int from) {
        int best = from;
        /*@ loop_invariant from + 1 <= i && i <= order.length && from <= best && best < i;
          @ loop_invariant (\forall int j; from <= j && j < i; scores[order[j]] <= scores[order[best]]);
          @ loop_invariant (\forall int j; from <= j && j < i; scores[order[j]] == scores[order[best]] ==> order[best] <= order[j]);
          @ assignable \strictly_nothing;
          @ decreases order.length - i;
          @*/
        for (int i = from + 1; i < order.length; i++) {
            if (scores[order[i]] > scores[order[best]]
                    || scores[order[i]] == scores[order[best]] && order[i] < order[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Exchanges two entries of a permutation and keeps its inverse.
     *
     * <p>Sheets: zipcache, moh, routing.
     */
    /*@ public normal_behavior
      @ requires order != place && order.length == place.length;
      @ requires 0 <= a && a < order.length && 0 <= b && b < order.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures order[a] == \old(order[b]) && order[b] == \old(order[a]);
      @ ensures (\forall int i; 0 <= i && i < order.length && i != a && i != b; order[i] == \old(order[i]));
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ assignable order[a], order[b], place[*];
      @*/
    public static void swap(int[] order, int[] place, int a, int b) {
        int t = order[a];
        int u = order[b];
        order[a] = u;
        order[b] = t;
        place[u] = a;
        place[t] = b;
    }

    /**
     * Brings the best of the remaining elements to position k.
     *
     * <p>Sheets: zipcache, moh, routing.
     */
    /*@ public normal_behavior
      @ requires (Object) scores != order && (Object) scores != place && order != place;
      @ requires order.length == place.length && scores.length == order.length;
      @ requires 0 <= k && k < order.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ requires (\forall int a; 0 < a && a < k; scores[order[a - 1]] >= scores[order[a]]);
      @ requires (\forall int a; 0 < a && a < k; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
      @ requires k > 0 ==> (\forall int i; k <= i && i < order.length; scores[order[i]] <= scores[order[k - 1]]);
      @ requires k > 0 ==> (\forall int i; k <= i && i < order.length;
      @             scores[order[i]] == scores[order[k - 1]] ==> order[k - 1] < order[i]);
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures (\forall int a; 0 < a && a < k + 1; scores[order[a - 1]] >= scores[order[a]]);
      @ ensures (\forall int a; 0 < a && a < k + 1; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
      @ ensures (\forall int i; k + 1 <= i && i < order.length; scores[order[i]] <= scores[order[k]]);
      @ ensures (\forall int i; k + 1 <= i && i < order.length; scores[order[i]] == scores[order[k]] ==> order[k] < order[i]);
      @ assignable order[*], place[*];
      @*/
    public static void placeNext(long[] scores, int[] order, int[] place, int k) {
        int best = positionOfBest(scores, order, k);
        swap(order, place, k, best);
    }

    /**
     * Brings the k best elements to the front in order: descending scores, ties by ascending index. With k = order.length this
     * sorts. Takes about k order.length steps.
     *
     * <p>Sheets: zipcache, moh, routing, kinetics, sea, axformer, masa, maelre.
     */
    /*@ public normal_behavior
      @ requires (Object) scores != order && (Object) scores != place && order != place;
      @ requires order.length == place.length && scores.length == order.length;
      @ requires 0 <= k && k <= order.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ ensures (\forall int a; 0 < a && a < k; scores[order[a - 1]] >= scores[order[a]]);
      @ ensures (\forall int a; 0 < a && a < k; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
      @ ensures k > 0 ==> (\forall int i; k <= i && i < order.length; scores[order[i]] <= scores[order[k - 1]]);
      @ ensures k > 0 ==> (\forall int i; k <= i && i < order.length;
      @             scores[order[i]] == scores[order[k - 1]] ==> order[k - 1] < order[i]);
      @ assignable order[*], place[*];
      @*/
    public static void best(long[] scores, int[] order, int[] place, int k) {
        /*@ loop_invariant 0 <= t && t <= k;
          @ loop_invariant (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
          @ loop_invariant (\forall int a; 0 < a && a < t; scores[order[a - 1]] >= scores[order[a]]);
          @ loop_invariant (\forall int a; 0 < a && a < t; scores[order[a - 1]] == scores[order[a]] ==> order[a - 1] < order[a]);
          @ loop_invariant t > 0 ==> (\forall int i; t <= i && i < order.length; scores[order[i]] <= scores[order[t - 1]]);
          @ loop_invariant t > 0 ==> (\forall int i; t <= i && i < order.length;
          @                    scores[order[i]] == scores[order[t - 1]] ==> order[t - 1] < order[i]);
          @ assignable order[*], place[*];
          @ decreases k - t;
          @*/
        for (int t = 0; t < k; t++) {
            placeNext(scores, order, place, t);
        }
    }

    /**
     * Writes the identity permutation into both arrays.
     *
     * <p>Sheets: zipcache, moh, routing.
     */
    /*@ public normal_behavior
      @ requires order != place && order.length == place.length;
      @ ensures (\forall int i; 0 <= i && i < order.length; order[i] == i && place[i] == i);
      @ assignable order[*], place[*];
      @*/
    public static void identity(int[] order, int[] place) {
        /*@ loop_invariant 0 <= i && i <= order.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; order[j] == j && place[j] == j);
          @ assignable order[*], place[*];
          @ decreases order.length - i;
          @*/
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
            place[i] = i;
        }
    }
}
