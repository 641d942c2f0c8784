package org.fiducial.verified;

/**
 * Checks of certificates: whatever found a flow, a plan or an assignment, these tell whether it is feasible and what it is worth. Amounts are at
 * most 2^31 - 1 in size.
 */
public final class Certificates {
    private Certificates() {}

    /**
     * Whether every flow lies between 0 and its capacity.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires flow.length == capacity.length;
      @ ensures \result <==> (\forall int e; 0 <= e && e < flow.length; 0 <= flow[e] && flow[e] <= capacity[e]);
      @ assignable \strictly_nothing;
      @*/
    public static boolean feasible(long[] flow, long[] capacity) {
        /*@ loop_invariant 0 <= i && i <= flow.length;
          @ loop_invariant (\forall int e; 0 <= e && e < i; 0 <= flow[e] && flow[e] <= capacity[e]);
          @ assignable \strictly_nothing;
          @ decreases flow.length - i;
          @*/
        for (int i = 0; i < flow.length; i++) {
            if (flow[i] < 0 || flow[i] > capacity[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * What the arcs that end (or begin) at a node carry together: conservation is equality of the two sums.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires ends.length == flow.length;
      @ requires (\forall int e; 0 <= e && e < flow.length; -2147483647 <= flow[e] && flow[e] <= 2147483647);
      @ ensures \result == (\sum int e; 0 <= e && e < flow.length; (ends[e] == node ? flow[e] : 0));
      @ assignable \strictly_nothing;
      @*/
    public static long through(int[] ends, long[] flow, int node) {
        long sum = 0;
        /*@ loop_invariant 0 <= i && i <= flow.length;
          @ loop_invariant sum == (\sum int e; 0 <= e && e < i; (ends[e] == node ? flow[e] : 0));
          @ loop_invariant -2147483647 * (\bigint) i <= sum && sum <= 2147483647 * (\bigint) i;
          @ assignable \strictly_nothing;
          @ decreases flow.length - i;
          @*/
        for (int i = 0; i < flow.length; i++) {
            if (ends[i] == node) {
                sum += flow[i];
            }
        }
        return sum;
    }

    /**
     * The capacity of a cut: arcs from a node inside to a node outside. It bounds every flow, and equality proves both optimal.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires from.length == capacity.length && to.length == capacity.length;
      @ requires (\forall int e; 0 <= e && e < capacity.length; 0 <= from[e] && from[e] < inside.length && 0 <= to[e] && to[e] < inside.length);
      @ requires (\forall int e; 0 <= e && e < capacity.length; 0 <= capacity[e] && capacity[e] <= 2147483647);
      @ ensures \result == (\sum int e; 0 <= e && e < capacity.length; (inside[from[e]] && !inside[to[e]] ? capacity[e] : 0));
      @ assignable \strictly_nothing;
      @*/
    public static long cut(int[] from, int[] to, long[] capacity, boolean[] inside) {
        long sum = 0;
        /*@ loop_invariant 0 <= i && i <= capacity.length;
          @ loop_invariant sum == (\sum int e; 0 <= e && e < i; (inside[from[e]] && !inside[to[e]] ? capacity[e] : 0));
          @ loop_invariant 0 <= sum && sum <= 2147483647 * (\bigint) i;
          @ assignable \strictly_nothing;
          @ decreases capacity.length - i;
          @*/
        for (int i = 0; i < capacity.length; i++) {
            if (inside[from[i]] && !inside[to[i]]) {
                sum += capacity[i];
            }
        }
        return sum;
    }

    /**
     * Whether dual potentials are feasible on one row of costs: u + v_j <= cost_j for every j.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires cost.length == v.length && -2147483647 <= u && u <= 2147483647;
      @ requires (\forall int j; 0 <= j && j < v.length; -2147483647 <= v[j] && v[j] <= 2147483647);
      @ ensures \result <==> (\forall int j; 0 <= j && j < v.length; (\bigint) u + v[j] <= cost[j]);
      @ assignable \strictly_nothing;
      @*/
    public static boolean dualFeasible(long[] cost, long u, long[] v) {
        /*@ loop_invariant 0 <= i && i <= v.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; (\bigint) u + v[j] <= cost[j]);
          @ assignable \strictly_nothing;
          @ decreases v.length - i;
          @*/
        for (int i = 0; i < v.length; i++) {
            if (u + v[i] > cost[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether one row of a transport plan ships only where the dual constraint is tight, and never a negative amount: with feasible duals and the
     * right sums this proves plan and duals optimal.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires cost.length == v.length && plan.length == v.length && -2147483647 <= u && u <= 2147483647;
      @ requires (\forall int j; 0 <= j && j < v.length; -2147483647 <= v[j] && v[j] <= 2147483647);
      @ ensures \result <==> (\forall int j; 0 <= j && j < v.length; plan[j] >= 0 && (plan[j] == 0 || (\bigint) u + v[j] == cost[j]));
      @ assignable \strictly_nothing;
      @*/
    public static boolean complementary(long[] cost, long[] plan, long u, long[] v) {
        /*@ loop_invariant 0 <= i && i <= v.length;
          @ loop_invariant (\forall int j; 0 <= j && j < i; plan[j] >= 0 && (plan[j] == 0 || (\bigint) u + v[j] == cost[j]));
          @ assignable \strictly_nothing;
          @ decreases v.length - i;
          @*/
        for (int i = 0; i < v.length; i++) {
            if (plan[i] < 0 || plan[i] != 0 && u + v[i] != cost[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The sum of one row of a plan.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires (\forall int j; 0 <= j && j < plan.length; -2147483647 <= plan[j] && plan[j] <= 2147483647);
      @ ensures \result == (\sum int j; 0 <= j && j < plan.length; plan[j]);
      @ assignable \strictly_nothing;
      @*/
    public static long shipped(long[] plan) {
        long sum = 0;
        /*@ loop_invariant 0 <= i && i <= plan.length;
          @ loop_invariant sum == (\sum int j; 0 <= j && j < i; plan[j]);
          @ loop_invariant -2147483647 * (\bigint) i <= sum && sum <= 2147483647 * (\bigint) i;
          @ assignable \strictly_nothing;
          @ decreases plan.length - i;
          @*/
        for (int i = 0; i < plan.length; i++) {
            sum += plan[i];
        }
        return sum;
    }

    /**
     * Whether what enters a node leaves it. A feasible flow that is balanced at every node but source and sink is conserved.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires from.length == flow.length && to.length == flow.length;
      @ requires (\forall int e; 0 <= e && e < flow.length; -2147483647 <= flow[e] && flow[e] <= 2147483647);
      @ ensures \result <==> (\sum int e; 0 <= e && e < flow.length; (to[e] == node ? flow[e] : 0))
      @             == (\sum int e; 0 <= e && e < flow.length; (from[e] == node ? flow[e] : 0));
      @ assignable \strictly_nothing;
      @*/
    public static boolean balanced(int[] from, int[] to, long[] flow, int node) {
        return through(to, flow, node) == through(from, flow, node);
    }

    /**
     * Whether the amounts on arcs have the given sums at their ends: a marginal of a transport plan.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires ends.length == flow.length;
      @ requires (\forall int e; 0 <= e && e < flow.length; -2147483647 <= flow[e] && flow[e] <= 2147483647);
      @ ensures \result <==> (\forall int v; 0 <= v && v < sums.length; sums[v] == (\sum int e; 0 <= e && e < flow.length; (ends[e] == v ? flow[e] : 0)));
      @ assignable \strictly_nothing;
      @*/
    public static boolean marginal(int[] ends, long[] flow, long[] sums) {
        /*@ loop_invariant 0 <= k && k <= sums.length;
          @ loop_invariant (\forall int v; 0 <= v && v < k; sums[v] == (\sum int e; 0 <= e && e < flow.length; (ends[e] == v ? flow[e] : 0)));
          @ assignable \strictly_nothing;
          @ decreases sums.length - k;
          @*/
        for (int k = 0; k < sums.length; k++) {
            if (through(ends, flow, k) != sums[k]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether one row of an assignment is optimal: the duals are feasible on it and tight at the column that the row is assigned to. If this holds
     * for every row and the columns are a permutation, no assignment costs less.
     *
     * <p>Sheets: attention-at, aas.
     */
    /*@ public normal_behavior
      @ requires cost.length == v.length && -2147483647 <= u && u <= 2147483647 && 0 <= column && column < v.length;
      @ requires (\forall int j; 0 <= j && j < v.length; -2147483647 <= v[j] && v[j] <= 2147483647);
      @ ensures \result <==> (\bigint) u + v[column] == cost[column] && (\forall int j; 0 <= j && j < v.length; (\bigint) u + v[j] <= cost[j]);
      @ assignable \strictly_nothing;
      @*/
    public static boolean assigned(long[] cost, long u, long[] v, int column) {
        return u + v[column] == cost[column] && dualFeasible(cost, u, v);
    }
}
