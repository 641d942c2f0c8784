package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/** Uniform quantisation of rows (sheet zipcache, D1-D2, a row a list): "input" [.., n] to codes of 1 to 8 bits. */
final class QuantisationKernels extends Float32Kernels {
    private static final int THREADS = 256;

    QuantisationKernels(Place place) {
        super(place, "per-token-quantisation");
    }

    @Override
    public Set<String> outputs() {
        return Set.of("codes", "scale", "low", "decoded");
    }

    @Override
    Optional<String> refuses(Problem p) {
        if (p.tensors().size() > 1) {
            return Optional.of("scale, low or codes are given, expected the input alone: the kernel makes its own");
        }
        Map<String, String> expected =
                Map.of("scheme", "asymmetric", "rounding", "half-even", "scale-format", "accumulate");
        for (String name : new java.util.TreeSet<>(expected.keySet())) {
            String only = String.valueOf(expected.get(name));
            String given = p.parameters().getOrDefault(name, only);
            if (!given.equals(only)) {
                return Optional.of("parameter " + name + " is " + given + ", expected " + only);
            }
        }
        if (bits(p) > 8) {
            return Optional.of("parameter bits is " + bits(p) + ", expected 1 to 8");
        }
        Tensor x = tensor(p, "input", "x");
        return x.shape().rank() >= 1 && x.elements() > 0 && x.firstNonFinite() < 0
                ? Optional.empty()
                : Optional.of(x + ", expected finite numbers [.., n], not empty");
    }

    private static int bits(Problem p) {
        return Integer.parseInt(p.parameters().getOrDefault("bits", "8"));
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        Tensor x = tensor(p, "input", "x");
        int columns = x.shape().size(-1);
        int rows = x.elements() / columns;
        DeviceTensor low = memory.room(4L * rows);
        DeviceTensor scale = memory.room(4L * rows);
        DeviceTensor codes = memory.room((long) rows * columns);
        DeviceTensor decoded = memory.room(4L * rows * columns);
        DeviceTensor input = memory.copy(x.toBytes());
        Kernel kernel = device.kernel("rows", "quantise_rows");
        int levels = (1 << bits(p)) - 1;
        int[] all = x.shape().sizes();
        int[] leading = java.util.Arrays.copyOf(all, all.length - 1);
        return new Launches(
                () -> kernel.launch(
                        new Kernel.Grid(rows, 1, THREADS, 4 * 16), input, low, scale, codes, decoded, columns, levels),
                () -> switch (p.output()) {
                    case "codes" -> Tensor.ofBytes(ElementType.U8, codes.read(), all);
                    case "scale" -> Tensor.ofBytes(ElementType.F32, scale.read(), leading);
                    case "low" -> Tensor.ofBytes(ElementType.F32, low.read(), leading);
                    default -> Tensor.ofBytes(ElementType.F32, decoded.read(), all);
                },
                // Two comparisons, a difference, a quotient, a rounding and a multiply-add an element.
                7.0 * x.elements());
    }

    @Override
    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(
                List.of(sample(33, 200, 4, "codes"), sample(33, 200, 4, "decoded"), sample(9, 1000, 8, "scale")));
        if (isGpu()) {
            samples.add(sample(32768, 4096, 4, "codes"));
        }
        return samples;
    }

    private static Sample sample(int rows, int columns, int bits, String output) {
        return new Sample(
                rows + " rows of " + columns + ", " + bits + " bits, " + output,
                Format.BINARY32,
                () -> new Problem(
                        Map.of(
                                "input",
                                AttentionSamples.uniform(new SplitMix64(columns), Format.BINARY32, 2, rows, columns)),
                        Map.of("bits", String.valueOf(bits)),
                        output),
                rows <= 1024);
    }
}
