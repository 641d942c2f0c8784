package org.fiducial.tensor;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;

/**
 * An immutable array of elements of one type, kept as the codes they were stored with: nothing is rounded, no NaN loses its payload.
 * Elements are in row-major order. At most 2^31 - 1 bytes.
 */
public final class Tensor {
    /** Integers up to this magnitude are all binary64 numbers. */
    private static final long LARGEST_CONSECUTIVE = 1L << 53;

    private final ElementType type;
    private final Shape shape;
    /** The codes one after another, each little-endian. */
    private final byte[] data;

    private Tensor(ElementType type, Shape shape, byte[] data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /** The tensor over this very array, which must not change afterwards; {@link #firstBadFlag} tells whether it may be BOOL. */
    static Tensor over(ElementType type, Shape shape, byte[] data) {
        if ((long) shape.elements() * type.bytes() != data.length) {
            throw new IllegalArgumentException(data.length + " bytes for " + type + " " + shape + ", expected "
                    + (long) shape.elements() * type.bytes());
        }
        return new Tensor(type, shape, data);
    }

    private static Tensor zeros(ElementType type, Shape shape, int given) {
        if (given != shape.elements()) {
            throw new IllegalArgumentException(given + " values for shape " + shape + ", expected " + shape.elements());
        }
        long bytes = (long) shape.elements() * type.bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(type + " " + shape + " needs " + bytes + " bytes, expected below 2^31");
        }
        return new Tensor(type, shape, new byte[(int) bytes]);
    }

    /** F64 elements. */
    public static Tensor of(double[] values, int... sizes) {
        Tensor t = zeros(ElementType.F64, Shape.of(sizes), values.length);
        for (int i = 0; i < values.length; i++) {
            t.set(i, Double.doubleToRawLongBits(values[i]));
        }
        return t;
    }

    /** F32 elements. */
    public static Tensor of(float[] values, int... sizes) {
        Tensor t = zeros(ElementType.F32, Shape.of(sizes), values.length);
        for (int i = 0; i < values.length; i++) {
            t.set(i, Float.floatToRawIntBits(values[i]));
        }
        return t;
    }

    /** I64 elements. */
    public static Tensor of(long[] values, int... sizes) {
        return ofCodes(ElementType.I64, values, sizes);
    }

    /** I32 elements. */
    public static Tensor of(int[] values, int... sizes) {
        return ofCodes(ElementType.I32, Arrays.stream(values).asLongStream().toArray(), sizes);
    }

    /** BOOL elements. */
    public static Tensor of(boolean[] values, int... sizes) {
        Tensor t = zeros(ElementType.BOOL, Shape.of(sizes), values.length);
        for (int i = 0; i < values.length; i++) {
            t.data[i] = (byte) (values[i] ? 1 : 0);
        }
        return t;
    }

    /** F64 elements, [rows, columns]. */
    public static Tensor of(Matrix matrix) {
        return of(matrix.values(), matrix.rows(), matrix.columns());
    }

    /**
     * Elements given by their codes: the bits of a floating-point number, the value of an integer.
     *
     * @throws IllegalArgumentException if a code does not fit the type
     */
    public static Tensor ofCodes(ElementType type, long[] codes, int... sizes) {
        Tensor t = zeros(type, Shape.of(sizes), codes.length);
        for (int i = 0; i < codes.length; i++) {
            t.set(i, codes[i]);
            if (t.code(i) != codes[i]) {
                throw new IllegalArgumentException(
                        "code " + codes[i] + " at " + t.shape.describeIndex(i) + " does not fit " + type);
            }
        }
        return t.checkFlags();
    }

    /**
     * Elements given by their little-endian bytes, copied.
     *
     * @throws IllegalArgumentException if the bytes are not as many as the shape needs, or a BOOL byte is neither 0 nor 1
     */
    public static Tensor ofBytes(ElementType type, byte[] littleEndian, int... sizes) {
        return over(type, Shape.of(sizes), littleEndian.clone()).checkFlags();
    }

