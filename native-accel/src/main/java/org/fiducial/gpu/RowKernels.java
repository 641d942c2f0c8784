package org.fiducial.gpu;

import java.nio.ByteBuffer;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/** Choices of single rows of a binary32 matrix: quantisation (sheet zipcache, D1-D2, a row a list) and the k largest. */
public final class RowKernels {
    private static final int THREADS = 256;

    private RowKernels() {}

    /**
     * Quantised rows.
     *
     * @param low least number of each row, exactly
     * @param scale step of each row, 0 in a constant one
     * @param codes [rows, columns]
     * @param decoded [rows, columns]
     */
    public record Quantised(float[] low, float[] scale, byte[] codes, float[] decoded) {}

    /**
     * Quantises each row to bits 1 .. 8.
     *
     * @throws IllegalArgumentException for a tensor that is not a matrix of finite binary32 numbers, or other bits
     */
    public static Quantised quantise(Device device, Tensor x, int bits) {
        requireMatrix(x);
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException(bits + " bits, expected 1 to 8");
        }
        int rows = x.shape().size(0);
        int columns = x.shape().size(1);
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor low = memory.room(4L * rows);
            DeviceTensor scale = memory.room(4L * rows);
            DeviceTensor codes = memory.room((long) rows * columns);
            DeviceTensor decoded = memory.room(4L * rows * columns);
            device.kernel("rows", "quantise_rows")
                    .launch(
                            new Kernel.Grid(rows, 1, THREADS, 4 * 16),
                            memory.copy(x.toBytes()),
                            low,
                            scale,
                            codes,
                            decoded,
                            columns,
                            (1 << bits) - 1);
            return new Quantised(floats(low), floats(scale), codes.read(), floats(decoded));
        }
    }

    /**
     * The k largest of each row, the largest first, ties to the smaller index.
     *
     * @return indices [rows, k]
     * @throws IllegalArgumentException for a tensor that is not a matrix of finite binary32 numbers, or k outside 1 .. columns
     */
    public static int[] largest(Device device, Tensor x, int k) {
        requireMatrix(x);
        int rows = x.shape().size(0);
        int columns = x.shape().size(1);
        if (k < 1 || k > columns) {
            throw new IllegalArgumentException("the " + k + " largest of " + columns + ", expected 1 to " + columns);
        }
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor values = memory.room(4L * rows * k);
            DeviceTensor indices = memory.room(4L * rows * k);
            device.kernel("rows", "largest_of_rows")
                    .launch(
                            new Kernel.Grid(rows, 1, THREADS, 8 * 8),
                            memory.copy(x.toBytes()),
                            values,
                            indices,
                            columns,
                            k);
            int[] out = new int[rows * k];
            little(indices).asIntBuffer().get(out);
            return out;
        }
    }

    private static void requireMatrix(Tensor x) {
        if (x.type() != ElementType.F32 || x.shape().rank() != 2 || x.elements() == 0 || x.firstNonFinite() >= 0) {
            throw new IllegalArgumentException(
                    x.type() + " " + x.shape() + ", expected a matrix of finite F32 numbers, not empty");
        }
    }

    private static float[] floats(DeviceTensor t) {
        float[] out = new float[Math.toIntExact(t.bytes() / 4)];
        little(t).asFloatBuffer().get(out);
        return out;
    }

    private static ByteBuffer little(DeviceTensor t) {
        return ByteBuffer.wrap(t.read()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
