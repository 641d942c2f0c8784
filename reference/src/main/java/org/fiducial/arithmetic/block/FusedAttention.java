package org.fiducial.arithmetic.block;

import java.util.Optional;

/**
 * A device that computes softmax(tau q k^T) v in binary64 without storing weights. It keeps to the following, all operations rounding once to
 * nearest; {@link FusedSoftmax} derives the error from it.
 *
 * <ul>
 *   <li>A logit is s = fl(tau x), x a sum of its d products in some order, each term passing through at most d roundings.
 *   <li>Keys are visited in tiles of {@link #TILE} that begin at multiples of it, in order. The reference c of a row is the largest computed
 *       logit of the tiles so far; before a tile that raises it, what has been summed is multiplied by E(fl(old c - new c)).
 *   <li>A weight is w = E(fl(s - c)), exactly 0 where the row does not allow the key.
 *   <li>E is, bit for bit, {@link Exponential#ofNonPositive}.
 *   <li>A tile's weights are summed with at most {@link #WEIGHT_ROUNDINGS} roundings a term, its products with the values with at most
 *       {@link #PRODUCT_ROUNDINGS}, the product's own included or fused; the tile's sums are then added to the totals.
 *   <li>The output is fl(total of products / total of weights), 0 in a row without keys.
 * </ul>
 */
public interface FusedAttention {
    /** Keys of a tile. */
    int TILE = 64;

    /** Roundings of a term in the sum of a tile's weights. */
    int WEIGHT_ROUNDINGS = 8;

    /** Roundings of a term in the sum of a tile's products. */
    int PRODUCT_ROUNDINGS = TILE;

    /** The device's name for reports. */
    String name();

    /** Why it cannot compute here, in one line; empty if it can. */
    Optional<String> absence();

    /** Largest width of queries and of values. */
    int maxWidth();

    /**
     * One head; arrays are row by row, not to be changed, and finite.
     *
     * @param query [rows, width]
     * @param key [keys, width]
     * @param value [keys, valueWidth]
     * @param from first allowed key of each row
     * @param to end of each row's keys; not above from in a row without keys
     */
    record Head(
            double[] query,
            double[] key,
            double[] value,
            int rows,
            int keys,
            int width,
            int valueWidth,
            double tau,
            int[] from,
            int[] to) {}

    /**
     * What came out.
     *
     * @param output [rows, valueWidth]
     * @param raised how often a later tile raised the reference of each row
     */
    record Output(double[] output, int[] raised) {}

    /**
     * What came out in pairs.
     *
     * @param high leading parts, [rows, valueWidth]
     * @param low trailing parts
     * @param raised how often a later tile raised the reference of each row
     */
    record Pairs(double[] high, double[] low, int[] raised) {}

    /**
     * The same in pairs of binary64, with {@link TwofoldNumber}'s sums, products and quotients and {@link TwofoldExponential} for single
     * operations, bit for bit, and exact products of two numbers: a logit is the product of tau with the sum of d pairs in order; c is the
     * largest pair. Empty if the device has no such kernel.
     *
     * @param tauLow what the head's tau lacks
     * @param constants {@link TwofoldExponential#constants}
     * @throws IllegalStateException if the device is absent or fails
     */
    default Optional<Pairs> attendInPairs(Head head, double tauLow, double[] constants) {
        return Optional.empty();
    }

    /** Computes. @throws IllegalStateException if the device is absent or fails */
    Output attend(Head head);

    /** The first device on the class path that is present; looked for once. */
    static Optional<FusedAttention> present() {
        return PresentDevice.FOUND;
    }
}
