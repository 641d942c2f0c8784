package org.fiducial.theory;

/** How long a check may run: more effort means more inputs, never another statement. */
public enum Effort {
    /** Seconds for a sheet; what every build runs. */
    QUICK,
    /** Ten times as many inputs. */
    STANDARD,
    /** A hundred times as many inputs; exhaustive runs over 2^32 inputs only here. */
    LONG;

    /** The number that belongs to this effort. */
    public int of(int quick, int standard, int longest) {
        return switch (this) {
            case QUICK -> quick;
            case STANDARD -> standard;
            case LONG -> longest;
        };
    }
}
