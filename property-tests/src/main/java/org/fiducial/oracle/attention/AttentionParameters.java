package org.fiducial.oracle.attention;

import java.util.Locale;
import java.util.Map;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of softmax attention.
 *
 * @param factor scale as given, or null for 1 / sqrt(d)
 * @param mask causal mask and window
 * @param keyLength number of leading keys that are no padding, or -1 for all
 */
public record AttentionParameters(@Nullable Dyadic factor, AttentionMask mask, int keyLength) {
    public static final java.util.List<ParameterDescription> DESCRIPTIONS = java.util.List.of(
            new ParameterDescription(
                    "scale",
                    "rsqrt(d)|a positive decimal number",
                    "rsqrt(d)",
                    "tau of (D1); rsqrt(d) is the exact 1/sqrt(d); a decimal number stands for the nearest binary64 number"),
            new ParameterDescription(
                    "causal", "none|top-left|bottom-right", "none", "causal mask and the corner it is aligned to (D7)"),
            new ParameterDescription(
                    "window",
                    "none|BEFORE|BEFORE,AFTER",
                    "none",
                    "sliding window: keys up to BEFORE positions before the query and, if given, AFTER behind it (D7)"),
            new ParameterDescription(
                    "window-alignment",
                    "top-left|bottom-right",
                    "the causal mask's, else top-left",
                    "corner that the window's positions are counted from"),
            new ParameterDescription(
                    "key-length",
                    "a number of keys",
                    "all keys",
                    "keys from this position on are padding and never seen"),
            new ParameterDescription(
                    "softcap", "0", "0", "soft capping of the logits; only 0 (off) belongs to this operator"));

    static AttentionParameters read(Map<String, String> given) throws CaseException {
        ParameterValues values = ParameterValues.of("softmax-attention", DESCRIPTIONS, given);
        if (!values.text("softcap").matches("0(\\.0*)?")) {
            throw values.wrong("softcap");
        }
        CausalAlignment causal = alignment(values.choice("causal"));
        AttentionMask mask = AttentionMask.causal(causal);
        CausalAlignment corner = values.isGiven("window-alignment")
                ? alignment(values.choice("window-alignment"))
                : causal == CausalAlignment.BOTTOM_RIGHT ? causal : CausalAlignment.TOP_LEFT;
        String window = values.text("window");
        if (!window.equals("none")) {
            if (!window.matches("[0-9]{1,9}(,[0-9]{1,9})?")) {
                throw values.wrong("window");
            }
            String[] sides = window.split(",", -1);
            mask = mask.withWindow(
                    Integer.parseInt(sides[0]), sides.length == 1 ? -1 : Integer.parseInt(sides[1]), corner);
        }
        int length = -1;
        if (values.isGiven("key-length")) {
            length = values.integer("key-length", 0, 999_999_999);
        }
        Dyadic scale = values.text("scale").equals("rsqrt(d)") ? null : values.positive("scale");
        return new AttentionParameters(scale, mask, length);
    }

    private static CausalAlignment alignment(String name) {
        return CausalAlignment.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The scale for heads of that width. */
    Scale scale(int width) {
        return factor == null ? Scale.reciprocalSqrt(width) : new Scale(factor, 1);
    }
}
