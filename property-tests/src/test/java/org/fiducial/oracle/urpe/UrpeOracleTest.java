package org.fiducial.oracle.urpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.EmulatedTexts;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of URPE attention: emulated and plain float implementations conform, mistaken ones are found and named. */
class UrpeOracleTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);
    private static final int TOKENS = 18;
    private static final int HEADS = 2;
    private static final int WIDTH = 5;

    private static Map<String, Tensor> tensors(long seed, int table) {
        SplitMix64 r = new SplitMix64(seed);
        Map<String, Tensor> t = new HashMap<>();
        t.put("query", EmulatedTexts.drawn(r, 1.5, HEADS, TOKENS, WIDTH));
        t.put("key", EmulatedTexts.drawn(r, 1.5, HEADS, TOKENS, WIDTH));
        t.put("value", EmulatedTexts.drawn(r, 1, HEADS, TOKENS, 3));
        t.put("bias", EmulatedTexts.drawn(r, 1, HEADS, table));
        t.put("multiplier", EmulatedTexts.drawn(r, 2, HEADS, table));
        t.put("doutput", EmulatedTexts.drawn(r, 1, HEADS, TOKENS, 3));
        return t;
    }

    private static UrpeCase read(long seed, String... parameters) throws CaseException {
        Map<String, String> p = EmulatedTexts.parameters(parameters);
        int length = Integer.parseInt(p.getOrDefault("max-length", String.valueOf(TOKENS)));
        int table = p.getOrDefault("tables", "unique").equals("bucketed")
                ? Integer.parseInt(p.getOrDefault("buckets", "64")) + 1
                : 2 * length - 1;
        return new UrpeCase(new UrpeOracle(), tensors(seed, table), p);
    }

    private static final List<String> OUTPUTS =
            List.of("output", "gains", "attention", "weights", "dquery", "dkey", "dvalue", "dbias", "dmultiplier");

    private static List<UrpeCase> cases(long seed) throws CaseException {
        return List.of(
                read(seed),
                read(seed + 10, "causal=top-left", "scale=1"),
                read(seed + 20, "key-length=15", "offset=query-minus-key"),
                read(seed + 30, "tables=bucketed", "buckets=16", "max-distance=24"),
                read(seed + 40, "max-length=27", "scale=0.25"));
    }

    /** Both algorithms, every output, several orders of summation. */
    @Test
    void emulatedImplementationsConform() throws Exception {
        Map<String, Double> worst = EmulatedTexts.conforming(cases(1), c -> OUTPUTS, 3);
        worst.forEach((output, ratio) -> assertTrue(ratio > 0.005, output + " uses only " + ratio + " of its bound"));
    }

    /** What a plain program of float loops returns: running maximum, sums multiplied on the way, one division. */
    private static float[] loops(Map<String, Tensor> t, boolean causal, boolean denominator) {
        float[] out = new float[HEADS * TOKENS * 3];
        float scale = (float) (1 / Math.sqrt(WIDTH));
        for (int h = 0; h < HEADS; h++) {
            double[] q = get(t, "query", h);
            double[] k = get(t, "key", h);
            double[] v = get(t, "value", h);
            double[] b = get(t, "bias", h);
            double[] c = get(t, "multiplier", h);
            for (int i = 0; i < TOKENS; i++) {
                float top = Float.NEGATIVE_INFINITY;
                float sum = 0;
                float[] acc = new float[3];
                for (int j = 0; j < (causal ? i + 1 : TOKENS); j++) {
                    float s = 0;
                    for (int d = 0; d < WIDTH; d++) {
                        s += (float) q[i * WIDTH + d] * (float) k[j * WIDTH + d];
                    }
                    s = s * scale + (float) b[j - i + TOKENS - 1];
                    float m = Math.max(top, s);
                    float rescale = (float) Math.exp(top - m);
                    float e = (float) Math.exp(s - m);
                    float weighted = e * (float) c[j - i + TOKENS - 1];
                    sum = sum * rescale + (denominator ? weighted : e);
                    for (int d = 0; d < 3; d++) {
                        acc[d] = acc[d] * rescale + weighted * (float) v[j * 3 + d];
                    }
                    top = m;
                }
                for (int d = 0; d < 3; d++) {
                    out[(h * TOKENS + i) * 3 + d] = acc[d] / sum;
                }
            }
        }
        return out;
    }

    private static double[] get(Map<String, Tensor> t, String name, int h) {
        return java.util.Objects.requireNonNull(t.get(name)).toDoubles(h);
    }

    @Test
    void plainFloatLoopsConform() throws Exception {
        FloatModel running = SINGLE;
        for (long seed = 1; seed <= 4; seed++) {
            Map<String, Tensor> t = tensors(seed, 2 * TOKENS - 1);
            boolean causal = seed % 2 == 0;
            UrpeCase c = new UrpeCase(new UrpeOracle(), t, Map.of("causal", causal ? "top-left" : "none"));
            Tensor right = Tensor.of(loops(t, causal, false), HEADS, TOKENS, 3);
            Verdict v = c.check(right, running, CheckOptions.DEFAULT);
            assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons());
            assertTrue(v.power().size() >= 10, v.power().toString());
            Tensor wrong = Tensor.of(loops(t, causal, true), HEADS, TOKENS, 3);
            Verdict w = c.check(wrong, running, CheckOptions.DEFAULT.withPowerRows(0));
            assertEquals(Outcome.VIOLATES, w.verdict());
            List<String> named = w.diagnosis().stream().map(Diagnosis::mistake).toList();
            assertTrue(named.contains("multiplier-in-the-normaliser"), named.toString());
        }
    }

    /** Every mistake that a case leaves room for violates and is named. */
    @Test
    void mistakesAreFoundAndNamed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        List<UrpeCase> cases = cases(5);
        for (int k = 0; k < cases.size(); k++) {
            UrpeCase c = cases.get(k);
            List<String> outputs =
                    k == 0 ? List.of("output", "dquery", "dvalue", "dbias", "dmultiplier") : List.of("output");
            named.addAll(EmulatedTexts.namedMistakes(c, outputs));
        }
        TreeSet<String> catalogue =
                new TreeSet<>(NamedMistake.catalogue(UrpeMistake.values()).keySet());
        assertEquals(catalogue, named);
    }

    /** urpe-C11: rows without allowed keys are exactly zero, and anything else violates. */
    @Test
    void emptyRowsAreZero() throws Exception {
        UrpeCase c = read(3, "key-length=0");
        float[] zeros = new float[HEADS * TOKENS * 3];
        assertEquals(Outcome.CONFORMS, EmulatedTexts.check(c, zeros, "output").verdict());
        zeros[7] = 1e-30f;
        assertEquals(Outcome.VIOLATES, EmulatedTexts.check(c, zeros, "output").verdict());
        zeros[7] = Float.NaN;
        assertEquals(Outcome.VIOLATES, EmulatedTexts.check(c, zeros, "output").verdict());
    }

    private static String line(Map<String, Tensor> t, String... parameters) {
        Map<String, String> p = new HashMap<>();
        for (String setting : parameters) {
            p.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return String.valueOf(assertThrows(CaseException.class, () -> new UrpeCase(new UrpeOracle(), t, p))
                .getMessage());
    }

    @Test
    void badInputIsOneLine() throws Exception {
        int table = 2 * TOKENS - 1;
        Map<String, Tensor> t = tensors(1, table);
        assertTrue(line(t, "scale=-1").contains("scale"), line(t, "scale=-1"));
        assertTrue(line(t, "tables=bucketed").contains("expected [65]"), line(t, "tables=bucketed"));
        assertTrue(line(t, "buckets=64").contains("tables=bucketed only"));
        assertTrue(line(t, "tables=bucketed", "buckets=30").contains("multiple of 4"));
        assertTrue(line(t, "max-length=5").contains("at least the 18 tokens"));
        assertTrue(line(t, "offset=wrong").contains("key-minus-query|query-minus-key"));
        assertTrue(line(t, "window=3").contains("unknown parameter"));
        Map<String, Tensor> none = new HashMap<>(t);
        none.remove("multiplier");
        assertTrue(line(none).contains("no tensor multiplier"), line(none));
        Map<String, Tensor> odd = new HashMap<>(t);
        odd.put("bias", Tensor.of(new float[3 * table], 3, table));
        assertTrue(line(odd).contains("alone or after"), line(odd));
        odd.put("bias", Tensor.of(new float[] {Float.NaN}, 1));
        assertTrue(line(odd).contains("NaN"), line(odd));
        Map<String, Tensor> short_ = new HashMap<>(t);
        short_.put("key", Tensor.of(new float[HEADS * WIDTH], HEADS, 1, WIDTH));
        assertTrue(line(short_).startsWith("tensor key has shape"), line(short_));
        Map<String, Tensor> forward = new HashMap<>(t);
        forward.remove("doutput");
        UrpeCase c = new UrpeCase(new UrpeOracle(), forward, Map.of());
        assertTrue(String.valueOf(assertThrows(CaseException.class, () -> c.shape("dquery"))
                        .getMessage())
                .contains("needs the tensor doutput"));
        assertThrows(CaseException.class, () -> c.shape("lse"));
        assertEquals("urpe", CheckedOperator.named("urpe").description().name());
    }
}
