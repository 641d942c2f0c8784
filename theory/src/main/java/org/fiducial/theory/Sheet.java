package org.fiducial.theory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An operator sheet: a page of documentation whose claims are entries that code can refer to. */
public record Sheet(String operator, String title, List<SheetEntry> entries) {
    private static final Pattern HEADING = Pattern.compile("### ([a-z0-9-]+)-C(\\d+)(?: (.*))?");
    private static final Pattern FIELD =
            Pattern.compile("- (Statement|Source|Kind|Check|Derivation|Size|Model|Underflow)\\b(.*)");
    private static final Pattern INLINE = Pattern.compile("(?<=[.)]) Kind: ([^.]*).*");

    public Sheet {
        entries = List.copyOf(entries);
    }

    /**
     * The sheet of that name on the class path, under {@code org/fiducial/theory/operators}.
     *
     * @throws IllegalArgumentException if there is none, or it is not well-formed
     */
    public static Sheet of(String operator) {
        String path = "operators/" + operator + ".md";
        try (InputStream in = Sheet.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no sheet '" + operator + "' among the operators");
            }
            return parse(operator, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("sheet '" + operator + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** A sheet from its text: a first heading, and an entry for every heading {@code ### operator-Cn}. */
    public static Sheet parse(String operator, String text) {
        List<String> lines = text.lines().toList();
        String title = lines.isEmpty() ? "" : lines.get(0).replaceFirst("^# ", "");
        List<SheetEntry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher heading = HEADING.matcher(lines.get(i));
            if (heading.matches()) {
                if (!heading.group(1).equals(operator)) {
                    throw new IllegalArgumentException(
                            "line " + (i + 1) + " of sheet " + operator + " heads a claim of " + heading.group(1));
                }
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).startsWith("##")) {
                    end++;
                }
                entries.add(entry(operator, heading, lines.subList(i + 1, end), i + 1));
            }
        }
        return new Sheet(operator, title, entries);
    }

    private static SheetEntry entry(String operator, Matcher heading, List<String> body, int line) {
        StringBuilder statement = new StringBuilder();
        StringBuilder source = new StringBuilder();
        StringBuilder kind = new StringBuilder();
        @Nullable StringBuilder current = null;
        for (String text : body) {
            Matcher field = FIELD.matcher(text);
            if (field.matches()) {
                current = switch (field.group(1)) {
                    case "Statement" -> statement;
                    case "Source" -> source;
                    case "Kind" -> kind;
                    default -> null;
                };
                text = field.group(2).replaceFirst("^: ", "").strip();
            }
            if (current != null && !text.isBlank()) {
                current.append(current.length() == 0 ? "" : " ").append(text.strip());
            }
        }
        String sort = kind.toString();
        for (StringBuilder text : new StringBuilder[] {source, statement}) {
            // Some entries write everything on one line.
            Matcher inline = INLINE.matcher(text);
            if (inline.find()) {
                sort = sort.isEmpty() ? inline.group(1) : sort;
                text.setLength(inline.start());
            }
        }
        String from = source.toString();
        if (statement.length() == 0) {
            throw new IllegalArgumentException("sheet " + operator + ", line " + line + ": claim without a statement");
        }
        return new SheetEntry(
                operator,
                Integer.parseInt(heading.group(2)),
                heading.group(3) == null ? "" : heading.group(3),
                statement.toString(),
                from.isEmpty() ? "the sheet" : from,
                sort.replaceAll("[.;].*", "").strip().toLowerCase(Locale.ROOT));
    }

    /**
     * The claim of that number.
     *
     * @throws IllegalArgumentException if the sheet has none
     */
    public SheetEntry claim(int number) {
        return entries.stream()
                .filter(e -> e.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("sheet " + operator + " has no claim C" + number));
    }
}
