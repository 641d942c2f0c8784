package org.fiducial.gpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/**
 * Two systems of sheet dsf as chunked recurrences: S6 (D10) with given step sizes (tensors input, delta, rates, b, c and perhaps skip), and
 * linear attention (D7) (query, key, value). One sequence, tensors of two axes.
 */
final class ScanKernels extends Float32Kernels {
    /** Tokens a chunk. */
    static final int CHUNK = 64;

    /** States of a channel that a warp holds. */
    static final int MAX_STATES = 256;

    private static final int WARPS = 4;

    ScanKernels(Place place) {
        super(place, "dsf");
    }

    private static boolean isLinear(Problem p) {
        return p.parameters().getOrDefault("system", "").equals("linear");
    }

    @Override
    Optional<String> refuses(Problem p) {
        Map<String, String> given = p.parameters();
        String system = given.getOrDefault("system", "none");
        if (!system.equals("linear") && !system.equals("s6")) {
            return Optional.of("system " + system + ", expected s6 or linear");
        }
        if (system.equals("s6")
                && !(given.getOrDefault("delta", "softplus").equals("given")
                        && given.getOrDefault("rates", "positive").equals("positive")
                        && given.getOrDefault("discretisation", "euler").equals("euler"))) {
            return Optional.of("expected delta=given, rates=positive and discretisation=euler");
        }
        String form = given.getOrDefault("form", "any");
        if (!form.equals("any") && !form.equals("chunked")) {
            return Optional.of("form " + form + ", expected chunked or any");
        }
        if (p.tensors().containsKey("delta-bias")) {
            return Optional.of("tensor delta-bias is given, expected step sizes without it");
        }
        Tensor first = isLinear(p) ? tensor(p, "query") : tensor(p, "rates");
        int states = first.shape().size(-1);
        if (first.shape().rank() != 2 || states > MAX_STATES) {
            return Optional.of("one sequence with at most " + MAX_STATES + " states a channel is expected");
        }
        return Optional.empty();
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        return isLinear(p) ? linear(device, memory, p) : selective(device, memory, p);
    }

    private Launches selective(Device device, Allocation memory, Problem p) {
        Tensor u = tensor(p, "input");
        Tensor rates = tensor(p, "rates");
        int length = u.shape().size(0);
        int channels = u.shape().size(1);
        int states = rates.shape().size(1);
        Tensor skip = p.tensors().get("skip");
        Object[] own = {
            memory.copy(tensor(p, "delta").toBytes()),
            memory.copy(rates.toBytes()),
            memory.copy(tensor(p, "b").toBytes()),
            memory.copy(tensor(p, "c").toBytes()),
            memory.copy(u.toBytes()),
            memory.copyOrNone(skip == null ? null : skip.toBytes())
        };
        DeviceTensor y = memory.room(4L * length * channels);
        Runnable work = passes(device, memory, "selective", own, length, channels, states, y);
        return new Launches(
                work,
                () -> Tensor.ofBytes(ElementType.F32, y.read(), length, channels),
                7.0 * length * channels * states);
    }

    private Launches linear(Device device, Allocation memory, Problem p) {
        Tensor q = tensor(p, "query");
        Tensor v = tensor(p, "value");
        int length = q.shape().size(0);
        int states = q.shape().size(1);
        int channels = v.shape().size(1) + 1;
        DeviceTensor phi = memory.copy(q.toBytes());
        DeviceTensor psi = memory.copy(tensor(p, "key").toBytes());
        boolean mapped =
                !p.parameters().getOrDefault("feature-map", "one-plus-elu").equals("identity");
        DeviceTensor y = memory.room(4L * length * channels);
        DeviceTensor out = memory.room(4L * length * (channels - 1));
        Runnable passes = passes(
                device,
                memory,
                "linear",
                new Object[] {phi, psi, memory.copy(v.toBytes())},
                length,
                channels,
                states,
                y);
        int count = length * states;
        Kernel features = device.kernel("scan", "scan_features");
        Kernel quotient = device.kernel("scan", "scan_quotient");
        if (mapped) {
            // The map works in place, so it runs once, before what is repeated for its time.
            features.launch(new Kernel.Grid(blocks(count, 256), 1, 256, 0), phi, count);
            features.launch(new Kernel.Grid(blocks(count, 256), 1, 256, 0), psi, count);
        }
        Runnable work = () -> {
            passes.run();
            quotient.launch(
                    new Kernel.Grid(blocks((long) length * (channels - 1), 256), 1, 256, 0), y, out, length, channels);
        };
        return new Launches(
                work,
                () -> Tensor.ofBytes(ElementType.F32, out.read(), length, channels - 1),
                4.0 * length * channels * states);
    }

