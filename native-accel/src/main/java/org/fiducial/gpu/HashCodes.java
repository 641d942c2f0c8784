package org.fiducial.gpu;

import java.util.List;
import java.util.Optional;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.tensor.Tensor;

/**
 * Codes of queries and keys in a device's memory, exactly as sheet scatterbrain defines them: a pair is in the support if its codes agree in
 * some table.
 *
 * @param query codes [head, table, query]
 * @param key codes [head, table, key]
 * @param tables hash tables L
 * @param bits number of bits that hold every code
 * @param work makes the codes
 */
record HashCodes(DeviceTensor query, DeviceTensor key, int tables, int bits, Runnable work) {
    private static final int THREADS = 256;

    /** Hashes that the device makes, (D5a-c), as a case names them. */
    private enum Kind {
        HYPERPLANE("hyperplane", "hyperplanes"),
        CROSS_POLYTOPE("cross-polytope", "rotations"),
        CLUSTERS("clusters", "cluster-projections");

        final String word;
        final String draws;

        Kind(String word, String draws) {
            this.word = word;
            this.draws = draws;
        }

        boolean fits(int[] s, int d) {
            return switch (this) {
                case HYPERPLANE -> s.length == 3 && s[2] == d && s[1] <= 31;
                case CROSS_POLYTOPE -> s.length == 3 && s[1] == d;
                case CLUSTERS -> s.length == 2 && s[1] == d + 2;
            };
        }

        String shape(int d) {
            return switch (this) {
                case HYPERPLANE -> "[tables, at most 31 bits, " + d + "]";
                case CROSS_POLYTOPE -> "[tables, " + d + ", buckets / 2]";
                case CLUSTERS -> "[hashes, " + (d + 2) + "]";
            };
        }

        static Optional<Kind> named(String word) {
            return List.of(values()).stream().filter(k -> k.word.equals(word)).findFirst();
        }
    }

    /** Whether the device has that hash. */
    static boolean has(String support) {
        return Kind.named(support).isPresent();
    }

    /** Why the device does not hash a case, in one line. */
    static Optional<String> refusal(Problem p, String support, int heads) {
        Kind kind = Kind.named(support).orElseThrow();
        Tensor draws = p.tensors().get(kind.draws);
        Tensor q = Float32Kernels.tensor(p, "query", "q");
        int d = q.shape().size(-1);
        if (draws == null || draws.elements() == 0 || !kind.fits(draws.shape().sizes(), d)) {
            return Optional.of((draws == null ? "no tensor " + kind.draws : kind.draws + " " + draws.shape())
                    + ", expected " + kind.shape(d));
        }
        for (String named : new String[] {"query", "q", "key", "k", kind.draws}) {
            Tensor t = p.tensors().get(named);
            if (t != null && t.firstNonFinite() >= 0) {
                return Optional.of("tensor " + named + " has a number that is not finite, expected none to hash");
            }
        }
        if (kind == Kind.CLUSTERS) {
            int ofQueries = Float32Kernels.blocks(q.shape().size(-2), size(p, "query-cluster"));
            Tensor k = Float32Kernels.tensor(p, "key", "k");
            int ofKeys = Float32Kernels.blocks(k.shape().size(-2), size(p, "key-cluster"));
            if (ofQueries != ofKeys) {
                return Optional.of(ofQueries + " clusters of queries and " + ofKeys + " of keys, expected as many");
            }
        }
        long segments = (long) heads * draws.shape().size(0);
        return segments > 65535
                ? Optional.of(segments + " heads times tables, expected at most 65535")
                : Optional.empty();
    }

    private static int size(Problem p, String cluster) {
        return Integer.parseInt(p.parameters().getOrDefault(cluster, "1"));
    }

