package org.fiducial.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.fiducial.oracle.CaseException;

/** The folder of {@code --to}. */
final class OutputFolder {
    private OutputFolder() {}

    /**
     * A folder that cannot be written to is found before the work, not after it.
     *
     * @throws CaseException if the folder can neither be made nor written to
     */
    static void require(Path folder) throws CaseException {
        Path place = folder.toAbsolutePath().normalize();
        while (place != null && !Files.exists(place)) {
            place = place.getParent();
        }
        if (place == null || !Files.isDirectory(place) || !Files.isWritable(place)) {
            throw new CaseException("--to " + folder + ": "
                    + (place == null || Files.isDirectory(place) ? "cannot be written" : place + " is no folder")
                    + ", expected a folder that can be made or written to");
        }
    }
}
