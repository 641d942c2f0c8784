package org.fiducial.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.Block;
import org.fiducial.arithmetic.block.JavaProduct;
import org.fiducial.arithmetic.block.MatrixProduct;
import org.fiducial.arithmetic.block.SlicedBlocks;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.bench.BenchRow.Comparison;
import org.fiducial.bench.BenchRow.Limit;
import org.fiducial.number.Dyadic;
import org.fiducial.number.SplitMix64;
import org.fiducial.peers.BareProducts;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/** The table of goals, every line measured in one run beside its peers. */
public final class Bench {
    private static final int N = 2048;
    private static final int D = 64;
    private static final int BITS = 128;
    private static final int TERMS = 1024;
    private static final double SECONDS_PER_NANO = 1e-9;

    private final Path folder;
    private final Consumer<String> progress;
    private final Arb arb;
    private final AttentionInputs inputs = AttentionInputs.of(N, D);
    private final Library<MatrixProduct> blas = Library.find(MatrixProduct.class);
    private final Library<BareProducts> bare = Library.find(BareProducts.class);

    /**
     * Prepares a run; peers are built now.
     *
     * @param folder where programs and files go
     * @param progress told what runs next
     */
    public Bench(Path folder, Consumer<String> progress) throws IOException {
        this.folder = folder;
        this.progress = progress;
        progress.accept("building Arb's program");
        this.arb = Arb.build(folder);
    }

    /** What ran beside what. */
    public List<String> versions() {
        return List.of(
                "Java " + Runtime.version(),
                arb.name(),
                blas.service() == null
                        ? "OpenBLAS (not run: " + blas.absence() + ")"
                        : blas.service().name());
    }

    /**
     * All lines.
     *
     * @throws IllegalStateException if two enclosures of one number have none in common
     */
    public List<BenchRow> rows() throws IOException {
        List<BenchRow> rows = new ArrayList<>();
        progress.accept("binary64 blocks");
        Arb.Run coarse = arbRun(53);
        double[] loop = unverified();
        rows.add(javaBlocks(coarse, loop[0]));
        rows.add(blasBlocks(coarse));
        progress.accept("sharper engine");
        rows.add(sliced(arbRun(113)));
        progress.accept("big balls");
        rows.add(bigBall());
        progress.accept("whole check");
        rows.add(wholeCheck());
        progress.accept("8 heads x 4096 x 4096 x 64, causal");
        rows.add(large());
        rows.add(reduction());
        progress.accept("mpmath");
        rows.add(mpmath());
        return rows;
    }

    private Arb.@Nullable Run arbRun(int bits) throws IOException {
        try {
            return arb.attention(inputs, bits, 3);
        } catch (Peer.FailedException e) {
            throw new IOException(e.reason(), e);
        }
    }

    private Comparison arbComparison(Arb.@Nullable Run run, int bits, double least) {
        return new Comparison(
                run == null ? arb.name() : arb.name() + " at " + bits + " bits",
                run == null ? null : run.seconds(),
                least);
    }

    private double[] unverified() {
        float[][] x = {floats(inputs.query()), floats(inputs.key()), floats(inputs.value())};
        double[] sink = new double[1];
        double seconds =
                Stopwatch.processor(12, () -> sink[0] += UnverifiedAttention.output(N, D, x[0], x[1], x[2])[0]);
        return new double[] {seconds, sink[0]};
    }

