package org.fiducial.report;

import static org.fiducial.report.Numerals.brief;
import static org.fiducial.report.Numerals.count;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;

/** A verdict in words. */
public final class VerdictText {
    private static final int WIDTH = 110;

    private VerdictText() {}

    /** What follows the verdict's name on the terminal: two columns, without the notes. */
    public static List<String> lines(Checked c) {
        Verdict v = c.verdict();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("declared", v.model().toString()));
        rows.add(List.of("worst", worst(v)));
        rows.add(List.of("elements", counts(v)));
        for (String reason : v.reasons()) {
            rows.add(List.of("reason", reason));
        }
        for (Diagnosis d : v.diagnosis()) {
            rows.add(List.of("diagnosis", diagnosis(d)));
        }
        if (v.verdict() == Outcome.VIOLATES && v.diagnosis().isEmpty()) {
            rows.add(List.of("diagnosis", "none of the catalogued mistakes explains it"));
        }
        if (v.verdict() != Outcome.VIOLATES) {
            rows.add(List.of("suspicion", suspicion(v)));
        }
        if (!v.power().isEmpty()) {
            rows.add(List.of("power", power(v)));
        }
        rows.add(List.of("engines", engines(v)));
        return TextTable.lines(rows, 2, WIDTH);
    }

    /** The element with the largest ratio, in one sentence. */
    public static String worst(Verdict v) {
        WorstElement w = v.worst();
        String place = "element " + Numerals.index(w.index()) + " is " + Numerals.exact(w.candidate()) + ", exactly "
                + Numerals.cut(w.exact(), 17) + " ± " + brief(w.radius());
        if (!Double.isFinite(w.candidate())) {
            return place;
        }
        return place + ": " + brief(w.ulps()) + " ulps off, " + brief(w.ratio()) + " of the bound " + brief(w.bound());
    }

    /** How many elements ended how. */
    public static String counts(Verdict v) {
        if (v.conforming() == v.elements()) {
            return count(v.elements()) + " checked, all inside the envelope" + envelopes(v);
        }
        List<String> parts = new ArrayList<>();
        parts.add(count(v.elements()) + " checked: " + count(v.conforming()) + " inside the envelope");
        if (v.violating() > 0) {
            parts.add(count(v.violating()) + " outside");
        }
        if (v.inconclusive() > 0) {
            parts.add(count(v.inconclusive()) + " undecided");
        }
        return String.join(", ", parts) + envelopes(v);
    }

    private static String envelopes(Verdict v) {
        return v.envelopes().isEmpty()
                ? ""
                : v.envelopes().stream()
                        .map(e -> e.envelope() + " " + count(e.elements()))
                        .collect(Collectors.joining(", ", " (smaller envelope: ", ")"));
    }

    /** One mistake that explains a violation. */
    public static String diagnosis(Diagnosis d) {
        return d.mistake() + ": " + d.description() + " (explains " + brief(100 * d.explained())
                + "% of the elements examined, within " + brief(d.ratio()) + " of its own envelope)";
    }

    /** What the probabilistic envelope says. */
    public static String suspicion(Verdict v) {
        String head = v.suspicion().suspicious() ? "SUSPICIOUS: " : "none: ";
        return head + brief(v.suspicion().ratio()) + " of the probabilistic envelope (false alarm at most "
                + brief(v.suspicion().falseAlarm()) + ")";
    }

    /** Which mistakes this check would have exposed, and which it could not have seen. */
    public static String power(Verdict v) {
        List<Exposure> applicable =
                v.power().stream().filter(Exposure::applicable).toList();
        List<Exposure> hidden = applicable.stream().filter(e -> !e.exposed()).toList();
        String head = "exposes " + (applicable.size() - hidden.size()) + " of " + applicable.size()
                + " mistakes that can be made here";
        if (hidden.isEmpty()) {
            return head;
        }
        return head + "; could not have seen "
                + hidden.stream()
                        .map(e -> e.mistake() + " (" + brief(e.factor()) + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Mistake, factor and answer, one row a mistake. */
    public static List<List<String>> powerRows(Verdict v) {
        List<List<String>> rows = new ArrayList<>();
        for (Exposure e : v.power()) {
            rows.add(List.of(e.mistake(), e.applicable() ? brief(e.factor()) : "–", answer(e), e.description()));
        }
        return rows;
    }

    /** "exposed", "not seen" or "cannot occur here". */
    static String answer(Exposure e) {
        if (!e.applicable()) {
            return "cannot occur here";
        }
        return e.exposed() ? "exposed" : "not seen";
    }

    /** How many rows each engine decided. */
    static String engines(Verdict v) {
        return v.engines().stream()
                .map(e -> e.engine() + " " + Numerals.counted(e.rows(), "row"))
                .collect(Collectors.joining(", "));
    }
}
