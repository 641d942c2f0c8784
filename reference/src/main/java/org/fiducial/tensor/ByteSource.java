package org.fiducial.tensor;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A known number of bytes that can be read at any place: a file, or an entry of an archive. */
abstract class ByteSource implements Closeable {
    /** Larger reads through a channel would each keep an off-heap buffer of their full size. */
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final String inside;

    private ByteSource(Path file, String inside) {
        this.file = file;
        this.inside = inside;
    }

    abstract long size();

    /** Fills the array from the bytes at a place that the caller knows to be inside. */
    abstract void fill(byte[] into, long at) throws IOException;

    @Override
    public void close() throws IOException {}

    /**
     * The bytes from a place on. Nothing is allocated before the length is known to be there.
     *
     * @throws TensorFileException if they are not all there
     */
    byte[] read(long at, long length, String what) throws TensorFileException {
        if (at < 0 || length < 0 || at > size() - length) {
            throw fault(
                    "byte " + at, what + " of " + length + " bytes ends outside the " + size() + " bytes there are");
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw fault("byte " + at, what + " of " + length + " bytes, expected below 2^31");
        }
        byte[] bytes = new byte[(int) length];
        try {
            fill(bytes, at);
        } catch (IOException e) {
            throw new TensorFileException(
                    file, where("byte " + at), what + " cannot be read: " + TensorFileException.reason(e), e);
        }
        return bytes;
    }

    TensorFileException fault(String where, String what) {
        return new TensorFileException(file, where(where), what);
    }

    /** The shape with sizes found in the file. */
    Shape shape(String where, long[] sizes) throws TensorFileException {
        int[] small = new int[sizes.length];
        for (int a = 0; a < sizes.length; a++) {
            if (sizes[a] > Integer.MAX_VALUE) {
                throw fault(where, "shape " + Arrays.toString(sizes) + ", expected sizes below 2^31");
            }
            small[a] = (int) sizes[a];
        }
        try {
            return Shape.of(small);
        } catch (IllegalArgumentException e) {
            throw fault(where, String.valueOf(e.getMessage()));
        }
    }

    private String where(String where) {
        return inside.isEmpty() || where.isEmpty() ? inside + where : inside + ", " + where;
    }

    /** The bytes of a regular file. */
    static ByteSource of(Path file) throws TensorFileException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new TensorFileException(file, "", "not a regular file, expected one");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new OfFile(file, channel, channel.size());
        } catch (NoSuchFileException e) {
            throw new TensorFileException(file, "", "no such file", e);
        } catch (TensorFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TensorFileException(file, "", "cannot be opened: " + TensorFileException.reason(e), e);
        }
    }

    /** The bytes of an archive's entry. */
    static ByteSource of(Path file, String inside, byte[] bytes) {
        return new OfArray(file, inside, bytes);
    }

    private static final class OfFile extends ByteSource {
        private final FileChannel channel;
        private final long size;

        OfFile(Path file, FileChannel channel, long size) {
            super(file, "");
            this.channel = channel;
            this.size = size;
        }

        @Override
        long size() {
            return size;
        }

        @Override
        void fill(byte[] into, long at) throws IOException {
            int done = 0;
            while (done < into.length) {
                int n = channel.read(ByteBuffer.wrap(into, done, Math.min(CHUNK, into.length - done)), at + done);
                if (n < 0) {
                    throw new EOFException("the file became shorter while it was read");
                }
                done += n;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class OfArray extends ByteSource {
        private final byte[] bytes;

        OfArray(Path file, String inside, byte[] bytes) {
            super(file, inside);
            this.bytes = bytes;
        }

        @Override
        long size() {
            return bytes.length;
        }

        @Override
        void fill(byte[] into, long at) {
            System.arraycopy(bytes, (int) at, into, 0, into.length);
        }
    }
}
