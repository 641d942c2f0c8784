package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scatterbrain with supports that the device forms, output and support judged by the oracle, which hashes exactly by itself. */
class ScatterbrainKernelsTest {
    private record Named(String name, Problem problem) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The problem with tensors replaced. */
    private static Problem with(Problem p, Map<String, Tensor> tensors) {
        Map<String, Tensor> t = new HashMap<>(p.tensors());
        t.putAll(tensors);
        return new Problem(t, p.parameters(), p.output());
    }

    private static ScatterbrainSamples.Recipe recipe(
            int n, int m, int projections, String words, int tables, int buckets) {
        return new ScatterbrainSamples.Recipe(new int[] {2}, n, m, 6, 5, projections, words, tables, buckets);
    }

    /** Draws that are the same in every table: each pair that one finds, all find. */
    private static Tensor repeated(Tensor draws) {
        float[] x = new float[draws.elements()];
        int table = x.length / draws.shape().size(0);
        for (int e = 0; e < x.length; e++) {
            x[e] = (float) draws.valueAt(e % table);
        }
        return Tensor.of(x, draws.shape().sizes());
    }

    private static Tensor filled(float x, int... sizes) {
        float[] all = new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
        Arrays.fill(all, x);
        return Tensor.of(all, sizes);
    }

    /** Small integers: scores of 0, and equal scores of both signs, wherever one looks. */
    private static Tensor integers(long seed, int... sizes) {
        SplitMix64 g = new SplitMix64(seed);
        float[] x = new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
        for (int e = 0; e < x.length; e++) {
            x[e] = g.nextBelow(3) - 1;
        }
        return Tensor.of(x, sizes);
    }

    static Stream<Named> cases() {
        String planes = "support=hyperplane causal=top-left";
        String polytope = "support=cross-polytope causal=bottom-right";
        Problem hyperplane = recipe(60, 60, 9, planes, 4, 3).problem("output");
        Problem corners = recipe(50, 70, 0, polytope, 3, 4).problem("output");
        Tensor positive = filled(1, 2, 60, 6);
        return Stream.of(
                new Named("several tables", hyperplane),
                new Named("the support alone", corners),
                new Named(
                        "every pair found by all tables",
                        with(
                                hyperplane,
                                Map.of("hyperplanes", repeated(Float32Kernels.tensor(hyperplane, "hyperplanes"))))),
                new Named(
                        "all keys in one bucket",
                        with(
                                hyperplane,
                                Map.of("query", positive, "key", positive, "hyperplanes", filled(1, 4, 3, 6)))),
                new Named(
                        "no query's bucket holds a key",
                        with(
                                hyperplane,
                                Map.of(
                                        "query",
                                        positive,
                                        "key",
                                        filled(-1, 2, 60, 6),
                                        "hyperplanes",
                                        filled(1, 4, 3, 6)))),
                new Named(
                        "scores of zero",
                        with(
                                hyperplane,
                                Map.of(
                                        "query", integers(1, 2, 60, 6),
                                        "key", integers(2, 2, 60, 6),
                                        "hyperplanes", integers(3, 4, 3, 6)))),
                new Named(
                        "equal scores of both signs",
                        with(
                                corners,
                                Map.of(
                                        "query", integers(4, 2, 50, 6),
                                        "key", integers(5, 2, 70, 6),
                                        "rotations", integers(6, 3, 6, 4)))),
                new Named("vectors of zeros", with(corners, Map.of("key", filled(0, 2, 70, 6)))),
                new Named(
                        "one key", recipe(40, 1, 4, "support=hyperplane", 3, 2).problem("output")),
                new Named(
                        "31 bits",
                        recipe(40, 40, 3, "support=hyperplane features=plus", 2, 31)
                                .problem("output")),
                new Named(
                        "clusters",
                        recipe(60, 48, 3, "support=clusters query-cluster=10 key-cluster=8 causal=bottom-right", 3, 0)
                                .problem("output")),
                new Named("tied clusters", SupportListsTest.tiedClusters(30, 35)),
                new Named(
                        "batches",
                        new ScatterbrainSamples.Recipe(
                                        new int[] {2, 2}, 20, 30, 7, 3, 5, "support=tensor causal=bottom-right", 1, 0)
                                .problem("output")),
                new Named(
                        "a mask for all heads",
                        recipe(20, 30, 5, "support=tensor", 0, 0).problem("output")),
                new Named(
                        "no support",
                        recipe(135, 140, 5, "causal=bottom-right", 0, 0).problem("output")),
                new Named(
                        "everything",
                        recipe(30, 20, 5, "support=full causal=top-left", 0, 0).problem("output")),
                new Named(
                        "a window",
                        recipe(40, 30, 5, "support=window window=7", 0, 0).problem("output")));
    }

