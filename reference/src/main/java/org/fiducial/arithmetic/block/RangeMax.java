package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;

/** Largest elements of ranges of a vector that is not negative, each found with two comparisons (a sparse table). */
final class RangeMax {
    private final double[][] level;

    RangeMax(double[] x) {
        int levels = 1;
        while (1 << levels <= x.length) {
            levels++;
        }
        level = new double[levels][];
        level[0] = x;
        for (int k = 1; k < levels; k++) {
            int half = 1 << (k - 1);
            double[] below = level[k - 1];
            level[k] = new double[x.length - 2 * half + 1];
            for (int i = 0; i < level[k].length; i++) {
                level[k][i] = Math.max(below[i], below[i + half]);
            }
        }
    }

    /** The largest element of from <= j < to; 0 if there is none. */
    double max(int from, int to) {
        if (from >= to) {
            return 0;
        }
        int k = 31 - Integer.numberOfLeadingZeros(to - from);
        return Math.max(level[k][from], level[k][to - (1 << k)]);
    }

    /** The largest element at the keys that row i allows. */
    double max(AllowedKeys allowed, int i) {
        if (allowed.isRange(i)) {
            return max(allowed.from(i), allowed.to(i));
        }
        double largest = 0;
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                largest = Math.max(largest, level[0][j]);
            }
        }
        return largest;
    }
}
