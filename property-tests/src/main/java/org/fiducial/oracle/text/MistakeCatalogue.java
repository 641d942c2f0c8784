package org.fiducial.oracle.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.number.Format;

/** An operator's own mistakes, and those of precision that every text can suffer. */
public final class MistakeCatalogue {
    private static final List<TextMistake> PRECISION = List.of(
            new TextMistake.CoarseInputs("inputs-tf32", "the inputs are rounded to TF32 before products", Format.TF32),
            new TextMistake.CoarseInputs("inputs-bfloat16", "the inputs are rounded to bfloat16", Format.BFLOAT16),
            new TextMistake.CoarseInputs("inputs-binary16", "the inputs are rounded to binary16", Format.BINARY16),
            new TextMistake.CoarseAccumulation(
                    "accumulate-binary16", "products and sums are rounded to binary16", Format.BINARY16),
            new TextMistake.CoarseAccumulation(
                    "accumulate-bfloat16", "products and sums are rounded to bfloat16", Format.BFLOAT16),
            new TextMistake.CoarseOutput("output-binary16", "the output went through binary16", Format.BINARY16),
            new TextMistake.CoarseOutput("output-bfloat16", "the output went through bfloat16", Format.BFLOAT16));

    private MistakeCatalogue() {}

    /** The operator's own mistakes followed by those of precision: what {@code CheckedOperator.mistakes()} returns. */
    public static Map<String, String> with(Map<String, String> own) {
        Map<String, String> out = new LinkedHashMap<>(own);
        PRECISION.forEach(m -> out.put(m.name(), m.description()));
        return out;
    }

    /** The mistakes of a catalogue that {@link #with} made. */
    static List<TextMistake> of(Map<String, String> catalogue) {
        Map<String, TextMistake> known = new LinkedHashMap<>();
        PRECISION.forEach(m -> known.put(m.name(), m));
        List<TextMistake> out = new ArrayList<>();
        catalogue.forEach((name, description) -> {
            TextMistake precision = known.get(name);
            out.add(precision == null ? new TextMistake.Altered(name, description) : precision);
        });
        return out;
    }
}
