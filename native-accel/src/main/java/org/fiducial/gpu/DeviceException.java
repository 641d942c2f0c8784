package org.fiducial.gpu;

/** A device refused or failed; the message is one line: which call, and what the device said. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceException(String line) {
        super(line);
    }

    public DeviceException(String line, Throwable cause) {
        super(line, cause);
    }
}
