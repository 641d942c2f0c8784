package org.fiducial.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fiducial.arithmetic.block.FusedAttention;

/** The oracle's kernels in one place, for tests of other packages. */
public final class OracleKernels {
    private final Place place;

    private OracleKernels(Place place) {
        this.place = place;
    }

    public static List<OracleKernels> all() {
        return Arrays.stream(Place.values()).map(OracleKernels::new).toList();
    }

    public Optional<String> absence() {
        return place.absence();
    }

    public FusedAttention device() {
        return new BallAttention(place);
    }

    /** E(fl(x - c)) of each argument. */
    public double[] exponentials(double[] x, double c) {
        Device device = place.device();
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor y = memory.room(8L * x.length);
            device.kernel("ball_attention", "ball_exponential")
                    .launch(
                            new Kernel.Grid((x.length + 255) / 256, 1, 256, 0),
                            memory.copy(BallAttention.bytes(x)),
                            c,
                            y,
                            x.length);
            double[] out = new double[x.length];
            ByteBuffer.wrap(y.read())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(out);
            return out;
        }
    }

    /** The exponentials of pairs, leading parts and then trailing parts. */
    public double[][] pairExponentials(double[] high, double[] low, double[] constants) {
        Device device = place.device();
        try (Allocation memory = new Allocation(device)) {
            DeviceTensor outHigh = memory.room(8L * high.length);
            DeviceTensor outLow = memory.room(8L * high.length);
            device.kernel("ball_pairs", "pair_exponential")
                    .launch(
                            new Kernel.Grid((high.length + 255) / 256, 1, 256, 0),
                            memory.copy(BallAttention.bytes(high)),
                            memory.copy(BallAttention.bytes(low)),
                            memory.copy(BallAttention.bytes(constants)),
                            outHigh,
                            outLow,
                            high.length);
            double[][] out = new double[2][high.length];
            ByteBuffer.wrap(outHigh.read())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(out[0]);
            ByteBuffer.wrap(outLow.read())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(out[1]);
            return out;
        }
    }

    @Override
    public String toString() {
        return place.prefix();
    }
}
