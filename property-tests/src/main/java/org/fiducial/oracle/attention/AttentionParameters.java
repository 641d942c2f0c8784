package org.fiducial.oracle.attention;

import java.util.Map;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.oracle.CaseException;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of softmax attention.
 *
 * @param factor scale as given, or null for 1 / sqrt(d)
 * @param mask causal mask and window
 * @param keyLength number of leading keys that are no padding, or -1 for all
 */
record AttentionParameters(@Nullable Dyadic factor, AttentionMask mask, int keyLength) {
    static final java.util.List<ParameterDescription> DESCRIPTIONS = java.util.List.of(
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
        for (String name : given.keySet()) {
            if (DESCRIPTIONS.stream().noneMatch(d -> d.name().equals(name))) {
                throw new CaseException("unknown parameter '" + name + "' of softmax-attention, expected one of "
                        + String.join(
                                ", ",
                                DESCRIPTIONS.stream()
                                        .map(ParameterDescription::name)
                                        .toList()));
            }
        }
        String softcap = given.getOrDefault("softcap", "0");
        if (!softcap.matches("0(\\.0*)?")) {
            throw wrong("softcap", softcap);
        }
        CausalAlignment causal =
                switch (given.getOrDefault("causal", "none")) {
                    case "none" -> CausalAlignment.NONE;
                    case "top-left" -> CausalAlignment.TOP_LEFT;
                    case "bottom-right" -> CausalAlignment.BOTTOM_RIGHT;
                    default -> throw wrong("causal", given.getOrDefault("causal", ""));
                };
        AttentionMask mask = AttentionMask.causal(causal);
        String window = given.getOrDefault("window", "none");
        if (!window.equals("none")) {
            if (!window.matches("[0-9]{1,9}(,[0-9]{1,9})?")) {
                throw wrong("window", window);
            }
            String[] sides = window.split(",", -1);
            mask = mask.withWindow(
                    Integer.parseInt(sides[0]),
                    sides.length == 1 ? -1 : Integer.parseInt(sides[1]),
                    alignment(given, causal));
        }
        String length = given.getOrDefault("key-length", "-1");
        if (!length.equals("-1") && !length.matches("[0-9]{1,9}")) {
            throw wrong("key-length", length);
        }
        return new AttentionParameters(scale(given), mask, Integer.parseInt(length));
    }

    private static CausalAlignment alignment(Map<String, String> given, CausalAlignment causal) throws CaseException {
        String text = given.get("window-alignment");
        if (text == null) {
            return causal == CausalAlignment.BOTTOM_RIGHT ? causal : CausalAlignment.TOP_LEFT;
        }
        return switch (text) {
            case "top-left" -> CausalAlignment.TOP_LEFT;
            case "bottom-right" -> CausalAlignment.BOTTOM_RIGHT;
            default -> throw wrong("window-alignment", text);
        };
    }

    private static @Nullable Dyadic scale(Map<String, String> given) throws CaseException {
        String text = given.getOrDefault("scale", "rsqrt(d)");
        if (text.equals("rsqrt(d)")) {
            return null;
        }
        if (text.length() > 60
                || !text.matches("[0-9]*\\.?[0-9]*([eE][+-]?[0-9]{1,4})?")
                || !text.matches(".*[0-9].*")) {
            throw wrong("scale", text);
        }
        double x;
        try {
            x = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong("scale", text);
        }
        if (!(x > 0) || Double.isInfinite(x)) {
            throw wrong("scale", text);
        }
        return Dyadic.of(x);
    }

    private static CaseException wrong(String name, String value) {
        ParameterDescription d = DESCRIPTIONS.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new CaseException("parameter " + name + " is '" + value + "', expected " + d.values());
    }

    /** The scale for heads of that width. */
    Scale scale(int width) {
        return factor == null ? Scale.reciprocalSqrt(width) : new Scale(factor, 1);
    }
}
