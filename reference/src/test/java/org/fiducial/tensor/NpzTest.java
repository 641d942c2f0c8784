package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden archives were written by NumPy 2.4.6. */
class NpzTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        Path file = folder.resolve("case.npz");
        Files.write(file, bytes);
        return file;
    }

    private void refused(String expected, byte[] bytes) throws IOException {
        Path file = file(bytes);
        TensorFileException e = assertThrows(TensorFileException.class, () -> Npz.read(file));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.startsWith(file + ": "), message);
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }

    static Map<String, Tensor> numpys() {
        double[] doubles = {1.5, -0.0, Double.POSITIVE_INFINITY, Math.PI, Double.MIN_VALUE, -Double.MAX_VALUE};
        float[] halves = new float[24];
        for (int i = 0; i < 24; i++) {
            halves[i] = i * 0.5f;
        }
        Tensor f2 = Tensor.ofCodes(ElementType.F16, new long[] {0x3e00, 0x8000, 1, 0x7bff, 0x7c00}, 5);
        Map<String, Tensor> m = new LinkedHashMap<>();
        m.put("f8", Tensor.of(doubles, 2, 3));
        m.put("f8 big", Tensor.of(doubles, 2, 3));
        m.put("f8 columns", Tensor.of(doubles, 2, 3));
        m.put("f4 big columns", Tensor.of(halves, 2, 3, 4));
        m.put("f2", f2);
        m.put("f2 big", f2);
        m.put("i1", Tensor.ofCodes(ElementType.I8, new long[] {-128, 127}, 2));
        m.put("i2", Tensor.ofCodes(ElementType.I16, new long[] {-32768, 32767}, 2));
        m.put("i4", Tensor.of(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, 2, 1));
        m.put("i8", Tensor.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 2));
        m.put("u1", Tensor.ofCodes(ElementType.U8, new long[] {0xff}, 1));
        m.put("u2", Tensor.ofCodes(ElementType.U16, new long[] {0xffff}, 1));
        m.put("u4", Tensor.ofCodes(ElementType.U32, new long[] {0xffffffffL}, 1));
        m.put("u8", Tensor.ofCodes(ElementType.U64, new long[] {0, -1}, 2));
        m.put("b1", Tensor.of(new boolean[] {true, false}, 2));
        m.put("scalar", Tensor.of(new float[] {2.5f}));
        m.put("empty", Tensor.of(new float[0], 0, 3));
        m.put("one", Tensor.of(new float[] {1}, 1));
        m.put("ünï/ß", Tensor.of(new double[0], 2, 0));
        return m;
    }

    @Test
    void numpysArchives() throws IOException {
        for (String name : new String[] {"numpy.npz", "numpy-deflated.npz"}) {
            TensorFile content = Npz.read(file(NpyTest.golden(name)));
            assertEquals(numpys(), content.tensors());
            assertEquals(
                    List.copyOf(numpys().keySet()),
                    List.copyOf(content.tensors().keySet()));
        }
    }

    @Test
    void archivesReturn() throws IOException {
        TensorFile content = new TensorFile(numpys());
        Path file = folder.resolve("x.npz");
        Npz.write(file, content);
        assertEquals(content, Npz.read(file));
        byte[] stored = Files.readAllBytes(file);
        Npz.write(file, content);
        assertArrayEquals(stored, Files.readAllBytes(file));
        Npz.writeDeflated(file, content);
        assertEquals(content, Npz.read(file));
        assertEquals(
                List.copyOf(content.tensors().keySet()),
                List.copyOf(Npz.read(file).tensors().keySet()));
        TensorFile large = new TensorFile(Map.of("q", Tensor.of(new float[1 << 20], 1 << 20)));
        Npz.writeDeflated(file, large);
        assertTrue(Files.size(file) < 1 << 14);
        assertEquals(large, Npz.read(file));
        Npz.write(file, new TensorFile(Map.of()));
        assertEquals(0, Npz.read(file).tensors().size());
        TensorFile bf16 = new TensorFile(Map.of("k", Tensor.ofCodes(ElementType.BF16, new long[] {1}, 1)));
        Npz.write(file, bf16);
        assertEquals(bf16, Npz.read(file, ElementType.BF16, Npz.DEFAULT_LIMIT));
        assertThrows(TensorFileException.class, () -> Npz.read(file));
        TensorFile described = new TensorFile(Map.of(), Map.of("a", "b"));
        assertThrows(IllegalArgumentException.class, () -> Npz.write(file, described));
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    @Test
    void entriesAreChecked() throws IOException {
        byte[] array = NpyTest.bytes("|u1", "False", "(1,)", (byte) 1);
        refused("entry 'notes.txt': expected entries that end in .npy", zip(Map.of("notes.txt", array)));
        refused("entry 'a/': expected entries", zip(Map.of("a/", new byte[0])));
        refused("entry 'q.npy', byte 0: expected an npy array", zip(Map.of("q.npy", new byte[20])));
        refused(
                "entry 'q.npy', byte 68: 2 bytes behind the header, expected 1",
                zip(Map.of("q.npy", Arrays.copyOf(array, array.length + 1))));
        refused("entry 'q\\u001b.npy'", zip(Map.of("q\u001b.npy", new byte[20])));
        byte[] twice = zip(Map.of("a.npy", array, "b.npy", array));
        replace(twice, "b.npy", "a.npy");
        refused("name repeats", twice);
        refused("not a zip archive", new byte[0]);
        refused("not a zip archive", new byte[100]);
        TensorFileException e = assertThrows(TensorFileException.class, () -> Npz.read(folder));
        assertTrue(String.valueOf(e.getMessage()).endsWith("not a regular file, expected one"), e.getMessage());
    }

    private static void replace(byte[] in, String from, String to) {
        String s = new String(in, StandardCharsets.ISO_8859_1).replace(from, to);
        System.arraycopy(s.getBytes(StandardCharsets.ISO_8859_1), 0, in, 0, in.length);
    }

    /** The place of the first entry's record in the archive's directory. */
    private static int directory(byte[] zip) {
        return new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    }

    @Test
    void damagedContentsAreRefused() throws IOException {
        Path file = folder.resolve("x.npz");
        Npz.write(file, new TensorFile(Map.of("q", Tensor.of(new float[64], 64))));
        byte[] stored = Files.readAllBytes(file);
        byte[] flipped = stored.clone();
        flipped[300] ^= 1;
        refused("checksum", flipped);
        // Sizes in the directory that do not hold: ZIP has them 20 and 24 bytes behind the record's start.
        for (int size : new int[] {0, 1, 127, 383, 385, 1000, 1 << 29}) {
            byte[] lying = stored.clone();
            ByteBuffer b = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
            b.putInt(directory(stored) + 24, size);
            refused("entry 'q.npy'", lying);
            b.putInt(directory(stored) + 20, size);
            refused("", lying);
        }
        Npz.writeDeflated(file, new TensorFile(Map.of("q", Tensor.of(new float[1 << 16], 1 << 16))));
        byte[] deflated = Files.readAllBytes(file);
        for (int size : new int[] {0, 1, 128, (1 << 18) + 127, (1 << 18) + 129, 1 << 29}) {
            byte[] lying = deflated.clone();
            ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(directory(deflated) + 24, size);
            refused("entry 'q.npy'", lying);
        }
    }

    @Test
    void bombsAreRefusedBeforeTheyAreUnpacked() throws IOException {
        Path file = folder.resolve("x.npz");
        Npz.writeDeflated(file, new TensorFile(Map.of("q", Tensor.of(new float[1 << 20], 1 << 20))));
        TensorFileException e = assertThrows(TensorFileException.class, () -> Npz.read(file, null, 1 << 22));
        assertTrue(String.valueOf(e.getMessage()).contains("more than 4194304 unpacked bytes"), e.getMessage());
        assertEquals(1 << 20, Npz.read(file, null, (1 << 22) + 128).tensor("q").elements());
        byte[] zip = Files.readAllBytes(file);
        ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(directory(zip) + 24, Integer.MAX_VALUE);
        refused("more than 1073741824 unpacked bytes", zip);
        // Two entries over the same bytes.
        Npz.write(file, new TensorFile(Map.of("a", Tensor.of(new float[1000], 1000))));
        byte[] one = Files.readAllBytes(file);
        int at = directory(one);
        int end = new String(one, StandardCharsets.ISO_8859_1).indexOf("PK\u0005\u0006");
        ByteBuffer both = ByteBuffer.allocate(one.length + end - at).order(ByteOrder.LITTLE_ENDIAN);
        both.put(one, 0, end).put(one, at, one.length - at);
        both.put(end + 46, (byte) 'b');
        int tail = end + (end - at);
        both.putShort(tail + 8, (short) 2).putShort(tail + 10, (short) 2).putInt(tail + 12, 2 * (end - at));
        refused("expected no overlap", both.array());
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] all = NpyTest.golden("numpy-deflated.npz");
        for (int n = 0; n < all.length; n += 7) {
            refused("", Arrays.copyOf(all, n));
        }
    }
}
