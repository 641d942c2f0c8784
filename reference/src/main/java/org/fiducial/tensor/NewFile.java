package org.fiducial.tensor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that appears complete or not at all: written beside its place, then moved there in one step. */
public final class NewFile {
    private NewFile() {}

    /** What to write. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A place that cannot be written to is found before the work, not after it.
     *
     * @param files where something is going to be written; null where nothing is
     * @throws TensorFileException if a file is a folder, or its folder is missing or does not allow it
     */
    public static void requirePlaces(@Nullable Path... files) throws TensorFileException {
        for (Path file : files) {
            if (file == null) {
                continue;
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            if (folder == null || Files.isDirectory(file) || !Files.isDirectory(folder)) {
                throw new TensorFileException(file, "", "cannot be written, expected a file in a folder that exists");
            }
            if (!Files.isWritable(folder)) {
                throw new TensorFileException(file, "", "cannot be written, the folder does not allow it");
            }
        }
    }

    /**
     * A folder that cannot be made or written to is found before the work, not after it.
     *
     * @throws TensorFileException if it can neither be made nor written to
     */
    public static void requireFolder(Path folder) throws TensorFileException {
        Path place = folder.toAbsolutePath().normalize();
        while (place != null && !Files.exists(place)) {
            place = place.getParent();
        }
        if (place == null || !Files.isDirectory(place) || !Files.isWritable(place)) {
            String what = place == null || Files.isDirectory(place) ? "cannot be written" : place + " is no folder";
            throw new TensorFileException(folder, "", what + ", expected a folder that can be made or written to");
        }
    }

    /** Writes text as UTF-8. */
    public static void write(Path file, String text) throws TensorFileException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes the file, in the place of one that is there.
     *
     * @throws TensorFileException if it cannot be written; what was there stays, and nothing new is left
     */
    public static void write(Path file, Content content) throws TensorFileException {
        try {
            // A link stays a link; the file it leads to is replaced.
            Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path beside = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                try (FileChannel channel =
                        FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                    content.writeTo(out);
                    out.flush();
                    channel.force(true);
                }
                move(beside, place);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (TensorFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TensorFileException(file, "", "cannot be written: " + TensorFileException.reason(e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
