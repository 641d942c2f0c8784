package org.fiducial.operator.quantisation;

/** What becomes of a position between two codes. */
public enum HalfRule {
    /** The nearest code, of two the even one. */
    EVEN,
    /** The nearest code, of two the one further from zero. */
    AWAY,
    /** The code below. */
    DOWN
}
