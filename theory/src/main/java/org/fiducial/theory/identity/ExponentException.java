package org.fiducial.theory.identity;

/** An exponential of something that may not stand in an exponent: only one exponential level is allowed, claim-kinds section 2. */
public final class ExponentException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    public ExponentException(String what) {
        super(what);
    }
}
