package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        Path file = folder.resolve("case.safetensors");
        Files.write(file, bytes);
        return file;
    }

    static byte[] bytes(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    private void refused(String expected, byte[] bytes) throws IOException {
        Path file = file(bytes);
        TensorFileException e = assertThrows(TensorFileException.class, () -> Safetensors.read(file));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.startsWith(file + ": "), message);
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }

    /** A file written by the format's own library, version 0.8.0, holds what was given to it, and is written back byte for byte. */
    @Test
    void librarysOwnFile() throws IOException {
        byte[] golden;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("library.safetensors"))) {
            golden = in.readAllBytes();
        }
        TensorFile content = Safetensors.read(file(golden));
        Map<String, Tensor> expected = new LinkedHashMap<>();
        expected.put(
                "f64",
                Tensor.of(
                        new double[] {1.5, -0.0, Double.POSITIVE_INFINITY, Math.PI, Double.MIN_VALUE, -Double.MAX_VALUE
                        },
                        2,
                        3));
        expected.put("f32", Tensor.of(new float[] {1.5f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE}, 2, 2));
        expected.put("f16", Tensor.ofCodes(ElementType.F16, new long[] {0x3e00, 0x8000, 1, 0x7bff, 0x7c00}, 5));
        expected.put("bf16", Tensor.ofCodes(ElementType.BF16, new long[] {0x3fc0, 0xc000, 0x7f7f}, 3));
        expected.put("e4m3", Tensor.ofCodes(ElementType.F8_E4M3, new long[] {0x7e, 0xbc, 0x01}, 3));
        expected.put("e5m2", Tensor.ofCodes(ElementType.F8_E5M2, new long[] {0x7b, 0xbe, 0x7c}, 3));
        expected.put("i64", Tensor.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 2));
        expected.put("i32", Tensor.of(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, 2, 1));
        expected.put("i16", Tensor.ofCodes(ElementType.I16, new long[] {-32768, 32767}, 2));
        expected.put("i8", Tensor.ofCodes(ElementType.I8, new long[] {-128, 127}, 2));
        expected.put("u64", Tensor.ofCodes(ElementType.U64, new long[] {0, -1}, 2));
        expected.put("u32", Tensor.ofCodes(ElementType.U32, new long[] {0xffffffffL}, 1));
        expected.put("u16", Tensor.ofCodes(ElementType.U16, new long[] {0xffff}, 1));
        expected.put("u8", Tensor.ofCodes(ElementType.U8, new long[] {0xff}, 1));
        expected.put("bool", Tensor.of(new boolean[] {true, false}, 2));
        expected.put("scalar", Tensor.of(new float[] {2.5f}));
        expected.put("empty", Tensor.of(new float[0], 0, 3));
        expected.put("é\"\\\n\u0001", Tensor.ofCodes(ElementType.U8, new long[] {7}, 1));
        assertEquals(expected, content.tensors());
        assertEquals(Map.of("fiducial.parameters", "{\"scale\": \"1/sqrt(64)\", \"é\": 1}"), content.metadata());

        Path written = folder.resolve("written.safetensors");
        Safetensors.write(written, new TensorFile(expected, content.metadata()));
        assertArrayEquals(golden, Files.readAllBytes(written));
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyTypeReturns(ElementType type) throws IOException {
        Random random = new Random(type.ordinal());
        for (int[] sizes : new int[][] {{}, {0}, {1}, {3, 5}, {2, 0, 4}, {2, 3, 4, 5}, {1 << 18}}) {
            Shape shape = Shape.of(sizes);
            byte[] data = new byte[shape.elements() * type.bytes()];
            random.nextBytes(data);
            for (int i = 0; type == ElementType.BOOL && i < data.length; i++) {
                data[i] &= 1;
            }
            TensorFile content = new TensorFile(
                    Map.of("a", Tensor.ofBytes(type, data, sizes), "𝄞", Tensor.of(new float[] {1}, 1)),
                    Map.of("z", "1", "a", "", "\u007f\t", "\b\f\r\u0000"));
            Path file = folder.resolve("x.safetensors");
            Safetensors.write(file, content);
            assertEquals(content, Safetensors.read(file));
            byte[] all = Files.readAllBytes(file);
            assertEquals(0, ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
            Safetensors.write(file, Safetensors.read(file));
            assertArrayEquals(all, Files.readAllBytes(file));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("x.safetensors")), files.toList());
        }
    }

    private static String tensor(String name, String type, String shape, String offsets) {
        return '"' + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + '}';
    }

    @Test
    void orderIsThatOfTheBytes() throws IOException {
        String header =
                " {" + tensor("b", "U8", "[1]", "[1,2]") + " , " + tensor("a", "U8", "[1]", "[0,1]") + "}\n\t\r ";
        TensorFile content = Safetensors.read(file(bytes(header.strip() + "  ", (byte) 5, (byte) 6)));
        assertEquals(List.of("a", "b"), List.copyOf(content.tensors().keySet()));
        assertEquals(5, content.tensor("a").value(0));
        assertEquals(6, content.tensor("b").value(0));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> content.tensor("c"));
        assertTrue(String.valueOf(e.getMessage()).contains("a, b"), e.getMessage());
        refused("does not begin with '{'", bytes(header, (byte) 5, (byte) 6));
        assertEquals(new TensorFile(Map.of()), Safetensors.read(file(bytes("{}"))));
    }

    @Test
    void placesAreChecked() throws IOException {
        byte zero = 0;
        refused("expected 4 bytes", bytes("{" + tensor("q", "F32", "[1]", "[0,3]") + "}", new byte[3]));
        refused("expected 4 bytes", bytes("{" + tensor("q", "F32", "[1]", "[3,0]") + "}", new byte[3]));
        refused("expected 4 bytes", bytes("{" + tensor("q", "F32", "[1]", "[0,5]") + "}", new byte[5]));
        refused("at most the 3 bytes", bytes("{" + tensor("q", "F32", "[1]", "[0,4]") + "}", new byte[3]));
        refused("expected the tensors' 4", bytes("{" + tensor("q", "F32", "[1]", "[0,4]") + "}", new byte[5]));
        refused("begin at 1, expected 0", bytes("{" + tensor("q", "F32", "[1]", "[1,5]") + "}", new byte[5]));
        refused(
                "begin at 0, expected 1",
                bytes("{" + tensor("q", "U8", "[1]", "[0,1]") + "," + tensor("k", "U8", "[1]", "[0,1]") + "}", zero));
        refused(
                "begin at 2, expected 1",
                bytes(
                        "{" + tensor("q", "U8", "[1]", "[0,1]") + "," + tensor("k", "U8", "[1]", "[2,3]") + "}",
                        new byte[3]));
        refused("expected the tensors' 0", bytes("{}", zero));
        refused(
                "begin at 4611686018427387904",
                bytes("{" + tensor("q", "U8", "[1]", "[4611686018427387904,4611686018427387905]") + "}", zero));
        refused(
                "begin at 9223372036854775807",
                bytes("{" + tensor("q", "U8", "[0]", "[9223372036854775807,9223372036854775807]") + "}", zero));
        refused("number of 2^63 or more", bytes("{" + tensor("q", "U8", "[1]", "[0,9223372036854775808]") + "}", zero));
        refused(
                "number of 2^63 or more",
                bytes("{" + tensor("q", "U8", "[1]", "[0,18446744073709551617]") + "}", zero));
        refused("2^31", bytes("{" + tensor("q", "F64", "[4294967296,4294967296]", "[0,0]") + "}"));
        refused("2^31", bytes("{" + tensor("q", "F64", "[65536,65536]", "[0,0]") + "}"));
        refused("2^31", bytes("{" + tensor("q", "F64", "[0,9223372036854775807]", "[0,0]") + "}"));
        refused("at most the 0 bytes", bytes("{" + tensor("q", "F64", "[2147483647]", "[0,17179869176]") + "}"));
        refused("more than 64", bytes("{" + tensor("q", "U8", "[" + "1,".repeat(64) + "1]", "[0,1]") + "}", zero));
        refused(
                "BOOL 2 at [1], expected 0 or 1",
                bytes("{" + tensor("m", "BOOL", "[2]", "[0,2]") + "}", (byte) 1, (byte) 2));
    }

    @Test
    void headerLengthIsCheckedFirst() throws IOException {
        refused("file of 0 bytes", new byte[0]);
        refused("file of 7 bytes", new byte[7]);
        byte[] good = bytes("{}");
        ByteBuffer b = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
        for (long length : new long[] {3, 1000, 99_999_999}) {
            b.putLong(0, length);
            refused("expected at most the 2 bytes that follow", good);
        }
        for (long length : new long[] {100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            b.putLong(0, length);
            refused("of at most 100000000 bytes", good);
        }
        b.putLong(0, 0);
        refused("does not begin with '{'", good);
        // A sparse file that really has that many bytes behind a header length over the limit.
        Path sparse = folder.resolve("sparse.safetensors");
        try (RandomAccessFile f = new RandomAccessFile(sparse.toFile(), "rw")) {
            f.setLength(1L << 33);
            f.write(new byte[] {1, (byte) 0xe1, (byte) 0xf5, 5});
        }
        assertThrows(TensorFileException.class, () -> Safetensors.read(sparse));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{,}                                                                      | a string",
                "{\"q\"}                                                                  | ':'",
                "{\"q\":1}                                                                | an object that describes a tensor",
                "{\"q\":null}                                                             | an object that describes a tensor",
                "{\"q\":{}}                                                               | a dtype, a shape and two data_offsets",
                "{\"q\":{\"dtype\":\"F32\"}}                                              | a dtype, a shape and two data_offsets",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0]}}           | two data_offsets",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0,0]}}       | more than 2",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},}        | a string",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}{}       | nothing after",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0,],\"data_offsets\":[0,0]}}        | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[-0],\"data_offsets\":[0,0]}}        | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[00],\"data_offsets\":[0,0]}}        | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0.0],\"data_offsets\":[0,0]}}       | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0e1],\"data_offsets\":[0,0]}}       | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[[0]],\"data_offsets\":[0,0]}}       | a whole number",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":0,\"data_offsets\":[0,0]}}           | an array",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0 0],\"data_offsets\":[0,0]}}       | ',' or ']'",
                "{\"q\":{\"dtype\":\"f32\",\"shape\":[0],\"data_offsets\":[0,0]}}         | dtype 'f32', expected one of F64, F32",
                "{\"q\":{\"dtype\":\"C64\",\"shape\":[0],\"data_offsets\":[0,0]}}         | dtype 'C64'",
                "{\"q\":{\"dtype\":32,\"shape\":[0],\"data_offsets\":[0,0]}}              | a string",
                "{\"q\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}} | dtype repeats",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"shape\":[0],\"data_offsets\":[0,0]}}     | shape repeats",
                "{\"q\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":1}} | member 'x'",
                "{\"__metadata__\":{\"a\":1}}                                             | a string",
                "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}                               | metadata 'a' repeats",
                "{\"__metadata__\":{},\"__metadata__\":{}}                                | '__metadata__' repeats",
                "{\"__metadata__\":[]}                                                    | an object of strings",
                "{\"\\q\":1}                                                              | one of",
                "{\"\\u12g4\":1}                                                          | four hexadecimal digits",
                "{\"\\ud834\":1}                                                          | surrogate alone",
                "{\"\\udd1e\\ud834\":1}                                                   | surrogate alone",
                "{\"\\ud834\\ud834\":1}                                                   | surrogate alone",
                "{\"abc                                                                   | the end of the string",
                "[1]                                                                      | does not begin with '{'",
            })
    void headerIsStrict(String header, String expected) throws IOException {
        refused(expected, bytes(header));
    }

    @Test
    void namesAreTextAndDistinct() throws IOException {
        String entry = tensor("q", "U8", "[0]", "[0,0]");
        refused("name 'q' repeats", bytes("{" + entry + "," + entry + "}"));
        refused("name 'q' repeats", bytes("{" + entry + "," + entry.replace("\"q\"", "\"\\u0071\"") + "}"));
        refused("bare control", bytes("{\"a\nb\":1}"));
        refused("tensor 'a\\u001b[31m'", bytes("{" + tensor("a\\u001b[31m", "X", "[0]", "[0,0]") + "}"));
        refused("…'", bytes("{" + tensor("n".repeat(1000), "X", "[0]", "[0,0]") + "}"));
        byte[] bad = bytes("{\"ab\":1}");
        bad[10] = (byte) 0xc3;
        refused("not UTF-8", bad);
        bad[10] = (byte) 0xff;
        refused("not UTF-8", bad);
        TensorFile pair =
                Safetensors.read(file(bytes("{" + tensor("\\ud834\\udd1e\\u00E9", "U8", "[0]", "[0,0]") + "}")));
        assertTrue(pair.tensors().containsKey("𝄞é"));
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] good = bytes("{" + tensor("q", "F32", "[2,2]", "[0,16]") + "}", new byte[16]);
        assertEquals(1, Safetensors.read(file(good)).tensors().size());
        for (int n = 0; n < good.length; n++) {
            refused("expected", java.util.Arrays.copyOf(good, n));
        }
    }

    @Test
    void placesThatAreNoFiles() throws IOException {
        Path none = folder.resolve("none.safetensors");
        TensorFileException missing = assertThrows(TensorFileException.class, () -> Safetensors.read(none));
        assertEquals(none + ": no such file", missing.getMessage());
        TensorFileException directory = assertThrows(TensorFileException.class, () -> Safetensors.read(folder));
        assertEquals(folder + ": not a regular file, expected one", directory.getMessage());
    }

    @Test
    void failedWritesLeaveNothing() throws IOException {
        TensorFile small = new TensorFile(Map.of("a", Tensor.of(new float[] {1}, 1)));
        Path nowhere = folder.resolve("no/such/folder.safetensors");
        assertThrows(TensorFileException.class, () -> Safetensors.write(nowhere, small));
        Path kept = folder.resolve("kept");
        Files.writeString(kept, "old");
        assertThrows(
                TensorFileException.class,
                () -> NewFile.write(kept, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("disk full");
                }));
        assertEquals("old", Files.readString(kept));
        assertThrows(
                IllegalArgumentException.class,
                () -> Safetensors.write(kept, new TensorFile(Map.of("__metadata__", small.tensor("a")))));
        assertThrows(
                IllegalArgumentException.class,
                () -> Safetensors.write(kept, new TensorFile(Map.of("\ud834", small.tensor("a")))));
        assertEquals("old", Files.readString(kept));
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);
        Safetensors.write(link, small);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(small, Safetensors.read(kept));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void largeTensorsLoadQuickly() throws IOException {
        Path file = folder.resolve("large.safetensors");
        Safetensors.write(file, new TensorFile(Map.of("q", Tensor.of(new float[2048 * 64], 2048, 64))));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            assertEquals(2048, Safetensors.read(file).tensor("q").matrix().rows());
            best = Math.min(best, System.nanoTime() - start);
        }
        // About 0.3 ms; the margin is for a loaded machine.
        assertTrue(best < 20_000_000, "best of 50 loads took " + best + " ns");
    }
}
