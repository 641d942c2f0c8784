package org.fiducial.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fiducial.oracle.Exposure;

/** Mistakes down, checks across: the factor by which each check would have exposed each mistake. */
public final class PowerTable {
    private static final int WIDTH = 110;

    private PowerTable() {}

    /** The checks without those of the same case under the same model as an earlier one: they see the same. */
    static List<Checked> distinct(List<Checked> checks) {
        Set<List<Object>> seen = new LinkedHashSet<>();
        return checks.stream()
                .filter(c -> seen.add(
                        List.of(c.caseFile(), c.verdict().output(), c.verdict().model())))
                .toList();
    }

    /** Every mistake that can occur in one of the checks, in the catalogue's order. */
    static Set<String> mistakes(List<Checked> checks) {
        return mistakes(checks, true);
    }

    /** Every mistake that can occur in none of the checks. */
    static Set<String> absent(List<Checked> checks) {
        Set<String> absent = mistakes(checks, false);
        absent.removeAll(mistakes(checks, true));
        return absent;
    }

    private static Set<String> mistakes(List<Checked> checks, boolean applicable) {
        Set<String> mistakes = new LinkedHashSet<>();
        for (Checked c : checks) {
            for (Exposure e : c.verdict().power()) {
                if (e.applicable() == applicable) {
                    mistakes.add(e.mistake());
                }
            }
        }
        return mistakes;
    }

    /** What that check says of the mistake; empty if it does not know it or it cannot occur there. */
    static Optional<Exposure> exposure(Checked check, String mistake) {
        return check.verdict().power().stream()
                .filter(e -> e.mistake().equals(mistake) && e.applicable())
                .findFirst();
    }

    /** The table as text; factors of 1 and less, which the check could not have seen, stand in brackets. */
    public static List<String> lines(List<Checked> all) {
        List<Checked> checks = distinct(all);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("mistake"));
        checks.forEach(c -> head.add(c.label()));
        rows.add(head);
        for (String mistake : mistakes(checks)) {
            List<String> row = new ArrayList<>(List.of(mistake));
            for (Checked c : checks) {
                row.add(exposure(c, mistake)
                        .map(e -> e.exposed() ? Numerals.brief(e.factor()) : "(" + Numerals.brief(e.factor()) + ")")
                        .orElse("–"));
            }
            rows.add(row);
        }
        List<String> lines = new ArrayList<>(TextTable.lines(rows, 2, WIDTH));
        lines.add("  (in brackets: not seen by this check; –: cannot occur in it)");
        Set<String> absent = absent(checks);
        if (!absent.isEmpty()) {
            String text = "cannot occur in these checks: " + String.join(", ", absent);
            TextTable.wrap(text, WIDTH).forEach(l -> lines.add("  " + l));
        }
        return lines;
    }
}
