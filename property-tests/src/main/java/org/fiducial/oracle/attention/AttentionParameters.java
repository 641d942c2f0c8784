package org.fiducial.oracle.attention;

import java.util.Map;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ScaleParameter;

/**
 * The parameters of softmax attention.
 *
 * @param scale factor of the logits
 * @param mask causal mask and window
 * @param keyLength number of leading keys that are no padding, or -1 for all
 */
public record AttentionParameters(ScaleParameter scale, AttentionMask mask, int keyLength) {
    public static final ParameterDescription KEY_LENGTH = new ParameterDescription(
            "key-length", "a number of keys", "all keys", "keys from this position on are padding and never seen");
    public static final java.util.List<ParameterDescription> DESCRIPTIONS = java.util.List.of(
            ScaleParameter.described(ScaleParameter.MEANING),
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
            KEY_LENGTH,
            new ParameterDescription(
                    "softcap", "0", "0", "soft capping of the logits; only 0 (off) belongs to this operator"));

    static AttentionParameters read(Map<String, String> given) throws CaseException {
        ParameterValues values = ParameterValues.of("softmax-attention", DESCRIPTIONS, given);
        if (!values.text("softcap").matches("0(\\.0*)?")) {
            throw values.wrong("softcap");
        }
        CausalAlignment causal = values.constant("causal", CausalAlignment.class);
        AttentionMask mask = AttentionMask.causal(causal);
        CausalAlignment corner = values.isGiven("window-alignment")
                ? values.constant("window-alignment", CausalAlignment.class)
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
        return new AttentionParameters(ScaleParameter.read(values), mask, length);
    }
}
