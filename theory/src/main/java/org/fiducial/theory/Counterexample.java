package org.fiducial.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inputs at which a statement fails, as exact numbers, so that anybody can print them, keep them in a file and check them again.
 *
 * @param claim id of the claim
 * @param part the part of its check that examines the inputs
 * @param explanation what fails there, one line
 * @param values the inputs by name: integers, fractions p/q or exact decimals; rows separated by semicolons
 */
public record Counterexample(String claim, String part, String explanation, Map<String, String> values) {
    private static final String HEADER = "fiducial counterexample 1";

    public Counterexample {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        for (String text : List.of(claim, part, explanation)) {
            requireOneLine(text);
        }
        values.forEach((name, value) -> {
            requireOneLine(name);
            requireOneLine(value);
            if (name.isBlank() || name.contains(":")) {
                throw new IllegalArgumentException("counterexample value named '" + name + "', expected no colon");
            }
        });
    }

    private static void requireOneLine(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("counterexample text of several lines: " + text);
        }
    }

    public String summary() {
        return explanation + " at " + values;
    }

    /**
     * The value of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "counterexample to " + claim + " has no value '" + name + "', expected one of " + values.keySet());
        }
        return value;
    }

    /** The file that {@link #parse} reads. */
    public String toText() {
        StringBuilder s = new StringBuilder(HEADER + "\n");
        s.append("claim: ").append(claim).append('\n');
        s.append("part: ").append(part).append('\n');
        s.append("explanation: ").append(explanation).append('\n');
        values.forEach((name, value) ->
                s.append("value ").append(name).append(": ").append(value).append('\n'));
        return s.toString();
    }

    /**
     * A counterexample from its file.
     *
     * @throws IllegalArgumentException with the line at fault
     */
    public static Counterexample parse(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException("line 1 of a counterexample, expected '" + HEADER + "'");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            int colon = lines.get(i).indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of a counterexample is '" + lines.get(i) + "', expected 'name: value'");
            }
            String name = lines.get(i).substring(0, colon);
            String value = lines.get(i).substring(colon + 2);
            Map<String, String> to = name.startsWith("value ") ? values : fields;
            if (to.put(name.startsWith("value ") ? name.substring(6) : name, value) != null) {
                throw new IllegalArgumentException("line " + (i + 1) + " of a counterexample repeats '" + name + "'");
            }
        }
        if (!fields.keySet().equals(java.util.Set.of("claim", "part", "explanation"))) {
            throw new IllegalArgumentException(
                    "counterexample with " + fields.keySet() + ", expected claim, part, explanation and values");
        }
        return new Counterexample(
                fields.getOrDefault("claim", ""),
                fields.getOrDefault("part", ""),
                fields.getOrDefault("explanation", ""),
                values);
    }
}