    static Stream<Arguments> conforms() {
        return Arrays.stream(Place.values()).flatMap(place -> cases().map(c -> Arguments.of(place, c)));
    }

    private static Verdict verdict(ScatterbrainKernels kernels, Problem p, Tensor out) throws Exception {
        return CheckedOperator.named("scatterbrain")
                .read(p.tensors(), p.parameters())
                .check(
                        out,
                        kernels.declared(p),
                        CheckOptions.DEFAULT.withOutput(p.output()).withPowerRows(0));
    }

    @ParameterizedTest
    @MethodSource
    void conforms(Place place, Named named) throws Exception {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
        ScatterbrainKernels kernels = new ScatterbrainKernels(place);
        for (String output : new String[] {"output", "support"}) {
            Problem p = new Problem(named.problem.tensors(), named.problem.parameters(), output);
            if (output.equals("support")
                    && List.of("tensor", "clusters").contains(p.parameters().getOrDefault("support", "none"))) {
                // The oracle judges the output alone there: nothing is decided, or not pair by pair.
                continue;
            }
            assertEquals(Optional.empty(), kernels.refusal(p));
            Tensor out = kernels.run(p, 0).output();
            Verdict v = verdict(kernels, p, out);
            assertEquals(Outcome.CONFORMS, v.verdict(), () -> output + " " + v.worst() + " " + v.reasons());
            if (output.equals("support")) {
                // Not within rounding of the exact support: equal to it, in every pair.
                assertEquals(0, v.worst().ratio(), output);
            }
            if (place == Place.HOST) {
                assertNoRace(kernels, p, out);
            }
        }
    }

    private static void assertNoRace(ScatterbrainKernels kernels, Problem p, Tensor expected) {
        HostDevice device = (HostDevice) Place.HOST.device();
        try {
            for (HostDevice.Order order : List.of(HostDevice.Order.DESCENDING, HostDevice.Order.SHUFFLED)) {
                device.order(order);
                assertEquals(expected, kernels.run(p, 0).output(), "depends on the order of threads: " + order);
            }
        } finally {
            device.order(HostDevice.Order.ASCENDING);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whatIsNotComputedIsRefusedInOneLine(Place place) {
        ScatterbrainKernels kernels = new ScatterbrainKernels(place);
        Problem p = recipe(5, 5, 2, "support=hyperplane", 2, 3).problem("output");
        for (String[] wrong : new String[][] {
            {"support", "top", "support top, expected none, full"},
            {"support", "clusters", "no tensor cluster-projections, expected [hashes, 8]"},
            {"support", "random", "support random, expected"},
            {"support", "tensor", "no tensor support"},
            {"support", "cross-polytope", "no tensor rotations, expected [tables, 6, buckets / 2]"},
            {"features", "trig", "features trig, expected plus, hyp or none"},
            {"algorithm", "dense", "algorithm dense, expected"}
        }) {
            Map<String, String> words = new HashMap<>(p.parameters());
            words.put(wrong[0], wrong[1]);
            String said =
                    kernels.refusal(new Problem(p.tensors(), words, "output")).orElse("");
            assertTrue(said.contains(wrong[2]) && said.lines().count() == 1, said);
        }
        Tensor nan = filled(Float.NaN, 2, 5, 6);
        assertTrue(kernels.refusal(with(p, Map.of("key", nan))).orElse("").startsWith("tensor key has a number"));
        SplitMix64 g = new SplitMix64(1);
        Tensor wide = AttentionSamples.uniform(g, Format.BINARY32, 1, 2, 5, 257);
        assertTrue(kernels.refusal(with(p, Map.of("value", wide))).orElse("").startsWith("width 257"));
        Tensor draws = AttentionSamples.uniform(g, Format.BINARY32, 1, 32768, 1, 6);
        assertTrue(kernels.refusal(with(p, Map.of("hyperplanes", draws)))
                .orElse("")
                .startsWith("65536 heads times tables"));
        assertTrue(kernels.refusal(with(p, Map.of("hyperplanes", filled(1, 2, 32, 6))))
                .orElse("")
                .contains("at most 31 bits"));
    }
}
