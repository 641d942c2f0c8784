package org.fiducial.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method's body with one line changed so that it breaks its contract.
 *
 * @param contract class and method
 * @param from the line, which the body has exactly once
 * @param to what stands there instead
 */
public record Mutant(String contract, String from, String to) {
    /** The list in {@code mutants.txt}: three lines an entry, the contract, "- line" and "+ line". */
    public static List<Mutant> all() throws IOException {
        try (InputStream in = Mutant.class.getResourceAsStream("mutants.txt")) {
            if (in == null) {
                throw new IOException("mutants.txt is missing beside " + Mutant.class);
            }
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .toList();
            List<Mutant> mutants = new ArrayList<>();
            for (int i = 0; i < lines.size(); i += 3) {
                if (i + 2 >= lines.size()
                        || !lines.get(i + 1).startsWith("- ")
                        || !lines.get(i + 2).startsWith("+ ")) {
                    throw new IOException(
                            "mutants.txt, entry " + lines.get(i) + ": expected a line '- old' and '+ new'");
                }
                mutants.add(new Mutant(
                        lines.get(i).strip(),
                        lines.get(i + 1).substring(2).strip(),
                        lines.get(i + 2).substring(2).strip()));
            }
            return List.copyOf(mutants);
        }
    }

    /** The class's simple name. */
    public String type() {
        return contract.substring(0, contract.indexOf('.'));
    }

    /** What was changed, on one line. */
    public String change() {
        return from + " -> " + to;
    }

    /** The class's source with the change. */
    public String applyTo(String source) {
        String method = contract.substring(contract.indexOf('.') + 1);
        Matcher m = Pattern.compile("(?ms)^    public static \\S+ " + method + "\\(.*?(?:\\{\\}$|^    \\}$)")
                .matcher(source);
        if (!m.find()) {
            throw new IllegalArgumentException(contract + ": no such method");
        }
        String body = m.group();
        int at = body.indexOf(from);
        if (at < 0 || body.indexOf(from, at + 1) >= 0) {
            throw new IllegalArgumentException(contract + ": '" + from + "' occurs "
                    + (at < 0 ? "nowhere" : "more than once") + " in the method, expected once");
        }
        return source.substring(0, m.start())
                + body.substring(0, at)
                + to
                + body.substring(at + from.length())
                + source.substring(m.end());
    }
}
