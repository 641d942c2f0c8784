package org.fiducial.cli;

import org.fiducial.oracle.Verdict;
import org.fiducial.report.Checked;
import org.fiducial.report.Numerals;
import org.fiducial.report.VerdictText;

/** A verdict on the terminal. */
final class VerdictLines {
    private VerdictLines() {}

    /** The verdict's name, and unless only that is wanted what it rests on. */
    static void print(Terminal terminal, Checked checked, boolean quiet) {
        Verdict v = checked.verdict();
        String suspicion = v.suspicion().suspicious() ? "  " + terminal.doubt("SUSPICIOUS") : "";
        if (quiet) {
            terminal.out().println(terminal.paint(v.verdict()) + suspicion);
            return;
        }
        terminal.out()
                .println(terminal.paint(v.verdict()) + suspicion + "  " + checked.label() + " (" + v.operator() + ", "
                        + v.output() + ", " + Numerals.brief(checked.seconds()) + " s)");
        VerdictText.lines(checked).forEach(terminal.out()::println);
    }
}
