package org.fiducial.proofs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method of the verified core as its source describes it.
 *
 * @param name class and method
 * @param words the contract in words, the first sentence of its comment
 * @param sheets the operators that it serves
 * @param size length of its source; the longest are proved first
 */
public record VerifiedMethod(String name, String words, List<String> sheets, int size) {
    private static final Pattern SHEETS = Pattern.compile("<p>Sheets: ([^.]*)\\.");

    static VerifiedMethod of(String name, String comment, int size) {
        String text = comment.replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\{@\\w+ #?([^}]*)\\}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
        Matcher m = SHEETS.matcher(text);
        List<String> sheets = m.find() ? List.of(m.group(1).strip().split(",\\s*")) : List.of();
        String words = text.replaceFirst("<p>.*", "").strip().replaceFirst("(?<=\\.) .*", "");
        return new VerifiedMethod(name, words, sheets, size);
    }

    /** The class's simple name. */
    public String type() {
        return name.substring(0, name.indexOf('.'));
    }
}
