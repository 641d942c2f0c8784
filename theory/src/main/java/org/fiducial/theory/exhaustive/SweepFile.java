package org.fiducial.theory.exhaustive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.fiducial.tensor.NewFile;

/** The file in which a long sweep keeps what it has done. */
record SweepFile(Path file) {
    /** The file of the sweep called so in a folder. */
    static SweepFile of(Path folder, String sweep) {
        String name = sweep.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new SweepFile(folder.resolve("sweep-" + name + ".txt"));
    }

    /**
     * What was saved last, or an empty text.
     *
     * @throws IllegalArgumentException if the file is there and cannot be read
     */
    String read() {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read saved sweep " + file + ": " + e, e);
        }
    }

    /**
     * Replaces what was saved, whole or not at all.
     *
     * @throws IllegalArgumentException if the folder cannot be written
     */
    void write(String state) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            NewFile.write(file, state);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot save the sweep in " + file + ": " + e, e);
        }
    }
}