    private Runnable passes(
            Device device,
            Allocation memory,
            String system,
            Object[] own,
            int length,
            int channels,
            int states,
            DeviceTensor y) {
        int chunks = blocks(length, CHUNK);
        long carried = (long) channels * states;
        DeviceTensor ends = memory.room(4 * carried * chunks);
        DeviceTensor products = memory.room(4 * carried * chunks);
        Kernel.Grid grid = new Kernel.Grid(chunks, blocks(channels, WARPS), WARPS * 32, 0);
        Kernel first = device.kernel("scan", "scan_" + system + "_ends");
        Kernel carry = device.kernel("scan", "scan_carry");
        Kernel last = device.kernel("scan", "scan_" + system + "_outputs");
        return () -> {
            first.launch(grid, joined(own, channels, states, ends, products, length, CHUNK));
            carry.launch(new Kernel.Grid(blocks(carried, 256), 1, 256, 0), ends, products, carried, chunks);
            last.launch(grid, joined(own, channels, states, ends, y, length, CHUNK));
        };
    }

    private static Object[] joined(Object[] own, Object... more) {
        Object[] all = java.util.Arrays.copyOf(own, own.length + more.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    @Override
    public List<Sample> samples() {
        return isGpu()
                ? List.of(
                        linear(150, 20, 12, true),
                        selective(150, 6, 40, true),
                        linear(2048, 64, 64, true),
                        selective(65536, 2048, 16, false))
                : List.of(linear(150, 20, 12, true), selective(150, 6, 40, true));
    }

    static Sample linear(int length, int states, int width, boolean checked) {
        return new Sample(
                "linear attention, " + length + " tokens, " + states + " features, width " + width,
                Format.BINARY32,
                () -> linearProblem(length, states, width),
                checked);
    }

    private static Problem linearProblem(int length, int states, int width) {
        SplitMix64 g = new SplitMix64(length);
        Map<String, Tensor> t = Map.of(
                "query", AttentionSamples.uniform(g, Format.BINARY32, 2, length, states),
                "key", AttentionSamples.uniform(g, Format.BINARY32, 2, length, states),
                "value", AttentionSamples.uniform(g, Format.BINARY32, 1, length, width));
        return new Problem(t, Map.of("system", "linear"), "output");
    }

    static Sample selective(int length, int width, int states, boolean checked) {
        return new Sample(
                "S6, " + length + " tokens, width " + width + ", " + states + " states",
                Format.BINARY32,
                () -> selectiveProblem(length, width, states),
                checked);
    }

    private static Problem selectiveProblem(int length, int width, int states) {
        SplitMix64 g = new SplitMix64(length + 1);
        double[] delta = new double[length * width];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = 0.01 + 0.09 * Math.abs(g.nextSymmetric());
        }
        double[] rates = new double[width * states];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = 1 + i % states;
        }
        Map<String, Tensor> t = Map.of(
                "input", AttentionSamples.uniform(g, Format.BINARY32, 1, length, width),
                "delta", Tensor.rounded(Format.BINARY32, delta, length, width),
                "rates", Tensor.rounded(Format.BINARY32, rates, width, states),
                "b", AttentionSamples.uniform(g, Format.BINARY32, 1, length, states),
                "c", AttentionSamples.uniform(g, Format.BINARY32, 1, length, states),
                "skip", AttentionSamples.uniform(g, Format.BINARY32, 1, width));
        return new Problem(t, Map.of("system", "s6", "delta", "given"), "output");
    }
}
