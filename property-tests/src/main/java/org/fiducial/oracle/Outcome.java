package org.fiducial.oracle;

/** What a check says of one element, and of all of them: the worst of the elements' outcomes. */
public enum Outcome {
    /** Provably inside the envelope. */
    CONFORMS,
    /** The derived bound says nothing here, or the largest precision did not decide; the verdict's reasons say which. */
    INCONCLUSIVE,
    /** Provably outside the envelope, or not a number where the exact value is one. */
    VIOLATES
}
