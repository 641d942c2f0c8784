package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Supports and corrections with one planted mistake each: the oracle sees it in the output, or the order of threads shows it. */
class SupportMutantsTest {
    /** Planes through many of the vectors, causal; polytopes with equal scores; tied clusters; a mask of many rows; features, few or in several chunks. */
    private enum Setting {
        PLANES,
        POLYTOPES,
        CLUSTERS,
        MASK,
        TABLES,
        CHUNKS;

        Problem problem() {
            return switch (this) {
                case PLANES -> hashed("support=hyperplane causal=top-left");
                case POLYTOPES -> hashed("support=cross-polytope");
                case CLUSTERS -> {
                    Problem p = SupportListsTest.tiedClusters(60, 60);
                    yield new Problem(p.tensors(), p.parameters(), "output");
                }
                case MASK ->
                    new ScatterbrainSamples.Recipe(new int[] {3}, 101, 40, 4, 2, 0, "support=tensor", 1, 0)
                            .problem("output");
                case TABLES ->
                    new ScatterbrainSamples.Recipe(new int[] {2}, 40, 45, 6, 3, 4, "support=hyperplane", 3, 1)
                            .problem("output");
                case CHUNKS ->
                    new ScatterbrainSamples.Recipe(
                                    new int[] {1}, 270, 270, 6, 3, 140, "support=hyperplane causal=top-left", 3, 3)
                            .problem("output");
            };
        }

        private static Problem hashed(String words) {
            Problem p = new ScatterbrainSamples.Recipe(new int[] {2}, 60, 60, 6, 3, 0, words, 3, 5).problem("output");
            Map<String, Tensor> t = new HashMap<>(p.tensors());
            long seed = 1;
            for (String name : List.of("query", "key", "hyperplanes", "rotations")) {
                Tensor given = t.get(name);
                if (given != null) {
                    t.put(name, cancelling(seed++, given.shape().sizes()));
                }
            }
            return new Problem(t, p.parameters(), p.output());
        }

        /** Sums of products of these cancel, wholly or but for a part that binary64 loses. */
        private static Tensor cancelling(long seed, int... sizes) {
            SplitMix64 g = new SplitMix64(seed);
            float[] size = {1, 1, 1, 0x1p-30f, 0x1p-60f};
            float[] x = new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
            for (int e = 0; e < x.length; e++) {
                x[e] = (g.nextBelow(3) - 1) * size[(int) g.nextBelow(size.length)];
            }
            return Tensor.of(x, sizes);
        }
    }

