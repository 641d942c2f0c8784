package org.fiducial.gpu;

import org.fiducial.number.Format;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Launches the softmax attention kernels for one case. */
final class AttentionKernels implements AutoCloseable {
    private static final int ROWS = 64;
    /** Queries and keys of a tile of the backward kernels. */
    private static final int TILE = 32;

    private final AttentionInputs in;
    private final Device device;
    private final Allocation memory;
    private final DeviceTensor query;
    private final DeviceTensor key;
    private final DeviceTensor value;
    private final DeviceTensor output;
    private final DeviceTensor logSumExp;
    private final Object[] shared;
    private @Nullable Gradients gradients;

    /** The upstream gradient, Delta, and what comes out: dQ and nothing, or dK and dV. */
    private record Gradients(DeviceTensor output, DeviceTensor delta, DeviceTensor first, DeviceTensor second) {}

    AttentionKernels(Device device, AttentionInputs in) {
        this.device = device;
        this.in = in;
        memory = new Allocation(device);
        query = memory.copy(in.query().toBytes());
        key = memory.copy(in.key());
        value = memory.copy(in.value());
        long rows = (long) in.allHeads() * in.queries();
        output = memory.room(rows * in.valueWidth() * in.query().type().bytes());
        logSumExp = memory.room(rows * 4);
        shared = in.shared(memory);
    }

    /** A kernel's own arguments, followed by those that all share. */
    private Object[] arguments(Object... own) {
        Object[] all = java.util.Arrays.copyOf(own, own.length + shared.length);
        System.arraycopy(shared, 0, all, own.length, shared.length);
        return all;
    }

    /** Computes output and log-sum-exp; of binary64 the output alone. */
    void forward() {
        if (in.format() == Format.BINARY64) {
            BallAttention.kernel(device, in.valueWidth())
                    .launch(
                            BallAttention.grid(in.queries(), in.allHeads()),
                            query,
                            key,
                            value,
                            shared[2],
                            shared[3],
                            output,
                            logSumExp,
                            in.heads(),
                            in.keyHeads(),
                            in.queries(),
                            in.keys(),
                            in.width(),
                            in.valueWidth(),
                            in.tau());
            return;
        }
        int wide = Math.max(in.width(), in.valueWidth());
        if (in.format() == Format.BINARY32) {
            int columns = in.valueWidth() <= 64 ? 64 : in.valueWidth() <= 128 ? 128 : 256;
            int bytes = 4 * (2 * ROWS * 36 + ROWS * 68);
            device.kernel("attention_forward", "attention_forward_" + columns)
                    .launch(grid(256, bytes), arguments(query, key, value, output, logSumExp));
            return;
        }
        int columns = wide <= 64 ? 64 : wide <= 128 ? 128 : 256;
        int keys = columns == 256 ? 32 : 64;
        device.kernel("attention_tensor", "attention_" + lower(in.format()) + "_" + columns)
                .launch(grid(128, 2 * 2 * keys * (columns + 8)), arguments(query, key, value, output, logSumExp));
    }

    /** Computes output and log-sum-exp, then the gradients of queries, or those of keys and values. */
    void backward(boolean ofQueries) {
        forward();
        byte[] g =
                in.outputGradient() == null ? new byte[0] : in.outputGradient().toBytes();
        if (gradients == null) {
            gradients = new Gradients(
                    memory.copy(g),
                    memory.room((long) in.allHeads() * in.queries() * 4),
                    memory.room(ofQueries ? query.bytes() : key.bytes()),
                    memory.room(ofQueries ? 1 : value.bytes()));
        }
        Gradients t = gradients;
        long rows = (long) in.allHeads() * in.queries();
        device.kernel("attention_backward", "attention_delta_" + lower(in.format()))
                .launch(
                        new Kernel.Grid((int) ((rows + 7) / 8), 1, 256, 0),
                        t.output,
                        output,
                        t.delta,
                        rows,
                        in.valueWidth());
        int wide = Math.max(in.width(), in.valueWidth());
        String suffix = lower(in.format()) + (wide <= 64 ? "_64" : wide <= 128 ? "_128" : "_256");
        int bytes = 4 * (4 * TILE * 36 + TILE * 68);
        if (ofQueries) {
            device.kernel("attention_backward", "attention_dquery_" + suffix)
                    .launch(
                            new Kernel.Grid((in.queries() + TILE - 1) / TILE, in.allHeads(), 256, bytes),
                            arguments(query, key, value, t.output, logSumExp, t.delta, t.first));
        } else {
            device.kernel("attention_backward", "attention_dkey_" + suffix)
                    .launch(
                            new Kernel.Grid((in.keys() + TILE - 1) / TILE, in.batches() * in.keyHeads(), 256, bytes),
                            arguments(query, key, value, t.output, logSumExp, t.delta, t.first, t.second));
        }
    }

    /** What {@link #backward} left: dquery, dkey or dvalue. */
    Tensor gradient(String name) {
        int[] sizes = in.query().shape().sizes();
        int rank = sizes.length;
        if (!name.equals("dquery")) {
            sizes[rank - 2] = in.keys();
            sizes[rank - 1] = name.equals("dkey") ? in.width() : in.valueWidth();
            if (rank > 2) {
                sizes[rank - 3] = in.keyHeads();
            }
        }
        Gradients t = java.util.Objects.requireNonNull(gradients, "no gradient has been computed");
        return Tensor.ofBytes(in.query().type(), (name.equals("dvalue") ? t.second : t.first).read(), sizes);
    }

    private Kernel.Grid grid(int threads, int bytes) {
        return new Kernel.Grid((in.queries() + ROWS - 1) / ROWS, in.allHeads(), threads, bytes);
    }

    private static String lower(Format f) {
        return f.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** [.., queries, valueWidth] in the inputs' format. */
    Tensor output() {
        int[] sizes = in.query().shape().sizes();
        sizes[sizes.length - 1] = in.valueWidth();
        return Tensor.ofBytes(in.query().type(), output.read(), sizes);
    }

    /** [.., queries] in binary32. */
    Tensor logSumExp() {
        int[] sizes = in.query().shape().sizes();
        return Tensor.ofBytes(ElementType.F32, logSumExp.read(), java.util.Arrays.copyOf(sizes, sizes.length - 1));
    }

    @Override
    public void close() {
        memory.close();
    }
}
