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

    /** A case and the implementation that gives its outputs. */
    private record Scene(
            Map<String, Tensor> tensors, Map<String, String> parameters, FloatScatterbrain loops, float[][] w) {
        static Scene of(long seed, int n, int d, int m, boolean causal, boolean hyperbolic, String mistake) {
            NormalDraws g = new NormalDraws(Seed.of(seed).stream());
            float[][] q = FloatScatterbrain.like(n, d, () -> 0.7 * g.next());
            float[][] k = FloatScatterbrain.like(n, d, () -> 0.7 * g.next());
            float[][] v = FloatScatterbrain.like(n, 3, g::next);
            float[][] w = FloatScatterbrain.like(m, d, g::next);
            boolean[][] support = new boolean[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    support[i][j] = Math.abs(i - j) <= 1 || (3 * i + 5 * j) % 11 == 0;
                }
            }
            Map<String, Tensor> t = new LinkedHashMap<>();
            t.put("query", Tensor.of(FloatScatterbrain.flat(q), n, d));
            t.put("key", Tensor.of(FloatScatterbrain.flat(k), n, d));
            t.put("value", Tensor.of(FloatScatterbrain.flat(v), n, 3));
            t.put("projections", Tensor.of(FloatScatterbrain.flat(w), m, d));
            t.put("support", Tensor.of(FloatScatterbrain.flat(support), n, n));
            Map<String, String> p = new LinkedHashMap<>();
            p.put("features", hyperbolic ? "hyp" : "plus");
            p.put("causal", causal ? "top-left" : "none");
            float tau = (float) (1 / Math.sqrt(d));
            return new Scene(t, p, new FloatScatterbrain(q, k, v, support, causal, hyperbolic, tau, mistake), w);
        }

        Verdict check(String output, float[][] candidate) throws CaseException {
            CheckedOperator.Case c = CheckedOperator.named("scatterbrain").read(tensors, parameters);
            return c.check(
                    Tensor.of(FloatScatterbrain.flat(candidate), candidate.length, candidate[0].length),
                    BINARY32,
                    CheckOptions.DEFAULT.withOutput(output));
        }
    }

    @Test
    void scatterbrainC24BinaryLoopsConform() throws CaseException {
        for (long seed = 1; seed <= 4; seed++) {
            for (boolean causal : new boolean[] {false, true}) {
                Scene s = Scene.of(seed, 7 + (int) seed, 5, 6, causal, seed % 2 == 0, "none");
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
        Scene s = Scene.of(11, 9, 5, 6, true, true, mistake);
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
            Scene s = Scene.of(seed, 7, 5, 4, seed % 2 == 0, seed != 22, "none");
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
        Scene s = Scene.of(5, 6, 4, 3, false, false, "none");
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

    /** Two tables of two planes: a pair that both find counts once, and the case says how it would look if it counted twice. */
    @Test
    void hashesComeFromTheCase() throws CaseException {
        Scene s = Scene.of(3, 8, 4, 5, false, true, "none");
        s.tensors().remove("support");
        NormalDraws g = new NormalDraws(Seed.of(77).stream());
        float[][] planes = FloatScatterbrain.like(4, 4, g::next);
        s.tensors().put("hyperplanes", Tensor.of(FloatScatterbrain.flat(planes), 2, 2, 4));
        s.parameters().put("support", "hyperplane");
        boolean twice = false;
        int[][] found = new int[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                for (int h = 0; h < 2; h++) {
                    found[i][j] += same(planes[2 * h], s.loops().query[i], s.loops().key[j])
                                    && same(planes[2 * h + 1], s.loops().query[i], s.loops().key[j])
                            ? 1
                            : 0;
                }
                s.loops().support[i][j] = found[i][j] > 0;
                twice |= found[i][j] > 1;
            }
        }
        Verdict v = s.check("output", s.loops().output(s.w()));
        assertEquals(Outcome.CONFORMS, v.verdict());
        assertTrue(twice && v.power().stream().anyMatch(e -> e.mistake().equals("counted-per-table") && e.exposed()));
        // Without features the same mistake is one of a sum of exponentials, and no other of them can be made.
        s.tensors().remove("projections");
        s.parameters().put("features", "none");
        float[][][] out = new float[2][8][3];
        for (int i = 0; i < 8; i++) {
            for (int times = 0; times < 2; times++) {
                float[] sums = new float[4];
                for (int j = 0; j < 8; j++) {
                    float w = (times == 0 ? Math.min(1, found[i][j]) : found[i][j])
                            * s.loops().kernel(i, j);
                    for (int c = 0; c < 4; c++) {
                        sums[c] += c == 3 ? w : w * s.loops().value[j][c];
                    }
                }
                for (int c = 0; c < 3; c++) {
                    out[times][i][c] = sums[3] == 0 ? 0 : sums[c] / sums[3];
                }
            }
        }
        assertEquals(Outcome.CONFORMS, s.check("output", out[0]).verdict());
        Verdict counted = s.check("output", out[1]);
        assertEquals(Outcome.VIOLATES, counted.verdict());
        assertTrue(counted.diagnosis().stream().anyMatch(d -> d.mistake().equals("counted-per-table")));
        assertTrue(counted.power().stream().noneMatch(e -> e.mistake().equals("low-rank-alone") && e.applicable()));
    }

    /** The support of binary32 hashes conforms; one pair more is found; a vector on a plane may go either way. */
    @Test
    void chosenSupportsAreChecked() throws CaseException {
        Scene s = Scene.of(3, 8, 4, 5, false, true, "none");
        s.tensors().remove("support");
        NormalDraws g = new NormalDraws(Seed.of(78).stream());
        float[][] planes = FloatScatterbrain.like(4, 4, g::next);
        s.tensors().put("hyperplanes", Tensor.of(FloatScatterbrain.flat(planes), 2, 2, 4));
        s.parameters().put("support", "hyperplane");
        float[][] chosen = new float[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                for (int h = 0; h < 2; h++) {
                    boolean all = same(planes[2 * h], s.loops().query[i], s.loops().key[j])
                            && same(planes[2 * h + 1], s.loops().query[i], s.loops().key[j]);
                    chosen[i][j] = all ? 1 : chosen[i][j];
                }
            }
        }
        assertEquals(Outcome.CONFORMS, s.check("support", chosen).verdict());
        for (float other : new float[] {1 - chosen[3][4], 0.5f, Float.NaN}) {
            float before = chosen[3][4];
            chosen[3][4] = other;
            Verdict v = s.check("support", chosen);
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(1, v.violating());
            assertEquals(
                    List.of(3, 4),
                    java.util.Arrays.stream(v.worst().index()).boxed().toList());
            chosen[3][4] = before;
        }
        // On its plane a vector has both sides: every pair of its row is right either way, but still 0 or 1.
        float[] edge = s.loops().query[2];
        float[] on = {planes[0][1], -planes[0][0], 0, 0};
        System.arraycopy(on, 0, edge, 0, 4);
        s.tensors().put("query", Tensor.of(FloatScatterbrain.flat(s.loops().query), 8, 4));
        s.parameters().put("support", "hyperplane");
        s.tensors().put("hyperplanes", Tensor.of(planes[0].clone(), 1, 1, 4));
        float[][] either = new float[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                either[i][j] = same(planes[0], s.loops().query[i], s.loops().key[j]) ? 1 : 0;
            }
        }
        for (int j = 0; j < 8; j++) {
            either[2][j] = j % 2;
        }
        Verdict v = s.check("support", either);
        assertEquals(Outcome.CONFORMS, v.verdict(), v.toString());
        either[2][0] = 0.25f;
        assertEquals(Outcome.VIOLATES, s.check("support", either).verdict());
    }

    @Test
    void theLargestKeysAreCounted() throws CaseException {
        Scene s = Scene.of(4, 6, 3, 4, false, true, "none");
        s.tensors().remove("support");
        s.parameters().put("support", "top");
        s.parameters().put("top", "2");
        float[][] chosen = new float[6][6];
        for (int i = 0; i < 6; i++) {
            int row = i;
            Integer[] order = {0, 1, 2, 3, 4, 5};
            java.util.Arrays.sort(
                    order, java.util.Comparator.comparingDouble(j -> -s.loops().kernel(row, j)));
            chosen[i][order[0]] = 1;
            chosen[i][order[1]] = 1;
        }
        assertEquals(Outcome.CONFORMS, s.check("support", chosen).verdict());
        for (int j = 0; j < 6; j++) {
            chosen[5][j] = 1;
        }
        assertEquals(Outcome.VIOLATES, s.check("support", chosen).verdict());
    }

    /** The text in an emulated binary32 with sums in every order and functions within two units: conforms, above one slice of rows too. */
    @Test
    void emulatedBinary32Conforms() throws CaseException {
        for (long seed = 31; seed < 34; seed++) {
            int n = seed == 33 ? 70 : 9;
            Scene s = Scene.of(seed, n, 4, 5, seed == 32, true, "none");
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

    private static boolean same(float[] plane, float[] x, float[] y) {
        double a = 0;
        double b = 0;
        for (int l = 0; l < plane.length; l++) {
            a += (double) plane[l] * x[l];
            b += (double) plane[l] * y[l];
        }
        return a >= 0 == b >= 0;
    }

    @Test
    void badCasesAreOneClearLine() {
        Scene s = Scene.of(3, 5, 4, 3, false, true, "none");
        refuses(s, "unknown parameter 'feature'", "feature", "hyp");
        refuses(s, "expected none with parameter support = window", "support", "window");
        refuses(s, "parameter features is 'cos'", "features", "cos");
        Map<String, Tensor> none = new LinkedHashMap<>(s.tensors());
        none.remove("projections");
        CaseException e = assertThrows(CaseException.class, () -> new Scene(none, s.parameters(), s.loops(), s.w())
                .check("output", new float[5][3]));
        assertTrue(String.valueOf(e.getMessage()).contains("no tensor projections"), e.toString());
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }

    private static void refuses(Scene s, String words, String name, String value) {
        Map<String, String> p = new LinkedHashMap<>(s.parameters());
        p.put(name, value);
        CaseException e = assertThrows(CaseException.class, () -> new Scene(s.tensors(), p, s.loops(), s.w())
                .check("output", new float[5][3]));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.toString());
    }
}
