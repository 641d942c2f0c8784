package org.fiducial.generators;

/** How drawn inputs are masked, sheet softmax-attention (D7). */
public enum MaskKind {
    /** Every key for every query. */
    ALL(1),
    /** Causal, aligned to the top-left corner. */
    CAUSAL_TOP_LEFT(1),
    /** Causal, aligned to the bottom-right corner; with more queries than keys the first rows are empty. */
    CAUSAL_BOTTOM_RIGHT(1),
    /** A sliding window of any size at either corner. */
    WINDOW(1),
    /** Some last keys are padding, the first is not. */
    PADDING(2),
    /** Every key of every row hidden or not by chance. */
    RANDOM(1),
    /** The same, and one row at least allows no key. */
    EMPTY_ROWS(1);

    private final int minKeys;

    MaskKind(int minKeys) {
        this.minKeys = minKeys;
    }

    /** The fewest keys for which there is such a mask. */
    public int minKeys() {
        return minKeys;
    }
}
