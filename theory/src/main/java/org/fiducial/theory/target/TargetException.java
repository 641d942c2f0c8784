package org.fiducial.theory.target;

/** A target that cannot be read, or not be enclosed where it is asked for; the message is one line: what, where, what was expected. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1;

    public TargetException(String line) {
        super(line);
    }
}
