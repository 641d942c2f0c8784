package org.fiducial.cli;

import org.fiducial.oracle.Verdict;
import org.fiducial.report.Checked;
import org.fiducial.report.Numerals;
import org.fiducial.report.VerdictText;

/** A verdict on the terminal. */
final class VerdictLines {
    private VerdictLines() {}

    /**
     * The verdict, and unless it is wanted short what it rests on.
     *
     * @param alone print the verdict's name and nothing else
     * @param brief print one line
     */
    static void print(Terminal terminal, Checked checked, boolean alone, boolean brief) {
        Verdict v = checked.verdict();
        String suspicion = checked.isSuspicious() ? "  " + terminal.doubt("SUSPICIOUS") : "";
        String name = terminal.paint(v.verdict()) + suspicion;
        if (alone) {
            terminal.out().println(name);
            return;
        }
        terminal.out()
                .println(name + "  " + checked.label() + " (" + v.operator() + ", " + v.output() + ", "
                        + Numerals.brief(checked.seconds()) + " s)");
        if (!brief) {
            VerdictText.lines(checked).forEach(terminal.out()::println);
        }
    }
}
