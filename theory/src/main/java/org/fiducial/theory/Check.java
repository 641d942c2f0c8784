package org.fiducial.theory;

/** A procedure that accepts or rejects a statement, with a proved bound on the probability that it accepts a false one. */
@FunctionalInterface
public interface Check {
    /** The evidence of one run; the same run gives the same evidence. */
    Evidence run(CheckRun run);
}