    /** A mistake: where it shows, what stands in the sources once, what stands there instead, and the oracle's name for it, if it has one. */
    enum Mistake {
        NO_BARRIER(
                Setting.PLANES,
                "__syncthreads();\n  for (int p = first; p < end; p++) {\n    int element",
                "for (int p = first; p < end; p++) {\n    int element",
                ""),
        COUNTED_PER_TABLE(Setting.TABLES, "if (!found) visit(j);", "visit(j);", "counted-per-table"),
        UNSTABLE_ORDER(
                Setting.PLANES,
                "for (int p = first; p < end; p++) {\n    int element",
                "for (int p = end - 1; p >= first; p--) {\n    int element",
                ""),
        NONE(Setting.PLANES, "", "", ""),
        COUNTED_PER_TABLE_ALONE(Setting.PLANES, "if (!found) visit(j);", "visit(j);", "counted-per-table"),
        FIRST_TABLE_FORGOTTEN(Setting.TABLES, "e <= t && !found", "e < t && !found", ""),
        ONE_POSITION_LESS(Setting.PLANES, "queryCodes[at], true);", "queryCodes[at], true) - 1;", ""),
        NO_BARRIER_BEFORE_THE_SUMS(Setting.PLANES, "end, shift);\n  __syncthreads();", "end, shift);", ""),
        TIES_TO_ZERO(
                Setting.PLANES,
                "exact_sign(v, plane, plane, 0, d, 1) < 0",
                "exact_sign(v, plane, plane, 0, d, 1) <= 0",
                ""),
        BINARY64_ALONE(Setting.PLANES, "fabs(s.sum) > s.error ? s.sum < 0", "true ? s.sum < 0", ""),
        LARGER_PLACE(Setting.POLYTOPES, "mostAt, d, columns) > 0", "mostAt, d, columns) >= 0", ""),
        LARGER_NEGATIVE_PLACE(Setting.POLYTOPES, "leastAt, d, columns) < 0) {", "leastAt, d, columns) <= 0) {", ""),
        NEGATIVE_BEFORE_POSITIVE(Setting.POLYTOPES, "leastAt, 1, d, columns) < 0", "leastAt, 1, d, columns) <= 0", ""),
        CLUSTERS_BY_BINARY64(
                Setting.CLUSTERS,
                "sign = i == j ? 0 : compare_projections(c, vectors + (long long)j * d, vectors + (long long)i * d);",
                "sign = 0;",
                ""),
        LATER_FIRST(Setting.CLUSTERS, "sign == 0 && j < i", "sign == 0 && j > i", ""),
        ROOT_HALVED(Setting.CLUSTERS, "4 * scale + 2", "4 * scale", ""),
        SIGN_OF_THE_ROOTS(Setting.CLUSTERS, "if (c.extra < 0) roots = -roots;", "", ""),
        NO_EXACT_TIES(Setting.CLUSTERS, "return larger == 0 ? 0 : larger > 0", "return larger >= 0", ""),
        OFFSETS_NOT_CARRIED(Setting.MASK, "here = before;", "here = 0;", ""),
        LAST_LANE_LOST(Setting.MASK, "sum, WARP - 1);", "sum, WARP - 2);", ""),
        ONE_KEY_TOO_MANY(Setting.CHUNKS, "larger(0, i + 1 + offset)", "larger(0, i + 2 + offset)", ""),
        CHUNK_COUNTED_TWICE(Setting.CHUNKS, "limit == keys ? chunks : limit / CHUNK;", "limit / CHUNK + 1;", ""),
        LAST_TILE_OF_FEATURES(Setting.CHUNKS, "if (from > 0) sum += y[at];", "", "");

        final Setting setting;
        final PlantedText planted;
        final String name;

        Mistake(Setting setting, String right, String wrong, String name) {
            this.setting = setting;
            this.planted = new PlantedText(right, wrong);
            this.name = name;
        }

        byte[] source(String file) {
            return file.endsWith(".cu") ? planted.in(file) : ShippedKernels.source(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void mistakeIsSeen(Mistake mistake) throws Exception {
        boolean right = mistake.planted.right().isEmpty();
        mistake.planted.assertPlaces(1, "buckets.cu", "codes.cu", "scatterbrain.cu");
        HostCompiler compiler = PlantedText.compiler(mistake.ordinal() <= Mistake.COUNTED_PER_TABLE.ordinal());
        Problem p = mistake.setting.problem();
        ScatterbrainKernels kernels = new ScatterbrainKernels(Place.HOST);
        List<Tensor> outputs = new ArrayList<>();
        try (HostDevice device =
                HostDevice.open(compiler, List.of("buckets", "codes", "scatterbrain"), mistake::source)) {
            for (HostDevice.Order order : HostDevice.Order.values()) {
                device.order(order);
                try (Allocation memory = new Allocation(device)) {
                    Float32Kernels.Launches launches = kernels.prepare(device, memory, p);
                    launches.work().run();
                    outputs.add(launches.output().get());
                }
            }
        } catch (DeviceException fence) {
            // Elements that go astray leave the tensors.
            assertTrue(!right, fence::toString);
            assertTrue(String.valueOf(fence.getMessage()).contains("memory outside its buffers"), fence::toString);
            return;
        }
        boolean races = new HashSet<>(outputs).size() > 1;
        assertEquals(mistake.name().startsWith("NO_BARRIER"), races, "only a missing barrier depends on the order");
        Verdict v = CheckedOperator.named("scatterbrain")
                .read(p.tensors(), p.parameters())
                .check(outputs.get(0), kernels.declared(p), CheckOptions.DEFAULT.withOutput("output"));
        assertTrue(races || v.verdict() == (right ? Outcome.CONFORMS : Outcome.VIOLATES), mistake + ": " + v.worst());
        List<String> named = v.diagnosis().stream().map(Diagnosis::mistake).toList();
        assertTrue(mistake.name.isEmpty() || named.contains(mistake.name), named.toString());
    }
}
