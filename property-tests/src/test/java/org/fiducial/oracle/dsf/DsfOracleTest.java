package org.fiducial.oracle.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.text.EmulatedTexts;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of mixers: emulated implementations of every algorithm conform, mistaken ones are found and named. */
class DsfOracleTest {
    private static final int LENGTH = 12;

    private static List<DrawnMixer> cases(long seed) {
        List<DrawnMixer> all = new ArrayList<>();
        for (MixerKind kind : MixerKind.values()) {
            all.add(new DrawnMixer(kind, LENGTH, seed, "chunk=5"));
        }
        all.add(new DrawnMixer(MixerKind.S4D, LENGTH, seed, "real-part=twice", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.S6, LENGTH, seed, "discretisation=zero-order-hold", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.S6, LENGTH, seed, "discretisation=bilinear", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.SSD, LENGTH, seed, "discretisation=zero-order-hold", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.QUASI_LSTM, LENGTH, seed, "forget=reversed", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.NORMALISED, LENGTH, seed, "normaliser=softplus", "chunk=5"));
        all.add(new DrawnMixer(MixerKind.NORMALISED, LENGTH, seed, "normaliser=sigmoid", "chunk=5"));
        return all;
    }

    /** dsf-C12: every algorithm of every system, each output, in several orders of summation. */
    @Test
    void everyAlgorithmConforms() throws Exception {
        Map<MixerKind, Double> worst = new EnumMap<>(MixerKind.class);
        for (long seed = 1; seed <= 2; seed++) {
            for (DrawnMixer drawn : cases(seed)) {
                DsfCase c = drawn.read();
                List<String> outputs = drawn.kind.label().matches("lru|s4d|.*softmax")
                        ? List.of("output")
                        : List.of("output", "states");
                for (String output : outputs) {
                    List<TextSlice> slices = c.slices(output);
                    for (int k = 0; k < slices.get(0).algorithms().size(); k++) {
                        int which = k;
                        float[] y = EmulatedTexts.computed(
                                slices, s -> s.algorithms().get(which), EmulatedTexts.options(seed + k));
                        Verdict v = EmulatedTexts.check(c, y, output);
                        assertEquals(
                                Outcome.CONFORMS,
                                v.verdict(),
                                () -> drawn.parameters + " " + output + " algorithm " + which + " " + v.worst()
                                        + v.reasons());
                        assertFalse(v.suspicion().suspicious());
                        worst.merge(drawn.kind, v.worst().ratio(), Math::max);
                    }
                }
            }
        }
        worst.forEach((kind, ratio) -> assertTrue(ratio > 0.003, kind + " uses only " + ratio + " of its bound"));
        assertEquals(MixerKind.values().length, worst.size());
    }

    /** Every mistake of every system that leaves room for it violates and is named. */
    @Test
    void mistakesAreFoundAndNamed() throws Exception {
        int named = 0;
        List<String> silent = new ArrayList<>();
        for (DrawnMixer drawn : cases(3)) {
            DsfCase c = drawn.read();
            List<TextSlice> slices = c.slices("output");
            for (String mistake : slices.get(0).mistakes().keySet()) {
                float[] y = EmulatedTexts.computed(slices, s -> text(s, mistake), EmulatedTexts.options(4));
                Verdict v = EmulatedTexts.check(c, y, "output");
                boolean real = drawn.kind == MixerKind.S4D && !drawn.tensors.containsKey("c-imaginary");
                if (v.verdict() != Outcome.VIOLATES) {
                    boolean idle = real && mistake.equals("read-out-conjugated");
                    silent.add(drawn.kind.label() + (idle ? " has no imaginary parts" : " " + mistake));
                    continue;
                }
                List<String> found =
                        v.diagnosis().stream().map(Diagnosis::mistake).toList();
                assertTrue(found.contains(mistake), () -> drawn.parameters + " " + mistake + " named " + found);
                named++;
            }
        }
        assertTrue(named >= 80, named + " named, not seen: " + silent);
        for (String s : silent) {
            assertTrue(
                    s.endsWith("other-root") || s.endsWith("normaliser-epsilon") || s.endsWith("no imaginary parts"),
                    "not seen: " + silent);
        }
    }

