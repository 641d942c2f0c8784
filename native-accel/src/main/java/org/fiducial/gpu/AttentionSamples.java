package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.Implementation.Sample;
import org.fiducial.tensor.Tensor;

/** Seeded attention cases: queries and keys uniform in [-2, 2), values in [-1, 1). */
final class AttentionSamples {
    private static final long SEED = 20261123;

    private AttentionSamples() {}

    /** One size: query heads, key heads, queries, keys, width, mask and whether it is certified. */
    private record Size(int heads, int keyHeads, int queries, int keys, int width, String causal, boolean checked) {}

    static List<Sample> of(Place place, List<Format> formats) {
        List<Size> sizes = new ArrayList<>(List.of(
                new Size(4, 2, 77, 101, 40, "bottom-right", true), new Size(2, 2, 130, 130, 64, "top-left", true)));
        if (place == Place.GPU) {
            sizes.add(new Size(2, 2, 1024, 1024, 128, "none", true));
            sizes.add(new Size(2, 1, 1024, 1024, 256, "top-left", true));
            sizes.add(new Size(32, 32, 16384, 16384, 128, "none", false));
            sizes.add(new Size(32, 8, 16384, 16384, 128, "top-left", false));
        }
        List<Sample> samples = new ArrayList<>();
        for (Size s : sizes) {
            for (Format f : formats) {
                samples.add(sample(s, f, "output"));
            }
        }
        // Gradients of one size, checked, and on a GPU of one that is timed.
        for (Size s : place == Place.GPU ? List.of(sizes.get(0), sizes.get(5)) : List.of(sizes.get(0))) {
            for (Format f : formats) {
                if (f == Format.BINARY32 || (f != Format.BINARY64 && place == Place.GPU)) {
                    samples.add(sample(s, f, "dquery"));
                    samples.add(sample(s, f, "dkey"));
                }
            }
        }
        return samples;
    }

    private static Sample sample(Size s, Format format, String output) {
        String mask = s.causal.equals("none") ? "no mask" : "causal " + s.causal;
        String label =
                s.heads + "/" + s.keyHeads + " heads, " + s.queries + " x " + s.keys + " x " + s.width + ", " + mask;
        String what = output.equals("output") ? "" : ", " + output;
        return new Sample(label + what, format, () -> problem(s, format, output), s.checked);
    }

    private static Problem problem(Size s, Format format, String output) {
        SplitMix64 g = new SplitMix64(SEED);
        Map<String, Tensor> tensors = new HashMap<>(Map.of(
                "query", uniform(g, format, 2, s.heads, s.queries, s.width),
                "key", uniform(g, format, 2, s.keyHeads, s.keys, s.width),
                "value", uniform(g, format, 1, s.keyHeads, s.keys, s.width)));
        if (!output.equals("output")) {
            tensors.put("doutput", uniform(g, format, 1, s.heads, s.queries, s.width));
        }
        return new Problem(tensors, Map.of("causal", s.causal), output);
    }

    static Tensor uniform(SplitMix64 g, Format format, double radius, int... sizes) {
        int n = 1;
        for (int s : sizes) {
            n = Math.multiplyExact(n, s);
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = g.nextSymmetric() * radius;
        }
        return Tensor.rounded(format, x, sizes);
    }
}
