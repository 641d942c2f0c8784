package org.fiducial.number;

/** The five IEEE 754 rounding directions. */
public enum Rounding {
    /** To the nearest value, ties to the one with an even last digit. */
    TIES_TO_EVEN,
    /** To the nearest value, ties to the one of larger magnitude. */
    TIES_TO_AWAY,
    /** To the value of largest magnitude that does not exceed the magnitude given. */
    TOWARD_ZERO,
    /** To the smallest value that is not below. */
    UPWARD,
    /** To the largest value that is not above. */
    DOWNWARD;

    /**
     * Whether the magnitude of a truncated number has to grow by one unit.
     *
     * @param negative the number's sign
     * @param odd whether the last kept digit is one
     * @param half sign of (discarded part - half a unit)
     * @param inexact whether anything was discarded
     */
    boolean increments(boolean negative, boolean odd, int half, boolean inexact) {
        return switch (this) {
            case TIES_TO_EVEN -> half > 0 || half == 0 && odd;
            case TIES_TO_AWAY -> half >= 0;
            case TOWARD_ZERO -> false;
            case UPWARD -> inexact && !negative;
            case DOWNWARD -> inexact && negative;
        };
    }
}