    /**
     * The codes of a case that is not refused; they are there after {@link #work}.
     *
     * @param query queries [heads, queries, width] on the device
     * @param key keys [heads, keys, width] on the device
     */
    static HashCodes of(
            Device device,
            Allocation memory,
            Problem p,
            String support,
            SupportLists.Sizes s,
            DeviceTensor query,
            DeviceTensor key) {
        Kind kind = Kind.named(support).orElseThrow();
        Tensor drawn = Float32Kernels.tensor(p, kind.draws);
        int tables = drawn.shape().size(0);
        int segments = s.heads() * tables;
        DeviceTensor draws = memory.copy(drawn.toBytes());
        DeviceTensor queryCodes = memory.room(4L * segments * s.queries());
        DeviceTensor keyCodes = memory.room(4L * segments * s.keys());
        if (kind == Kind.CLUSTERS) {
            int clusters = Float32Kernels.blocks(s.queries(), size(p, "query-cluster"));
            return new HashCodes(
                    queryCodes,
                    keyCodes,
                    tables,
                    bits(clusters),
                    clusters(device, memory, p, s, tables, draws, query, key, queryCodes, keyCodes));
        }
        boolean planes = kind == Kind.HYPERPLANE;
        int size = drawn.shape().size(planes ? 1 : 2);
        Kernel code = device.kernel("codes", planes ? "code_hyperplanes" : "code_polytopes");
        Runnable work = () -> {
            code.launch(grid(s.queries(), segments), query, draws, queryCodes, s.queries(), s.width(), size, tables);
            code.launch(grid(s.keys(), segments), key, draws, keyCodes, s.keys(), s.width(), size, tables);
        };
        return new HashCodes(queryCodes, keyCodes, tables, planes ? size : bits(2 * size), work);
    }

    /** Bits that hold the numbers below n. */
    private static int bits(int n) {
        return 32 - Integer.numberOfLeadingZeros(n - 1);
    }

    private static Kernel.Grid grid(int vectors, int segments) {
        return new Kernel.Grid(Float32Kernels.blocks(vectors, THREADS), segments, THREADS, 0);
    }

    private static Runnable clusters(
            Device device,
            Allocation memory,
            Problem p,
            SupportLists.Sizes s,
            int hashes,
            DeviceTensor alpha,
            DeviceTensor query,
            DeviceTensor key,
            DeviceTensor queryCodes,
            DeviceTensor keyCodes) {
        DeviceTensor longQuery = memory.room(4L * s.heads());
        DeviceTensor longKey = memory.room(4L * s.heads());
        int segments = s.heads() * hashes;
        DeviceTensor sums = memory.room(8L * segments * Math.max(s.queries(), s.keys()));
        DeviceTensor errors = memory.room(8L * segments * Math.max(s.queries(), s.keys()));
        Kernel largest = device.kernel("codes", "cluster_largest");
        Kernel scores = device.kernel("codes", "cluster_scores");
        Kernel code = device.kernel("codes", "code_clusters");
        Kernel.Grid perHead = new Kernel.Grid(1, s.heads(), THREADS, 4 * THREADS);
        return () -> {
            largest.launch(perHead, query, longQuery, s.queries(), s.width());
            largest.launch(perHead, key, longKey, s.keys(), s.width());
            for (boolean queries : new boolean[] {true, false}) {
                int count = queries ? s.queries() : s.keys();
                // The keys' extra coordinate comes first.
                int extra = s.width() + (queries ? 1 : 0);
                scores.launch(
                        grid(count, segments),
                        queries ? query : key,
                        query,
                        key,
                        longQuery,
                        longKey,
                        alpha,
                        sums,
                        errors,
                        count,
                        s.queries(),
                        s.keys(),
                        s.width(),
                        hashes,
                        extra);
                code.launch(
                        grid(count, segments),
                        queries ? query : key,
                        query,
                        key,
                        longQuery,
                        longKey,
                        alpha,
                        sums,
                        errors,
                        queries ? queryCodes : keyCodes,
                        count,
                        s.queries(),
                        s.keys(),
                        s.width(),
                        hashes,
                        extra,
                        size(p, queries ? "query-cluster" : "key-cluster"));
            }
        };
    }
}
