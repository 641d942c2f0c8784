package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden files were written by NumPy 2.4.6 and ml_dtypes 0.6.0. */
class NpyTest {
    @TempDir
    Path folder;

    static byte[] golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(NpyTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private Path file(byte[] bytes) throws IOException {
        Path file = folder.resolve("case.npy");
        Files.write(file, bytes);
        return file;
    }

    private Tensor numpys(String name) throws IOException {
        return Npy.read(file(golden(name)));
    }

    private void refused(String expected, byte[] bytes) throws IOException {
        Path file = file(bytes);
        TensorFileException e = assertThrows(TensorFileException.class, () -> Npy.read(file));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.startsWith(file + ": "), message);
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    }

    static byte[] bytes(int version, String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate((version == 1 ? 10 : 12) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            b.putShort((short) text.length);
        } else {
            b.putInt(text.length);
        }
        return b.put(text).put(data).array();
    }

    static byte[] bytes(String descr, String order, String shape, byte... data) {
        return bytes(1, "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n", data);
    }

    @Test
    void numpysFiles() throws IOException {
        float[] halves = new float[24];
        double[] doubles = new double[24];
        for (int i = 0; i < 24; i++) {
            halves[i] = i * 0.5f;
            doubles[i] = i * 0.5;
        }
        Tensor expected = Tensor.of(halves, 2, 3, 4);
        assertEquals(expected, numpys("c-order.npy"));
        assertEquals(expected, numpys("version2.npy"));
        assertTrue(new String(golden("version2.npy"), StandardCharsets.ISO_8859_1).contains("'fortran_order': True"));
        assertEquals(Tensor.of(doubles, 2, 3, 4), numpys("version3.npy"));
        assertTrue(new String(golden("version3.npy"), StandardCharsets.ISO_8859_1).contains("'>f8'"));
        Path written = folder.resolve("written.npy");
        Npy.write(written, expected);
        assertArrayEquals(golden("c-order.npy"), Files.readAllBytes(written));
    }

