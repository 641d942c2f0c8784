package org.fiducial.architecture.planted.number;

import picocli.CommandLine;

/** Rests on a library that is not the mathematics'. */
final class ForeignLibrary {
    int exit(CommandLine line) {
        return line.execute();
    }
}
