package org.fiducial.oracle.flashbias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
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

/** The oracle of attention with a factored bias: emulated and plain float implementations conform, mistaken ones are found and named. */
class FlashBiasOracleTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);
    private static final int WIDTH = 6;
    private static final int RANK = 3;
    private static final int VALUES = 4;

    private record Size(int heads, int keyHeads, int queries, int keys) {}

    private static final Size SQUARE = new Size(2, 2, 17, 17);
    private static final Size GROUPED = new Size(4, 2, 9, 13);
    /** More rows than are evaluated together. */
    private static final Size TALL = new Size(1, 1, 35, 20);

    private static Map<String, Tensor> tensors(long seed, Size s) {
        SplitMix64 r = new SplitMix64(seed);
        Map<String, Tensor> t = new HashMap<>();
        t.put("query", EmulatedTexts.drawn(r, 2, s.heads, s.queries, WIDTH));
        t.put("key", EmulatedTexts.drawn(r, 2, s.keyHeads, s.keys, WIDTH));
        t.put("value", EmulatedTexts.drawn(r, 1, s.keyHeads, s.keys, VALUES));
        t.put("query-factors", EmulatedTexts.drawn(r, 1, s.heads, s.queries, RANK));
        t.put("key-factors", EmulatedTexts.drawn(r, 1, s.keyHeads, s.keys, RANK));
        t.put("doutput", EmulatedTexts.drawn(r, 1, s.heads, s.queries, VALUES));
        return t;
    }

    private static FlashBiasCase read(Map<String, Tensor> t, String... parameters) throws CaseException {
        return new FlashBiasCase(new FlashBiasOracle(), t, EmulatedTexts.parameters(parameters));
    }

    private static List<FlashBiasCase> cases(long seed) throws CaseException {
        Map<String, Tensor> biased = tensors(seed + 2, SQUARE);
        biased.put("bias", EmulatedTexts.drawn(new SplitMix64(seed), 1, SQUARE.queries, SQUARE.keys));
        Map<String, Tensor> shared = tensors(seed + 4, SQUARE);
        shared.put("query-factors", EmulatedTexts.drawn(new SplitMix64(seed), 1, SQUARE.queries, RANK));
        shared.put("key-factors", EmulatedTexts.drawn(new SplitMix64(seed + 1), 1, SQUARE.keys, RANK));
        return List.of(
                read(tensors(seed, SQUARE)),
                read(tensors(seed + 1, GROUPED), "causal=bottom-right"),
                read(biased, "scale=0.3", "window=5,2"),
                read(tensors(seed + 3, GROUPED), "causal=top-left", "key-length=10"),
                read(shared, "scale=0.5", "causal=top-left"));
    }

    private static List<String> outputs(FlashBiasCase c) {
        return FlashBiasCase.OUTPUTS.stream()
                .filter(o -> {
                    try {
                        return c.shape(o).length > 0;
                    } catch (CaseException sharedFactors) {
                        return false;
                    }
                })
                .toList();
    }

    /** Both forms, every output, several orders of summation. */
    @Test
    void emulatedImplementationsConform() throws Exception {
        Map<String, Double> worst = EmulatedTexts.conforming(cases(1), FlashBiasOracleTest::outputs, 3);
        assertEquals(new TreeSet<>(FlashBiasCase.OUTPUTS), worst.keySet());
        worst.forEach((output, ratio) -> assertTrue(ratio > 0.005, output + " uses only " + ratio + " of its bound"));
    }

    /** Float loops as users write them: two sums, or queries and keys widened by the factors with the scale before or after. */
    private enum Loops {
        SEPARATE,
        SCALED_QUERIES,
        SCALED_FACTORS,
        DEFAULT_SCALE_OF_WIDENED
    }

    private static float[] loops(Map<String, Tensor> t, Size s, Loops how) {
        float[] out = new float[s.heads * s.queries * VALUES];
        float scale = (float) (1 / Math.sqrt(how == Loops.DEFAULT_SCALE_OF_WIDENED ? WIDTH + RANK : WIDTH));
        float root = (float) Math.sqrt(WIDTH);
        for (int h = 0; h < s.heads; h++) {
            int g = h * s.keyHeads / s.heads;
            double[] q = get(t, "query", h);
            double[] k = get(t, "key", g);
            double[] v = get(t, "value", g);
            double[] a = get(t, "query-factors", h);
            double[] b = get(t, "key-factors", g);
            for (int i = 0; i < s.queries; i++) {
                float[] logits = new float[s.keys];
                float top = Float.NEGATIVE_INFINITY;
                for (int j = 0; j < s.keys; j++) {
                    float sum = 0;
                    for (int d = 0; d < WIDTH; d++) {
                        float x = (float) q[i * WIDTH + d];
                        sum += (how == Loops.SCALED_QUERIES ? x * scale : x) * (float) k[j * WIDTH + d];
                    }
                    float factors = how == Loops.SEPARATE ? 0 : sum;
                    for (int r = 0; r < RANK; r++) {
                        float x = (float) a[i * RANK + r];
                        boolean widened = how == Loops.SCALED_FACTORS || how == Loops.DEFAULT_SCALE_OF_WIDENED;
                        factors += (widened ? x * root : x) * (float) b[j * RANK + r];
                    }
                    logits[j] = switch (how) {
                        case SEPARATE -> sum * scale + factors;
                        case SCALED_QUERIES -> factors;
                        default -> factors * scale;
                    };
                    top = Math.max(top, logits[j]);
                }
                float sum = 0;
                for (int j = 0; j < s.keys; j++) {
                    logits[j] = (float) Math.exp(logits[j] - top);
                    sum += logits[j];
                }
                for (int c = 0; c < VALUES; c++) {
                    float acc = 0;
                    for (int j = 0; j < s.keys; j++) {
                        acc += logits[j] * (float) v[j * VALUES + c];
                    }
                    out[(h * s.queries + i) * VALUES + c] = acc / sum;
                }
            }
        }
        return out;
    }

    private static double[] get(Map<String, Tensor> t, String name, int h) {
        return java.util.Objects.requireNonNull(t.get(name)).toDoubles(h);
    }

    @Test
    void plainFloatLoopsConformAndTheWidenedScaleIsNamed() throws Exception {
        for (Size s : List.of(SQUARE, GROUPED, TALL)) {
            Map<String, Tensor> t = tensors(9, s);
            for (Loops how : Loops.values()) {
                FlashBiasCase c = read(t, how == Loops.SEPARATE ? "form=separate" : "form=concatenated");
                Verdict v =
                        c.check(Tensor.of(loops(t, s, how), s.heads, s.queries, VALUES), SINGLE, CheckOptions.DEFAULT);
                boolean wrong = how == Loops.DEFAULT_SCALE_OF_WIDENED;
                assertEquals(wrong ? Outcome.VIOLATES : Outcome.CONFORMS, v.verdict(), () -> how + " " + v.worst());
                assertTrue(
                        v.power().stream().filter(e -> e.exposed()).count() >= 8,
                        v.power().toString());
                List<String> named =
                        v.diagnosis().stream().map(Diagnosis::mistake).toList();
                assertEquals(wrong, named.contains("scale-of-the-widened-head"), named.toString());
            }
        }
    }

    /** Widened queries that are stored in 16 bits, as a 16-bit attention kernel takes them, conform where that is declared. */
    @Test
    void widenedQueriesInSixteenBitsHaveToBeDeclared() throws Exception {
        Map<String, Tensor> t = new HashMap<>();
        tensors(12, SQUARE)
                .forEach((name, x) -> t.put(
                        name,
                        Tensor.rounded(Format.BFLOAT16, x.toDoubles(), x.shape().sizes())));
        Map<String, Tensor> stored = new HashMap<>(t);
        double root = Math.sqrt(WIDTH);
        double[] factors =
                java.util.Objects.requireNonNull(t.get("query-factors")).toDoubles();
        for (int e = 0; e < factors.length; e++) {
            factors[e] = Format.BFLOAT16.round((float) (factors[e] * root)) / root;
        }
        stored.put("query-factors", Tensor.of(factors, SQUARE.heads, SQUARE.queries, RANK));
        Tensor y = Tensor.of(loops(stored, SQUARE, Loops.SCALED_FACTORS), SQUARE.heads, SQUARE.queries, VALUES);
        FlashBiasCase c = read(t, "form=concatenated");
        assertEquals(
                Outcome.VIOLATES,
                c.check(y, SINGLE, CheckOptions.DEFAULT.withPowerRows(0)).verdict());
        FloatModel declared = SINGLE.withScale(ScalePlacement.ONCE, 2, Format.BFLOAT16);
        assertEquals(
                Outcome.CONFORMS,
                c.check(y, declared, CheckOptions.DEFAULT.withPowerRows(0)).verdict());
    }

    /** Every mistake that a case leaves room for violates and is named. */
    @Test
    void mistakesAreFoundAndNamed() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        for (FlashBiasCase c : cases(5)) {
            named.addAll(EmulatedTexts.namedMistakes(c, outputs(c)));
        }
        assertEquals(
                new TreeSet<>(NamedMistake.catalogue(FlashBiasMistake.values()).keySet()), named);
    }

    @Test
    void emptyRowsAreZero() throws Exception {
        FlashBiasCase c = read(tensors(3, SQUARE), "key-length=0");
        float[] zeros = new float[2 * 17 * VALUES];
        assertEquals(Outcome.CONFORMS, EmulatedTexts.check(c, zeros, "output").verdict());
        zeros[7] = 1e-30f;
        assertEquals(Outcome.VIOLATES, EmulatedTexts.check(c, zeros, "output").verdict());
        zeros[7] = Float.NaN;
        assertEquals(Outcome.VIOLATES, EmulatedTexts.check(c, zeros, "output").verdict());
    }

    private static String line(Map<String, Tensor> t, String... parameters) {
        return String.valueOf(
                assertThrows(CaseException.class, () -> read(t, parameters)).getMessage());
    }

    @Test
    void badInputIsOneLine() throws Exception {
        Map<String, Tensor> t = tensors(1, SQUARE);
        assertEquals("parameter form is 'both', expected any|separate|concatenated", line(t, "form=both"));
        assertTrue(line(t, "softcap=0").startsWith("unknown parameter 'softcap' of flashbias"));
        Map<String, Tensor> none = new HashMap<>(t);
        none.remove("key-factors");
        assertTrue(line(none).startsWith("the case has no tensor key-factors"), line(none));
        Map<String, Tensor> odd = new HashMap<>(t);
        odd.put("key-factors", EmulatedTexts.drawn(new SplitMix64(1), 1, 2, 17, RANK + 1));
        assertTrue(line(odd).contains("different numbers of factors"), line(odd));
        odd.put("key-factors", EmulatedTexts.drawn(new SplitMix64(1), 1, 2, 16, RANK));
        assertTrue(line(odd).contains("expected [.., 17, r]"), line(odd));
        odd.put("key-factors", Tensor.of(new float[0], 2, 17, 0));
        assertTrue(line(odd).contains("r >= 1"), line(odd));
        odd.put("key-factors", Tensor.of(new float[] {1}));
        assertTrue(line(odd).contains("has shape []"), line(odd));
        float[] nan = new float[2 * 17 * RANK];
        nan[5] = Float.NaN;
        odd.put("key-factors", Tensor.of(nan, 2, 17, RANK));
        assertTrue(line(odd).contains("NaN"), line(odd));
        odd.put("key-factors", Tensor.of(new int[2 * 17 * RANK], 2, 17, RANK));
        assertTrue(line(odd).contains("floating-point"), line(odd));
        Map<String, Tensor> forward = new HashMap<>(t);
        forward.remove("doutput");
        for (String output : List.of("dquery", "dkey-factors", "gains")) {
            assertThrows(CaseException.class, () -> read(forward).shape(output));
        }
        assertThrows(CaseException.class, () -> read(t, "key-length=0").shape("lse"));
        assertThrows(CaseException.class, () -> cases(1).get(4).shape("dkey-factors"));
        FlashBiasCase c = read(t);
        CaseException narrow = assertThrows(
                CaseException.class,
                () -> c.check(
                        Tensor.rounded(Format.BFLOAT16, new double[2 * 17 * WIDTH], 2, 17, WIDTH),
                        FloatModel.of(Format.BFLOAT16),
                        CheckOptions.DEFAULT.withOutput("dquery")));
        assertTrue(String.valueOf(narrow.getMessage()).contains("as precise as the accumulation"));
        assertEquals(
                "flashbias", CheckedOperator.named("flashbias").description().name());
    }
}
