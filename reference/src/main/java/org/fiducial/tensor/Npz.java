package org.fiducial.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Files of NumPy's npz format: a zip archive of npy arrays, stored or deflated. The name of an array is its entry's without ".npy". */
public final class Npz {
    /** How many bytes the entries of one file may hold together when unpacked, unless the file itself is larger or the caller says more. */
    public static final long DEFAULT_LIMIT = 1L << 30;

    private static final String SUFFIX = ".npy";
    private static final int FIRST_CHUNK = 1 << 16;

    private Npz() {}

    /**
     * Reads a file of at most {@link #DEFAULT_LIMIT} unpacked bytes; see {@link Npy} for opaque elements.
     *
     * @throws TensorFileException if the file cannot be read or breaks a rule of its formats
     */
    public static TensorFile read(Path file) throws TensorFileException {
        return read(file, null, DEFAULT_LIMIT);
    }

    /**
     * Reads a file in which opaque elements are of the given type.
     *
     * @param limit unpacked bytes; a file that declares or holds more is refused, unless it is at least as large itself
     * @throws TensorFileException if the file cannot be read or breaks a rule of its formats
     */
    public static TensorFile read(Path file, @Nullable ElementType opaque, long limit) throws TensorFileException {
        // Opening checks that there is such a regular file; the archive's own reader would wait for a pipe.
        try (ByteSource whole = ByteSource.of(file);
                ZipFile zip = new ZipFile(file.toFile())) {
            checkSizes(zip, whole, limit);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String inside = "entry " + TensorFileException.quote(entry.getName());
                if (!entry.getName().endsWith(SUFFIX)) {
                    throw whole.fault(inside, "expected entries that end in " + SUFFIX);
                }
                String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                ByteSource array = ByteSource.of(file, inside, unpacked(zip, entry, whole, inside));
                if (tensors.put(name, Npy.read(array, opaque)) != null) {
                    throw whole.fault(inside, "name repeats, expected distinct names");
                }
            }
            return new TensorFile(tensors);
        } catch (TensorFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            // The archive's reader reports some texts that are not UTF-8 as illegal arguments.
            throw new TensorFileException(file, "", "not a zip archive that can be read: " + e.getMessage(), e);
        }
    }

    /** Before anything is unpacked: no more packed bytes than the file has, no more unpacked bytes than allowed. */
    private static void checkSizes(ZipFile zip, ByteSource whole, long limit) throws TensorFileException {
        long most = Math.max(limit, whole.size());
        long packed = 0;
        long unpacked = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String inside = "entry " + TensorFileException.quote(entry.getName());
            long p = entry.getCompressedSize();
            long u = entry.getSize();
            if (p < 0 || p > whole.size() - packed) {
                throw whole.fault(
                        inside,
                        "entries of more packed bytes than the file's " + whole.size() + ", expected no overlap");
            }
            if (u < 0 || u > most - unpacked) {
                throw whole.fault(inside, "entries of more than " + most + " unpacked bytes, expected at most as many");
            }
            packed += p;
            unpacked += u;
        }
    }

    /** The bytes of an entry; memory grows with what is really there, not with what is declared. */
    private static byte[] unpacked(ZipFile zip, ZipEntry entry, ByteSource whole, String inside) throws IOException {
        long size = entry.getSize();
        if (size > Integer.MAX_VALUE - 8) {
            throw whole.fault(inside, size + " unpacked bytes, expected below 2^31");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = new byte[(int) Math.min(size, FIRST_CHUNK)];
            int n = 0;
            while (true) {
                int more = in.readNBytes(bytes, n, bytes.length - n);
                n += more;
                if (n < bytes.length || n == size) {
                    break;
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * bytes.length));
            }
            if (n < size || in.read() >= 0) {
                throw whole.fault(
                        inside, (n < size ? n + " unpacked bytes" : "more unpacked bytes") + ", expected " + size);
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() != entry.getCrc()) {
                throw whole.fault(inside, "checksum of the contents differs from the recorded one");
            }
            return bytes;
        }
    }

    /**
     * Writes a file of stored entries in the tensors' order.
     *
     * @throws TensorFileException if the file cannot be written; nothing is left behind then
     * @throws IllegalArgumentException if there is metadata, which the format cannot hold
     */
    public static void write(Path file, TensorFile content) throws TensorFileException {
        write(file, content, ZipEntry.STORED);
    }

    /**
     * Writes a file of deflated entries in the tensors' order.
     *
     * @throws TensorFileException if the file cannot be written; nothing is left behind then
     * @throws IllegalArgumentException if there is metadata, which the format cannot hold
     */
    public static void writeDeflated(Path file, TensorFile content) throws TensorFileException {
        write(file, content, ZipEntry.DEFLATED);
    }

    private static void write(Path file, TensorFile content, int method) throws TensorFileException {
        content.requireNoMetadata("npz");
        NewFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, Tensor> e : content.tensors().entrySet()) {
                writeEntry(zip, e.getKey() + SUFFIX, e.getValue(), method);
            }
            zip.finish();
        });
    }

    private static void writeEntry(ZipOutputStream zip, String name, Tensor tensor, int method) throws IOException {
        byte[] header = Npy.header(tensor);
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(tensor.data());
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(method);
        // The same contents give the same file at any time and place.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        entry.setSize((long) header.length + tensor.data().length);
        entry.setCrc(crc.getValue());
        if (method == ZipEntry.STORED) {
            entry.setCompressedSize(entry.getSize());
        }
        zip.putNextEntry(entry);
        zip.write(header);
        zip.write(tensor.data());
        zip.closeEntry();
    }
}
