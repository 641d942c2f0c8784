package org.fiducial.oracle.selection;

import java.util.Arrays;
import org.fiducial.operator.selection.LargestOfRow;
import org.fiducial.verified.Thresholds;

/**
 * The choices of one row that are right. Scores are exact, so nothing is decided by rounding.
 *
 * @param scores the row
 * @param k how many are chosen
 * @param anyOrder whether the chosen ones may be given in any order
 * @param anyTie whether equal scores may stand for one another
 */
record TopKRow(double[] scores, int k, boolean anyOrder, boolean anyTie) {
    /** The right choice, ties to the smaller index. */
    int[] exact() {
        return LargestOfRow.indices(scores, k);
    }

    /**
     * The places that are wrong in a row of chosen indices.
     *
     * @param chosen what an implementation returned; -1 for what is no index
     */
    boolean[] wrong(int[] chosen) {
        int[] exact = exact();
        boolean[] wrong = new boolean[k];
        boolean[] seen = new boolean[scores.length];
        boolean distinct = true;
        for (int t = 0; t < k; t++) {
            boolean index = chosen[t] >= 0 && chosen[t] < scores.length;
            wrong[t] = !index || seen[chosen[t]];
            distinct &= !wrong[t];
            if (index) {
                seen[chosen[t]] = true;
            }
        }
        if (anyOrder && anyTie) {
            long[] ranks = LargestOfRow.ranks(scores);
            long least = ranks[exact[k - 1]];
            for (int t = 0; t < k; t++) {
                wrong[t] |= !wrong[t] && ranks[chosen[t]] < least;
            }
            // Chosen scores reach the k-th largest and those left out do not exceed it: the verified core has the last
            // word.
            boolean admissible = distinct && Thresholds.admissible(ranks, seen, least, least);
            if (!admissible && !any(wrong)) {
                Arrays.fill(wrong, true);
            }
            return wrong;
        }
        boolean[] right = new boolean[scores.length];
        for (int i : exact) {
            right[i] = true;
        }
        for (int t = 0; t < k; t++) {
            if (!wrong[t]) {
                wrong[t] = anyOrder
                        ? !right[chosen[t]]
                        : anyTie ? scores[chosen[t]] != scores[exact[t]] : chosen[t] != exact[t];
            }
        }
        return wrong;
    }

    static boolean any(boolean[] flags) {
        for (boolean f : flags) {
            if (f) {
                return true;
            }
        }
        return false;
    }

    /** The places that are wrong in a row of values; equal numbers are equal whatever their sign of zero. */
    boolean[] wrongValues(double[] values) {
        int[] exact = exact();
        double[] right = new double[k];
        double[] found = values.clone();
        for (int t = 0; t < k; t++) {
            right[t] = scores[exact[t]] + 0.0;
            found[t] += 0.0;
        }
        boolean[] wrong = new boolean[k];
        if (!anyOrder) {
            for (int t = 0; t < k; t++) {
                wrong[t] = found[t] != right[t];
            }
            return wrong;
        }
        // As multisets: each value found takes one of the right ones away.
        boolean[] taken = new boolean[k];
        for (int t = 0; t < k; t++) {
            int s = 0;
            while (s < k && (taken[s] || right[s] != found[t])) {
                s++;
            }
            wrong[t] = s == k;
            if (s < k) {
                taken[s] = true;
            }
        }
        return wrong;
    }
}
