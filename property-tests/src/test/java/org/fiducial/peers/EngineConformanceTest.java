package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle on what real engines return, under the models declared for them: sound for them, and not for models that they break. */
class EngineConformanceTest {
    private static final CheckOptions OPTIONS = CheckOptions.DEFAULT.withPowerRows(0);

    private static Tensor tensor(Format format, float[] values, int... sizes) {
        double[] exact = new double[values.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = values[i];
        }
        return Tensor.exactly(format, exact, sizes);
    }

    private static Map<String, Tensor> inputs(AttentionProblem p, Format format) {
        AttentionProblem.Shape s = p.shape();
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("query", tensor(format, p.query(), s.heads(), s.queries(), s.width()));
        inputs.put("key", tensor(format, p.key(), s.keyHeads(), s.keys(), s.width()));
        inputs.put("value", tensor(format, p.value(), s.keyHeads(), s.keys(), s.valueWidth()));
        return inputs;
    }

    private static CheckedOperator.Case read(AttentionProblem p, Map<String, Tensor> inputs) throws CaseException {
        String causal = ParameterWord.of(p.mask().causal().name());
        return CheckedOperator.named("softmax-attention").read(inputs, Map.of("causal", causal));
    }

    private static Verdict check(AttentionImplementation engine, AttentionProblem problem, Format format)
            throws CaseException {
        return check(engine, problem, format, engine.declared(problem, format).model());
    }

    private static Verdict check(
            AttentionImplementation engine, AttentionProblem problem, Format format, FloatModel model)
            throws CaseException {
        AttentionProblem p = problem.rounded(format);
        AttentionProblem.Shape s = p.shape();
        Tensor output = tensor(format, engine.run(p, format).values(), s.heads(), s.queries(), s.valueWidth());
        return read(p, inputs(p, format)).check(output, model, OPTIONS);
    }

    /** A causal problem with queries times the gain, so that logits are about as large. */
    private static AttentionProblem problem(int n, float gain) {
        AttentionProblem p =
                DemoCase.causal(n, AttentionProblem.Shape.of(2, n, n, 64)).problem();
        float[] query = p.query().clone();
        for (int i = 0; i < query.length; i++) {
            query[i] *= gain;
        }
        return AttentionProblem.of(p.shape(), query, p.key(), p.value(), p.mask());
    }

    @Test
    void everyEngineConformsToItsDeclaredModelInEveryFormat() throws CaseException {
        for (AttentionImplementation engine : EngineSource.all()) {
            for (Format format : engine.formats()) {
                for (float gain : new float[] {0.125f, 1, 8}) {
                    for (int n : new int[] {16, 80}) {
                        AttentionProblem causal = problem(n, gain);
                        for (AttentionProblem p :
                                new AttentionProblem[] {causal, causal.withMask(AttentionMask.NONE)}) {
                            Verdict v = check(engine, p, format);
                            String which = engine.name() + " in " + format + ", n = " + n + ", gain " + gain;
                            assertEquals(Outcome.CONFORMS, v.verdict(), which);
                            assertTrue(
                                    v.worst().ratio() > 1e-4,
                                    which + ": ratio " + v.worst().ratio());
                            assertFalse(v.suspicion().suspicious(), which);
                        }
                    }
                }
            }
        }
    }

    /** Where widths differ PyTorch takes another algorithm; the built-in one and ONNX Runtime do not. */
    @Test
    void everyEngineConformsWithValuesOfAnotherWidth() throws CaseException {
        for (AttentionImplementation engine : EngineSource.all()) {
            for (Format format : engine.formats()) {
                for (int valueWidth : new int[] {16, 96}) {
                    AttentionProblem p = DemoCase.causal(3, new AttentionProblem.Shape(2, 2, 70, 90, 64, valueWidth))
                            .problem();
                    Verdict v = check(engine, p, format);
                    assertEquals(Outcome.CONFORMS, v.verdict(), engine.name() + " in " + format);
                    assertFalse(v.suspicion().suspicious(), engine.name() + " in " + format);
                }
            }
        }
    }

