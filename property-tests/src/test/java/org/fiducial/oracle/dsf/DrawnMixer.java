package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CaseException;
import org.fiducial.tensor.Tensor;

/** Random cases of every system, and emulated implementations of their texts. */
final class DrawnMixer {
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    final Map<String, String> parameters = new LinkedHashMap<>();
    final MixerKind kind;
    private final double size;
    private final Format format;
    private final SplitMix64 random;
    private final int[] leading;

    /** The tensors of a system in binary32, all optional ones too; two sequences of {@code length} tokens. */
    DrawnMixer(MixerKind kind, int length, long seed, String... settings) {
        this(kind, Map.of("L", length, "m", 4, "w", 3, "n", 5, "1", 1), 1, Format.BINARY32, seed, settings);
    }

    /** Tensors of other sizes and magnitudes, in another format. */
    DrawnMixer(MixerKind kind, Map<String, Integer> sizes, double size, Format format, long seed, String... settings) {
        this.kind = kind;
        this.size = size;
        this.format = format;
        random = new SplitMix64(seed);
        leading = new int[] {2};
        parameters.put("system", kind.label());
        for (String s : settings) {
            parameters.put(s.split("=")[0], s.split("=")[1]);
        }
        for (MixerKind.TensorRule rule : kind.tensors()) {
            if (rule.name().endsWith("-imaginary") && kind == MixerKind.S4D && !complex(settings)) {
                continue;
            }
            List<Integer> shape = new ArrayList<>();
            if (rule.axes().get(0).equals("L")) {
                shape.add(leading[0]);
            }
            rule.axes().forEach(axis -> shape.add(sizes.getOrDefault(axis, 0)));
            int[] s = shape.stream().mapToInt(Integer::intValue).toArray();
            tensors.put(rule.name(), drawn(rule.name(), s));
        }
    }

    /** Whether a rate of zero is no error. */
    private boolean mayBeZero() {
        return !"zero-order-hold".equals(parameters.get("discretisation")) && kind != MixerKind.S4D;
    }

    private static boolean complex(String... settings) {
        return List.of(settings).contains("real-part=twice");
    }

    private Tensor drawn(String name, int... shape) {
        int n = 1;
        for (int s : shape) {
            n *= s;
        }
        float[] x = new float[n];
        for (int k = 0; k < n; k++) {
            double u = random.nextSymmetric();
            double value =
                    switch (name) {
                        case "rates" -> size > 1 && u > 0.8 && mayBeZero() ? 0 : 0.25 + 2 * Math.abs(u);
                        case "delta" -> kind == MixerKind.S4D ? 0.05 + 0.4 * Math.abs(u) : 2 * u * Math.max(1, size);
                        case "transition" -> 0.4 * u;
                        case "nu" -> -1 + u;
                        case "alpha" -> 0.5 + Math.abs(u);
                        case "normaliser" -> u;
                        default -> 1.5 * u * size;
                    };
            x[k] = (float) format.round(value);
        }
        return Tensor.of(x, shape);
    }

    DsfCase read() throws CaseException {
        return new DsfCase(new DsfOracle(), tensors, parameters);
    }
}
