package org.fiducial.arithmetic;

/** A decision that the precision allowed could not make; the message names the tie. */
public final class UndecidedException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    public UndecidedException(String tie) {
        super(tie);
    }
}
