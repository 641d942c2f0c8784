package org.fiducial.oracle;

/** A case or candidate that cannot be checked; the message is one line: what, where, what was expected. */
public final class CaseException extends Exception {
    private static final long serialVersionUID = 1;

    public CaseException(String line) {
        super(line);
    }
}
