package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.scatterbrain.BalancedClusters;
import org.fiducial.operator.scatterbrain.DirectionHash;
import org.fiducial.tensor.Tensor;
import org.fiducial.verified.BucketOrder;
import org.fiducial.verified.Segments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Supports as the device forms them, against the exact hashes and the proved order of codes; in every order of threads. */
class SupportListsTest {
    private static void assumePresent(Place place) {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
    }

    /** What a device gives in all orders of its threads, which is the same. */
    private interface Result {
        int[] of(Device device, Allocation memory);
    }

    private static int[] inEveryOrder(Place place, Result result) {
        Device device = place.device();
        int[] first = null;
        HostDevice.Order[] orders =
                place == Place.HOST ? HostDevice.Order.values() : new HostDevice.Order[] {HostDevice.Order.ASCENDING};
        try {
            for (HostDevice.Order order : orders) {
                if (device instanceof HostDevice host) {
                    host.order(order);
                }
                try (Allocation memory = new Allocation(device)) {
                    int[] now = result.of(device, memory);
                    if (first != null) {
                        assertArrayEquals(first, now, "depends on the order of threads: " + order);
                    }
                    first = now;
                }
            }
        } finally {
            if (device instanceof HostDevice host) {
                host.order(HostDevice.Order.ASCENDING);
            }
        }
        return java.util.Objects.requireNonNull(first);
    }

    private static byte[] bytes(int[] x) {
        ByteBuffer b = HostDevice.buffer(4 * x.length);
        for (int i : x) {
            b.putInt(i);
        }
        return b.array();
    }

    /** The order that the verified core gives. */
    private static int[] order(int[] codes) {
        int[] order = new int[codes.length];
        BucketOrder.sort(codes, new long[codes.length], order, new int[codes.length], new int[codes.length]);
        return order;
    }

    /** All in one bucket, two buckets, a bucket each, empty buckets between, the largest codes; sizes around a tile of the sort. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void ordersAreThoseOfTheVerifiedCore(Place place) {
        assumePresent(place);
        SplitMix64 g = new SplitMix64(8);
        for (int n : new int[] {1, 33, 300, SupportLists.TILE, SupportLists.TILE + 1}) {
            for (int bits : new int[] {1, 4, 5, 31}) {
                int[][] codes = new int[3][n];
                for (int i = 0; i < n; i++) {
                    codes[0][i] = (int) ((1L << bits) - 1);
                    codes[1][i] = (int) g.nextBelow(1L << bits);
                    codes[2][i] = (int) (i % 2 == 0 ? 0 : (1L << bits) - 1 - g.nextBelow(2));
                }
                int[] all = Arrays.stream(codes).flatMapToInt(Arrays::stream).toArray();
                int[] sorted = inEveryOrder(place, (device, memory) -> {
                    SupportLists.KeyOrder order =
                            SupportLists.KeyOrder.of(device, memory, memory.copy(bytes(all)), 3, n, bits);
                    order.work().run();
                    return SupportLists.integers(order.order());
                });
                for (int s = 0; s < 3; s++) {
                    assertArrayEquals(
                            order(codes[s]),
                            Arrays.copyOfRange(sorted, s * n, (s + 1) * n),
                            n + ", " + bits + ", " + s);
                }
            }
        }
    }

    /** More tiles than the sums of their counts take at a time, against a stable sort of objects. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void manyTilesKeepTheOrder(Place place) {
        assumePresent(place);
        int n = 17 * SupportLists.TILE + 5;
        SplitMix64 g = new SplitMix64(9);
        int[] codes = new int[n];
        Integer[] expected = new Integer[n];
        for (int i = 0; i < n; i++) {
            codes[i] = (int) g.nextBelow(7);
            expected[i] = i;
        }
        Arrays.sort(expected, (i, j) -> Integer.compare(codes[i], codes[j]));
        Device device = place.device();
        try (Allocation memory = new Allocation(device)) {
            SupportLists.KeyOrder order = SupportLists.KeyOrder.of(device, memory, memory.copy(bytes(codes)), 1, n, 3);
            order.work().run();
            assertArrayEquals(
                    Arrays.stream(expected).mapToInt(Integer::intValue).toArray(),
                    SupportLists.integers(order.order()));
        }
    }

    /** Numbers whose sums cancel, tie and underflow in binary32, and would in binary64. */
    private static Tensor hard(SplitMix64 g, int... sizes) {
        float[] size = {1, 0x1p-23f, 0x1p-24f, 0x1p-60f, 0x1p-149f, 0x1p-126f, 0x1.8p-126f, 0x1p127f, 3};
        float[] x = new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
        for (int e = 0; e < x.length; e++) {
            x[e] = (g.nextBelow(5) - 2) / 2f * size[(int) g.nextBelow(size.length)];
        }
        return Tensor.of(x, sizes);
    }

