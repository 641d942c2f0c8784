package org.fiducial.arithmetic;

/** The answer of a comparison between numbers that may be known only to some precision. */
public enum Truth {
    TRUE,
    FALSE,
    /** The precision at hand does not tell; never to be mapped to a boolean. */
    UNDECIDED
}
