package org.fiducial.cli;

import java.io.PrintWriter;
import org.fiducial.oracle.Outcome;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes.
 *
 * @param out what was asked for
 * @param err errors and progress
 * @param colours whether a person looks at it who wants colours
 * @param interactive whether a person looks at it
 */
record Terminal(PrintWriter out, PrintWriter err, boolean colours, boolean interactive) {
    /** One line on standard error; control characters, which may come out of a file or a name, are not passed on. */
    void error(String command, String line) {
        String plain = line.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "\uFFFD");
        err.println(command + ": " + plain);
        err.flush();
    }

    /** The outcome's name, coloured where colours are wanted. */
    String paint(Outcome outcome) {
        return switch (outcome) {
            case CONFORMS -> paint("bold,green", outcome.name());
            case VIOLATES -> paint("bold,red", outcome.name());
            case INCONCLUSIVE -> paint("bold,yellow", outcome.name());
        };
    }

    String doubt(String text) {
        return paint("bold,yellow", text);
    }

    String heading(String text) {
        return paint("bold", text);
    }

    private String paint(String style, String text) {
        return (colours ? Ansi.ON : Ansi.OFF).string("@|" + style + " " + text + "|@");
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
