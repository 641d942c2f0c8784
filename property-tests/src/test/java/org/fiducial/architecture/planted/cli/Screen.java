package org.fiducial.architecture.planted.cli;

/** Used by a package before it. */
public final class Screen {
    private Screen() {}

    public static String name() {
        return "screen";
    }
}
