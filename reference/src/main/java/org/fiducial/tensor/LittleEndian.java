package org.fiducial.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.fiducial.number.Format;

/** Elements of one type as bytes, one after another, each little-endian: single ones, many at a time, and the first that is not finite. */
final class LittleEndian {
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle SHORTS = view(short[].class);

    private LittleEndian() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** The code of element i: the bits of a floating-point number, the value of an integer, of a U64 modulo 2^64. */
    static long code(ElementType type, byte[] data, int i) {
        return switch (type.bytes()) {
            case 8 -> (long) LONGS.get(data, 8 * i);
            case 4 -> type.isSigned() ? (int) INTS.get(data, 4 * i) : (int) INTS.get(data, 4 * i) & 0xffffffffL;
            case 2 -> type.isSigned() ? (short) SHORTS.get(data, 2 * i) : (short) SHORTS.get(data, 2 * i) & 0xffffL;
            default -> type.isSigned() ? data[i] : data[i] & 0xffL;
        };
    }

    /** Makes a code's lowest bits element i. */
    static void set(ElementType type, byte[] data, int i, long code) {
        switch (type.bytes()) {
            case 8 -> LONGS.set(data, 8 * i, code);
            case 4 -> INTS.set(data, 4 * i, (int) code);
            case 2 -> SHORTS.set(data, 2 * i, (short) code);
            default -> data[i] = (byte) code;
        }
    }

    /** Fills an array with the F64 elements from one on. */
    static void doubles(byte[] data, int from, double[] out) {
        slice(data, Double.BYTES, from, out.length).asDoubleBuffer().get(out);
    }

    /** Fills an array with the F32 elements from one on. */
    static void floats(byte[] data, int from, double[] out) {
        float[] floats = new float[out.length];
        slice(data, Float.BYTES, from, out.length).asFloatBuffer().get(floats);
        for (int i = 0; i < floats.length; i++) {
            out[i] = floats[i];
        }
    }

    private static ByteBuffer slice(byte[] data, int bytes, int from, int count) {
        return ByteBuffer.wrap(data, bytes * from, bytes * count).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The first infinity or NaN of the elements in [from, to), or -1. */
    static int firstNonFinite(ElementType type, byte[] data, int from, int to) {
        return switch (type) {
            case F32 -> firstNonFiniteFloat(data, from, to);
            case F64 -> firstNonFiniteDouble(data, from, to);
            default -> type.isFloat() ? firstNonFiniteCode(type, data, from, to) : -1;
        };
    }

    private static int firstNonFiniteFloat(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (((int) INTS.get(data, 4 * i) & 0x7f800000) == 0x7f800000) {
                return i;
            }
        }
        return -1;
    }

    private static int firstNonFiniteDouble(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (((long) LONGS.get(data, 8 * i) & 0x7ff0000000000000L) == 0x7ff0000000000000L) {
                return i;
            }
        }
        return -1;
    }

    private static int firstNonFiniteCode(ElementType type, byte[] data, int from, int to) {
        Format f = type.format();
        for (int i = from; i < to; i++) {
            if (!f.isFinite(code(type, data, i))) {
                return i;
            }
        }
        return -1;
    }

    /** The first BOOL that is neither 0 nor 1, or -1. */
    static int firstBadFlag(byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if ((data[i] & ~1) != 0) {
                return i;
            }
        }
        return -1;
    }
}
