package org.fiducial.verified;

/** Token merging with multiplicities as weights, sheet softmax-attention C16, and checks of a merge plan. */
public final class Merging {
    private Merging() {}

    /**
     * Merges element a into element b: b's count takes a's, a's becomes 0, all others stay. The sum of all counts, which is given, stays the same.
     *
     * <p>Sheets: maelre, oat.
     */
    /*@ public normal_behavior
      @ requires counts.length <= 1048576 && 0 <= a && a < counts.length && 0 <= b && b < counts.length && a != b;
      @ requires (\forall int i; 0 <= i && i < counts.length; 0 <= counts[i] && counts[i] <= 1099511627776L);
      @ requires total == (\sum int i; 0 <= i && i < counts.length; counts[i]);
      @ ensures counts[a] == 0 && counts[b] == \old(counts[a]) + \old(counts[b]);
      @ ensures (\forall int i; 0 <= i && i < counts.length && i != a && i != b; counts[i] == \old(counts[i]));
      @ ensures \result == total && \result == (\sum int i; 0 <= i && i < counts.length; counts[i]);
      @ assignable counts[a], counts[b];
      @*/
    public static long mergeInto(long[] counts, int a, int b, long total) {
        long moved = counts[a];
        counts[b] = counts[b] + moved;
        counts[a] = 0;
        long sum = 0;
        /*@ loop_invariant 0 <= k && k <= counts.length;
          @ loop_invariant sum == (\sum int i; 0 <= i && i < k; counts[i]);
          @ loop_invariant sum == (\sum int i; 0 <= i && i < k; \old(counts[i])) + (b < k ? moved : 0) - (a < k ? moved : 0);
          @ loop_invariant 0 <= sum && sum <= 2199023255552L * (\bigint) k;
          @ assignable \strictly_nothing;
          @ decreases counts.length - k;
          @*/
        for (int k = 0; k < counts.length; k++) {
            sum += counts[k];
        }
        return sum;
    }

    /**
     * Carries out a bipartite plan: source i goes into target into[i], or stays for -1. Each source merges at most once, merged sources have
     * count 0, the others keep theirs, and the sum of all counts, which is given, stays the same. At most 2^20 tokens that stand for at most 2^20
     * each.
     *
     * <p>Sheets: maelre, oat.
     */
    /*@ public normal_behavior
      @ requires counts.length <= 1048576 && into.length <= counts.length && (Object) into != counts;
      @ requires (\forall int i; 0 <= i && i < counts.length; 0 <= counts[i] && counts[i] <= 1048576);
      @ requires (\forall int i; 0 <= i && i < into.length; into[i] == -1 || into.length <= into[i] && into[i] < counts.length);
      @ requires total == (\sum int i; 0 <= i && i < counts.length; counts[i]);
      @ ensures \result == total && \result == (\sum int i; 0 <= i && i < counts.length; counts[i]);
      @ ensures (\forall int i; 0 <= i && i < into.length; into[i] != -1 ==> counts[i] == 0);
      @ ensures (\forall int i; 0 <= i && i < into.length; into[i] == -1 ==> counts[i] == \old(counts[i]));
      @ assignable counts[*];
      @*/
    public static long apply(int[] into, long[] counts, long total) {
        long sum = total;
        /*@ loop_invariant 0 <= k && k <= into.length && sum == total;
          @ loop_invariant sum == (\sum int i; 0 <= i && i < counts.length; counts[i]);
          @ loop_invariant (\forall int i; 0 <= i && i < k; into[i] != -1 ==> counts[i] == 0);
          @ loop_invariant (\forall int i; 0 <= i && i < into.length; into[i] == -1 ==> counts[i] == \old(counts[i]));
          @ loop_invariant (\forall int i; 0 <= i && i < counts.length; 0 <= counts[i]);
          @ loop_invariant (\forall int i; 0 <= i && i < counts.length; counts[i] <= 1048576 * ((\bigint) k + 1));
          @ loop_invariant (\forall int i; k <= i && i < into.length; counts[i] <= 1048576);
          @ assignable counts[*];
          @ decreases into.length - k;
          @*/
        for (int k = 0; k < into.length; k++) {
            if (into[k] != -1) {
                sum = mergeInto(counts, k, into[k], sum);
            }
        }
        return sum;
    }

    /**
     * Whether a plan sends every source to a target, and no target is a source: bipartite soft matching, where each source merges at most once
     * because the plan holds one target a source. -1 leaves a source alone.
     *
     * <p>Sheets: maelre, oat.
     */
    /*@ public normal_behavior
      @ ensures \result <==> (\forall int i; 0 <= i && i < into.length; into[i] == -1 || sources <= into[i] && into[i] < tokens);
      @ assignable \strictly_nothing;
      @*/
    public static boolean bipartite(int[] into, int sources, int tokens) {
        /*@ loop_invariant 0 <= i && i <= into.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; into[j] == -1 || sources <= into[j] && into[j] < tokens);
          @ assignable \strictly_nothing;
          @ decreases into.length - i;
          @*/
        for (int i = 0; i < into.length; i++) {
            if (into[i] != -1 && (into[i] < sources || into[i] >= tokens)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Number of sources that merge; so many tokens fewer remain.
     *
     * <p>Sheets: maelre, oat.
     */
    /*@ public normal_behavior
      @ requires into.length <= 2147483647;
      @ ensures \result == (\sum int i; 0 <= i && i < into.length; (into[i] >= 0 ? 1 : 0));
      @ ensures 0 <= \result && \result <= into.length;
      @ assignable \strictly_nothing;
      @*/
    public static int merged(int[] into) {
        int count = 0;
        /*@ loop_invariant 0 <= i && i <= into.length && 0 <= count && count <= i;
          @ loop_invariant count == (\sum int j; 0 <= j && j < i; (into[j] >= 0 ? 1 : 0));
          @ assignable \strictly_nothing;
          @ decreases into.length - i;
          @*/
        for (int i = 0; i < into.length; i++) {
            if (into[i] >= 0) {
                count++;
            }
        }
        return count;
    }

    /**
     * The sum of counts, which a merge must preserve.
     *
     * <p>Sheets: maelre, oat.
     */
    /*@ public normal_behavior
      @ requires (\forall int i; 0 <= i && i < counts.length; 0 <= counts[i] && counts[i] <= 2147483647);
      @ ensures \result == (\sum int i; 0 <= i && i < counts.length; counts[i]);
      @ assignable \strictly_nothing;
      @*/
    public static long total(long[] counts) {
        long sum = 0;
        /*@ loop_invariant 0 <= i && i <= counts.length;
          @ loop_invariant sum == (\sum int j; 0 <= j && j < i; counts[j]);
          @ loop_invariant 0 <= sum && sum <= 2147483647 * (\bigint) i;
          @ assignable \strictly_nothing;
          @ decreases counts.length - i;
          @*/
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i];
        }
        return sum;
    }
}
