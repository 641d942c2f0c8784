package org.fiducial.oracle;

import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.jspecify.annotations.Nullable;

/**
 * The parameter scale: the exact reciprocal of the root of a width, or a number.
 *
 * @param factor the number, or null for the root
 */
public record ScaleParameter(@Nullable Dyadic factor) {
    /** The usual text of its meaning. */
    public static final String MEANING =
            "tau of (D1); rsqrt(d) is the exact 1/sqrt(d); a decimal number stands for the nearest binary64 number";

    /** Its description with the root as the default. */
    public static ParameterDescription described(String meaning) {
        return described("rsqrt(d)", "rsqrt(d)", meaning);
    }

    /**
     * Its description.
     *
     * @param root the word for the reciprocal of the root, which names the width
     */
    public static ParameterDescription described(String root, String defaultValue, String meaning) {
        return new ParameterDescription("scale", root + "|a positive decimal number", defaultValue, meaning);
    }

    /** What was given or the default. @throws CaseException for anything but the root's word and a positive number */
    public static ScaleParameter read(ParameterValues values) throws CaseException {
        return new ScaleParameter(isRoot(values) ? null : values.positive("scale"));
    }

    private static boolean isRoot(ParameterValues values) {
        return values.text("scale").startsWith("rsqrt(") && values.isWordOf("scale");
    }

    /** Whether it is the root. */
    public boolean isRoot() {
        return factor == null;
    }

    /** The scale for that width. */
    public Scale of(int width) {
        return factor == null ? Scale.reciprocalSqrt(width) : new Scale(factor, 1);
    }
}
