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

    /** Every mistake that one of the checks knows, in the catalogue's order. */
    static Set<String> mistakes(List<Checked> checks) {
        Set<String> mistakes = new LinkedHashSet<>();
        checks.forEach(c -> c.verdict().power().forEach(e -> mistakes.add(e.mistake())));
        return mistakes;
    }

    /** What that check says of the mistake; empty if it does not know it or it cannot occur there. */
    static Optional<Exposure> exposure(Checked check, String mistake) {
        return check.verdict().power().stream()
                .filter(e -> e.mistake().equals(mistake) && e.applicable())
                .findFirst();
    }

    /** The table as text; factors of 1 and less, which the check could not have seen, stand in brackets. */
    public static List<String> lines(List<Checked> checks) {
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
        lines.add("  (in brackets: not seen by this check; –: cannot occur here)");
        return lines;
    }
}