    private static float[] floats(Matrix m) {
        float[] x = new float[m.values().length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) m.values()[i];
        }
        return x;
    }

    /** A timed output by one engine. */
    private record Timed(double seconds, double radius, Enclosures output) {}

    private static <T> Timed time(Enclosing<T> a, AttentionInputs x, int runs) {
        List<Enclosures> output = new ArrayList<>();
        double seconds = Stopwatch.processor(runs, () -> {
            output.clear();
            output.add(a.enclosures(x.output(a)));
        });
        T last = x.output(a);
        double radius = 0;
        for (int i = 0; i < a.rows(last); i++) {
            for (int j = 0; j < a.columns(last); j += 7) {
                radius = Math.max(
                        radius, a.enclosure(last, i, j).radius().toDouble(org.fiducial.number.Rounding.UPWARD));
            }
        }
        return new Timed(seconds, radius, output.get(0));
    }

    private static List<String> agreement(Timed ours, Arb.@Nullable Run theirs) {
        if (theirs == null) {
            return List.of();
        }
        int bad = Arb.firstDisagreement(ours.output(), theirs.output());
        if (bad >= 0) {
            throw new IllegalStateException("element " + bad + ": our enclosure and Arb's have no number in common");
        }
        return List.of(
                "its radius " + theirs.radius() + "; all " + ours.output().mid().length + " enclosures meet Arb's");
    }

    private BenchRow javaBlocks(Arb.@Nullable Run coarse, double loop) {
        Binary64Blocks a = new Binary64Blocks();
        Timed t = time(a, inputs, 25);
        return new BenchRow(
                a.name() + ", n=" + N + " d=" + D,
                t.seconds(),
                t.radius(),
                List.of(arbComparison(coarse, 53, 9), new Comparison("the unverified loop", loop, 1 / 1.15)),
                List.of(new Limit("radius <= 1e-13", t.radius() <= 1e-13)),
                agreement(t, coarse));
    }

    private BenchRow blasBlocks(Arb.@Nullable Run coarse) {
        MatrixProduct provider = blas.service();
        String name = "binary64 blocks, products by an optimised BLAS, n=" + N + " d=" + D;
        if (provider == null) {
            return absent(name, blas.absence(), arbComparison(coarse, 53, 30));
        }
        Binary64Blocks a = new Binary64Blocks(provider);
        Timed t = time(a, inputs, 25);
        BareProducts products = bare.service();
        Comparison twice = products == null
                ? new Comparison("the two bare dgemms (not run: " + bare.absence() + ")", null, 1 / 2.5)
                : new Comparison(
                        "the two bare dgemms of " + products.name(),
                        Stopwatch.processor(15, products.products(N, D)),
                        1 / 2.5);
        return new BenchRow(
                a.name() + ", n=" + N + " d=" + D,
                t.seconds(),
                t.radius(),
                List.of(arbComparison(coarse, 53, 30), twice),
                List.of(),
                agreement(t, coarse));
    }

    private static BenchRow absent(String name, String why, Comparison... comparisons) {
        return new BenchRow(name, Double.NaN, null, List.of(comparisons), List.of(), List.of("not run: " + why));
    }

    private BenchRow sliced(Arb.@Nullable Run sharp) {
        SlicedBlocks plain = new SlicedBlocks(new JavaProduct());
        Timed t = time(plain, inputs, 6);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(arbComparison(sharp, 113, 2));
        List<Limit> limits = new ArrayList<>();
        limits.add(new Limit("radius <= 1e-28", t.radius() <= 1e-28));
        List<String> notes = new ArrayList<>(agreement(t, sharp));
        MatrixProduct provider = blas.service();
        if (provider == null) {
            notes.add(">= 5x with an optimised BLAS not measured: " + blas.absence());
        } else {
            Timed b = time(new SlicedBlocks(provider), inputs, 6);
            Double theirs = sharp == null ? null : sharp.seconds();
            notes.add(String.format(
                    java.util.Locale.ROOT, "with %s %.3f s, radius %.2g", provider.name(), b.seconds(), b.radius()));
            if (theirs != null) {
                limits.add(new Limit(
                        String.format(
                                java.util.Locale.ROOT,
                                ">= 5x with %s (it is %.1fx)",
                                provider.name(),
                                theirs / b.seconds()),
                        theirs / b.seconds() >= 5 && b.radius() <= 1e-28));
            }
        }
        return new BenchRow(plain.name() + ", n=" + N + " d=" + D, t.seconds(), t.radius(), comparisons, limits, notes);
    }

    private BenchRow bigBall() throws IOException {
        Balls balls = new Balls(BITS);
        SplitMix64 g = new SplitMix64(3);
        Object[] x = new Object[TERMS];
        Object[] y = new Object[TERMS];
        for (int i = 0; i < TERMS; i++) {
            x[i] = random(g).negate();
            y[i] = random(g);
        }
        Terms<Ball> left = Terms.view(x, 0, TERMS);
        Terms<Ball> right = Terms.view(y, 0, TERMS);
        double[] sink = new double[1];
        double exp = Stopwatch.processor(400, () -> {
                    for (int i = 0; i < TERMS; i++) {
                        sink[0] += balls.exp(left.get(i)).midpoint().exponent();
                    }
                })
                / TERMS;
        double dot = Stopwatch.processor(
                        4000, () -> sink[0] += balls.dot(left, right).midpoint().exponent())
                / TERMS;
        double[] theirs;
        try {
            theirs = arb.operations(BITS);
        } catch (Peer.FailedException e) {
            throw new IOException(e.reason(), e);
        }
        List<String> notes = theirs == null
                ? List.of()
                : List.of(String.format(
                        java.util.Locale.ROOT, "Arb's dot product takes %.1f ns a term", theirs[1] / SECONDS_PER_NANO));
        return new BenchRow(
                "balls of " + BITS + " bits: one exponential",
                exp,
                balls.exp(left.get(0)).radius().toDouble(),
                List.of(new Comparison(arb.name() + " at " + BITS + " bits", theirs == null ? null : theirs[0], 0)),
                List.of(
                        new Limit("exp <= 1 us", exp <= 1e-6),
                        new Limit(
                                String.format(
                                        java.util.Locale.ROOT,
                                        "dot product <= 30 ns a term (it is %.1f)",
                                        dot / SECONDS_PER_NANO),
                                dot <= 30 * SECONDS_PER_NANO)),
                notes);
    }

    /** A number of 128 digits in [0, 1). */
    private static Ball random(SplitMix64 g) {
        return Ball.of(Dyadic.of(g.nextLong() >>> 1)
                .shift(64)
                .add(Dyadic.of(g.nextLong() >>> 1))
                .shift(-127));
    }

    private BenchRow wholeCheck() throws IOException {
        String name = "fiducial check of a binary32 candidate, n=" + N + " d=" + D + ", JVM start and files included";
        try {
            double seconds = WholeCheck.seconds(folder, inputs, 4);
            return new BenchRow(
                    name,
                    seconds,
                    null,
                    List.of(new Comparison("none", null, 0)),
                    List.of(new Limit("<= 1 s", seconds <= 1)),
                    List.of("time that passes, default threads"));
        } catch (Peer.FailedException e) {
            return absent(name, e.reason(), new Comparison("none", null, 0));
        }
    }

    private BenchRow large() throws IOException {
        String name = "binary64 blocks, 8 heads x 4096 x 4096 x 64 causal, two threads";
        Path result = folder.resolve("large");
        List<String> command =
                WholeCheck.java(List.of("-Xmx" + LargeCase.HEAP + "m"), LargeCase.class.getName(), result.toString());
        try {
            // A larger memory than the limit ends it with an error.
            Peer.run(folder, command);
        } catch (Peer.FailedException e) {
            return absent(name, e.reason(), new Comparison("none", null, 0));
        }
        String[] words = Files.readString(result).split(" ");
        double seconds = Double.parseDouble(words[0]);
        return new BenchRow(
                name,
                seconds,
                Double.parseDouble(words[1]),
                List.of(new Comparison("none", null, 0)),
                List.of(
                        new Limit("<= 1.5 s", seconds <= 1.5),
                        new Limit(
                                "memory O(n d): a heap of " + LargeCase.HEAP + " MiB is enough", Files.exists(result))),
                List.of("time that passes; inputs take 48 MiB, the logits of all heads would take 1024"));
    }

    private BenchRow reduction() {
        Binary64Blocks a = new Binary64Blocks();
        Matrix x = AttentionInputs.matrix(new SplitMix64(4), 1, TERMS);
        Matrix y = AttentionInputs.matrix(new SplitMix64(5), TERMS, 1);
        double[] radius = new double[1];
        double seconds = Stopwatch.processor(2000, () -> {
            Block dot = a.matmul(a.literal(x), a.literal(y));
            Block sum = a.rowSums(a.literal(x));
            radius[0] =
                    Math.max(a.enclosures(dot).radius()[0], a.enclosures(sum).radius()[0]);
        });
        return new BenchRow(
                "a sum and a dot product of " + TERMS + " terms certified",
                seconds,
                radius[0],
                List.of(new Comparison("Satire (not run here; its own example of this size takes 29.7 s)", null, 0)),
                List.of(new Limit("<= 1 ms", seconds <= 1e-3)),
                List.of());
    }

    private BenchRow mpmath() throws IOException {
        int n = 64;
        AttentionInputs x = AttentionInputs.of(n, D);
        SlicedBlocks a = new SlicedBlocks();
        Timed t = time(a, x, 3000);
        Path in = folder.resolve("mpmath-inputs");
        x.write(in);
        Path source = Peer.source(folder, "mpmath_attention.py");
        Comparison peer;
        try {
            String[] words = Peer.run(
                            folder, List.of("python3", source.toString(), in.toString(), n + "", D + "", "30", "2"))
                    .split("\\s+");
            peer = new Comparison("mpmath " + words[1] + " at 30 digits", Double.parseDouble(words[0]), 1000);
        } catch (Peer.FailedException e) {
            peer = new Comparison(
                    "mpmath (not run: needs python3 and Debian's python3-mpmath; " + e.reason() + ")", null, 1000);
        }
        return new BenchRow(
                a.name() + ", n=" + n + " d=" + D, t.seconds(), t.radius(), List.of(peer), List.of(), List.of());
    }
}
