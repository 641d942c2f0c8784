package org.fiducial.oracle.uat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.emulated.SummationOrder;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of single-layer transformers: emulated and plain float implementations conform, mistaken ones are found and named. */
class SingleLayerOracleTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);
    private static final int B = 2;
    private static final int N = 5;
    private static final int IN = 3;
    private static final int D = 6;
    private static final int H = 2;
    private static final int DH = 4;
    private static final int R = 9;
    private static final int M = 2;

    private static Tensor drawn(SplitMix64 random, double scale, int... shape) {
        int size = 1;
        for (int s : shape) {
            size *= s;
        }
        float[] x = new float[size];
        for (int k = 0; k < size; k++) {
            x[k] = (float) (random.nextSymmetric() * scale);
        }
        return Tensor.of(x, shape);
    }

    private static Map<String, Tensor> tensors(long seed) {
        SplitMix64 r = new SplitMix64(seed);
        Map<String, Tensor> t = new HashMap<>();
        t.put("tokens", drawn(r, 1, B, N, IN));
        t.put("embedding", drawn(r, 1, IN, D));
        t.put("positions", drawn(r, 1, N, D));
        t.put("query", drawn(r, 0.7, H, D, DH));
        t.put("key", drawn(r, 0.7, H, D, DH));
        t.put("value", drawn(r, 0.7, H, D, DH));
        t.put("query-bias", drawn(r, 0.5, H, DH));
        t.put("value-bias", drawn(r, 0.5, H, DH));
        t.put("output-weights", drawn(r, 0.7, H, DH, D));
        t.put("hidden", drawn(r, 0.7, D, R));
        t.put("hidden-bias", drawn(r, 0.5, R));
        t.put("outer", drawn(r, 0.7, R, D));
        t.put("outer-bias", drawn(r, 0.5, D));
        t.put("readout", drawn(r, 1, D, M));
        return t;
    }

    private static LayerCase read(long seed, String... parameters) throws CaseException {
        Map<String, String> p = new TreeMap<>();
        for (String setting : parameters) {
            p.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return new LayerCase(new SingleLayerOracle(), tensors(seed), p);
    }

    private static List<LayerCase> cases(long seed) throws CaseException {
        return List.of(
                read(seed),
                read(seed + 1, "scale=rsqrt(d)", "ffn-skip=false"),
                read(seed + 2, "scale=0.3", "skip=false"));
    }

    private static EmulatedOptions options(long seed) {
        return EmulatedOptions.usual()
                .withOrder(seed % 2 == 0 ? SummationOrder.sequential() : SummationOrder.randomTree(seed))
                .withFusedMultiplyAdd(seed % 3 == 0)
                .withFunctionUlps(2, seed);
    }

    private static float[] computed(
            List<TextSlice> slices, Function<TextSlice, OperatorText> choice, EmulatedOptions options) {
        LiftedReals<Double> single = new LiftedReals<>(new EmulatedReals(Format.BINARY32, options));
        List<Float> out = new ArrayList<>();
        for (TextSlice s : slices) {
            Grid<Double> y = choice.apply(s).evaluate(single);
            for (int i = 0; i < s.rows(); i++) {
                for (int j = 0; j < s.columns(); j++) {
                    out.add(single.get(y, i, j).floatValue());
                }
            }
        }
        float[] all = new float[out.size()];
        for (int k = 0; k < all.length; k++) {
            all[k] = out.get(k);
        }
        return all;
    }

    private static Verdict check(LayerCase c, float[] candidate, String output) throws CaseException {
        return c.check(
                Tensor.of(candidate, c.shape(output)),
                SINGLE,
                CheckOptions.DEFAULT.withOutput(output).withPowerRows(0));
    }

    @Test
    void emulatedImplementationsConform() throws Exception {
        Map<String, Double> worst = new TreeMap<>();
        for (LayerCase c : cases(1)) {
            for (String output : List.of("output", "attended", "hidden")) {
                List<TextSlice> slices = c.slices(output);
                for (int k = 0; k < 2; k++) {
                    int which = k;
                    for (long seed = 2; seed < 4; seed++) {
                        Verdict v =
                                check(c, computed(slices, s -> s.algorithms().get(which), options(seed)), output);
                        assertEquals(
                                Outcome.CONFORMS, v.verdict(), () -> output + " " + which + v.worst() + v.reasons());
                        worst.merge(output, v.worst().ratio(), Math::max);
                    }
                }
            }
        }
        // Six products in a row, all errors at their worst together; below 1e-3 an envelope would say too little.
        worst.forEach((output, ratio) -> assertTrue(ratio > 1e-3, output + " uses only " + ratio + " of its bound"));
    }

    /** Plain loops in float, from the tensors alone. */
    private static float[] loops(Map<String, Tensor> t, boolean rectified) {
        float[] out = new float[B * N * M];
        for (int b = 0; b < B; b++) {
            float[][] z = product(rows(t, "tokens", b), rows(t, "embedding"));
            add(z, rows(t, "positions"));
            float[][] y = new float[N][];
            for (int i = 0; i < N; i++) {
                y[i] = z[i].clone();
            }
            for (int h = 0; h < H; h++) {
                float[][] q = product(z, rows(t, "query", h));
                addRow(q, row(t, "query-bias", h));
                float[][] k = product(z, rows(t, "key", h));
                float[][] v = product(z, rows(t, "value", h));
                addRow(v, row(t, "value-bias", h));
                float[][] mixed = new float[N][DH];
                for (int i = 0; i < N; i++) {
                    float[] s = new float[N];
                    float top = Float.NEGATIVE_INFINITY;
                    for (int j = 0; j < N; j++) {
                        for (int c = 0; c < DH; c++) {
                            s[j] += q[i][c] * k[j][c];
                        }
                        top = Math.max(top, s[j]);
                    }
                    float sum = 0;
                    for (int j = 0; j < N; j++) {
                        s[j] = (float) Math.exp(s[j] - top);
                        sum += s[j];
                    }
                    for (int j = 0; j < N; j++) {
                        for (int c = 0; c < DH; c++) {
                            mixed[i][c] += s[j] / sum * v[j][c];
                        }
                    }
                }
                add(y, product(mixed, rows(t, "output-weights", h)));
            }
            float[][] hidden = product(y, rows(t, "hidden"));
            addRow(hidden, row(t, "hidden-bias"));
            for (float[] r : hidden) {
                for (int c = 0; c < R && rectified; c++) {
                    r[c] = Math.max(r[c], 0);
                }
            }
            float[][] outer = product(hidden, rows(t, "outer"));
            addRow(outer, row(t, "outer-bias"));
            add(outer, y);
            float[][] read = product(outer, rows(t, "readout"));
            for (int i = 0; i < N; i++) {
                System.arraycopy(read[i], 0, out, (b * N + i) * M, M);
            }
        }
        return out;
    }

    private static float[][] rows(Map<String, Tensor> t, String name, int... leading) {
        Tensor x = java.util.Objects.requireNonNull(t.get(name));
        double[] v = x.toDoubles(leading);
        int columns = x.shape().size(-1);
        float[][] out = new float[v.length / columns][columns];
        for (int k = 0; k < v.length; k++) {
            out[k / columns][k % columns] = (float) v[k];
        }
        return out;
    }

    private static float[] row(Map<String, Tensor> t, String name, int... leading) {
        return rows(t, name, leading)[0];
    }

    private static float[][] product(float[][] x, float[][] y) {
        float[][] out = new float[x.length][y[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < out[i].length; j++) {
                for (int k = 0; k < y.length; k++) {
                    out[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return out;
    }

    private static void add(float[][] to, float[][] x) {
        for (int i = 0; i < to.length; i++) {
            addTo(to[i], x[i]);
        }
    }

    private static void addRow(float[][] to, float[] x) {
        for (float[] row : to) {
            addTo(row, x);
        }
    }

    private static void addTo(float[] to, float[] x) {
        for (int c = 0; c < to.length; c++) {
            to[c] += x[c];
        }
    }

    @Test
    void plainFloatLoopsConform() throws Exception {
        for (long seed = 1; seed <= 4; seed++) {
            Map<String, Tensor> t = tensors(seed);
            LayerCase c = new LayerCase(new SingleLayerOracle(), t, Map.of());
            Verdict v = check(c, loops(t, true), "output");
            assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons());
            Verdict w = check(c, loops(t, false), "output");
            assertEquals(Outcome.VIOLATES, w.verdict());
            List<String> named = w.diagnosis().stream().map(Diagnosis::mistake).toList();
            assertTrue(named.contains("rectifier-missing"), named.toString());
        }
    }

    @Test
    void mistakesAreFoundAndNamed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        for (LayerCase c : cases(7)) {
            for (String output : List.of("output")) {
                List<TextSlice> slices = c.slices(output);
                for (String mistake : slices.get(0).mistakes().keySet()) {
                    float[] y = computed(
                            slices,
                            s -> s.mistakes()
                                    .getOrDefault(mistake, s.algorithms().get(0)),
                            options(4));
                    Verdict v = check(c, y, output);
                    assertEquals(Outcome.VIOLATES, v.verdict(), output + " " + mistake);
                    List<String> found =
                            v.diagnosis().stream().map(Diagnosis::mistake).toList();
                    assertTrue(found.contains(mistake), () -> output + " " + mistake + " named " + found);
                    named.add(mistake);
                }
            }
        }
        assertEquals(new TreeSet<>(NamedMistake.catalogue(LayerMistake.values()).keySet()), named);
    }

    private static String line(Map<String, Tensor> t, Map<String, String> p) {
        return String.valueOf(assertThrows(CaseException.class, () -> new LayerCase(new SingleLayerOracle(), t, p))
                .getMessage());
    }

    @Test
    void badInputIsOneLine() throws Exception {
        assertTrue(line(tensors(1), Map.of("scale", "0")).contains("scale"));
        assertTrue(line(tensors(1), Map.of("skip", "maybe")).contains("true|false"));
        assertTrue(line(tensors(1), Map.of("causal", "top-left")).contains("unknown parameter"));
        for (String name : List.of("tokens", "embedding", "query", "output-weights", "hidden", "outer")) {
            Map<String, Tensor> t = tensors(1);
            t.remove(name);
            assertTrue(line(t, Map.of()).contains("no tensor " + name), line(t, Map.of()));
        }
        Map<String, Tensor> t = tensors(1);
        t.put("outer", Tensor.of(new float[2], 1, 2));
        assertEquals("tensor outer has shape [1, 2], expected [9, 6]", line(t, Map.of()));
        t.put("outer", Tensor.of(new float[] {Float.POSITIVE_INFINITY}, 1, 1));
        assertTrue(line(t, Map.of()).contains("expected a finite number"), line(t, Map.of()));
        t.put("mask", Tensor.of(new float[1], 1, 1));
        assertTrue(line(t, Map.of()).contains("'mask'"), line(t, Map.of()));
        assertThrows(CaseException.class, () -> read(1).shape("weights"));
    }
}
