package org.fiducial.oracle.urpe;

import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of URPE attention. */
enum UrpeMistake implements NamedMistake {
    MULTIPLIER_MISSING(
            "the multiplier is not applied: attention with a relative bias, which is what the official code returns as weights"),
    MULTIPLIER_IN_THE_NORMALISER("the normaliser sums the weighted exponentials, so that rows sum to one again"),
    MULTIPLIER_RECTIFIED(
            "negative multipliers are taken as zero: the official code has an option for it that it never uses"),
    MULTIPLIER_OFFSET_REVERSED("the multiplier is read at query minus key"),
    BIAS_OFFSET_REVERSED("the bias is read at query minus key"),
    OFFSETS_REVERSED("both tables are read at query minus key, as the authors' poster writes the bias"),
    OFFSETS_ONE_TOO_FAR("both tables are read one offset too far"),
    TABLES_SWAPPED("the bias multiplies and the multiplier is added"),
    BIAS_MISSING("the relative bias is not added"),
    BIAS_AFTER_SCALING_TOO("the bias is scaled with the products"),
    TABLES_OF_THE_FIRST_HEAD("every head uses the first head's tables"),
    SCALE_MISSING("products are not scaled"),
    SCALE_ADDED("products are scaled by 1/sqrt(d)"),
    MASK_BY_MULTIPLIER("keys that are not allowed have multiplier 0 but stay in the normaliser"),
    TABLES_FROM_THEIR_FIRST_ENTRY("tables for longer inputs are read as if they were made for this length"),
    DELTA_WITHOUT_MULTIPLIER("Delta is taken from the output without the multiplier (D13)"),
    WEIGHT_GRADIENT_WITHOUT_MULTIPLIER("the gradient of the weights is not multiplied (D13)"),
    VALUE_GRADIENT_WITHOUT_MULTIPLIER("dV is taken from the weights without the multiplier (D13)");

    private final String description;

    UrpeMistake(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    /** Whether it is one of the backward pass alone. */
    boolean isBackward() {
        return compareTo(DELTA_WITHOUT_MULTIPLIER) >= 0;
    }
}
