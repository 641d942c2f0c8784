package org.fiducial.tensor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A tensor file that cannot be read or written. The message is one line: file, where, what, what was expected. */
public final class TensorFileException extends IOException {
    private static final int LONGEST_QUOTE = 80;

    /**
     * @param file the file
     * @param where the place in the file, such as "byte 17" or "tensor 'q'"; empty if it is the whole file
     * @param what what is there and what was expected
     */
    TensorFileException(Path file, String where, String what, @Nullable Throwable cause) {
        super(line(file + ": " + (where.isEmpty() ? "" : where + ": ") + what), cause);
    }

    TensorFileException(Path file, String where, String what) {
        this(file, where, what, null);
    }

    /** A name out of a file, safe to print: quoted, cut to a reasonable length. */
    static String quote(String untrusted) {
        int end = Math.min(untrusted.length(), LONGEST_QUOTE);
        return "'" + untrusted.substring(0, end) + (end < untrusted.length() ? "…'" : "'");
    }

    /** What a system says is wrong, without the name of the file, which may be one that nobody asked for. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }

    /** Without line breaks, terminal escapes and other control characters. */
    private static String line(String message) {
        StringBuilder s = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            boolean control = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            s.append(control ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return s.toString();
    }
}
