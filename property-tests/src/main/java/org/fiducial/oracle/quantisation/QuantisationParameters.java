package org.fiducial.oracle.quantisation;

import java.util.List;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.quantisation.HalfRule;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a case.
 *
 * @param bits number of bits of a code
 * @param symmetric whether codes are -levels .. levels around 0; otherwise 0 .. levels from the least number of the row
 * @param rule what becomes of halves
 * @param stored format in which an implementation stores scale and low before it uses them, or null
 */
record QuantisationParameters(
        int bits,
        boolean symmetric,
        HalfRule rule,
        @Nullable Format stored) {
    static final List<ParameterDescription> DESCRIPTIONS = List.of(
            new ParameterDescription("bits", "1 to 16; 2 to 16 if symmetric", "8", "bits of a code"),
            new ParameterDescription(
                    "scheme",
                    "asymmetric|symmetric",
                    "asymmetric",
                    "asymmetric: codes 0 .. 2^bits - 1 from the row's least number (D2); symmetric: codes"
                            + " -(2^(bits-1) - 1) .. 2^(bits-1) - 1 of the row's largest magnitude"),
            new ParameterDescription(
                    "rounding", "half-even|half-away", "half-even", "which of two nearest codes is taken"),
            new ParameterDescription(
                    "scale-format",
                    "accumulate|binary16|bfloat16|binary32",
                    "accumulate",
                    "format in which the implementation stores scale and low before it uses them"));

    static QuantisationParameters read(ParameterValues v) throws CaseException {
        boolean symmetric = v.choice("scheme").equals("symmetric");
        String stored = v.choice("scale-format");
        return new QuantisationParameters(
                v.integer("bits", symmetric ? 2 : 1, 16),
                symmetric,
                v.choice("rounding").equals("half-even") ? HalfRule.EVEN : HalfRule.AWAY,
                stored.equals("accumulate") ? null : Format.named(stored));
    }

    static QuantisationParameters read(Map<String, String> given) throws CaseException {
        return read(ParameterValues.of(QuantisationOracle.NAME, DESCRIPTIONS, given));
    }

    /** The number of steps from 0 to the largest code. */
    int levels() {
        return symmetric ? (1 << bits - 1) - 1 : (1 << bits) - 1;
    }
}