    private static Problem hardCase(boolean planes, int n, int m, int d, int tables, int size) {
        SplitMix64 g = new SplitMix64(n + 7L * m);
        Map<String, Tensor> t = new HashMap<>();
        t.put("query", hard(g, 2, n, d));
        t.put("key", hard(g, 2, m, d));
        t.put(planes ? "hyperplanes" : "rotations", planes ? hard(g, tables, size, d) : hard(g, tables, d, size));
        return new Problem(
                t, Map.of("support", planes ? "hyperplane" : "cross-polytope", "features", "none"), "support");
    }

    private static int[] codes(Problem p, Object codes) {
        return SupportLists.integers((DeviceTensor) codes);
    }

    private static SupportLists lists(Device device, Allocation memory, Problem p) {
        Tensor q = Float32Kernels.tensor(p, "query");
        Tensor k = Float32Kernels.tensor(p, "key");
        int[] s = q.shape().sizes();
        SupportLists.Sizes sizes = new SupportLists.Sizes(
                s.length == 2 ? 1 : s[0], s[s.length - 2], k.shape().size(-2), s[s.length - 1]);
        SupportLists lists =
                SupportLists.of(device, memory, p, sizes, memory.copy(q.toBytes()), memory.copy(k.toBytes()));
        lists.work().run();
        return lists;
    }

    /** Codes are the exact ones, and ranges hold the keys of the query's code and no other. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void codesAndBucketsAreExact(Place place) {
        assumePresent(place);
        int tables = 3;
        for (int[] c : new int[][] {
            {1, 40, 1, 1},
            {0, 40, 1, 1},
            {1, 200, 4, 31},
            {0, 200, 4, 5},
            {1, 150, 20, 6},
            {0, 150, 20, 9},
            {1, 30, 256, 3},
            {0, 30, 256, 4}
        }) {
            boolean planes = c[0] == 1;
            int n = c[1];
            int m = n + 13;
            Problem p = hardCase(planes, n, m, c[2], tables, c[3]);
            int[] all = inEveryOrder(place, (device, memory) -> {
                SupportLists l = lists(device, memory, p);
                return java.util.stream.Stream.of(l.queryCodes(), l.keyCodes(), l.list(), l.begin(), l.end())
                        .flatMapToInt(t -> Arrays.stream(codes(p, t)))
                        .toArray();
            });
            int segments = 2 * tables;
            int[] order = Arrays.copyOfRange(all, segments * (n + m), segments * (n + 2 * m));
            for (int s = 0; s < segments; s++) {
                int[] ofQuery = Arrays.copyOfRange(all, s * n, (s + 1) * n);
                int[] ofKey = Arrays.copyOfRange(all, segments * n + s * m, segments * n + (s + 1) * m);
                Tensor draws = Float32Kernels.tensor(p, planes ? "hyperplanes" : "rotations");
                assertArrayEquals(hash(p, "query", s, tables, draws), ofQuery, "queries of " + s);
                assertArrayEquals(hash(p, "key", s, tables, draws), ofKey, "keys of " + s);
                assertArrayEquals(order(ofKey), Arrays.copyOfRange(order, s * m, (s + 1) * m));
                int[] sorted = new int[m];
                BucketOrder.sort(ofKey, new long[m], new int[m], new int[m], sorted);
                for (int i = 0; i < n; i++) {
                    int at = segments * (n + 2 * m) + s * n + i;
                    int[] offsets = new int[] {0, all[at], all[at + segments * n], m};
                    assertTrue(Segments.partition(offsets, m), "offsets " + Arrays.toString(offsets));
                    for (int e = 0; e < m; e++) {
                        assertEquals(sorted[e] == ofQuery[i], offsets[1] <= e && e < offsets[2], "key at " + e);
                    }
                }
            }
        }
    }

    /**
     * Clusters whose projections tie as algebraic numbers, 3 + 3 * 4 = 0 + 3 * 5, or differ by less than binary64 sees: queries reach 3 and
     * keys 4, but for what a second coordinate of 2^-40 adds in one head of two.
     */
    static Problem tiedClusters(int n, int m) {
        SplitMix64 g = new SplitMix64(n);
        float[] small = {0, 0, 0x1p-40f, -0x1p-40f, 0x1p-60f};
        float[][] first = {{3, 0, -3, 3, 0}, {4, 3, 0, -3, -4}};
        Map<String, Tensor> t = new HashMap<>();
        for (int side = 0; side < 2; side++) {
            int count = side == 0 ? n : m;
            float[] x = new float[2 * count * 2];
            for (int e = 0; e < x.length; e += 2) {
                x[e] = first[side][(int) g.nextBelow(5)];
                x[e + 1] = e < 2 * count ? small[(int) g.nextBelow(5)] : 0;
            }
            t.put(side == 0 ? "query" : "key", Tensor.of(x, 2, count, 2));
        }
        t.put("value", AttentionSamples.uniform(g, Format.BINARY32, 1, 2, m, 3));
        float[] alpha = {1, 0, 3, 3, 1, 0x1p-60f, -3, -3, -1, 0x1p-41f, 3, -3, 0, 0, 0, 0};
        t.put("cluster-projections", Tensor.of(alpha, 4, 4));
        int size = (n + 5) / 6;
        return new Problem(
                t,
                Map.of(
                        "support",
                        "clusters",
                        "features",
                        "none",
                        "query-cluster",
                        String.valueOf(size),
                        "key-cluster",
                        String.valueOf((m + (n + size - 1) / size - 1) / ((n + size - 1) / size))),
                "support");
    }

