package org.fiducial.theory.identity;

import org.fiducial.arithmetic.AllowedKeys;

/** The coordinates of a point in some arithmetic, and the combinatorial choices that the point is about. */
public interface Variables<T> {
    /** A matrix of free numbers that never stand in an exponent. */
    T free(int rows, int columns);

    /** A matrix of numbers that may stand in exponents: free reals in level A, small integers elsewhere. */
    T exponents(int rows, int columns);

    /** A matrix of small integers -bound <= n <= bound, which may stand in exponents and may be multiplied there in level B. */
    T integers(int rows, int columns, int bound);

    /**
     * Cosines and sines of integer multiples of one free angle, by the powers of a point of the circle group; each call is about another
     * angle, independent of all others (claim-kinds, section 1).
     */
    Circle<T> angle(int... multiples);

    /** Rows of cosines and sines, one column for each multiple of the angle. */
    record Circle<T>(T cosines, T sines) {}

    /** A choice 0 <= n < bound: a shape, an order, a member of a set. */
    int choice(int bound);

    /** A choice 0 <= n < bound that goes round from case to case, so that every value occurs in any bound cases that follow one another. */
    int cycle(int bound);

    /** An allowed set: full, causal, windowed or arbitrary in turn; of the arbitrary one, the first row is empty. */
    default AllowedKeys allowed(int queries, int keys) {
        int shape = cycle(4);
        int[] from = new int[queries];
        int[] to = new int[queries];
        for (int i = 0; i < queries; i++) {
            int last = i + 1 + keys - queries;
            from[i] = shape == 2 ? last - 1 - choice(3) : 0;
            to[i] = shape == 1 || shape == 2 ? last : keys;
        }
        AllowedKeys ranges = AllowedKeys.ranges(keys, from, to);
        if (shape != 3) {
            return ranges;
        }
        java.util.BitSet[] removed = new java.util.BitSet[queries];
        for (int i = 0; i < queries; i++) {
            removed[i] = new java.util.BitSet(keys);
            for (int j = 0; j < keys; j++) {
                removed[i].set(j, i == 0 || choice(2) == 1);
            }
        }
        return ranges.without(removed);
    }

    /** A random order of 0..n-1. */
    default int[] permutation(int n) {
        int[] order = java.util.stream.IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = choice(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
