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

/** Uniform quantisation of rows (sheet zipcache, D1-D2, a row a list): "input" [.., n] to codes of 1 to 16 bits, signed if symmetric. */
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
        Map<String, List<String>> words = Map.of(
                "scheme", List.of("asymmetric", "symmetric"),
                "rounding", List.of("half-even", "half-away"),
                "scale-format", List.of("accumulate", "binary16", "bfloat16", "binary32"));
        for (String name : new java.util.TreeSet<>(words.keySet())) {
            List<String> known = words.getOrDefault(name, List.of());
            String given = p.parameters().getOrDefault(name, known.get(0));
            if (!known.contains(given)) {
                return Optional.of("parameter " + name + " is " + given + ", expected one of " + known);
            }
        }
        boolean symmetric = isSymmetric(p);
        if (symmetric && p.output().equals("low")) {
            return Optional.of("output low with scheme=symmetric, expected codes, scale or decoded");
        }
        int bits = bits(p);
        if (bits < (symmetric ? 2 : 1) || bits > 16) {
            return Optional.of("parameter bits is " + bits + ", expected " + (symmetric ? 2 : 1) + " to 16");
        }
        Tensor x = tensor(p, "input", "x");
        return x.shape().rank() >= 1 && x.elements() > 0 && x.firstNonFinite() < 0
                ? Optional.empty()
                : Optional.of(x + ", expected finite numbers [.., n], not empty");
    }

    private static int bits(Problem p) {
        return Integer.parseInt(p.parameters().getOrDefault("bits", "8"));
    }

    private static boolean isSymmetric(Problem p) {
        return p.parameters().getOrDefault("scheme", "asymmetric").equals("symmetric");
    }

    /** The format in which scale and low are kept, as the kernel numbers them. */
    private static int kept(Problem p) {
        return switch (p.parameters().getOrDefault("scale-format", "accumulate")) {
            case "binary16" -> 1;
            case "bfloat16" -> 2;
            default -> 0;
        };
    }

    private static ElementType codes(boolean symmetric, boolean wide) {
        return wide ? symmetric ? ElementType.I16 : ElementType.U16 : symmetric ? ElementType.I8 : ElementType.U8;
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        Tensor x = tensor(p, "input", "x");
        int columns = x.shape().size(-1);
        int rows = x.elements() / columns;
        DeviceTensor low = memory.room(4L * rows);
        DeviceTensor scale = memory.room(4L * rows);
        boolean symmetric = isSymmetric(p);
        boolean wide = bits(p) > 8;
        DeviceTensor codes = memory.room((wide ? 2L : 1L) * rows * columns);
        DeviceTensor decoded = memory.room(4L * rows * columns);
        DeviceTensor input = memory.copy(x.toBytes());
        Kernel kernel = device.kernel("rows", "quantise_rows");
        int levels = (1 << (symmetric ? bits(p) - 1 : bits(p))) - 1;
        boolean away = p.parameters().getOrDefault("rounding", "half-even").equals("half-away");
        int format = kept(p);
        int[] all = x.shape().sizes();
        int[] leading = java.util.Arrays.copyOf(all, all.length - 1);
        return new Launches(
                () -> kernel.launch(
                        new Kernel.Grid(rows, 1, THREADS, 4 * 16),
                        input,
                        low,
                        scale,
                        codes,
                        decoded,
                        columns,
                        levels,
                        symmetric ? 1 : 0,
                        away ? 1 : 0,
                        format,
                        wide ? 1 : 0),
                () -> switch (p.output()) {
                    case "codes" -> Tensor.ofBytes(codes(symmetric, wide), codes.read(), all);
                    case "scale" -> Tensor.ofBytes(ElementType.F32, scale.read(), leading);
                    case "low" -> Tensor.ofBytes(ElementType.F32, low.read(), leading);
                    default -> Tensor.ofBytes(ElementType.F32, decoded.read(), all);
                },
                // Two comparisons, a difference, a quotient, a rounding and a multiply-add an element.
                7.0 * x.elements());
    }

    @Override
    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(
                sample(33, 200, "bits=4", "codes"),
                sample(33, 200, "bits=4", "decoded"),
                sample(9, 1000, "bits=8", "scale"),
                sample(40, 130, "bits=8 scheme=symmetric rounding=half-away scale-format=binary16", "codes"),
                sample(40, 130, "bits=12 scale-format=bfloat16", "decoded")));
        if (isGpu()) {
            samples.add(sample(32768, 4096, "bits=4", "codes"));
        }
        return samples;
    }

    private static Sample sample(int rows, int columns, String words, String output) {
        return new Sample(
                rows + " rows of " + columns + ", " + words.replace(" ", ", ").replace('=', ' ') + ", " + output,
                Format.BINARY32,
                () -> new Problem(
                        Map.of(
                                "input",
                                AttentionSamples.uniform(new SplitMix64(columns), Format.BINARY32, 2, rows, columns)),
                        parameters(words),
                        output),
                rows <= 1024);
    }

    /** Parameters from name=value, separated by blanks. */
    static Map<String, String> parameters(String words) {
        return java.util.Arrays.stream(words.split(" "))
                .map(w -> w.split("=", 2))
                .collect(java.util.stream.Collectors.toMap(w -> w[0], w -> w[1]));
    }
}