    /** Values rounded to nearest even, overflow to infinity (NaN where the format has none); infinities and NaN are kept likewise. */
    public static Tensor rounded(Format format, double[] values, int... sizes) {
        Tensor t = zeros(ElementType.of(format), Shape.of(sizes), values.length);
        for (int i = 0; i < values.length; i++) {
            t.set(i, format.encode(values[i]));
        }
        return t;
    }

    /**
     * Values that the format holds exactly; every NaN becomes the format's quiet NaN.
     *
     * @throws IllegalArgumentException naming the first element that would be rounded
     */
    public static Tensor exactly(Format format, double[] values, int... sizes) {
        Tensor t = rounded(format, values, sizes);
        for (int i = 0; i < values.length; i++) {
            double kept = format.toDouble(t.code(i));
            if (kept != values[i] && !(Double.isNaN(kept) && Double.isNaN(values[i]))) {
                throw new IllegalArgumentException(
                        "value " + values[i] + " at " + t.shape.describeIndex(i) + " is not a number of " + format);
            }
        }
        return t;
    }

    private Tensor checkFlags() {
        int bad = firstBadFlag();
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    "BOOL " + data[bad] + " at " + shape.describeIndex(bad) + ", expected 0 or 1");
        }
        return this;
    }

    /** The position of the first BOOL that is neither 0 nor 1, or -1. */
    int firstBadFlag() {
        return type == ElementType.BOOL ? LittleEndian.firstBadFlag(data) : -1;
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int elements() {
        return shape.elements();
    }

    /** The same elements with named axes. */
    public Tensor named(String... axes) {
        return new Tensor(type, shape.named(axes), data);
    }

    /**
     * The same elements in another shape without names.
     *
     * @throws IllegalArgumentException if the numbers of elements differ
     */
    public Tensor reshaped(int... sizes) {
        Shape s = Shape.of(sizes);
        if (s.elements() != elements()) {
            throw new IllegalArgumentException("shape " + shape + " reshaped to " + s + ", expected " + elements()
                    + " elements, not " + s.elements());
        }
        return new Tensor(type, s, data);
    }

    /** The code of an element: the bits of a floating-point number, the value of an integer (a U64 from 2^63 on comes out negative). */
    public long code(long flat) {
        return LittleEndian.code(type, data, check(flat));
    }

    private void set(int i, long code) {
        LittleEndian.set(type, data, i, code);
    }

    private int check(long flat) {
        if (flat < 0 || flat >= shape.elements()) {
            throw new IndexOutOfBoundsException("element " + flat + " of " + type + " " + shape);
        }
        return (int) flat;
    }

    /**
     * An element, exactly; infinities and NaN as they are.
     *
     * @throws ArithmeticException for an integer that is not a binary64 number
     */
    public double value(int... index) {
        return valueAt(shape.flat(index));
    }

    /**
     * The element at a row-major position, exactly; infinities and NaN as they are.
     *
     * @throws ArithmeticException for an integer that is not a binary64 number
     */
    public double valueAt(long flat) {
        long code = code(flat);
        if (type.isFloat()) {
            return type.format().toDouble(code);
        }
        boolean unsignedTop = type == ElementType.U64 && code < 0;
        if (unsignedTop || code > LARGEST_CONSECUTIVE || code < -LARGEST_CONSECUTIVE) {
            Dyadic exact = integer(code);
            if (!exact.equals(Dyadic.of(exact.toDouble()))) {
                throw new ArithmeticException(type + " " + exact.toBigDecimal().toPlainString() + " at "
                        + shape.describeIndex(flat) + " is not a binary64 number");
            }
            return exact.toDouble();
        }
        return code;
    }

    private Dyadic integer(long code) {
        return type == ElementType.U64 ? Dyadic.of(new BigInteger(Long.toUnsignedString(code)), 0) : Dyadic.of(code);
    }

    /**
     * The element at a row-major position, exactly.
     *
     * @throws ArithmeticException if it is infinite or NaN
     */
    public Dyadic exact(long flat) {
        long code = code(flat);
        if (!type.isFloat()) {
            return integer(code);
        }
        if (!type.format().isFinite(code)) {
            throw notFinite(flat);
        }
        return type.format().decode(code);
    }

    private ArithmeticException notFinite(long flat) {
        return new ArithmeticException(
                valueAt(flat) + " at " + shape.describeIndex(flat) + ", expected a finite number");
    }

    /** The row-major position of the first infinity or NaN, or -1; {@link Shape#describeIndex} turns it into indices. */
    public long firstNonFinite() {
        return LittleEndian.firstNonFinite(type, data, 0, elements());
    }

    /**
     * The elements with these leading indices (all of them if none is given), exactly, in row-major order; infinities and NaN as they are.
     *
     * @throws ArithmeticException for an integer that is not a binary64 number
     */
    public double[] toDoubles(int... leading) {
        if (leading.length > shape.rank()) {
            throw new IndexOutOfBoundsException(
                    leading.length + " leading indices into shape " + shape + ", expected at most " + shape.rank());
        }
        int from = shape.flatPrefix(leading);
        int n = shape.elements();
        for (int a = 0; a < leading.length && n > 0; a++) {
            n /= shape.size(a);
        }
        return valuesAt(from, n);
    }

    /**
     * So many elements from a row-major position on, exactly; infinities and NaN as they are.
     *
     * @throws ArithmeticException for an integer that is not a binary64 number
     */
    public double[] valuesAt(long flat, int count) {
        Objects.checkFromIndexSize(flat, count, shape.elements());
        int from = (int) flat;
        double[] out = new double[count];
        switch (type) {
            case F64 -> LittleEndian.doubles(data, from, out);
            case F32 -> LittleEndian.floats(data, from, out);
            default -> {
                for (int i = 0; i < count; i++) {
                    out[i] = valueAt(from + i);
                }
            }
        }
        return out;
    }

    /**
     * The integers in row-major order; BOOL as 0 and 1.
     *
     * @throws IllegalStateException for floating-point elements
     * @throws ArithmeticException for a U64 from 2^63 on
     */
    public long[] toLongs() {
        if (type.isFloat()) {
            throw new IllegalStateException("tensor of " + type + ", expected integers");
        }
        long[] out = new long[elements()];
        for (int i = 0; i < out.length; i++) {
            out[i] = code(i);
            if (type == ElementType.U64 && out[i] < 0) {
                throw new ArithmeticException("U64 " + Long.toUnsignedString(out[i]) + " at " + shape.describeIndex(i)
                        + ", expected below 2^63");
            }
        }
        return out;
    }

    /**
     * The matrix of the last two axes at the given leading indices.
     *
     * @throws IndexOutOfBoundsException if the leading indices are not rank - 2 many, or outside their axes
     * @throws ArithmeticException for an infinity, a NaN, or an integer that is not a binary64 number, naming the element
     */
    public Matrix matrix(int... leading) {
        if (leading.length != shape.rank() - 2) {
            throw new IndexOutOfBoundsException("leading indices " + Arrays.toString(leading) + " into shape " + shape
                    + ", expected " + (shape.rank() < 2 ? "rank 2 or more" : shape.rank() - 2 + " of them"));
        }
        double[] values = toDoubles(leading);
        int from = shape.flatPrefix(leading);
        int bad = LittleEndian.firstNonFinite(type, data, from, from + values.length);
        if (bad >= 0) {
            throw notFinite(bad);
        }
        return new Matrix(shape.size(-2), shape.size(-1), values);
    }

    /** The little-endian bytes of all elements, copied. */
    public byte[] toBytes() {
        return data.clone();
    }

    /** The little-endian bytes themselves, for the writers. */
    byte[] data() {
        return data;
    }

    /** Same type, same shape and axis names, same codes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor t && type == t.type && shape.equals(t.shape) && Arrays.equals(data, t.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.name().hashCode() + shape.hashCode()) + Arrays.hashCode(data);
    }

    /** Type and shape, "F32 [2, 3]". */
    @Override
    public String toString() {
        return type + " " + shape;
    }
}
