package org.fiducial.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of another arithmetic, run beside ours. */
final class Peer {
    private static final long LIMIT_SECONDS = 300;

    private Peer() {}

    /** What a program printed. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        FailedException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Copies a program's source to a folder. */
    static Path source(Path folder, String name) throws IOException {
        Path to = folder.resolve(name);
        try (InputStream in = Peer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing from the program's own jar");
            }
            Files.copy(in, to);
        }
        return to;
    }

    /**
     * Runs a program and returns what it printed.
     *
     * @throws FailedException if it is not there, fails or takes too long
     */
    static String run(Path folder, List<String> command) throws IOException, FailedException {
        Path output = Files.createTempFile(folder, "peer", ".txt");
        try {
            Process p = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!p.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                p.destroyForcibly();
                throw new FailedException(command.get(0) + " took more than " + LIMIT_SECONDS + " s");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (p.exitValue() != 0) {
                String last = text.lines().reduce((a, b) -> b).orElse("");
                throw new FailedException(command.get(0) + " ended with status " + p.exitValue() + ": " + last);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException(command.get(0) + " was interrupted");
        } catch (IOException e) {
            throw new FailedException(command.get(0) + " does not start: " + e.getMessage());
        }
    }
}
