package org.fiducial.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.tensor.Tensor;

/**
 * The support S of sheet scatterbrain (D5) in a device's memory: for every query and table the positions begin .. end - 1 of a list of keys,
 * formed on the device. A hashed support takes room for heads times tables times tokens, never for pairs; its codes are exact, so it is the
 * support that the sheet defines, whatever the inputs.
 *
 * @param list the list, or none where the positions are the keys
 * @param queryCodes codes [head, table, query], or none where there is no hash
 * @param keyCodes codes [head, table, key], or none
 * @param tables hash tables L, 1 for a support that is no hash, 0 for an empty one
 * @param perHead whether every head has lists of its own
 * @param work forms all of it
 */
record SupportLists(
        Object begin,
        Object end,
        Object list,
        Object queryCodes,
        Object keyCodes,
        int tables,
        boolean perHead,
        Runnable work) {
    private static final int THREADS = 256;
    private static final int WARPS = 4;

    /** Elements that a block of the sort moves, and digits of one pass: {@code TILE} and {@code DIGITS} of buckets.cu. */
    static final int TILE = 2048;

    private static final int DIGIT_BITS = 4;
    private static final int COUNTERS = 4 * THREADS << DIGIT_BITS;

    /** Sizes of a case, batch and heads in one axis. */
    record Sizes(int heads, int queries, int keys, int width) {}

    /** How a case says what its support is. */
    static String kind(Problem p) {
        return p.parameters().getOrDefault("support", p.tensors().containsKey("support") ? "tensor" : "none");
    }

    /** Why the device does not form the support of a case, in one line. */
    static Optional<String> refusal(Problem p, int heads) {
        String kind = kind(p);
        if (HashCodes.has(kind)) {
            return HashCodes.refusal(p, kind, heads);
        }
        return switch (kind) {
            case "none", "full", "window" -> Optional.empty();
            case "tensor" ->
                p.tensors().containsKey("support") ? Optional.empty() : Optional.of("the case has no tensor support");
            default ->
                Optional.of("support " + kind
                        + ", expected none, full, tensor, window, hyperplane, cross-polytope or clusters");
        };
    }

    /**
     * The lists of a case that is not refused; they are there after {@link #work}.
     *
     * @param query queries [heads, queries, width] on the device
     * @param key keys [heads, keys, width] on the device
     */
    static SupportLists of(
            Device device, Allocation memory, Problem p, Sizes sizes, DeviceTensor query, DeviceTensor key) {
        return switch (kind(p)) {
            case "none" -> positions(0, Kernel.Pointer.NONE, Kernel.Pointer.NONE, () -> {});
            case "tensor" -> given(device, memory, Float32Kernels.tensor(p, "support"), sizes);
            case "full" -> window(device, memory, sizes, sizes.queries, sizes.keys);
            case "window" -> {
                int w = Integer.parseInt(p.parameters().getOrDefault("window", "1"));
                yield window(device, memory, sizes, w / 2, (w + 1) / 2);
            }
            default -> hashed(device, memory, p, sizes, query, key);
        };
    }

    private static SupportLists positions(int tables, Object begin, Object end, Runnable work) {
        Kernel.Pointer none = Kernel.Pointer.NONE;
        return new SupportLists(begin, end, none, none, none, tables, false, work);
    }

    /** The keys i - back <= j < i + ahead, (D5d). */
    private static SupportLists window(Device device, Allocation memory, Sizes s, int back, int ahead) {
        DeviceTensor begin = memory.room(4L * s.queries);
        DeviceTensor end = memory.room(4L * s.queries);
        Kernel window = device.kernel("buckets", "support_window");
        Kernel.Grid grid = new Kernel.Grid(Float32Kernels.blocks(s.queries, THREADS), 1, THREADS, 0);
        return positions(1, begin, end, () -> window.launch(grid, begin, end, s.queries, s.keys, back, ahead));
    }

    /** The pairs that a mask shows, one mask for all heads or one each. */
    private static SupportLists given(Device device, Allocation memory, Tensor support, Sizes s) {
        int rows = support.elements() / s.keys;
        DeviceTensor mask = memory.copy(support.toBytes());
        DeviceTensor start = memory.room(4L * (rows + 1));
        DeviceTensor begin = memory.room(4L * rows);
        DeviceTensor end = memory.room(4L * rows);
        Kernel counts = device.kernel("buckets", "support_counts");
        Kernel offsets = device.kernel("buckets", "bucket_offsets");
        Kernel lists = device.kernel("buckets", "support_lists");
        Runnable starts = () -> {
            counts.launch(
                    new Kernel.Grid(Float32Kernels.blocks(rows + 1L, WARPS), 1, 32 * WARPS, 0),
                    mask,
                    start,
                    rows,
                    s.keys);
            offsets.launch(new Kernel.Grid(1, 1, THREADS, THREADS / 8), start, rows + 1);
        };
        // How long the list will be is known on the device alone.
        starts.run();
        int pairs = integers(start)[rows];
        DeviceTensor list = memory.room(4L * pairs);
        Runnable work = () -> {
            starts.run();
            lists.launch(
                    new Kernel.Grid(Float32Kernels.blocks(rows, WARPS), 1, 32 * WARPS, 0),
                    mask,
                    start,
                    begin,
                    end,
                    list,
                    rows,
                    s.keys);
        };
        Kernel.Pointer none = Kernel.Pointer.NONE;
        return new SupportLists(begin, end, list, none, none, 1, rows > s.queries, work);
    }

    /** The pairs whose codes agree in some table, (D5a-c). */
    private static SupportLists hashed(
            Device device, Allocation memory, Problem p, Sizes s, DeviceTensor query, DeviceTensor key) {
        HashCodes codes = HashCodes.of(device, memory, p, kind(p), s, query, key);
        int segments = s.heads * codes.tables();
        DeviceTensor begin = memory.room(4L * segments * s.queries);
        DeviceTensor end = memory.room(4L * segments * s.queries);
        Kernel ranges = device.kernel("buckets", "bucket_ranges");
        KeyOrder order = KeyOrder.of(device, memory, codes.key(), segments, s.keys, codes.bits());
        Kernel.Grid perQuery = new Kernel.Grid(Float32Kernels.blocks(s.queries, THREADS), segments, THREADS, 0);
        Runnable work = () -> {
            codes.work().run();
            order.work().run();
            ranges.launch(perQuery, codes.query(), codes.key(), order.order(), begin, end, s.queries, s.keys);
        };
        return new SupportLists(begin, end, order.order(), codes.query(), codes.key(), codes.tables(), true, work);
    }

    /**
     * Keys in the stable order of their codes, every segment by itself: the order that {@link org.fiducial.verified.BucketOrder} defines.
     *
     * @param order [segment, key], there after the work
     */
    record KeyOrder(DeviceTensor order, Runnable work) {
        /**
         * Sorts by digits of 4 bits from the lowest on.
         *
         * @param codes [segment, key], each 0 or more and below 2^bits
         */
        static KeyOrder of(Device device, Allocation memory, DeviceTensor codes, int segments, int keys, int bits) {
            int tiles = Float32Kernels.blocks(keys, TILE);
            int passes = Math.max(1, Float32Kernels.blocks(bits, DIGIT_BITS));
            int entries = tiles << DIGIT_BITS;
            DeviceTensor[] orders = {memory.room(4L * segments * keys), memory.room(4L * segments * keys)};
            DeviceTensor counts = memory.room(4L * segments * entries);
            Kernel count = device.kernel("buckets", "bucket_counts");
            Kernel offsets = device.kernel("buckets", "bucket_offsets");
            Kernel places = device.kernel("buckets", "bucket_places");
            Kernel.Grid grid = new Kernel.Grid(tiles, segments, THREADS, COUNTERS);
            Runnable work = () -> {
                for (int pass = 0; pass < passes; pass++) {
                    Object before = pass == 0 ? Kernel.Pointer.NONE : orders[(pass - 1) % 2];
                    int shift = DIGIT_BITS * pass;
                    count.launch(grid, codes, before, counts, keys, shift);
                    offsets.launch(new Kernel.Grid(1, segments, THREADS, THREADS / 8), counts, entries);
                    places.launch(grid, codes, before, counts, orders[pass % 2], keys, shift);
                }
            };
            return new KeyOrder(orders[(passes - 1) % 2], work);
        }
    }

    /** The integers of a tensor. */
    static int[] integers(DeviceTensor t) {
        byte[] bytes = t.read();
        int[] x = new int[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x);
        return x;
    }
}
