package org.fiducial.gpu;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/**
 * Scatterbrain in the efficient form, sheet scatterbrain (D8), one head without a mask: query, key, value [n, d], projections [M, d], support
 * [n, m] (BOOL) or none; positive features. Parameter scale is 1, because sqrt(tau) is rounded where it is not: inputs are x and y of (D1).
 */
final class ScatterbrainKernels extends Float32Kernels {
    private static final int MAX_WIDTH = 256;
    private static final int WARPS = 4;

    ScatterbrainKernels(Place place) {
        super(place, "scatterbrain");
    }

    @Override
    Optional<String> refuses(Problem p) {
        Map<String, String> given = p.parameters();
        String features = given.getOrDefault("features", "hyp");
        if (!features.equals("plus") && !features.equals("hyp")) {
            return Optional.of("features " + features + ", expected plus or hyp");
        }
        if (!given.getOrDefault("causal", "none").equals("none")) {
            return Optional.of("a causal mask, expected none");
        }
        if (!given.getOrDefault("scale", "rsqrt(d)").matches("1(\\.0*)?")) {
            return Optional.of("scale " + given.getOrDefault("scale", "rsqrt(d)") + ", expected 1");
        }
        if (!given.getOrDefault("support", "tensor").equals("tensor")) {
            return Optional.of("support " + given.get("support") + ", expected the tensor support, or none");
        }
        if (given.getOrDefault("algorithm", "any").equals("dense")) {
            return Optional.of("algorithm dense, expected efficient or any");
        }
        if (tensor(p, "query", "q").shape().rank() != 2) {
            return Optional.of("several heads, expected one");
        }
        int wide = Math.max(
                tensor(p, "query", "q").shape().size(-1),
                tensor(p, "value", "v").shape().size(-1));
        return wide > MAX_WIDTH ? Optional.of("width " + wide + ", expected at most " + MAX_WIDTH) : Optional.empty();
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        Tensor q = tensor(p, "query", "q");
        Tensor k = tensor(p, "key", "k");
        Tensor v = tensor(p, "value", "v");
        int n = q.shape().size(0);
        int m = k.shape().size(0);
        int d = q.shape().size(1);
        int dv = v.shape().size(1);
        int projected = tensor(p, "projections").shape().size(0);
        boolean hyperbolic = p.parameters().getOrDefault("features", "hyp").equals("hyp");
        int count = hyperbolic ? 2 * projected : projected;
        DeviceTensor x = memory.copy(q.toBytes());
        DeviceTensor y = memory.copy(k.toBytes());
        DeviceTensor value = memory.copy(v.toBytes());
        DeviceTensor projections = memory.copy(tensor(p, "projections").toBytes());
        DeviceTensor queryFeatures = memory.room(4L * n * count);
        DeviceTensor keyFeatures = memory.room(4L * m * count);
        DeviceTensor sums = memory.room(4L * count * (dv + 1));
        DeviceTensor out = memory.room(4L * n * dv);
        Tensor support = p.tensors().get("support");
        byte[][] lists = lists(support == null ? new byte[n * m] : support.toBytes(), n, m);
        DeviceTensor start = memory.copy(lists[0]);
        DeviceTensor list = memory.copy(lists[1]);
        Kernel features = device.kernel("scatterbrain", "scatterbrain_features");
        Kernel sum = device.kernel("scatterbrain", "scatterbrain_sums");
        Kernel output = device.kernel("scatterbrain", "scatterbrain_output");
        int threads = WARPS * 32;
        Runnable work = () -> {
            features.launch(
                    new Kernel.Grid(blocks(n, WARPS), 1, threads, 0),
                    x,
                    projections,
                    queryFeatures,
                    n,
                    d,
                    projected,
                    hyperbolic ? 1 : 0);
            features.launch(
                    new Kernel.Grid(blocks(m, WARPS), 1, threads, 0),
                    y,
                    projections,
                    keyFeatures,
                    m,
                    d,
                    projected,
                    hyperbolic ? 1 : 0);
            sum.launch(
                    new Kernel.Grid(blocks((long) count * (dv + 1), threads), 1, threads, 0),
                    keyFeatures,
                    value,
                    sums,
                    m,
                    count,
                    dv);
            output.launch(
                    new Kernel.Grid(blocks(n, WARPS), 1, threads, 0),
                    x,
                    y,
                    queryFeatures,
                    keyFeatures,
                    value,
                    sums,
                    start,
                    list,
                    out,
                    n,
                    d,
                    dv,
                    count,
                    (float) count);
        };
        double pairs = lists[1].length / 4.0;
        double operations =
                2.0 * (n + m) * d * projected + 2.0 * (n + m) * count * (dv + 1) + 2 * pairs * (d + count + dv + 1);
        return new Launches(work, () -> Tensor.ofBytes(ElementType.F32, out.read(), n, dv), operations);
    }

    /** Where each query's list starts, and the lists one after another. */
    private static byte[][] lists(byte[] support, int n, int m) {
        ByteBuffer start = HostDevice.buffer(4 * (n + 1));
        int pairs = 0;
        for (byte b : support) {
            pairs += b;
        }
        ByteBuffer list = HostDevice.buffer(4 * pairs);
        for (int i = 0; i < n; i++) {
            start.putInt(list.position() / 4);
            for (int j = 0; j < m; j++) {
                if (support[i * m + j] != 0) {
                    list.putInt(j);
                }
            }
        }
        start.putInt(pairs);
        return new byte[][] {start.array(), list.array()};
    }

    @Override
    public List<Sample> samples() {
        return isGpu()
                ? List.of(
                        sample(70, 90, 12, 20, true),
                        sample(1024, 1024, 32, 110, true),
                        sample(16384, 16384, 64, 266, false))
                : List.of(sample(70, 90, 12, 20, true));
    }

    static Sample sample(int n, int m, int d, int projections, boolean checked) {
        int window = Math.max(1, m / 8);
        return new Sample(
                n + " x " + m + " x " + d + ", " + 2 * projections + " features, window " + window,
                Format.BINARY32,
                () -> sampleProblem(n, m, d, projections),
                checked);
    }

    private static Problem sampleProblem(int n, int m, int d, int projections) {
        SplitMix64 g = new SplitMix64(n);
        boolean[] support = new boolean[n * m];
        int window = Math.max(1, m / 8);
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - window / 2); j < Math.min(m, i + window / 2); j++) {
                support[i * m + j] = true;
            }
        }
        Map<String, Tensor> t = Map.of(
                "query", AttentionSamples.uniform(g, Format.BINARY32, 0.5, n, d),
                "key", AttentionSamples.uniform(g, Format.BINARY32, 0.5, m, d),
                "value", AttentionSamples.uniform(g, Format.BINARY32, 1, m, d),
                "projections", AttentionSamples.uniform(g, Format.BINARY32, 1.7, projections, d),
                "support", Tensor.of(support, n, m));
        return new Problem(t, Map.of("scale", "1", "features", "hyp", "algorithm", "efficient"), "output");
    }
}