    private static Problem hardClusters(int n, int m, int d) {
        SplitMix64 g = new SplitMix64(d);
        Map<String, Tensor> t = Map.of(
                "query", hard(g, 2, n, d),
                "key", hard(g, 2, m, d),
                "cluster-projections", hard(g, 5, d + 2));
        return new Problem(t, Map.of("support", "clusters", "query-cluster", "1", "key-cluster", "1"), "support");
    }

    /** Every pair of every clustering as the exact comparisons of algebraic numbers put it. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void clustersAreExact(Place place) {
        assumePresent(place);
        for (Problem p : new Problem[] {
            tiedClusters(60, 60),
            tiedClusters(44, 70),
            tiedClusters(1, 1),
            hardClusters(60, 60, 3),
            hardClusters(40, 40, 80)
        }) {
            Tensor q = Float32Kernels.tensor(p, "query");
            Tensor k = Float32Kernels.tensor(p, "key");
            Tensor draws = Float32Kernels.tensor(p, "cluster-projections");
            int n = q.shape().size(1);
            int m = k.shape().size(1);
            int hashes = draws.shape().size(0);
            int[] all = inEveryOrder(place, (device, memory) -> {
                SupportLists l = lists(device, memory, p);
                return java.util.stream.Stream.of(l.queryCodes(), l.keyCodes())
                        .flatMapToInt(t -> Arrays.stream(codes(p, t)))
                        .toArray();
            });
            for (int s = 0; s < 2 * hashes; s++) {
                BitSet[] pairs = BalancedClusters.pairs(
                        q.matrix(s / hashes),
                        k.matrix(s / hashes),
                        draws.matrix().rows(s % hashes, s % hashes + 1),
                        size(p, "query-cluster"),
                        size(p, "key-cluster"));
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < m; j++) {
                        boolean same = all[s * n + i] == all[2 * hashes * n + s * m + j];
                        assertEquals(pairs[i].get(j), same, "clustering " + s + ", pair " + i + ", " + j);
                    }
                }
            }
        }
    }

    private static int size(Problem p, String name) {
        return Integer.parseInt(p.parameters().getOrDefault(name, "1"));
    }

    private static int[] hash(Problem p, String name, int segment, int tables, Tensor draws) {
        Tensor vectors = Float32Kernels.tensor(p, name);
        return "hyperplane".equals(p.parameters().get("support"))
                ? DirectionHash.hyperplanes(vectors.matrix(segment / tables), draws.matrix(segment % tables))
                : DirectionHash.crossPolytope(vectors.matrix(segment / tables), draws.matrix(segment % tables));
    }

    /** A mask becomes its rows: empty ones, full ones, one for all heads or one each. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void masksBecomeTheirRows(Place place) {
        assumePresent(place);
        for (int heads : new int[] {1, 3}) {
            for (int m : new int[] {1, 32, 33, 131}) {
                int n = 129;
                boolean[] in = new boolean[heads * n * m];
                SplitMix64 g = new SplitMix64(m);
                for (int e = 0; e < in.length; e++) {
                    int row = e / m;
                    in[e] = row % 5 != 0 && (row % 5 == 1 || g.nextBelow(3) == 0);
                }
                Problem p = new Problem(
                        Map.of(
                                "query", hard(g, 3, n, 2),
                                "key", hard(g, 3, m, 2),
                                "support", heads == 1 ? Tensor.of(in, n, m) : Tensor.of(in, 3, n, m)),
                        Map.of(),
                        "support");
                int[] all = inEveryOrder(place, (device, memory) -> {
                    SupportLists l = lists(device, memory, p);
                    assertEquals(heads > 1, l.perHead());
                    return java.util.stream.Stream.of(l.begin(), l.end(), l.list())
                            .flatMapToInt(t -> Arrays.stream(codes(p, t)))
                            .toArray();
                });
                int rows = heads * n;
                int at = 0;
                for (int row = 0; row < rows; row++) {
                    assertEquals(at, all[row], "begin of row " + row);
                    for (int j = 0; j < m; j++) {
                        if (in[row * m + j]) {
                            assertEquals(j, all[2 * rows + at++], "row " + row);
                        }
                    }
                    assertEquals(at, all[rows + row], "end of row " + row);
                }
                assertEquals(all.length, 2 * rows + at, "nothing behind the lists");
            }
        }
    }
}
