package org.fiducial.operator.selection;

import org.fiducial.verified.Orders;

/** The k largest of given scores, chosen by the verified core on order-preserving ranks; -0 and 0 are equal. */
public final class LargestOfRow {
    private LargestOfRow() {}

    /**
     * The indices of the k largest, the largest first, ties to the smaller index.
     *
     * @param k at least 0, at most the number of scores
     * @throws IllegalArgumentException for another k, or a NaN
     */
    public static int[] indices(double[] scores, int k) {
        if (k < 0 || k > scores.length) {
            throw new IllegalArgumentException(
                    "the " + k + " largest of " + scores.length + ", expected 0 to " + scores.length);
        }
        int[] order = new int[scores.length];
        int[] place = new int[scores.length];
        return java.util.Arrays.copyOf(order, Orders.top(ranks(scores), k, order, place));
    }

    /**
     * Integers in the order of the numbers, equal for equal numbers.
     *
     * @throws IllegalArgumentException for a NaN
     */
    public static long[] ranks(double[] scores) {
        long[] ranks = new long[scores.length];
        for (int i = 0; i < ranks.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " is NaN, expected a number");
            }
            // Adding 0 makes -0 the same as 0; the patterns of negative numbers descend.
            long bits = Double.doubleToRawLongBits(scores[i] + 0.0);
            ranks[i] = bits >= 0 ? bits : Long.MIN_VALUE - bits;
        }
        return ranks;
    }
}
