package org.fiducial.theory.construction;

/** A network that cannot be built or not be certified as asked; the message is one line: what, where, what was expected. */
public final class ConstructionException extends Exception {
    private static final long serialVersionUID = 1;

    public ConstructionException(String line) {
        super(line);
    }
}
