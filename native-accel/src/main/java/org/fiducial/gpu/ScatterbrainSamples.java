package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.Implementation.Sample;
import org.fiducial.tensor.Tensor;

/** Seeded cases of Scatterbrain: queries and keys uniform in [-1, 1), so that entries differ and estimates do not drown them. */
final class ScatterbrainSamples {
    private ScatterbrainSamples() {}

    /**
     * A case.
     *
     * @param shape leading axes, as many as there are
     * @param projections number M of projections; 0 for attention over the support alone
     * @param words parameters, name=value with blanks between them; the support's draws follow from them and from what is behind
     * @param tables hash tables, if the support is hashed
     * @param buckets bits of a table, or half its buckets; 0 for clusters
     */
    record Recipe(int[] shape, int n, int m, int d, int dv, int projections, String words, int tables, int buckets) {
        Problem problem(String output) {
            SplitMix64 g = new SplitMix64(31L * n + m);
            Map<String, String> parameters = new HashMap<>();
            for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
                parameters.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
            Map<String, Tensor> t = new HashMap<>();
            t.put("query", AttentionSamples.uniform(g, Format.BINARY32, 1, sizes(n, d)));
            t.put("key", AttentionSamples.uniform(g, Format.BINARY32, 1, sizes(m, d)));
            t.put("value", AttentionSamples.uniform(g, Format.BINARY32, 1, sizes(m, dv)));
            if (projections > 0) {
                t.put("projections", AttentionSamples.uniform(g, Format.BINARY32, 1.7, projections, d));
            } else {
                parameters.put("features", "none");
            }
            String support = parameters.getOrDefault("support", "none");
            if (support.equals("hyperplane")) {
                t.put("hyperplanes", AttentionSamples.uniform(g, Format.BINARY32, 1, tables, buckets, d));
            } else if (support.equals("cross-polytope")) {
                t.put("rotations", AttentionSamples.uniform(g, Format.BINARY32, 1, tables, d, buckets));
            } else if (support.equals("clusters")) {
                t.put("cluster-projections", AttentionSamples.uniform(g, Format.BINARY32, 1, tables, d + 2));
            } else if (support.equals("tensor")) {
                t.put("support", pairs(g, tables > 0 ? sizes(n, m) : new int[] {n, m}));
            }
            return new Problem(t, parameters, output);
        }

        private int[] sizes(int rows, int columns) {
            int[] all = Arrays.copyOf(shape, shape.length + 2);
            all[shape.length] = rows;
            all[shape.length + 1] = columns;
            return all;
        }

        /** One pair in six. */
        private static Tensor pairs(SplitMix64 g, int... sizes) {
            boolean[] in = new boolean[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
            for (int e = 0; e < in.length; e++) {
                in[e] = g.nextBelow(6) == 0;
            }
            return Tensor.of(in, sizes);
        }

        String label() {
            String lead = Arrays.stream(shape).mapToObj(h -> h + " x ").collect(Collectors.joining());
            String hash = tables == 0 || buckets == 0 ? "" : ", " + tables + " tables of " + buckets;
            String features = projections == 0 ? ", no features" : ", " + projections + " projections";
            String settings =
                    words.isEmpty() ? "" : ", " + words.replace("support=", "").replace(" ", ", ");
            return lead + n + " x " + m + " x " + d + features + settings.replace('=', ' ') + hash;
        }
    }

    static List<Sample> of(boolean large) {
        List<Recipe> recipes = new ArrayList<>(List.of(
                new Recipe(new int[] {}, 70, 90, 12, 12, 20, "support=window window=11 scale=1", 0, 0),
                new Recipe(new int[] {2}, 75, 75, 16, 20, 24, "support=hyperplane causal=top-left", 3, 4),
                new Recipe(new int[] {2}, 66, 90, 10, 16, 0, "support=clusters query-cluster=11 key-cluster=15", 2, 0),
                new Recipe(new int[] {1, 2}, 60, 150, 24, 8, 40, "support=cross-polytope features=plus", 2, 6)));
        List<Sample> samples = new ArrayList<>();
        if (large) {
            recipes.add(new Recipe(new int[] {2}, 1024, 1024, 32, 32, 110, "support=hyperplane causal=top-left", 4, 7));
        }
        recipes.forEach(r -> samples.add(sample(r, "output", true)));
        samples.add(sample(recipes.get(1), "support", true));
        if (large) {
            String words = "support=hyperplane causal=top-left";
            samples.add(sample(new Recipe(new int[] {8}, 16384, 16384, 64, 64, 266, words, 4, 11), "output", false));
        }
        return samples;
    }

    static Sample sample(Recipe r, String output, boolean checked) {
        String what = output.equals("output") ? "" : ", " + output;
        return new Sample(r.label() + what, Format.BINARY32, () -> r.problem(output), checked);
    }
}
