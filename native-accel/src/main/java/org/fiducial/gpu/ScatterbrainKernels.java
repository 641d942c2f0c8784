package org.fiducial.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;

/**
 * Scatterbrain in the efficient form, sheet scatterbrain (D8): query, key, value [n, d], [h, n, d] or [b, h, n, d], projections [M, d] and a
 * support that {@link SupportLists} forms; positive features or none, causal masks. Output "support" is what the correction visits, how often.
 */
final class ScatterbrainKernels extends Float32Kernels {
    private static final int MAX_WIDTH = 256;
    private static final int WARPS = 4;
    private static final int THREADS = 32 * WARPS;

    /** Keys summed together, and queries that a warp follows: {@code CHUNK} of scatterbrain.cu. */
    private static final int CHUNK = 128;

    ScatterbrainKernels(Place place) {
        super(place, "scatterbrain");
    }

    @Override
    public Set<String> outputs() {
        return Set.of("output", "support");
    }

    @Override
    Optional<String> refuses(Problem p) {
        String features = features(p);
        if (!List.of("plus", "hyp", "none").contains(features)) {
            return Optional.of("features " + features + ", expected plus, hyp or none");
        }
        if (p.parameters().getOrDefault("algorithm", "any").equals("dense") && !features.equals("none")) {
            return Optional.of("algorithm dense, expected efficient or any");
        }
        Tensor q = tensor(p, "query", "q");
        int wide = p.tensor("value", "v")
                .map(v -> Math.max(v.shape().size(-1), q.shape().size(-1)))
                .orElse(q.shape().size(-1));
        if (wide > MAX_WIDTH) {
            return Optional.of("width " + wide + ", expected at most " + MAX_WIDTH);
        }
        if (heads(q) > 65535) {
            return Optional.of(heads(q) + " heads in all, expected at most 65535");
        }
        if (p.output().equals("output")) {
            for (String[] names : new String[][] {{"value", "v"}, {"projections"}}) {
                boolean needed = names.length == 2 || !features.equals("none");
                if (needed && p.tensor(names).isEmpty()) {
                    return Optional.of("the case has no tensor " + names[0]);
                }
            }
        }
        return SupportLists.refusal(p, heads(q));
    }

    private static String features(Problem p) {
        return p.parameters().getOrDefault("features", "hyp");
    }

    private static int heads(Tensor q) {
        int[] s = q.shape().sizes();
        return Arrays.stream(s, 0, s.length - 2).reduce(1, Math::multiplyExact);
    }

    /** Sizes of a case, and which keys a query i sees: those up to i + offset if it is causal. */
    private record Seen(SupportLists.Sizes sizes, boolean causal, int offset) {
        static Seen of(Problem p) {
            Tensor q = tensor(p, "query", "q");
            int n = q.shape().size(-2);
            int m = tensor(p, "key", "k").shape().size(-2);
            String corner = p.parameters().getOrDefault("causal", "none");
            return new Seen(
                    new SupportLists.Sizes(heads(q), n, m, q.shape().size(-1)),
                    !corner.equals("none"),
                    corner.equals("bottom-right") ? m - n : 0);
        }

        Kernel.Grid perQuery() {
            return new Kernel.Grid(blocks(sizes.queries(), WARPS), sizes.heads(), THREADS, 0);
        }
    }

    @Override
    Launches prepare(Device device, Allocation memory, Problem p) {
        Seen seen = Seen.of(p);
        DeviceTensor query = memory.copy(tensor(p, "query", "q").toBytes());
        DeviceTensor key = memory.copy(tensor(p, "key", "k").toBytes());
        SupportLists support = SupportLists.of(device, memory, p, seen.sizes, query, key);
        return p.output().equals("support")
                ? support(device, memory, p, seen, support)
                : output(device, memory, p, seen, support, query, key);
    }

    /** How often the correction visits each pair, and how many it visits in each row. */
    private static void visit(Device device, Seen seen, SupportLists s, Object times, Object pairs) {
        device.kernel("scatterbrain", "scatterbrain_support")
                .launch(
                        seen.perQuery(),
                        s.begin(),
                        s.end(),
                        s.list(),
                        s.queryCodes(),
                        s.keyCodes(),
                        s.tables(),
                        s.perHead() ? 1 : 0,
                        times,
                        pairs,
                        seen.sizes.queries(),
                        seen.sizes.keys(),
                        seen.causal ? 1 : 0,
                        seen.offset);
    }

    private static Launches support(Device device, Allocation memory, Problem p, Seen seen, SupportLists support) {
        int[] shape = tensor(p, "query", "q").shape().sizes().clone();
        shape[shape.length - 1] = seen.sizes.keys();
        long pairs = (long) seen.sizes.heads() * seen.sizes.queries() * seen.sizes.keys();
        DeviceTensor times = memory.room(pairs);
        Runnable work = () -> {
            support.work().run();
            visit(device, seen, support, times, Kernel.Pointer.NONE);
        };
        // One comparison of codes a pair and table is what the definition asks for.
        return new Launches(
                work,
                () -> Tensor.ofBytes(ElementType.U8, times.read(), shape),
                (double) pairs * Math.max(1, support.tables()));
    }

    /** |S|, counted on the device. */
    private static double pairs(Device device, Allocation memory, Seen seen, SupportLists support) {
        DeviceTensor pairs = memory.room(4L * seen.sizes.heads() * seen.sizes.queries());
        support.work().run();
        visit(device, seen, support, Kernel.Pointer.NONE, pairs);
        return Arrays.stream(SupportLists.integers(pairs)).asDoubleStream().sum();
    }

