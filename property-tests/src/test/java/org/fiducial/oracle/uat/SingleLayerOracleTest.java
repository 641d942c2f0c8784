package org.fiducial.oracle.uat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.EmulatedTexts;
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

    private static Map<String, Tensor> tensors(long seed) {
        SplitMix64 r = new SplitMix64(seed);
        Map<String, Tensor> t = new HashMap<>();
        t.put("tokens", EmulatedTexts.drawn(r, 1, B, N, IN));
        t.put("embedding", EmulatedTexts.drawn(r, 1, IN, D));
        t.put("positions", EmulatedTexts.drawn(r, 1, N, D));
        t.put("query", EmulatedTexts.drawn(r, 0.7, H, D, DH));
        t.put("key", EmulatedTexts.drawn(r, 0.7, H, D, DH));
        t.put("value", EmulatedTexts.drawn(r, 0.7, H, D, DH));
        t.put("query-bias", EmulatedTexts.drawn(r, 0.5, H, DH));
        t.put("value-bias", EmulatedTexts.drawn(r, 0.5, H, DH));
        t.put("output-weights", EmulatedTexts.drawn(r, 0.7, H, DH, D));
        t.put("hidden", EmulatedTexts.drawn(r, 0.7, D, R));
        t.put("hidden-bias", EmulatedTexts.drawn(r, 0.5, R));
        t.put("outer", EmulatedTexts.drawn(r, 0.7, R, D));
        t.put("outer-bias", EmulatedTexts.drawn(r, 0.5, D));
        t.put("readout", EmulatedTexts.drawn(r, 1, D, M));
        return t;
    }

    private static LayerCase read(long seed, String... parameters) throws CaseException {
        return new LayerCase(new SingleLayerOracle(), tensors(seed), EmulatedTexts.parameters(parameters));
    }

    private static List<LayerCase> cases(long seed) throws CaseException {
        return List.of(
                read(seed),
                read(seed + 1, "scale=rsqrt(d)", "ffn-skip=false"),
                read(seed + 2, "scale=0.3", "skip=false"));
    }

    @Test
    void emulatedImplementationsConform() throws Exception {
        Map<String, Double> worst = new TreeMap<>();
        for (long seed = 2; seed < 4; seed++) {
            EmulatedTexts.conforming(cases(1), c -> List.of("output", "attended", "hidden"), seed)
                    .forEach((output, ratio) -> worst.merge(output, ratio, Math::max));
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
            Verdict v = EmulatedTexts.check(c, loops(t, true), "output");
            assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons());
            Verdict w = EmulatedTexts.check(c, loops(t, false), "output");
            assertEquals(Outcome.VIOLATES, w.verdict());
            List<String> named = w.diagnosis().stream().map(Diagnosis::mistake).toList();
            assertTrue(named.contains("rectifier-missing"), named.toString());
        }
    }

    @Test
    void mistakesAreFoundAndNamed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        for (LayerCase c : cases(7)) {
            named.addAll(EmulatedTexts.namedMistakes(c, List.of("output")));
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
