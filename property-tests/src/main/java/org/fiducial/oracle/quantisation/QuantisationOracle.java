package org.fiducial.oracle.quantisation;

import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;

/** Uniform quantisation of rows as the command line and the library know it. */
public final class QuantisationOracle extends DescribedOperator {
    static final String NAME = "per-token-quantisation";

    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            NAME,
            "Per-token quantisation: a scale for each row, codes of few bits",
            "Each row of the last axis is a list of its own: low is its least number, scale = (largest - least) / (2^bits - 1), code ="
                    + " (x - low) / scale rounded to the nearest whole number, decoded = low + scale code; or symmetric, without low and with"
                    + " scale = largest magnitude / (2^(bits-1) - 1). A constant row (symmetric: of zeros) has scale 0, codes 0 and decodes"
                    + " to itself. Positions between codes are exact fractions: a code is admissible within half a step and what rounding in"
                    + " the declared formats can move it by. Give scale, low and codes of the implementation to judge what follows from"
                    + " them. Of the model, the accumulation and output formats, flush-to-zero and reciprocal-normaliser (products with"
                    + " reciprocals for divisions) count.",
            List.of(
                    new TensorDescription("input", List.of("x"), "[.., n]", true, "numbers of the accumulation format"),
                    new TensorDescription(
                            "scale",
                            List.of(),
                            "[..]",
                            false,
                            "the implementation's own scale, used to judge codes and decoded"),
                    new TensorDescription(
                            "low", List.of(), "[..]", false, "the implementation's own low, used beside its scale"),
                    new TensorDescription(
                            "codes",
                            List.of(),
                            "[.., n]",
                            false,
                            "the implementation's own codes, used to judge decoded")),
            List.of(
                    new TensorDescription("codes", List.of(), "[.., n], whole numbers of any type", true, "q of (D2)"),
                    new TensorDescription("scale", List.of(), "[..]", false, "s of (D1)"),
                    new TensorDescription("low", List.of(), "[..]", false, "lo of (D1); not if symmetric"),
                    new TensorDescription("decoded", List.of(), "[.., n]", false, "lo + s q")),
            QuantisationParameters.DESCRIPTIONS,
            List.of("rows"));

    public QuantisationOracle() {
        super(
                DESCRIPTION,
                NamedMistake.catalogue(QuantisationMistake.values()),
                (operator, t, p) -> new QuantisationCase(t, p));
    }

    @Override
    public boolean isDiscrete(String output) {
        return output.equals("codes");
    }
}
