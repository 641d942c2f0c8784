package org.fiducial.gpu;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.fiducial.arithmetic.block.FusedAttention;
import org.jspecify.annotations.Nullable;

/** Certified enclosures of attention with their midpoints computed by the kernels of {@code ball_attention.cu}. */
class BallAttention implements FusedAttention {
    private static final int ROWS = 64;

    private final Place place;
    private final Supplier<Device> device;
    // Slices of one head come one after another; its keys and values stay on the device.
    private @Nullable Resident resident;

    private record Resident(double[] key, double[] value, DeviceTensor keys, DeviceTensor values) {}

    BallAttention(Place place) {
        this(place, place::device);
    }

    /** @param device the device to use instead of the place's own */
    BallAttention(Place place, Supplier<Device> device) {
        this.place = place;
        this.device = device;
    }

    @Override
    public String name() {
        return place == Place.GPU ? "a GPU" : "the GPU's kernels on the host";
    }

    @Override
    public Optional<String> absence() {
        return place.absence();
    }

    @Override
    public int maxWidth() {
        return 256;
    }

    @Override
    public synchronized Output attend(Head head) {
        try (Allocation memory = new Allocation(device.get())) {
            Device there = device.get();
            DeviceTensor output = memory.room(8L * head.rows() * head.valueWidth());
            DeviceTensor raised = memory.room(4L * head.rows());
            Resident of = resident(there, head);
            kernel(there, head.valueWidth())
                    .launch(
                            grid(head.rows(), 1),
                            memory.copy(bytes(head.query())),
                            of.keys,
                            of.values,
                            memory.copy(bytes(head.from())),
                            memory.copy(bytes(head.to())),
                            output,
                            raised,
                            1,
                            1,
                            head.rows(),
                            head.keys(),
                            head.width(),
                            head.valueWidth(),
                            head.tau());
            return new Output(doubles(output), ints(raised));
        } catch (DeviceException e) {
            throw new IllegalStateException("enclosures by " + name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized Optional<Pairs> attendInPairs(Head head, double tauLow, double[] constants) {
        try (Allocation memory = new Allocation(device.get())) {
            Device there = device.get();
            DeviceTensor high = memory.room(8L * head.rows() * head.valueWidth());
            DeviceTensor low = memory.room(8L * head.rows() * head.valueWidth());
            DeviceTensor raised = memory.room(4L * head.rows());
            Resident of = resident(there, head);
            there.kernel("ball_pairs", "pair_attention")
                    .launch(
                            new Kernel.Grid(
                                    (head.rows() + ROWS - 1) / ROWS,
                                    (head.valueWidth() + 31) / 32,
                                    256,
                                    8 * (2 * ROWS * 18 + 2 * ROWS * 66)),
                            memory.copy(bytes(head.query())),
                            of.keys,
                            of.values,
                            memory.copy(bytes(head.from())),
                            memory.copy(bytes(head.to())),
                            memory.copy(bytes(constants)),
                            high,
                            low,
                            raised,
                            head.rows(),
                            head.keys(),
                            head.width(),
                            head.valueWidth(),
                            head.tau(),
                            tauLow);
            return Optional.of(new Pairs(doubles(high), doubles(low), ints(raised)));
        } catch (DeviceException e) {
            throw new IllegalStateException("enclosures by " + name() + ": " + e.getMessage(), e);
        }
    }

    private static double[] doubles(DeviceTensor t) {
        double[] out = new double[Math.toIntExact(t.bytes() / 8)];
        little(t.read()).asDoubleBuffer().get(out);
        return out;
    }

    private static int[] ints(DeviceTensor t) {
        int[] out = new int[Math.toIntExact(t.bytes() / 4)];
        little(t.read()).asIntBuffer().get(out);
        return out;
    }

    /** The kernel for values of that width. */
    static Kernel kernel(Device device, int valueWidth) {
        int columns = valueWidth <= 64 ? 64 : valueWidth <= 128 ? 128 : 256;
        return device.kernel("ball_attention", "ball_attention_" + columns);
    }

    static Kernel.Grid grid(int rows, int heads) {
        return new Kernel.Grid((rows + ROWS - 1) / ROWS, heads, 256, 8 * (2 * ROWS * 18 + ROWS * 66));
    }

    private Resident resident(Device device, Head head) {
        Resident now = resident;
        if (now == null || now.key != head.key() || now.value != head.value()) {
            // What is given back is forgotten first: if the room for the next head is not there, nobody may use this
            // one's.
            resident = null;
            if (now != null) {
                now.keys.close();
                now.values.close();
            }
            DeviceTensor keys = device.upload(bytes(head.key()));
            DeviceTensor values;
            try {
                values = device.upload(bytes(head.value()));
            } catch (DeviceException e) {
                keys.close();
                throw e;
            }
            now = new Resident(head.key(), head.value(), keys, values);
            resident = now;
        }
        return now;
    }

    private static ByteBuffer little(byte[] data) {
        return ByteBuffer.wrap(data).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] bytes(double[] x) {
        ByteBuffer out = HostDevice.buffer(Math.multiplyExact(8, x.length));
        out.asDoubleBuffer().put(x);
        return out.array();
    }

    private static byte[] bytes(int[] x) {
        ByteBuffer out = HostDevice.buffer(Math.multiplyExact(4, x.length));
        out.asIntBuffer().put(x);
        return out.array();
    }
}
