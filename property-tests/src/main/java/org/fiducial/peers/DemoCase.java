package org.fiducial.peers;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;

/**
 * The case of the demo: seeded causal attention in binary32, and what every engine here returns for it.
 *
 * @param seed seed of {@link SplitMix64}; queries, keys and values are drawn in that order, row by row
 * @param problem the attention
 */
public record DemoCase(long seed, AttentionProblem problem) {
    /** Seed of the demo. */
    public static final long SEED = 20261123;

    /**
     * One computation of the case.
     *
     * @param implementation what ran
     * @param format the format it computed in
     * @param problem the inputs it was given, rounded to the format
     * @param output what it returned
     * @param declared the model to judge it by
     * @param conforms whether it is meant to conform; the deliberate mistakes are not
     */
    public record Run(
            AttentionImplementation implementation,
            Format format,
            AttentionProblem problem,
            AttentionOutput output,
            DeclaredModel declared,
            boolean conforms) {
        /** Name and format, as "PyTorch bfloat16". */
        public String label() {
            return implementation.name() + " " + format.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** 8 heads, 256 queries, 256 keys, width 64, causal. */
    public static DemoCase standard() {
        return causal(SEED, AttentionProblem.Shape.of(8, 256, 256, 64));
    }

    /** A causal case of any shape: queries and keys uniform in [-2, 2), so that logits vary by about one, values in [-1, 1). */
    public static DemoCase causal(long seed, AttentionProblem.Shape s) {
        SplitMix64 g = new SplitMix64(seed);
        float[] query = uniform(g, s.heads() * s.queries() * s.width(), 2);
        float[] key = uniform(g, s.keyHeads() * s.keys() * s.width(), 2);
        float[] value = uniform(g, s.keyHeads() * s.keys() * s.valueWidth(), 1);
        return new DemoCase(
                seed, AttentionProblem.of(s, query, key, value, AttentionMask.causal(CausalAlignment.TOP_LEFT)));
    }

    private static float[] uniform(SplitMix64 g, int count, float radius) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = g.nextSymmetric() * radius;
        }
        return x;
    }

    /**
     * What the demo shows: every engine present in binary32, PyTorch also in bfloat16, and last one with its mask off by one. Where no
     * engine is present the built-in implementation stands in.
     */
    public List<Run> runs(Engines engines) {
        List<Run> runs = new ArrayList<>();
        for (AttentionImplementation engine : engines.present()) {
            runs.add(run(engine, Format.BINARY32, true));
            if (engine.formats().contains(Format.BFLOAT16)) {
                runs.add(run(engine, Format.BFLOAT16, true));
            }
        }
        if (runs.isEmpty()) {
            runs.add(run(new StandIn(), Format.BINARY32, true));
        }
        runs.add(run(new MaskOffByOne(runs.get(0).implementation()), Format.BINARY32, false));
        return List.copyOf(runs);
    }

    /** Runs one implementation on the case. */
    public Run run(AttentionImplementation implementation, Format format, boolean conforms) {
        AttentionProblem rounded = problem.rounded(format);
        return new Run(
                implementation,
                format,
                rounded,
                implementation.run(rounded, format),
                implementation.declared(rounded, format),
                conforms);
    }
}
