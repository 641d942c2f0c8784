package org.fiducial.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TensorTest {
    private static void fails(Class<? extends Exception> type, String part, Executable action) {
        Exception e = assertThrows(type, action);
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    @Test
    void elementsComeInRowMajorOrder() {
        Tensor t = Tensor.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2, 3, 2);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 2; k++) {
                    assertEquals(6 * i + 2 * j + k, t.value(i, j, k));
                    assertArrayEquals(new int[] {i, j, k}, t.shape().index(6 * i + 2 * j + k));
                }
            }
        }
        assertEquals(
                new Matrix(3, 2, new double[] {6, 7, 8, 9, 10, 11}).get(2, 1),
                t.matrix(1).get(2, 1));
        assertArrayEquals(new double[] {6, 7, 8, 9, 10, 11}, t.matrix(1).values());
        assertArrayEquals(new double[] {8, 9}, t.toDoubles(1, 1));
        assertArrayEquals(new double[] {11}, t.toDoubles(1, 2, 1));
        assertEquals(12, t.toDoubles().length);
        assertEquals("[1, 2, 0]", t.shape().describeIndex(10));
        assertEquals(t.matrix(0).values()[5], t.reshaped(4, 3).value(1, 2));
    }

    @Test
    void everyFormatKeepsItsCodes() {
        for (Format f : Format.all()) {
            if (f == Format.TF32) {
                fails(IllegalArgumentException.class, "BINARY32", () -> ElementType.of(Format.TF32));
                continue;
            }
            ElementType type = ElementType.of(f);
            long last = f.bits() <= 16 ? (1L << f.bits()) - 1 : 1 << 16;
            long[] codes = new long[(int) last + 1];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = f.bits() <= 16 ? i : i * 0x9e3779b97f4a7c15L >>> 64 - f.bits();
            }
            Tensor t = Tensor.ofCodes(type, codes, codes.length);
            double[] values = t.toDoubles();
            for (int i = 0; i < codes.length; i++) {
                assertEquals(codes[i], t.code(i));
                assertEquals(f.toDouble(codes[i]), values[i]);
                assertEquals(values[i], t.valueAt(i));
                if (f.isFinite(codes[i])) {
                    assertEquals(Dyadic.of(values[i]), t.exact(i));
                }
            }
            assertEquals(t, Tensor.ofBytes(type, t.toBytes(), codes.length));
            Tensor again = Tensor.exactly(f, values, codes.length);
            for (int i = 0; i < codes.length; i++) {
                assertEquals(f.isNaN(codes[i]) ? f.nanCode() : codes[i], again.code(i) & ~signOfNaN(f, codes[i]));
            }
        }
    }

    private static long signOfNaN(Format f, long code) {
        return f.isNaN(code) ? 1L << f.bits() - 1 : 0;
    }

    @Test
    void integersAreExactOrRefused() {
        long big = (1L << 53) + 1;
        Tensor t = Tensor.of(new long[] {-5, 1L << 53, big, Long.MIN_VALUE, Long.MAX_VALUE}, 5);
        assertEquals(-5, t.value(0));
        assertEquals(0x1p53, t.value(1));
        assertEquals(-0x1p63, t.value(3));
        fails(ArithmeticException.class, "I64 9007199254740993 at [2] is not a binary64 number", () -> t.value(2));
        fails(ArithmeticException.class, "[4]", () -> t.value(4));
        fails(ArithmeticException.class, "[2]", t::toDoubles);
        assertEquals(Dyadic.of(big), t.exact(2));
        assertArrayEquals(new long[] {-5, 1L << 53, big, Long.MIN_VALUE, Long.MAX_VALUE}, t.toLongs());

        Tensor low = Tensor.of(new long[] {-(1L << 53), -big}, 2);
        assertEquals(-0x1p53, low.value(0));
        fails(ArithmeticException.class, "I64 -9007199254740993 at [1]", () -> low.value(1));

        Tensor u = Tensor.ofCodes(ElementType.U64, new long[] {-1, Long.MIN_VALUE, 7}, 3);
        assertEquals(Dyadic.of(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE), 0), u.exact(0));
        assertEquals(0x1p63, u.valueAt(1));
        fails(ArithmeticException.class, "18446744073709551615", () -> u.value(0));
        fails(ArithmeticException.class, "18446744073709551615", u::toLongs);

        assertEquals(255, Tensor.ofBytes(ElementType.U8, new byte[] {-1}, 1).value(0));
        assertEquals(-1, Tensor.ofBytes(ElementType.I8, new byte[] {-1}, 1).value(0));
        assertEquals(
                65535, Tensor.ofBytes(ElementType.U16, new byte[] {-1, -1}, 1).value(0));
        assertEquals(
                -256, Tensor.ofBytes(ElementType.I16, new byte[] {0, -1}, 1).value(0));
        assertEquals(
                0x1p32 - 1,
                Tensor.ofBytes(ElementType.U32, new byte[] {-1, -1, -1, -1}, 1).value(0));
        assertEquals(-1, Tensor.of(new int[] {-1}, 1).value(0));
        assertEquals(1, Tensor.of(new boolean[] {true}, 1).value(0));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        fails(
                IllegalArgumentException.class,
                "code 256 at [1]",
                () -> Tensor.ofCodes(ElementType.U8, new long[] {0, 256}, 2));
        fails(IllegalArgumentException.class, "code -1", () -> Tensor.ofCodes(ElementType.U32, new long[] {-1}, 1));
        fails(IllegalArgumentException.class, "code 128", () -> Tensor.ofCodes(ElementType.I8, new long[] {128}, 1));
        fails(
                IllegalArgumentException.class,
                "BOOL 2 at [0, 1]",
                () -> Tensor.ofCodes(ElementType.BOOL, new long[] {1, 2}, 1, 2));
        fails(IllegalArgumentException.class, "BOOL -1", () -> Tensor.ofBytes(ElementType.BOOL, new byte[] {-1}, 1));
        fails(IllegalArgumentException.class, "expected 12", () -> Tensor.ofBytes(ElementType.F32, new byte[11], 3));
        fails(IllegalArgumentException.class, "expected 6", () -> Tensor.of(new double[5], 2, 3));
        fails(IllegalArgumentException.class, "negative", () -> Tensor.of(new double[0], 2, -3));
        fails(IllegalArgumentException.class, "2^31", () -> Shape.of(1 << 16, 1 << 15));
        fails(IllegalArgumentException.class, "rank 65", () -> Shape.of(new int[65]));
        fails(
                IllegalArgumentException.class,
                "0.1 at [1] is not a number of BINARY32",
                () -> Tensor.exactly(Format.BINARY32, new double[] {0.5, 0.1}, 2));
        fails(IllegalArgumentException.class, "449.0", () -> Tensor.exactly(Format.E4M3, new double[] {449}, 1));
        Tensor t = Tensor.of(new double[6], 2, 3);
        fails(IndexOutOfBoundsException.class, "[2, 0]", () -> t.value(2, 0));
        fails(IndexOutOfBoundsException.class, "[0, -1]", () -> t.value(0, -1));
        fails(IndexOutOfBoundsException.class, "expected 2 indices", () -> t.value(0));
        fails(IndexOutOfBoundsException.class, "element 6", () -> t.valueAt(6));
        fails(IndexOutOfBoundsException.class, "expected 0", () -> t.matrix(0));
        fails(IndexOutOfBoundsException.class, "rank 2", () -> t.reshaped(6).matrix());
        fails(IndexOutOfBoundsException.class, "at most 2", () -> t.toDoubles(0, 0, 0));
        fails(IllegalStateException.class, "expected integers", t::toLongs);
        fails(IllegalArgumentException.class, "expected 6 elements", () -> t.reshaped(5));
    }

    @Test
    void infinitiesAndNaNAreNamed() {
        double[] values = new double[2 * 4 * 18];
        values[3 * 18 + 17] = Double.NaN;
        values[100] = Double.NEGATIVE_INFINITY;
        Tensor t = Tensor.of(values, 2, 4, 18);
        assertEquals("[0, 3, 17]", t.shape().describeIndex(t.firstNonFinite()));
        fails(ArithmeticException.class, "NaN at [0, 3, 17], expected a finite number", () -> t.matrix(0));
        fails(ArithmeticException.class, "-Infinity at [1, 1, 10]", () -> t.matrix(1));
        fails(ArithmeticException.class, "[1, 1, 10]", () -> t.exact(100));
        assertTrue(Double.isNaN(t.toDoubles(0)[71]));
        assertEquals(-1, Tensor.of(new float[] {Float.MAX_VALUE}, 1).firstNonFinite());
        assertEquals(-1, Tensor.of(new long[] {Long.MAX_VALUE}, 1).firstNonFinite());
        assertEquals(0, Tensor.rounded(Format.E4M3, new double[] {1e9}, 1).firstNonFinite());
    }

    @Test
    void namesOfAxes() {
        Tensor t = Tensor.of(new double[6], 2, 3).named("query", "width");
        assertEquals(3, t.shape().size("width"));
        assertEquals(3, t.shape().size(-1));
        assertEquals("[query=2, width=3]", t.shape().toString());
        assertEquals("F64 [query=2, width=3]", t.toString());
        assertNotEquals(Tensor.of(new double[6], 2, 3), t);
        assertTrue(t.shape().sameSizes(Shape.of(2, 3)));
        fails(IllegalArgumentException.class, "no axis 'key'", () -> t.shape().size("key"));
        fails(IllegalArgumentException.class, "repeats", () -> t.named("a", "a"));
        fails(IllegalArgumentException.class, "expected 2", () -> t.named("a"));
        fails(IndexOutOfBoundsException.class, "axis 2", () -> t.shape().size(2));
    }

    @Test
    void emptyAndScalar() {
        Tensor scalar = Tensor.of(new double[] {3});
        assertEquals(3, scalar.value());
        assertEquals("[]", scalar.shape().describeIndex(0));
        Tensor empty = Tensor.of(new double[0], 3, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(0, empty.toDoubles(2).length);
        assertEquals(-1, empty.firstNonFinite());
        fails(IndexOutOfBoundsException.class, "[3]", () -> empty.toDoubles(3));
        Matrix none = Tensor.of(new double[0], 2, 0, 5)
                .named("b", "i", "j")
                .reshaped(2, 0, 5)
                .matrix(1);
        assertEquals(0, none.rows());
        assertEquals(5, none.columns());
    }

    @Test
    void nothingSharesItsArrays() {
        byte[] bytes = {1, 2};
        Tensor t = Tensor.ofBytes(ElementType.U8, bytes, 2);
        bytes[0] = 9;
        t.toBytes()[1] = 9;
        t.shape().sizes()[0] = 9;
        assertArrayEquals(new double[] {1, 2}, t.toDoubles());
        int[] sizes = {2};
        Shape s = Shape.of(sizes);
        sizes[0] = 3;
        assertEquals(2, s.size(0));
    }
}
