package org.fiducial.oracle.flashbias;

import org.fiducial.oracle.NamedMistake;

/** The catalogue of mistakes of attention with a factored bias. */
enum FlashBiasMistake implements NamedMistake {
    FACTORS_MISSING("the bias is not added"),
    BIAS_SCALED_TOO("the bias is scaled with the products: factors are appended to the queries and the sum is scaled"),
    SCALE_OF_THE_WIDENED_HEAD("the default scale of the widened queries, 1/sqrt(d + r), is used for 1/sqrt(d)"),
    SCALE_MISSING("products are not scaled"),
    BIAS_SUBTRACTED("the bias has the opposite sign, as between the two definitions of ALiBi"),
    LAST_FACTOR_LOST("the last factor is left out, as by a wrong padding or rank"),
    FACTORS_OF_THE_FIRST_HEAD("every head uses the first head's factors"),
    FACTORS_SWAPPED("the factors of queries and keys are taken for one another, which transposes the bias"),
    FACTORS_BINARY16("the factors are rounded to binary16, as the official module casts them"),
    FACTORS_BFLOAT16("the factors are rounded to bfloat16"),
    CAUSAL_OTHER_CORNER("the causal mask is aligned to the other corner, as by the official kernel"),
    FACTOR_GRADIENT_SCALED("the gradients of the factors are scaled by tau (D4)"),
    QUERY_GRADIENT_NOT_SCALED("the gradients of queries and keys are not scaled by tau (D4)");

    private final String description;

    FlashBiasMistake(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    /** Whether it is one of the backward pass alone. */
    boolean isBackward() {
        return compareTo(FACTOR_GRADIENT_SCALED) >= 0;
    }
}
