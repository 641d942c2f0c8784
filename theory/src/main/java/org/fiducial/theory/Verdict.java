package org.fiducial.theory;

/** How a check ends (claim-kinds, section 0). Only {@link #VERIFIED} is green. */
public enum Verdict {
    VERIFIED,
    /** The statement fails at an input that is stored with the evidence. */
    REFUTED,
    /** Precision, draws or time ran out before an answer. */
    UNDECIDED,
    /** The check could not have failed: hypotheses never met, or a bound that holds for trivial reasons. */
    VACUOUS;

    /** The verdict of two parts together: one part that is not green decides, refutations first. */
    public Verdict and(Verdict other) {
        return severity() >= other.severity() ? this : other;
    }

    private int severity() {
        return switch (this) {
            case VERIFIED -> 0;
            case UNDECIDED -> 1;
            case VACUOUS -> 2;
            case REFUTED -> 3;
        };
    }
}
