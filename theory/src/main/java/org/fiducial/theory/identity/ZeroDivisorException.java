package org.fiducial.theory.identity;

/** A random point at which a denominator vanishes; the point is drawn again. */
public final class ZeroDivisorException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    public ZeroDivisorException(String what) {
        super(what);
    }
}
