package org.fiducial.oracle.quantisation;

import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of quantisation. */
enum QuantisationMistake implements NamedMistake {
    HALVES_TO_THE_OTHER_CODE("halves go away from zero where they should go to the even code, or the other way round"),
    ROUNDED_DOWN("positions are cut off, not rounded"),
    ONE_LEVEL_MORE("the scale is the range over 2^bits, or the magnitude over 2^(bits - 1): one level too many"),
    ONE_BIT_LESS("codes have one bit less"),
    WHOLE_TENSOR("all rows share the scale of the whole tensor"),
    COLUMNS("columns are quantised, not rows"),
    OTHER_SCHEME("symmetric codes where asymmetric ones are declared, or the other way round"),
    SHIFTED_CODES("codes are stored with the opposite signedness, 2^(bits - 1) away");

    private final String description;

    QuantisationMistake(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
