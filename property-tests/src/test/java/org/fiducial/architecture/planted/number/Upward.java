package org.fiducial.architecture.planted.number;

import org.fiducial.architecture.planted.cli.Screen;

/** Breaks the order of packages. */
final class Upward {
    String screen() {
        return Screen.name();
    }
}
