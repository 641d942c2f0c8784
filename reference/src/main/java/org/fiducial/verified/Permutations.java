package org.fiducial.verified;

/** Permutations with their inverses as witnesses, and safe indexing, for sorts, gathers and merges. */
public final class Permutations {
    private Permutations() {}

    /**
     * Whether place is the inverse of order, which makes both permutations: a certificate check.
     *
     * <p>Sheets: routing, aas.
     */
    /*@ public normal_behavior
      @ requires order.length == place.length;
      @ ensures \result <==> (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
      @ assignable \strictly_nothing;
      @*/
    public static boolean inverse(int[] order, int[] place) {
        /*@ loop_invariant 0 <= i && i <= order.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; 0 <= order[j] && order[j] < order.length && place[order[j]] == j);
          @ assignable \strictly_nothing;
          @ decreases order.length - i;
          @*/
        for (int i = 0; i < order.length; i++) {
            if (order[i] < 0 || order[i] >= order.length || place[order[i]] != i) {
                return false;
            }
        }
        return true;
    }

    /**
     * The inverse of an injective index list: place[order[i]] = i.
     *
     * <p>Sheets: routing, masa.
     */
    /*@ public normal_behavior
      @ requires order != place && order.length <= place.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < place.length);
      @ requires (\forall int a; 0 <= a && a < order.length; (\forall int b; 0 <= b && b < a; order[b] != order[a]));
      @ ensures (\forall int i; 0 <= i && i < order.length; place[order[i]] == i);
      @ assignable place[*];
      @*/
    public static void invert(int[] order, int[] place) {
        /*@ loop_invariant 0 <= i && i <= order.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; place[order[j]] == j);
          @ assignable place[*];
          @ decreases order.length - i;
          @*/
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
    }

    /**
     * Whether every index lies in 0 <= index < n, so that a gather or scatter is safe; also whether labels name one of n parts.
     *
     * <p>Sheets: scatterbrain, routing, ponet.
     */
    /*@ public normal_behavior
      @ ensures \result <==> (\forall int i; 0 <= i && i < index.length; 0 <= index[i] && index[i] < n);
      @ assignable \strictly_nothing;
      @*/
    public static boolean within(int[] index, int n) {
        /*@ loop_invariant 0 <= i && i <= index.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; 0 <= index[j] && index[j] < n);
          @ assignable \strictly_nothing;
          @ decreases index.length - i;
          @*/
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= n) {
                return false;
            }
        }
        return true;
    }

    /**
     * Copies the chosen elements: out[i] = values[index[i]].
     *
     * <p>Sheets: scatterbrain, routing, zipcache.
     */
    /*@ public normal_behavior
      @ requires (Object) values != out && (Object) index != out && out.length == index.length;
      @ requires (\forall int i; 0 <= i && i < index.length; 0 <= index[i] && index[i] < values.length);
      @ ensures (\forall int i; 0 <= i && i < index.length; out[i] == values[index[i]]);
      @ assignable out[*];
      @*/
    public static void gather(long[] values, int[] index, long[] out) {
        /*@ loop_invariant 0 <= i && i <= index.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; out[j] == values[index[j]]);
          @ assignable out[*];
          @ decreases index.length - i;
          @*/
        for (int i = 0; i < index.length; i++) {
            out[i] = values[index[i]];
        }
    }

    /**
     * Writes elements to distinct places: out[index[i]] = values[i]; the other places keep what they hold.
     *
     * <p>Sheets: routing, masa, maelre.
     */
    /*@ public normal_behavior
      @ requires values != out && (Object) index != out && values.length == index.length;
      @ requires (\forall int i; 0 <= i && i < index.length; 0 <= index[i] && index[i] < out.length);
      @ requires (\forall int a; 0 <= a && a < index.length; (\forall int b; 0 <= b && b < a; index[b] != index[a]));
      @ ensures (\forall int i; 0 <= i && i < index.length; out[index[i]] == values[i]);
      @ ensures (\forall int j; 0 <= j && j < out.length; (\forall int i; 0 <= i && i < index.length; index[i] != j) ==> out[j] == \old(out[j]));
      @ assignable out[*];
      @*/
    public static void scatter(long[] values, int[] index, long[] out) {
        /*@ loop_invariant 0 <= i && i <= index.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; out[index[j]] == values[j]);
          @ loop_invariant (\forall int j; 0 <= j && j < out.length; (\forall int k; 0 <= k && k < i; index[k] != j) ==> out[j] == \old(out[j]));
          @ assignable out[*];
          @ decreases index.length - i;
          @*/
        for (int i = 0; i < index.length; i++) {
            out[index[i]] = values[i];
        }
    }

    /**
     * Whether keys[order[i]] ascends, ties in ascending order of position: the certificate of a stable sort.
     *
     * <p>Sheets: routing, kvcrush.
     */
    /*@ public normal_behavior
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= order[i] && order[i] < keys.length);
      @ ensures \result <==> (\forall int i; 0 < i && i < order.length;
      @             keys[order[i - 1]] < keys[order[i]] || keys[order[i - 1]] == keys[order[i]] && order[i - 1] < order[i]);
      @ assignable \strictly_nothing;
      @*/
    public static boolean stablySorted(long[] keys, int[] order) {
        /*@ loop_invariant 0 < i && (i <= order.length || order.length == 0 && i == 1);
          @ loop_invariant (\forall int j; 0 < j && j < i && j < order.length;
          @             keys[order[j - 1]] < keys[order[j]] || keys[order[j - 1]] == keys[order[j]] && order[j - 1] < order[j]);
          @ assignable \strictly_nothing;
          @ decreases order.length - i + 1;
          @*/
        for (int i = 1; i < order.length; i++) {
            long a = keys[order[i - 1]];
            long b = keys[order[i]];
            if (a > b || a == b && order[i - 1] >= order[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Marks the first k elements of an order: keep[order[i]] exactly for i < k.
     *
     * <p>Sheets: zipcache, kvcrush, moh.
     */
    /*@ public normal_behavior
      @ requires order.length == place.length && keep.length == order.length && 0 <= k && k <= order.length;
      @ requires (\forall int i; 0 <= i && i < order.length; 0 <= place[i] && place[i] < order.length && order[place[i]] == i);
      @ ensures (\forall int i; 0 <= i && i < order.length; keep[i] <==> place[i] < k);
      @ assignable keep[*];
      @*/
    public static void keepFirst(int[] order, int[] place, int k, boolean[] keep) {
        /*@ loop_invariant 0 <= i && i <= place.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; keep[j] <==> place[j] < k);
          @ assignable keep[*];
          @ decreases place.length - i;
          @*/
        for (int i = 0; i < place.length; i++) {
            keep[i] = place[i] < k;
        }
    }
}