    /** Weights around 2^-126 times values around 2^100: the engines flush them differently, and all within what they declare. */
    @Test
    void everyEngineConformsWhereWeightsUnderflow() throws CaseException {
        int n = 16;
        for (float gap : new float[] {-86.5f, -87, -87.3f, -88, -95, -103.5f}) {
            for (int valueWidth : new int[] {n, n + 1}) {
                float[] query = new float[n * n];
                float[] key = new float[n * n];
                float[] value = new float[n * valueWidth];
                for (int i = 0; i < n; i++) {
                    query[i * n] = 4;
                    if (i > 0) {
                        key[i * n] = gap;
                        value[i * valueWidth] = 0x1p100f * (1 + i / 32f);
                    }
                }
                AttentionProblem p = AttentionProblem.of(
                        new AttentionProblem.Shape(1, 1, n, n, n, valueWidth), query, key, value, AttentionMask.NONE);
                for (AttentionImplementation engine : EngineSource.all()) {
                    Verdict v = check(engine, p, Format.BINARY32);
                    assertEquals(Outcome.CONFORMS, v.verdict(), engine.name() + " at " + gap);
                }
            }
        }
    }

    @Test
    void theMaskOffByOneViolatesInEveryEngine() throws CaseException {
        for (AttentionImplementation engine : EngineSource.all()) {
            Verdict v = check(new MaskOffByOne(engine), problem(64, 1), Format.BINARY32);
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertTrue(
                    v.worst().ratio() > 1e4,
                    engine.name() + " is off by only " + v.worst().ratio());
            assertFalse(v.diagnosis().isEmpty());
        }
    }

    @Test
    void pytorchInBfloat16BreaksAModelThatKeepsItsWeightsInBinary32() throws CaseException {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        AttentionProblem p = problem(80, 1);
        FloatModel declared = engine.declared(p, Format.BFLOAT16).model();
        FloatModel untrue = declared.withWeights(Format.BINARY32).withExp(1, ExpArgument.NATURAL);
        assertEquals(Outcome.VIOLATES, check(engine, p, Format.BFLOAT16, untrue).verdict());
    }

    @Test
    void onnxRuntimeInBinary16BreaksAModelThatKeepsItsLogitsInBinary32() throws CaseException {
        AttentionImplementation engine = EngineSource.engine("ONNX Runtime");
        AttentionProblem p = problem(80, 8);
        FloatModel declared = engine.declared(p, Format.BINARY16).model();
        FloatModel untrue = declared.withLogits(null);
        assertEquals(Outcome.VIOLATES, check(engine, p, Format.BINARY16, untrue).verdict());
    }

    @Test
    void pytorchGradientsConform() throws CaseException {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        for (int n : new int[] {16, 80}) {
            AttentionProblem p = problem(n, 1);
            SplitMix64 g = new SplitMix64(n);
            float[] outputGradient = new float[p.shape().outputSize()];
            for (int i = 0; i < outputGradient.length; i++) {
                outputGradient[i] = g.nextSymmetric();
            }
            InputGradients gradients =
                    engine.gradients(p, outputGradient).orElseThrow(() -> new AssertionError("no gradients"));
            Map<String, Tensor> inputs = inputs(p, Format.BINARY32);
            inputs.put("doutput", tensor(Format.BINARY32, outputGradient, 2, n, 64));
            CheckedOperator.Case attention = read(p, inputs);
            FloatModel model = engine.declared(p, Format.BINARY32).model();
            Map<String, float[]> candidates =
                    Map.of("dquery", gradients.query(), "dkey", gradients.key(), "dvalue", gradients.value());
            for (Map.Entry<String, float[]> e : candidates.entrySet()) {
                float[] values = e.getValue().clone();
                CheckOptions options = OPTIONS.withOutput(e.getKey());
                assertEquals(
                        Outcome.CONFORMS,
                        attention
                                .check(tensor(Format.BINARY32, values, 2, n, 64), model, options)
                                .verdict(),
                        e.getKey());
                values[7 * 64 + 5] *= 1.01f;
                assertEquals(
                        Outcome.VIOLATES,
                        attention
                                .check(tensor(Format.BINARY32, values, 2, n, 64), model, options)
                                .verdict(),
                        e.getKey() + " with one element off by a hundredth");
            }
        }
    }
}
