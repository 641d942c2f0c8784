package org.fiducial.cli;

import org.fiducial.oracle.Outcome;

/** What the process ends with. */
final class ExitStatus {
    static final int CONFORMS = 0;
    static final int VIOLATES = 1;
    /** Usage or bad input; also what picocli returns for a wrong option. */
    static final int BAD_INPUT = 2;

    static final int INCONCLUSIVE = 3;
    /** A defect of this program, not of what it was given; the number is that of sysexits' EX_SOFTWARE. */
    static final int DEFECT = 70;

    private ExitStatus() {}

    static int of(Outcome outcome) {
        return switch (outcome) {
            case CONFORMS -> CONFORMS;
            case VIOLATES -> VIOLATES;
            case INCONCLUSIVE -> INCONCLUSIVE;
        };
    }
}
