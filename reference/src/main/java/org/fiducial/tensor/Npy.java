package org.fiducial.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Files of NumPy's npy format, versions 1.0, 2.0 and 3.0: one array each, C or Fortran order, little- or big-endian.
 *
 * <p>NumPy has no bfloat16 and no 8-bit floating point; the ml_dtypes package stores them as opaque bytes ({@code <V2}, {@code <V1},
 * {@code <f1}). Such a file is read only if the caller says what the bytes are.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** Headers hold a few dozen bytes; NumPy itself refuses more than 10000. */
    private static final int MAX_HEADER = 1 << 20;

    private Npy() {}

    /**
     * Reads a file.
     *
     * @throws TensorFileException if the file cannot be read, breaks a rule of the format, or holds elements of another kind
     */
    public static Tensor read(Path file) throws TensorFileException {
        return readFile(file, null);
    }

    /**
     * Reads a file in which opaque elements are of the given type.
     *
     * @throws TensorFileException if the file cannot be read, breaks a rule of the format, or holds elements of another kind
     */
    public static Tensor read(Path file, ElementType opaque) throws TensorFileException {
        return readFile(file, opaque);
    }

    static Tensor readFile(Path file, @Nullable ElementType opaque) throws TensorFileException {
        try (ByteSource source = ByteSource.of(file)) {
            return read(source, opaque);
        } catch (TensorFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TensorFileException(file, "", "cannot be closed: " + e.getMessage(), e);
        }
    }

    static boolean isMagic(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static Tensor read(ByteSource source, @Nullable ElementType opaque) throws TensorFileException {
        byte[] start = source.read(0, Math.min(source.size(), 12), "start");
        if (start.length < 10 || !isMagic(start)) {
            throw source.fault("byte 0", "expected an npy array, which begins with 0x93 NUMPY and a version");
        }
        int version = start[6];
        if (version < 1 || version > 3 || start[7] != 0) {
            throw source.fault(
                    "byte 6", "version " + (start[6] & 0xff) + "." + (start[7] & 0xff) + ", expected 1.0, 2.0 or 3.0");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        if (start.length < 8 + lengthBytes) {
            throw source.fault("byte 8", "ends, expected a header length");
        }
        ByteBuffer lengths = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1 ? lengths.getShort(8) & 0xffff : lengths.getInt(8) & 0xffffffffL;
        if (length > MAX_HEADER) {
            throw source.fault("byte 8", "header length " + length + ", expected at most " + MAX_HEADER);
        }
        long from = 8 + lengthBytes;
        NpyHeader header = NpyHeader.parse(source.read(from, length, "header"), from, source);
        NpyElement element = NpyElement.of(header.descr(), opaque, from, source);
        Shape shape = source.shape("byte " + from, header.shape());
        long base = from + length;
        long bytes = (long) shape.elements() * element.type().bytes();
        if (bytes != source.size() - base) {
            throw source.fault(
                    "byte " + base,
                    source.size() - base + " bytes behind the header, expected " + bytes + " for " + element.type()
                            + " " + shape);
        }
        byte[] data = source.read(base, bytes, "array");
        if (element.bigEndian()) {
            reverseEach(data, element.type().bytes());
        }
        byte[] rows =
                header.fortranOrder() ? rowMajor(data, shape, element.type().bytes()) : data;
        Tensor t = Tensor.over(element.type(), shape, rows);
        int bad = t.firstBadFlag();
        if (bad >= 0) {
            throw source.fault(
                    "array", "BOOL " + (rows[bad] & 0xff) + " at " + shape.describeIndex(bad) + ", expected 0 or 1");
        }
        return t;
    }

    private static void reverseEach(byte[] data, int size) {
        for (int first = 0; first < data.length; first += size) {
            for (int i = first, j = first + size - 1; i < j; i++, j--) {
                byte b = data[i];
                data[i] = data[j];
                data[j] = b;
            }
        }
    }

    /** Elements in column-major order brought into row-major order. */
    private static byte[] rowMajor(byte[] data, Shape shape, int size) {
        int rank = shape.rank();
        int[] step = new int[rank];
        int product = 1;
        for (int a = 0; a < rank && shape.elements() > 0; a++) {
            step[a] = product;
            product *= shape.size(a);
        }
        byte[] rows = new byte[data.length];
        int[] index = new int[rank];
        int from = 0;
        for (int to = 0; to < shape.elements(); to++) {
            for (int b = 0; b < size; b++) {
                rows[to * size + b] = data[from * size + b];
            }
            for (int a = rank - 1; a >= 0; a--) {
                from += step[a];
                if (++index[a] < shape.size(a)) {
                    break;
                }
                from -= step[a] * shape.size(a);
                index[a] = 0;
            }
        }
        return rows;
    }

    /**
     * Writes a file of version 1.0 in C order, little-endian. BF16, F8_E4M3 and F8_E5M2 are written as opaque elements.
     *
     * @throws TensorFileException if the file cannot be written; nothing is left behind then
     */
    public static void write(Path file, Tensor tensor) throws TensorFileException {
        NewFile.write(file, out -> write(out, tensor));
    }

    static void write(OutputStream out, Tensor tensor) throws IOException {
        out.write(header(tensor));
        out.write(tensor.data());
    }

    /** Magic, version, length and dictionary, filled up to a multiple of 64 bytes as NumPy does. */
    static byte[] header(Tensor tensor) {
        StringBuilder text = new StringBuilder("{'descr': '")
                .append(NpyElement.descr(tensor.type()))
                .append("', 'fortran_order': False, 'shape': (");
        int[] sizes = tensor.shape().sizes();
        for (int a = 0; a < sizes.length; a++) {
            text.append(a == 0 ? "" : ", ").append(sizes[a]);
        }
        text.append(sizes.length == 1 ? ",), }" : "), }");
        int length = (10 + text.length() + 1 + 63) / 64 * 64;
        while (text.length() < length - 11) {
            text.append(' ');
        }
        text.append('\n');
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length())
                .put(text.toString().getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