    /** Every reference output of every system, by the first algorithm. */
    @Test
    void everyOutputConforms() throws Exception {
        int outputs = 0;
        for (DrawnMixer drawn : cases(5)) {
            for (String output : new DsfOracle()
                    .description().outputs().stream().map(o -> o.name()).toList()) {
                DsfCase c = drawn.read();
                if (drawn.kind == MixerKind.TRUNCATED_SOFTMAX) {
                    drawn.parameters.put("order", "6");
                    drawn.parameters.put("form", output.equals("states") ? "recurrent" : "kernel");
                    drawn.parameters.put("scale", "0.125");
                    c = drawn.read();
                }
                int[] shape;
                try {
                    shape = c.shape(output);
                } catch (CaseException notOfThisSystem) {
                    assertTrue(String.valueOf(notOfThisSystem.getMessage()).contains("expected "));
                    continue;
                }
                List<TextSlice> slices = c.slices(output);
                float[] y = EmulatedTexts.computed(slices, s -> s.algorithms().get(0), EmulatedTexts.options(7));
                assertEquals(java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact), y.length);
                Verdict v = EmulatedTexts.check(c, y, output);
                // Differences of nearly equal numbers: roundings may be all there is, and then nothing is claimed.
                boolean cancels = output.equals("bound") || output.equals("kernel-errors");
                if (!cancels || v.verdict() == Outcome.VIOLATES) {
                    assertEquals(
                            Outcome.CONFORMS,
                            v.verdict(),
                            () -> drawn.parameters + " " + output + " " + v.worst() + v.reasons());
                }
                outputs++;
            }
        }
        assertTrue(outputs > 60, outputs + " outputs");
    }

    private static OperatorText text(TextSlice s, String mistake) {
        OperatorText text = s.mistakes().get(mistake);
        if (text == null) {
            throw new IllegalStateException(mistake);
        }
        return text;
    }

    /** A declared form is narrower than any, and each form's own algorithm conforms to it. */
    @Test
    void declaredForms() throws Exception {
        for (String form : List.of("recurrent", "kernel", "chunked", "scan")) {
            for (MixerKind kind : List.of(MixerKind.LINEAR, MixerKind.SSD, MixerKind.S6, MixerKind.RG_LRU)) {
                DsfCase any = new DrawnMixer(kind, LENGTH, 9, "chunk=4").read();
                DsfCase one = new DrawnMixer(kind, LENGTH, 9, "chunk=4", "form=" + form).read();
                List<TextSlice> slices = one.slices("output");
                float[] y = EmulatedTexts.computed(slices, s -> s.algorithms().get(0), EmulatedTexts.options(2));
                Verdict narrow = EmulatedTexts.check(one, y, "output");
                Verdict wide = EmulatedTexts.check(any, y, "output");
                assertEquals(Outcome.CONFORMS, narrow.verdict(), kind + " " + form);
                if (kind == MixerKind.LINEAR) {
                    assertTrue(narrow.worst().ratio() >= wide.worst().ratio() * (1 - 1e-9), kind + " " + form);
                }
            }
        }
    }

    private static String line(org.junit.jupiter.api.function.Executable wrong) {
        return String.valueOf(assertThrows(CaseException.class, wrong).getMessage());
    }

    private static String message(DrawnMixer drawn) {
        return line(() -> drawn.read().shape("output"));
    }

    /** Bad input is one clear line. */
    @Test
    void badInput() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.S6, 6, 1);
        d.parameters.put("system", "mamba");
        assertTrue(message(d).startsWith("parameter system is 'mamba', expected softmax|"), message(d));
        d.parameters.remove("system");
        assertTrue(message(d).startsWith("parameter system is not given, expected softmax|"), message(d));
        d.parameters.put("system", "s6");
        d.parameters.put("order", "3");
        assertTrue(
                message(d).startsWith("parameter order does not belong to system s6, expected only chunk"), message(d));
        d.parameters.remove("order");
        Tensor b = java.util.Objects.requireNonNull(d.tensors.remove("b"));
        assertTrue(message(d).startsWith("the case has no tensor b"), message(d));
        d.tensors.put("b", Tensor.of(new float[12], 6, 2));
        d.tensors.put("c", Tensor.of(new float[18], 6, 3));
        assertEquals("tensor b has shape [6, 2], expected [L=6, n=5] alone or after [2]", message(d));
        d.tensors.put("b", b);
        assertEquals("tensor c has shape [6, 3], expected [L=6, n=5] alone or after [2]", message(d));
        DrawnMixer negative = new DrawnMixer(MixerKind.S6, 6, 1, "rates=negative");
        assertTrue(message(negative).contains("expected a nonpositive number"), message(negative));
        DrawnMixer zero = new DrawnMixer(MixerKind.SSD, 6, 1, "discretisation=zero-order-hold");
        zero.tensors.put("rates", Tensor.of(new float[1], 1));
        assertTrue(message(zero).contains("expected a positive number"), message(zero));
        DrawnMixer many = new DrawnMixer(MixerKind.TRUNCATED_SOFTMAX, 6, 1, "order=12", "form=recurrent");
        assertTrue(line(() -> many.read().slices("output")).contains("expected at most 4096"));
        DrawnMixer infinite = new DrawnMixer(MixerKind.LINEAR, 6, 1);
        infinite.tensors.put("query", Tensor.of(new float[] {Float.NaN, 0, 0, 0}, 1, 4));
        assertTrue(message(infinite).startsWith("tensor query is NaN at"), message(infinite));
        DsfCase lru = new DrawnMixer(MixerKind.LRU, 6, 1).read();
        assertTrue(line(() -> lru.shape("states")).endsWith("expected one of output"));
    }

    /** No axis of any tensor may be empty, leading axes neither. */
    @Test
    void emptyTensors() {
        int tried = 0;
        for (MixerKind kind : MixerKind.values()) {
            for (String axis : List.of("L", "m", "w", "n")) {
                java.util.Map<String, Integer> sizes =
                        new java.util.HashMap<>(Map.of("L", 3, "m", 2, "w", 2, "n", 2, "1", 1));
                sizes.put(axis, 0);
                DrawnMixer d = new DrawnMixer(kind, sizes, 1, Format.BINARY32, 1);
                if (d.tensors.values().stream().noneMatch(t -> t.elements() == 0)) {
                    continue;
                }
                assertTrue(message(d).endsWith(", expected no axis of size 0"), () -> kind + " " + message(d));
                tried++;
            }
        }
        assertTrue(tried > 30, tried + " tried");
        DrawnMixer none = new DrawnMixer(MixerKind.SSD, 3, 1);
        none.tensors.put("input", Tensor.of(new float[0], 0, 3, 3));
        assertEquals("tensor input has shape [0, 3, 3], expected no axis of size 0", message(none));
    }

    /** A zero normaliser is an error of the input: nothing is said of the row, and nothing passes silently. */
    @Test
    void aZeroNormaliserIsNotJudged() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.LINEAR, 2, 1, "feature-map=identity");
        float[] q = {1, 0, 0, 0, 1, 0, 0, 0};
        float[] k = {1, 0, 0, 0, -1, 0, 0, 0};
        d.tensors.put("query", Tensor.of(q, 1, 2, 4));
        d.tensors.put("key", Tensor.of(k, 1, 2, 4));
        d.tensors.put("value", Tensor.of(new float[] {1, 2}, 1, 2, 1));
        Verdict v = EmulatedTexts.check(d.read(), new float[] {1, 0}, "output");
        assertEquals(Outcome.INCONCLUSIVE, v.verdict());
    }
}
