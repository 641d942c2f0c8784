package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every mistake of the catalogue is rejected and is the one that is named; the right implementation of the same case conforms. */
class DiagnosisTest {
    private static final FloatModel MODEL = FloatModel.of(Format.BINARY32);

    private static Verdict verdict(String mistake, FloatModel model) throws Exception {
        String name = mistake.isEmpty() ? "" : mistake;
        boolean causal = name.startsWith("causal") && !name.equals("causal-unasked");
        return verdict(name, name, causal, TiledMistakes.USUAL, model);
    }

    private static Verdict verdict(String subject, String mistake, boolean causal, int tile, FloatModel model)
            throws Exception {
        String corner = causal ? "top-left" : subject.startsWith("window") ? "bottom-right" : "none";
        int window = subject.startsWith("window") ? 7 : -1;
        int length = subject.equals("padding-ignored") ? 50 : -1;
        boolean bias = subject.startsWith("bias");
        BitSet @Nullable [] hidden = null;
        if (subject.startsWith("mask") || subject.startsWith("empty")) {
            hidden = new BitSet[MistakenAttention.N];
            SplittableRandom random = new SplittableRandom(9);
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = new BitSet();
                for (int j = 0; j < MistakenAttention.M; j++) {
                    hidden[i].set(j, subject.startsWith("empty") && i % 7 == 3 || random.nextInt(3) == 0);
                }
            }
        }
        float size = subject.startsWith("maximum") ? 14 : subject.startsWith("tf32") || subject.contains("16-") ? 3 : 2;
        MistakenAttention a = new MistakenAttention(mistake, tile, corner, window, length, bias, hidden, size);
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(a.q, MistakenAttention.HEADS, MistakenAttention.N, MistakenAttention.D));
        t.put("key", Tensor.of(a.k, MistakenAttention.KEY_HEADS, MistakenAttention.M, MistakenAttention.D));
        t.put("value", Tensor.of(a.v, MistakenAttention.KEY_HEADS, MistakenAttention.M, MistakenAttention.D));
        if (bias) {
            t.put("bias", Tensor.of(a.bias, MistakenAttention.N, MistakenAttention.M));
        }
        if (hidden != null) {
            boolean[] flags = new boolean[MistakenAttention.N * MistakenAttention.M];
            for (int e = 0; e < flags.length; e++) {
                flags[e] = !hidden[e / MistakenAttention.M].get(e % MistakenAttention.M);
            }
            t.put("mask", Tensor.of(flags, MistakenAttention.N, MistakenAttention.M));
        }
        Map<String, String> p = new LinkedHashMap<>();
        p.put("causal", corner);
        if (window >= 0) {
            p.put("window", Integer.toString(window));
        }
        if (length >= 0) {
            p.put("key-length", Integer.toString(length));
        }
        Tensor out = Tensor.of(a.output(), MistakenAttention.HEADS, MistakenAttention.N, MistakenAttention.D);
        return new SoftmaxAttentionOracle()
                .read(t, p)
                .check(out, model, CheckOptions.DEFAULT.withPowerRows(mistake.isEmpty() ? 0 : 16));
    }

    @Test
    void everyMistakeIsRejectedAndNamedFirst() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Mistake m : AttentionMistakes.all()) {
            String name = m.name();
            Verdict bad = verdict(name, MODEL);
            String first =
                    bad.diagnosis().isEmpty() ? "none" : bad.diagnosis().get(0).mistake();
            List<String> named =
                    bad.diagnosis().stream().map(Diagnosis::mistake).toList();
            // Some stores explain each other's deviations, and TF32 and binary16 have as many digits.
            boolean weak = name.endsWith("-weights")
                    || name.endsWith("-output")
                    || name.endsWith("-accumulation")
                    || name.startsWith("tf32")
                    || name.equals("fp16-inputs")
                    || name.endsWith("-logits");
            if (bad.verdict() != Outcome.VIOLATES || !(weak ? named.contains(name) : first.equals(name))) {
                wrong.add(name + " is " + bad.verdict() + " " + named);
            }
            Exposure exposure = bad.power().stream()
                    .filter(e -> e.mistake().equals(name))
                    .findFirst()
                    .orElseThrow();
            if (!exposure.applicable() || !exposure.exposed()) {
                wrong.add(name + " is not exposed: " + exposure);
            }
            boolean causal = name.startsWith("causal") && !name.equals("causal-unasked");
            Verdict good = verdict(name, "", causal, TiledMistakes.USUAL, MODEL);
            if (good.verdict() != Outcome.CONFORMS) {
                wrong.add("without " + name + " it is " + good.verdict() + " " + good.worst() + good.reasons());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(AttentionMistakes.all().size() >= 12);
    }

    /** Kernels have tiles of other sizes than the one that power is measured with. */
    @Test
    void mistakesOfTilesAreNamedInEverySize() throws Exception {
        for (int tile : new int[] {16, 64}) {
            for (Mistake m : TiledMistakes.of(tile)) {
                Verdict v = verdict(m.name(), m.name(), false, tile, MODEL);
                assertEquals(Outcome.VIOLATES, v.verdict());
                Diagnosis first = v.diagnosis().get(0);
                assertEquals(m.name(), first.mistake());
                // The last 8 keys are a tile's in both sizes, and so is what a padded tile of 16 lacks of one of 64.
                assertTrue(
                        first.description().endsWith("(tiles of " + tile + ")")
                                || m.name().startsWith("last-tile"),
                        first.description());
            }
        }
    }

    /** What went through a format is a number of that format: small deviations of other causes are not. */
    @Test
    void aScaledOutputIsNotACoarseOne() throws Exception {
        CheckedOperator.Case c = new SoftmaxAttentionOracle()
                .read(
                        Map.of(
                                "query", Tensor.of(new float[] {1, 2, 3}, 3, 1),
                                "key", Tensor.of(new float[] {1, -1}, 2, 1),
                                "value", Tensor.of(new float[] {1, 3}, 2, 1)),
                        Map.of());
        float[] y = new float[3];
        for (int i = 0; i < 3; i++) {
            double e = Math.exp(-2.0 * (i + 1));
            y[i] = (float) ((1 + 3 * e) / (1 + e));
        }
        Tensor right = Tensor.of(y.clone(), 3, 1);
        assertEquals(
                Outcome.CONFORMS, c.check(right, MODEL, CheckOptions.DEFAULT).verdict());
        float[] coarse = new float[3];
        float[] scaled = new float[3];
        for (int i = 0; i < 3; i++) {
            coarse[i] = (float) Format.BFLOAT16.round(y[i]);
            scaled[i] = y[i] * 1.002f;
        }
        Verdict stored = c.check(Tensor.of(coarse, 3, 1), MODEL, CheckOptions.DEFAULT);
        assertTrue(stored.diagnosis().stream().anyMatch(d -> d.mistake().equals("bf16-output")));
        Verdict other = c.check(Tensor.of(scaled, 3, 1), MODEL, CheckOptions.DEFAULT);
        assertEquals(Outcome.VIOLATES, other.verdict());
        assertTrue(other.diagnosis().stream().noneMatch(d -> d.mistake().endsWith("-output")));
    }

    @Test
    void coarserFormatsConformWhenDeclared() throws Exception {
        FloatModel model = MODEL;
        assertEquals(
                Outcome.CONFORMS,
                verdict("bf16-weights", model.withWeights(Format.BFLOAT16)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                verdict("fp16-weights", model.withWeights(Format.BINARY16)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                verdict("bf16-logits", model.withLogits(Format.BFLOAT16)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                verdict("fp16-logits", model.withLogits(Format.BINARY16)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                verdict("bf16-output", model.withOutput(Format.BFLOAT16)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                verdict("fp16-output", model.withOutput(Format.BINARY16)).verdict());
        // TF32 rounds the operands of the first product; accumulating in it allows at least that.
        FloatModel tf32 = model.withAccumulate(Format.TF32).withWeights(Format.TF32);
        assertEquals(Outcome.CONFORMS, verdict("tf32-inputs", tf32).verdict());
    }
}