    @Test
    void opaqueElementsNeedAName() throws IOException {
        for (String name : new String[] {"bfloat16.npy", "e4m3.npy", "e5m2.npy"}) {
            refused("does not say what the elements are", golden(name));
        }
        Tensor bf16 = Tensor.ofCodes(ElementType.BF16, new long[] {0x3fc0, 0xc000, 0x7f7f}, 3);
        assertEquals(bf16, Npy.read(file(golden("bfloat16.npy")), ElementType.BF16));
        assertEquals(
                Tensor.ofCodes(ElementType.F8_E4M3, new long[] {0x7e, 0xbc, 0x01}, 3),
                Npy.read(file(golden("e4m3.npy")), ElementType.F8_E4M3));
        assertEquals(
                Tensor.ofCodes(ElementType.F8_E5M2, new long[] {0x7b, 0xbe, 0x7c}, 3),
                Npy.read(file(golden("e5m2.npy")), ElementType.F8_E5M2));
        assertEquals(bf16, Npy.read(file(bytes("|V2", "False", "(3,)", bf16.toBytes())), ElementType.BF16));
        Path file = file(golden("bfloat16.npy"));
        TensorFileException e = assertThrows(TensorFileException.class, () -> Npy.read(file, ElementType.F8_E4M3));
        assertTrue(String.valueOf(e.getMessage()).contains("expected elements of F8_E4M3, '<V1'"), e.getMessage());
        Npy.write(file, bf16);
        assertArrayEquals(golden("bfloat16.npy"), Files.readAllBytes(file));
        // The name is for opaque elements alone: it does not turn others into something else.
        assertEquals(
                ElementType.F32,
                Npy.read(file(golden("c-order.npy")), ElementType.BF16).type());
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyTypeReturns(ElementType type) throws IOException {
        Random random = new Random(type.ordinal());
        for (int[] sizes : new int[][] {{}, {0}, {1}, {7}, {3, 5}, {2, 0, 4}, {2, 3, 4, 5}, new int[64]}) {
            byte[] data = new byte[Shape.of(sizes).elements() * type.bytes()];
            random.nextBytes(data);
            for (int i = 0; type == ElementType.BOOL && i < data.length; i++) {
                data[i] &= 1;
            }
            Tensor t = Tensor.ofBytes(type, data, sizes);
            Path file = folder.resolve("x.npy");
            Npy.write(file, t);
            boolean opaque = NpyElement.descr(type).contains("V");
            assertEquals(t, opaque ? Npy.read(file, type) : Npy.read(file));
            byte[] all = Files.readAllBytes(file);
            assertEquals(0, (all.length - data.length) % 64);
            assertEquals('\n', all[all.length - data.length - 1]);
            if (type.bytes() > 1 && !opaque) {
                byte[] swapped = new byte[data.length];
                for (int i = 0; i < data.length; i++) {
                    swapped[i] = data[i / type.bytes() * type.bytes() + type.bytes() - 1 - i % type.bytes()];
                }
                String shape = Arrays.toString(sizes).replace('[', '(').replace("]", sizes.length == 1 ? ",)" : ")");
                byte[] big = bytes(NpyElement.descr(type).replace('<', '>'), "False", shape, swapped);
                assertEquals(t, Npy.read(file(big)));
            }
        }
    }

    @Test
    void columnMajorOrder() throws IOException {
        byte[] data = new byte[2 * 3 * 5];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 5; k++) {
                    data[i + 2 * j + 6 * k] = (byte) (100 * i + 10 * j + k);
                }
            }
        }
        Tensor t = Npy.read(file(bytes("|u1", "True", "(2, 3, 5)", data)));
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 5; k++) {
                    assertEquals(100 * i + 10 * j + k, t.value(i, j, k));
                }
            }
        }
        assertEquals(
                0, Npy.read(file(bytes("<f8", "True", "(2, 0, 2147483647)"))).elements());
    }

    @Test
    void otherVersionsAndWaysToWriteTheDictionary() throws IOException {
        byte[] data = {1, 2, 3, 4};
        Tensor expected = Tensor.ofBytes(ElementType.F32, data, 1);
        for (String text : new String[] {
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
            "{\"shape\":(1L,),\"fortran_order\":True,\"descr\":\"<f4\"}   \n",
            " { 'fortran_order' : False , 'descr' : '<f4' ,\n'shape' : ( 1 , ) } ",
        }) {
            for (int version = 1; version <= 3; version++) {
                assertEquals(expected, Npy.read(file(bytes(version, text, data))));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)              ; ended, expected ',' or '}'",
                "{'descr': '<f4', 'fortran_order': False}                            ; expected descr, fortran_order and shape",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x           ; nothing after",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}              ; expected a tuple such as (3,)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}              ; a tuple of numbers",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}            ; expected ',' or ')'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}            ; a whole number",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (01,)}            ; a whole number",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}              ; a whole number",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}  ; 2^63",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296)} ; sizes below 2^31",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (65536,65536)}    ; 2^31",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,)}    ; expected 8589934588",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}             ; 4 bytes behind the header, expected 8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}             ; 4 bytes behind the header, expected 0",
                "{'descr': '<f4', 'fortran_order': false, 'shape': (1,)}             ; True or False",
                "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}                 ; True or False",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': 1, 'shape': (1,)} ; descr repeats",
                "{'descr': '<f4', 'shape': (1,), 'shape': (1,)}                      ; shape repeats",
                "{'fortran_order': True, 'fortran_order': True}                      ; fortran_order repeats",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}     ; member 'x'",
                "{'descr': '<f4\\n', 'fortran_order': False, 'shape': (1,)}          ; printable ASCII",
                "{'descr': '<fé', 'fortran_order': False, 'shape': (1,)}             ; printable ASCII",
                "{'descr': 4, 'fortran_order': False, 'shape': (1,)}                 ; a string",
                "{'descr': 'f4', 'fortran_order': False, 'shape': (1,)}              ; expected one such as '<f4'",
                "{'descr': '=f4', 'fortran_order': False, 'shape': (1,)}             ; expected one such as '<f4'",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}             ; no byte order",
                "{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}             ; expected a kind of",
                "{'descr': '<f99999', 'fortran_order': False, 'shape': (1,)}         ; expected one such as '<f4'",
                "{'descr': '<f4                                                      ; the end of the string",
                "x                                                                   ; expected '{'",
            })
    void headerIsStrict(String header, String expected) throws IOException {
        refused(expected, bytes(1, header, new byte[4]));
        refused(expected, bytes(3, header, new byte[4]));
    }

    @Test
    void whatIsNotRead() throws IOException {
        refused("complex numbers, texts and objects are not read", golden("complex.npy"));
        refused("complex numbers, texts and objects are not read", golden("object.npy"));
        refused("structured element type", golden("structured.npy"));
        refused("version 4.0", bytes(4, "{}"));
        refused("version 0.0", bytes(0, "{}"));
        byte[] minor = bytes(1, "{}");
        minor[7] = 1;
        refused("version 1.1", minor);
        refused("expected an npy array", "PK\3\4 nothing".getBytes(StandardCharsets.US_ASCII));
        refused("BOOL 255 at [0, 1]", bytes("|b1", "True", "(2, 2)", (byte) 1, (byte) 0, (byte) -1, (byte) 1));
        byte[] longHeader = bytes(2, "{}");
        for (int length : new int[] {-1, Integer.MAX_VALUE, (1 << 20) + 1}) {
            ByteBuffer.wrap(longHeader).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
            refused("expected at most 1048576", longHeader);
        }
        ByteBuffer.wrap(longHeader).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 20);
        refused("ends outside", longHeader);
        refused("more than 64 axes", bytes("|u1", "False", "(" + "1, ".repeat(65) + ")", (byte) 1));
    }

    @Test
    void everyTruncationAndEveryTailIsRefused() throws IOException {
        for (String name : new String[] {"c-order.npy", "version2.npy", "version3.npy"}) {
            byte[] all = golden(name);
            for (int n = 0; n < all.length; n++) {
                refused("", Arrays.copyOf(all, n));
            }
            refused("bytes behind the header", Arrays.copyOf(all, all.length + 1));
        }
    }
}
