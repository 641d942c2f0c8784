package org.fiducial.architecture.planted.number;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file where only values belong. */
final class FileReading {
    long size(Path file) throws IOException {
        return Files.size(file);
    }
}
