package org.fiducial.oracle.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.fiducial.theory.random.Seed;
import org.fiducial.theory.statistics.NormalDraws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deterministic oracle of Scatterbrain against binary32 loops: right ones conform, mistaken ones are found and named. */
class ScatterbrainOracleTest {
    private static final FloatModel BINARY32 = FloatModel.of(Format.BINARY32);

    @Test
    void scatterbrainC24BinaryLoopsConform() throws CaseException {
        for (long seed = 1; seed <= 4; seed++) {
            for (boolean causal : new boolean[] {false, true}) {
                ScatterbrainScene s = ScatterbrainScene.of(seed, 7 + (int) seed, 5, 6, causal, seed % 2 == 0, "none");
                Verdict dense = s.check("output", s.loops().output(s.w()));
                assertEquals(Outcome.CONFORMS, dense.verdict(), dense.toString());
                assertTrue(dense.worst().ratio() > 1e-3, "an envelope that nothing comes near: " + dense.worst());
                assertEquals(
                        Outcome.CONFORMS,
                        s.check("output", s.loops().efficientOutput(s.w())).verdict());
                assertEquals(
                        Outcome.CONFORMS,
                        s.check("unnormalised", s.loops().unnormalised(s.w())).verdict());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "low-rank-not-subtracted",
                "sparse-alone",
                "low-rank-alone",
                "unscaled-features",
                "full-scale-in-features",
                "key-norm-missing",
                "features-not-averaged",
                "half-the-features-counted",
                "features-times-1.01",
                "normalised-by-estimates",
                "causal-in-the-support-only"
            })
    void mistakesAreFoundAndNamed(String mistake) throws CaseException {
        ScatterbrainScene s = ScatterbrainScene.of(11, 9, 5, 6, true, true, mistake);
        Verdict v = s.check("output", s.loops().output(s.w()));
        assertEquals(Outcome.VIOLATES, v.verdict(), mistake);
        List<String> named = v.diagnosis().stream().map(Diagnosis::mistake).toList();
        assertTrue(named.contains(mistake), mistake + " among " + named);
        assertTrue(v.power().stream().anyMatch(e -> e.mistake().equals(mistake) && e.exposed()), "power of " + mistake);
    }

    /** The backward pass in loops conforms; that of another support does not. */
    @Test
    void scatterbrainC27GradientsConform() throws CaseException {
        for (long seed = 21; seed < 24; seed++) {
            ScatterbrainScene s = ScatterbrainScene.of(seed, 7, 5, 4, seed % 2 == 0, seed != 22, "none");
            NormalDraws draws = new NormalDraws(Seed.of(seed + 100).stream());
            float[][] g = FloatScatterbrain.like(7, 3, draws::next);
            s.tensors().put("doutput", Tensor.of(FloatScatterbrain.flat(g), 7, 3));
            float[][][] d = s.loops().gradients(s.w(), g);
            String[] names = {"dquery", "dkey", "dvalue"};
            for (int t = 0; t < 3; t++) {
                Verdict v = s.check(names[t], d[t]);
                assertEquals(Outcome.CONFORMS, v.verdict(), names[t] + ": " + v);
            }
            boolean[] last = s.loops().support[6];
            last[0] = !last[0];
            assertEquals(
                    Outcome.VIOLATES,
                    s.check("dquery", s.loops().gradients(s.w(), g)[0]).verdict());
        }
    }

    @Test
    void degenerateSettingsAreSoftmaxAndPerformer() throws CaseException {
        ScatterbrainScene s = ScatterbrainScene.of(5, 6, 4, 3, false, false, "none");
        s.tensors().remove("support");
        s.parameters().put("support", "full");
        for (boolean[] row : s.loops().support) {
            java.util.Arrays.fill(row, true);
        }
        float[][] softmax = s.loops().output(s.w());
        assertEquals(Outcome.CONFORMS, s.check("output", softmax).verdict());
        // The same output is right for softmax attention itself.
        Map<String, Tensor> plain = new LinkedHashMap<>(s.tensors());
        plain.remove("projections");
        Verdict v = CheckedOperator.named("softmax-attention")
                .read(plain, Map.of())
                .check(Tensor.of(FloatScatterbrain.flat(softmax), 6, 3), BINARY32, CheckOptions.DEFAULT);
        assertEquals(Outcome.CONFORMS, v.verdict());
        s.parameters().put("support", "none");
        for (boolean[] row : s.loops().support) {
            java.util.Arrays.fill(row, false);
        }
        assertEquals(
                Outcome.CONFORMS, s.check("output", s.loops().output(s.w())).verdict());
        assertEquals(Outcome.VIOLATES, s.check("output", softmax).verdict());
        // Hashing alone needs no projections; a window of 3 is sparse attention over the diagonal and its neighbours.
        s.tensors().remove("projections");
        s.parameters().put("support", "window");
        s.parameters().put("window", "3");
        s.parameters().put("features", "none");
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                s.loops().support[i][j] = Math.abs(i - j) <= 1;
            }
        }
        FloatScatterbrain sparse = new FloatScatterbrain(
                s.loops().query,
                s.loops().key,
                s.loops().value,
                s.loops().support,
                false,
                false,
                s.loops().tau,
                "sparse-alone");
        assertEquals(Outcome.CONFORMS, s.check("output", sparse.output(s.w())).verdict());
        assertEquals(Outcome.VIOLATES, s.check("output", softmax).verdict());
    }

    /** The text in an emulated binary32 with sums in every order and functions within two units: conforms, above one slice of rows too. */
    @Test
    void emulatedBinary32Conforms() throws CaseException {
        for (long seed = 31; seed < 34; seed++) {
            int n = seed == 33 ? 70 : 9;
            ScatterbrainScene s = ScatterbrainScene.of(seed, n, 4, 5, seed == 32, true, "none");
            SummationOrder order = seed == 31 ? SummationOrder.pairwise() : SummationOrder.randomTree(seed);
            LiftedReals<Double> a = new LiftedReals<>(new EmulatedReals(
                    Format.BINARY32,
                    EmulatedOptions.usual()
                            .withOrder(order)
                            .withFusedMultiplyAdd(true)
                            .withFunctionUlps(2, seed)));
            FloatScatterbrain f = s.loops();
            java.util.BitSet[] pairs = new java.util.BitSet[n];
            for (int i = 0; i < n; i++) {
                pairs[i] = new java.util.BitSet();
                for (int j = 0; j < n; j++) {
                    pairs[i].set(j, f.support[i][j]);
                }
            }
            AttentionMask mask = f.causal ? AttentionMask.causal(CausalAlignment.TOP_LEFT) : AttentionMask.NONE;
            ScatterbrainHead head = new ScatterbrainHead(
                    matrix(f.query),
                    matrix(f.key),
                    matrix(f.value),
                    matrix(s.w()),
                    FeatureMap.HYPERBOLIC,
                    Scale.reciprocalSqrt(4),
                    false,
                    SparseSupport.of(mask.allowed(n, n), pairs),
                    new Matrix(n, n, new double[n * n]),
                    new Matrix(n, 1, new double[n]));
            for (OperatorText text : head.algorithms(ScatterbrainHead.Output.OUTPUT, "any")) {
                Grid<Double> grid = text.evaluate(a);
                float[][] out = new float[n][3];
                for (int i = 0; i < n; i++) {
                    for (int c = 0; c < 3; c++) {
                        out[i][c] = a.get(grid, i, c).floatValue();
                    }
                }
                assertEquals(Outcome.CONFORMS, s.check("output", out).verdict());
            }
        }
    }

    private static Matrix matrix(float[][] x) {
        double[] v = new double[x.length * x[0].length];
        for (int e = 0; e < v.length; e++) {
            v[e] = x[e / x[0].length][e % x[0].length];
        }
        return new Matrix(x.length, x[0].length, v);
    }

    @Test
    void badCasesAreOneClearLine() {
        ScatterbrainScene s = ScatterbrainScene.of(3, 5, 4, 3, false, true, "none");
        refuses(s, "unknown parameter 'feature'", "feature", "hyp");
        refuses(s, "expected none with parameter support = window", "support", "window");
        refuses(s, "parameter features is 'cos'", "features", "cos");
        s.tensors().remove("support");
        refuses(s, "there is no support, so nothing attends to anything; expected", "features", "none");
        Map<String, Tensor> none = new LinkedHashMap<>(s.tensors());
        none.remove("projections");
        CaseException e =
                assertThrows(CaseException.class, () -> new ScatterbrainScene(none, s.parameters(), s.loops(), s.w())
                        .check("output", new float[5][3]));
        assertTrue(String.valueOf(e.getMessage()).contains("no tensor projections"), e.toString());
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }

    private static void refuses(ScatterbrainScene s, String words, String name, String value) {
        Map<String, String> p = new LinkedHashMap<>(s.parameters());
        p.put(name, value);
        CaseException e =
                assertThrows(CaseException.class, () -> new ScatterbrainScene(s.tensors(), p, s.loops(), s.w())
                        .check("output", new float[5][3]));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.toString());
    }
}