    private static Launches output(
            Device device,
            Allocation memory,
            Problem p,
            Seen seen,
            SupportLists support,
            DeviceTensor query,
            DeviceTensor key) {
        SupportLists.Sizes s = seen.sizes;
        Tensor v = tensor(p, "value", "v");
        int[] shape = tensor(p, "query", "q").shape().sizes().clone();
        int dv = v.shape().size(-1);
        shape[shape.length - 1] = dv;
        String scale = p.parameters().getOrDefault("scale", "rsqrt(d)");
        double tau = scale.equals("rsqrt(d)") ? 1 / Math.sqrt(s.width()) : Double.parseDouble(scale);
        DeviceTensor value = memory.copy(v.toBytes());
        LowRank lowRank = LowRank.of(device, memory, p, seen, query, key, value, dv, (float) Math.sqrt(tau));
        DeviceTensor out = memory.room(4L * s.heads() * s.queries() * dv);
        Kernel output = device.kernel("scatterbrain", "scatterbrain_output");
        Runnable work = () -> {
            support.work().run();
            lowRank.work.run();
            output.launch(
                    seen.perQuery(),
                    query,
                    key,
                    lowRank.queryFeatures,
                    lowRank.keyFeatures,
                    value,
                    lowRank.sums,
                    support.begin(),
                    support.end(),
                    support.list(),
                    support.queryCodes(),
                    support.keyCodes(),
                    support.tables(),
                    support.perHead() ? 1 : 0,
                    out,
                    s.queries(),
                    s.keys(),
                    s.width(),
                    dv,
                    lowRank.count,
                    seen.causal ? 1 : 0,
                    seen.offset,
                    (float) tau,
                    (float) Math.max(1, lowRank.count));
        };
        double tokens = (double) s.heads() * (s.queries() + s.keys());
        double operations = 2 * tokens * lowRank.projected * s.width()
                + 2 * tokens * lowRank.count * (dv + 1)
                + 2 * pairs(device, memory, seen, support) * (s.width() + lowRank.count + dv + 1);
        return new Launches(work, () -> Tensor.ofBytes(ElementType.F32, out.read(), shape), operations);
    }

    /**
     * The estimates' part of numerator and normaliser, (D8), for every query.
     *
     * @param count number of features F, 0 for attention over the support alone
     * @param sums [head, query, dv + 1], there after the work
     */
    private record LowRank(
            int projected, int count, Object queryFeatures, Object keyFeatures, Object sums, Runnable work) {
        static LowRank of(
                Device device,
                Allocation memory,
                Problem p,
                Seen seen,
                DeviceTensor query,
                DeviceTensor key,
                DeviceTensor value,
                int dv,
                float root) {
            if (features(p).equals("none")) {
                Kernel.Pointer none = Kernel.Pointer.NONE;
                return new LowRank(0, 0, none, none, none, () -> {});
            }
            SupportLists.Sizes s = seen.sizes;
            int projected = tensor(p, "projections").shape().size(0);
            boolean hyperbolic = features(p).equals("hyp");
            int count = hyperbolic ? 2 * projected : projected;
            int chunks = blocks(s.keys(), CHUNK);
            long entries = (long) count * (dv + 1);
            int queries = Math.multiplyExact(s.heads(), s.queries());
            int keys = Math.multiplyExact(s.heads(), s.keys());
            DeviceTensor projections = memory.copy(tensor(p, "projections").toBytes());
            DeviceTensor queryFeatures = memory.room(4L * queries * count);
            DeviceTensor keyFeatures = memory.room(4L * keys * count);
            DeviceTensor sums = memory.room(4 * entries * s.heads() * (chunks + 1));
            DeviceTensor lowRank = memory.room(4L * queries * (dv + 1));
            Kernel features = device.kernel("scatterbrain", "scatterbrain_features");
            Kernel sum = device.kernel("scatterbrain", "scatterbrain_sums");
            Kernel carry = device.kernel("scatterbrain", "scatterbrain_carry");
            Kernel products = device.kernel("scatterbrain", "scatterbrain_low_rank");
            int h = hyperbolic ? 1 : 0;
            Kernel.Grid perChunk = new Kernel.Grid(
                    Math.multiplyExact(blocks(s.queries(), CHUNK), blocks(dv + 1L, WARPS)), s.heads(), THREADS, 0);
            Runnable work = () -> {
                features.launch(
                        new Kernel.Grid(blocks(queries, WARPS), 1, THREADS, 0),
                        query,
                        projections,
                        queryFeatures,
                        queries,
                        s.width(),
                        projected,
                        h,
                        root);
                features.launch(
                        new Kernel.Grid(blocks(keys, WARPS), 1, THREADS, 0),
                        key,
                        projections,
                        keyFeatures,
                        keys,
                        s.width(),
                        projected,
                        h,
                        root);
                sum.launch(
                        new Kernel.Grid(blocks(entries * chunks, THREADS), s.heads(), THREADS, 0),
                        keyFeatures,
                        value,
                        sums,
                        s.keys(),
                        count,
                        dv,
                        chunks);
                carry.launch(new Kernel.Grid(blocks(entries, THREADS), s.heads(), THREADS, 0), sums, entries, chunks);
                products.launch(
                        perChunk,
                        queryFeatures,
                        keyFeatures,
                        value,
                        sums,
                        lowRank,
                        s.queries(),
                        s.keys(),
                        count,
                        dv,
                        chunks,
                        seen.causal ? 1 : 0,
                        seen.offset,
                        (float) count);
            };
            return new LowRank(projected, count, queryFeatures, keyFeatures, lowRank, work);
        }
    }

    @Override
    public List<Sample> samples() {
        return ScatterbrainSamples.of(isGpu());
    }
}
