package org.fiducial.generators;

/** What is special about drawn attention inputs. Every case of a kind has the property its constant states. */
public enum AttentionKind {
    /** Numbers of magnitude below 8 with any digits. */
    ORDINARY(1, 1),
    /**
     * Large products that cancel: in every logit, before scale and bias, sum |q k| is at least 32 times |sum q k|. Values are large and of
     * alternating sign.
     */
    CANCELLATION(1, 2),
    /** Every logit, before the bias, is above 100 in magnitude: without a shift exp leaves binary32. */
    HUGE_LOGITS(1, 1),
    /** Every logit is below 2^-8 in magnitude, and none is zero: exp rounds to 1 in the short formats. */
    TINY_LOGITS(1, 1),
    /** At least two keys are equal. */
    EQUAL_KEYS(2, 1),
    /** Every key equals the first but for one element, at most one step of the format away; the second does differ. */
    NEAR_TIES(2, 1),
    /** The first element of every key and of every value is a subnormal number of the format, not zero. */
    SUBNORMALS(1, 1),
    /** In every row all logits are at least 32 apart: one weight is 1 but for 2e-14, the rest nearly vanish. */
    ONE_HOT_ROWS(1, 1);

    private final int minKeys;
    private final int minWidth;

    AttentionKind(int minKeys, int minWidth) {
        this.minKeys = minKeys;
        this.minWidth = minWidth;
    }

    /** The fewest keys for which there is such a case. */
    public int minKeys() {
        return minKeys;
    }

    /** The smallest head width for which there is such a case. */
    public int minWidth() {
        return minWidth;
    }
}
