package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One token, one column, the widest heads, one more than a tile or a chunk, shared heads, queries without keys: all under the oracle. */
class AwkwardSizesTest {
    private record Named(String operator, String size, Problem problem) {
        @Override
        public String toString() {
            return operator + ", " + size + ", " + problem.output();
        }
    }

    private static Tensor uniform(SplitMix64 g, double radius, int... sizes) {
        return AttentionSamples.uniform(g, Format.BINARY32, radius, sizes);
    }

    private static Map<String, String> parameters(String words) {
        Map<String, String> p = new HashMap<>();
        for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
            p.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        return p;
    }

    private static Named urpe(int heads, int n, int d, int dv, String words) {
        SplitMix64 g = new SplitMix64(n);
        Map<String, Tensor> t = Map.of(
                "query", uniform(g, 2, heads, n, d),
                "key", uniform(g, 2, heads, n, d),
                "value", uniform(g, 1, heads, n, dv),
                "bias", uniform(g, 1, heads, 2 * n - 1),
                "multiplier", uniform(g, 2, heads, 2 * n - 1));
        String size = heads + " heads, " + n + " tokens, widths " + d + " and " + dv + " " + words;
        return new Named("urpe", size, new Problem(t, parameters(words), "output"));
    }

    private static Named flashBias(int heads, int shared, int n, int m, int d, int dv, int rank, String words) {
        SplitMix64 g = new SplitMix64(n + m);
        Map<String, Tensor> t = new HashMap<>();
        t.put("query", uniform(g, 2, heads, n, d));
        t.put("key", uniform(g, 2, shared, m, d));
        t.put("value", uniform(g, 1, shared, m, dv));
        t.put("query-factors", uniform(g, 1, heads, n, rank));
        t.put("key-factors", uniform(g, 1, shared, m, rank));
        if (n % 2 == 0) {
            t.put("bias", uniform(g, 1, n, m));
        }
        String size = heads + "/" + shared + " heads, " + n + " x " + m + ", widths " + d + " and " + dv + ", rank "
                + rank + " " + words;
        return new Named("flashbias", size, new Problem(t, parameters(words), "output"));
    }

    private static Named linear(int length, int states, int width) {
        SplitMix64 g = new SplitMix64(length);
        Map<String, Tensor> t = Map.of(
                "query", uniform(g, 1, length, states),
                "key", uniform(g, 1, length, states),
                "value", uniform(g, 1, length, width));
        return new Named(
                "dsf",
                "linear attention, " + length + " tokens, widths " + states + " and " + width,
                new Problem(t, Map.of("system", "linear"), "output"));
    }

    private static Named selective(int length, int channels, int states) {
        Problem p =
                ScanKernels.selective(length, channels, states, true).problem().get();
        return new Named("dsf", "S6, " + length + " tokens, " + channels + " channels, " + states + " states", p);
    }

    private static Named scatterbrain(ScatterbrainSamples.Recipe recipe) {
        return new Named("scatterbrain", recipe.label(), recipe.problem("output"));
    }

    private static ScatterbrainSamples.Recipe recipe(
            int heads, int n, int m, int d, int dv, int projections, String words, int tables, int buckets) {
        int[] lead = heads == 0 ? new int[] {} : new int[] {heads};
        return new ScatterbrainSamples.Recipe(lead, n, m, d, dv, projections, words, tables, buckets);
    }

    static Stream<Arguments> conforms() {
        List<Named> all = List.of(
                urpe(1, 1, 1, 1, ""),
                urpe(2, 65, 33, 129, "causal=top-left"),
                urpe(1, 64, 256, 256, "key-length=5"),
                urpe(1, 3, 2, 65, "key-length=0"),
                flashBias(1, 1, 1, 1, 1, 1, 1, ""),
                flashBias(4, 2, 65, 64, 31, 65, 33, "causal=bottom-right"),
                flashBias(2, 1, 66, 3, 256, 256, 2, "causal=bottom-right"),
                flashBias(3, 1, 2, 130, 5, 7, 70, "window=1,1 window-alignment=bottom-right"),
                linear(1, 1, 1),
                linear(65, 33, 3),
                linear(129, 1, 33),
                selective(1, 1, 1),
                selective(65, 9, 33),
                selective(64, 1, 256),
                scatterbrain(recipe(0, 1, 1, 1, 1, 1, "support=window", 0, 0)),
                scatterbrain(recipe(0, 33, 65, 33, 31, 31, "support=tensor", 0, 0)),
                scatterbrain(recipe(2, 5, 3, 200, 256, 2, "support=tensor causal=bottom-right", 1, 0)),
                scatterbrain(recipe(2, 130, 257, 3, 33, 150, "support=hyperplane causal=top-left", 5, 3)),
                scatterbrain(recipe(1, 1, 300, 9, 2, 0, "support=hyperplane", 3, 2)),
                scatterbrain(recipe(1, 40, 1, 5, 1, 7, "support=cross-polytope features=plus", 2, 1)),
                scatterbrain(recipe(3, 64, 32, 8, 31, 5, "support=full causal=bottom-right", 0, 0)),
                scatterbrain(recipe(1, 33, 129, 256, 7, 0, "support=window window=129 causal=bottom-right", 0, 0)),
                scatterbrain(recipe(2, 129, 128, 12, 5, 16, "", 0, 0)));
        List<Arguments> out = new ArrayList<>();
        for (Place place : Place.values()) {
            all.forEach(n -> out.add(Arguments.of(place, n)));
        }
        return out.stream();
    }

    @ParameterizedTest
    @MethodSource
    void conforms(Place place, Named named) throws Exception {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
        Implementation kernels = new NativeImplementations()
                .implementations().stream()
                        .filter(i -> i.name().equals(place.prefix() + ":" + named.operator))
                        .findFirst()
                        .orElseThrow();
        Problem p = named.problem;
        assertEquals(Optional.empty(), kernels.refusal(p));
        Verdict v = CheckedOperator.named(named.operator)
                .read(p.tensors(), p.parameters())
                .check(kernels.run(p, 0).output(), kernels.declared(p), CheckOptions.DEFAULT.withPowerRows(0));
        assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons() + " " + v.diagnosis());
    }
}
