package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.tensor.Tensor;

/** Real engines conform to their declared models on problems of every shape, mask and magnitude, softmax-attention-C12. */
class EngineConformancePropertyTest {
    /**
     * What a problem is drawn from.
     *
     * @param gain about the standard deviation of the logits
     * @param valueExponent values are below 2^valueExponent
     * @param repeatedKeys whether all keys are equal, so that logits tie
     */
    record Draw(
            AttentionProblem.Shape shape,
            CausalAlignment causal,
            boolean biased,
            boolean repeatedKeys,
            float gain,
            int valueExponent,
            long seed) {
        AttentionProblem problem() {
            SplitMix64 g = new SplitMix64(seed);
            float width = (float) Math.sqrt(shape.width());
            float[] query = drawn(g, shape.heads() * shape.queries() * shape.width(), 3 * gain);
            float[] key = drawn(g, shape.keyHeads() * shape.keys() * shape.width(), 1);
            float[] value =
                    drawn(g, shape.keyHeads() * shape.keys() * shape.valueWidth(), Math.scalb(1f, valueExponent));
            if (repeatedKeys) {
                for (int i = shape.width(); i < key.length; i++) {
                    key[i] = key[i % shape.width()];
                }
            }
            AttentionProblem p = AttentionProblem.of(shape, query, key, value, AttentionMask.causal(causal));
            return biased ? p.withBias(drawn(g, shape.queries() * shape.keys(), width)) : p;
        }

        private static float[] drawn(SplitMix64 g, int count, float radius) {
            float[] x = new float[count];
            for (int i = 0; i < count; i++) {
                x[i] = g.nextSymmetric() * radius;
            }
            return x;
        }
    }

    @Provide
    Arbitrary<Draw> draws() {
        Arbitrary<Integer> groups = Arbitraries.integers().between(1, 3);
        Arbitrary<Integer> queries = Arbitraries.integers().between(1, 40);
        Arbitrary<Integer> more = Arbitraries.integers().between(0, 60);
        Arbitrary<Integer> width = Arbitraries.integers().between(1, 140);
        Arbitrary<Integer> valueWidth = Arbitraries.integers().between(0, 70);
        Arbitrary<AttentionProblem.Shape> shape = Combinators.combine(groups, groups, queries, more, width, valueWidth)
                .as((h, g, n, extra, d, dv) -> new AttentionProblem.Shape(h * g, g, n, n + extra, d, dv == 0 ? d : dv));
        return Combinators.combine(
                        shape,
                        Arbitraries.of(CausalAlignment.class),
                        Arbitraries.of(false, true),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(0.03f, 1f, 7f),
                        Arbitraries.integers().between(-6, 6),
                        Arbitraries.longs())
                .as(Draw::new);
    }

    @Property(tries = 60)
    void softmaxAttentionC12HoldsForEveryEngine(@ForAll("draws") Draw draw) throws CaseException {
        for (AttentionImplementation engine : EngineSource.all()) {
            List<Format> formats = new ArrayList<>(engine.formats());
            for (Format format : formats) {
                AttentionProblem p = draw.problem().rounded(format);
                AttentionProblem.Shape s = p.shape();
                Map<String, Tensor> inputs = new HashMap<>();
                inputs.put("query", tensor(format, p.query(), s.heads(), s.queries(), s.width()));
                inputs.put("key", tensor(format, p.key(), s.keyHeads(), s.keys(), s.width()));
                inputs.put("value", tensor(format, p.value(), s.keyHeads(), s.keys(), s.valueWidth()));
                if (p.bias() != null) {
                    inputs.put("bias", tensor(format, p.bias(), s.queries(), s.keys()));
                }
                String causal = ParameterWord.of(p.mask().causal().name());
                Tensor output = tensor(format, engine.run(p, format).values(), s.heads(), s.queries(), s.valueWidth());
                Outcome outcome = CheckedOperator.named("softmax-attention")
                        .read(inputs, Map.of("causal", causal))
                        .check(output, engine.declared(p, format).model(), CheckOptions.DEFAULT.withPowerRows(0))
                        .verdict();
                assertEquals(Outcome.CONFORMS, outcome, engine.name() + " in " + format);
            }
        }
    }

    private static Tensor tensor(Format format, float[] values, int... sizes) {
        double[] exact = new double[values.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = values[i];
        }
        return Tensor.exactly(format, exact, sizes);
    }
}
