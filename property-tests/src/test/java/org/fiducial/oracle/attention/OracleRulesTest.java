package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.EngineLadder;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What the oracle says where there is nothing to compare: no number, no bound, no allowed key. */
class OracleRulesTest {
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);

    private static CheckedOperator.Case read(double[] q, double[] k, double[] v, Map<String, String> p)
            throws Exception {
        return new SoftmaxAttentionOracle()
                .read(
                        Map.of(
                                "query", Tensor.of(q, q.length, 1),
                                "key", Tensor.of(k, k.length, 1),
                                "value", Tensor.of(v, v.length, 1)),
                        p);
    }

    private static Verdict check(CheckedOperator.Case c, double... candidate) throws Exception {
        return c.check(Tensor.of(candidate, candidate.length, 1), SINGLE, CheckOptions.DEFAULT);
    }

    @Test
    void whatIsNoNumberViolates() throws Exception {
        CheckedOperator.Case c = read(new double[] {1}, new double[] {0, 0}, new double[] {1, 3}, Map.of());
        assertEquals(Outcome.CONFORMS, check(c, 2).verdict());
        for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Verdict v = check(c, x);
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(List.of("the candidate is infinite or NaN where the exact value is finite"), v.reasons());
            assertEquals(Double.POSITIVE_INFINITY, v.worst().ratio());
        }
    }

    @Test
    void hiddenKeysMayBeNaNAndSeenOnesMayNot() throws Exception {
        double[] k = {0, 0, Double.NaN};
        double[] v = {1, 3, Double.POSITIVE_INFINITY};
        CheckedOperator.Case c = read(new double[] {1}, k, v, Map.of("key-length", "2"));
        assertEquals(Outcome.CONFORMS, check(c, 2).verdict());
        assertEquals(Outcome.VIOLATES, check(c, Double.NaN).verdict());
        assertThrows(CaseException.class, () -> read(new double[] {1}, k, v, Map.of()));
        assertThrows(
                CaseException.class,
                () -> read(new double[] {Double.NaN}, new double[] {0}, new double[] {0}, Map.of()));
    }

    @Test
    void softmaxAttentionD5EmptyRowsAreZero() throws Exception {
        CheckedOperator.Case c =
                read(new double[] {1, 1, 1}, new double[] {2}, new double[] {5}, Map.of("causal", "bottom-right"));
        assertEquals(Outcome.CONFORMS, check(c, 0, 0, 5).verdict());
        assertEquals(Outcome.CONFORMS, check(c, -0.0, 0, 5).verdict());
        assertEquals(Outcome.VIOLATES, check(c, 0, 5, 5).verdict());
        assertEquals(Outcome.VIOLATES, check(c, 0, Double.MIN_VALUE, 5).verdict());
        Verdict nan = check(c, 0, Double.NaN, 5);
        assertEquals(Outcome.VIOLATES, nan.verdict());
        assertEquals(List.of("a row without allowed keys is NaN, expected 0 (D5)"), nan.reasons());
        CheckOptions lse = CheckOptions.DEFAULT.withOutput("lse");
        double[] right = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 2};
        assertEquals(Outcome.CONFORMS, c.check(Tensor.of(right, 3), SINGLE, lse).verdict());
        assertEquals(
                Outcome.VIOLATES,
                c.check(Tensor.of(new double[] {0, right[1], 2}, 3), SINGLE, lse)
                        .verdict());
    }

    @Test
    void whatMayOverflowIsInconclusive() throws Exception {
        // Eight values of 3e38: their sum overflows binary32 before it is divided, their mean does not.
        double[] v = new double[8];
        java.util.Arrays.fill(v, Format.BINARY32.round(3e38));
        overflows(check(read(new double[] {1}, new double[8], v, Map.of()), Double.POSITIVE_INFINITY));
        // The products overflow, their sum is 0.
        Map<String, Tensor> cancelling = Map.of(
                "query", Tensor.of(new double[] {0x1p70, 0x1p70}, 1, 2),
                "key", Tensor.of(new double[] {0x1p70, -0x1p70, 0, 0}, 2, 2),
                "value", Tensor.of(new double[] {1, 2}, 2, 1));
        CheckedOperator.Case c = new SoftmaxAttentionOracle().read(cancelling, Map.of());
        overflows(check(c, Double.NaN));
        // Stored in binary16, a logit of 70000 is infinite.
        CheckedOperator.Case large = read(new double[] {300}, new double[] {300, 0}, new double[] {1, 2}, Map.of());
        overflows(large.check(
                Tensor.of(new double[] {1}, 1, 1), SINGLE.withLogits(Format.BINARY16), CheckOptions.DEFAULT));
        // Numbers of binary64 whose logits no engine holds.
        CheckedOperator.Case huge =
                read(new double[] {1e200}, new double[] {1e200, -1e200}, new double[] {1, 2}, Map.of());
        overflows(huge.check(Tensor.of(new double[] {1}, 1, 1), FloatModel.of(Format.BINARY64), CheckOptions.DEFAULT));
    }

    private static void overflows(Verdict v) {
        assertEquals(Outcome.INCONCLUSIVE, v.verdict(), v.worst().toString());
        assertEquals(List.of("a value may leave the range of a declared format, so nothing bounds it"), v.reasons());
    }

    @Test
    void softmaxAttentionC2VacuousRowsAreInconclusive() throws Exception {
        // Logits of 1e9 have errors of tens in binary32: any weights would pass.
        CheckedOperator.Case c = read(new double[] {1e9}, new double[] {1, 1}, new double[] {1, 2}, Map.of());
        Verdict v = check(c, 1.5);
        assertEquals(Outcome.INCONCLUSIVE, v.verdict());
        assertTrue(v.reasons().get(0).contains("(C2)"), v.reasons().toString());
        assertEquals(Outcome.VIOLATES, check(c, 4).verdict());
        // One key leaves no choice of weights, however large its logit.
        CheckedOperator.Case one = read(new double[] {1e9}, new double[] {1}, new double[] {3}, Map.of());
        assertEquals(Outcome.CONFORMS, check(one, 3).verdict());
        assertEquals(Outcome.VIOLATES, check(one, 3.00001).verdict());
    }

    /** Between the largest logit and that plus log n (C11) any weights would pass; of one key it is the logit itself. */
    @Test
    void softmaxAttentionC11VacuousLogSumExpsAreInconclusive() throws Exception {
        CheckOptions lse = CheckOptions.DEFAULT.withOutput("lse");
        double[] k = {1, 1, 1};
        double ln3 = Math.log(3);
        CheckedOperator.Case large = read(new double[] {1e8}, k, new double[] {1, 2, 3}, Map.of());
        Verdict v = large.check(Tensor.of(new double[] {1e8 + ln3}, 1), SINGLE, lse);
        assertEquals(Outcome.INCONCLUSIVE, v.verdict());
        assertTrue(v.worst().bound() > ln3 && v.reasons().get(0).contains("(C11)"), v.worst() + " " + v.reasons());
        assertEquals(
                Outcome.VIOLATES,
                large.check(Tensor.of(new double[] {1e8 + 1000}, 1), SINGLE, lse)
                        .verdict());
        CheckedOperator.Case usual = read(new double[] {1e4}, k, new double[] {1, 2, 3}, Map.of());
        v = usual.check(Tensor.of(new double[] {1e4 + ln3}, 1), SINGLE, lse);
        assertEquals(Outcome.CONFORMS, v.verdict());
        assertTrue(v.worst().bound() < ln3, v.worst().toString());
        // One key: a logit that cancels, and one that does not.
        Map<String, Tensor> cancelling = Map.of(
                "query", Tensor.of(new double[] {1, 1}, 1, 2),
                "key", Tensor.of(new double[] {0x1p40 + 0x1p17, -0x1p40}, 1, 2),
                "value", Tensor.of(new double[] {1}, 1, 1));
        CheckedOperator.Case one = new SoftmaxAttentionOracle().read(cancelling, Map.of("scale", "1"));
        assertEquals(
                Outcome.INCONCLUSIVE,
                one.check(Tensor.of(new double[] {0x1p17}, 1), SINGLE, lse).verdict());
        assertEquals(
                Outcome.CONFORMS,
                read(new double[] {2}, new double[] {3}, new double[] {1}, Map.of())
                        .check(Tensor.of(new double[] {6}, 1), SINGLE, lse)
                        .verdict());
    }

    /** Gradients whose bound is above all of them are not certified. */
    @Test
    void vacuousGradientsAreInconclusive() throws Exception {
        CheckOptions gradient = CheckOptions.DEFAULT.withOutput("dquery");
        for (double size : new double[] {1, 1e6}) {
            Map<String, Tensor> t = Map.of(
                    "query", Tensor.of(new double[] {size}, 1, 1),
                    "key", Tensor.of(new double[] {1, 1 + 1 / size}, 2, 1),
                    "value", Tensor.of(new double[] {1, 3}, 2, 1),
                    "doutput", Tensor.of(new double[] {1}, 1, 1));
            CheckedOperator.Case c = new SoftmaxAttentionOracle().read(t, Map.of());
            // Weights 1 / (1 + e) and e / (1 + e), so dQ = p (1 - p) (v_1 - v_0) (k_1 - k_0).
            double p = 1 / (1 + Math.exp(1));
            double right = p * (1 - p) * 2 * (1 + 1 / size - 1);
            Verdict v = c.check(Tensor.of(new double[] {right}, 1, 1), SINGLE, gradient);
            assertEquals(
                    size == 1 ? Outcome.CONFORMS : Outcome.INCONCLUSIVE,
                    v.verdict(),
                    v.worst().toString());
            if (size > 1) {
                assertEquals(List.of("the bound exceeds the exact value everywhere, so zeros would pass"), v.reasons());
            }
        }
    }

    @Test
    void undecidedRowsGoToSharperEngines() throws Exception {
        SplittableRandom random = new SplittableRandom(4);
        double[] k = random.doubles(64, -4, 4).toArray();
        double[] v = random.doubles(64, -1, 1).toArray();
        FloatModel model = FloatModel.of(Format.BINARY64);
        CheckedOperator.Case c = read(new double[] {3.3}, k, v, Map.of());
        Verdict far = c.check(Tensor.of(new double[] {9}, 1, 1), model, CheckOptions.DEFAULT);
        double exact = Double.parseDouble(far.worst().exact());
        double bound = far.worst().bound();
        TreeSet<String> engines = new TreeSet<>();
        for (double part = 0.01; part < 2; part += 0.01) {
            Verdict near = c.check(
                    Tensor.of(new double[] {exact + part * bound}, 1, 1), model, CheckOptions.DEFAULT.withPowerRows(0));
            assertEquals(1, near.engines().size());
            near.engines().stream().map(EngineUse::engine).forEach(engines::add);
            if (part < 0.5 || part > 1.5) {
                assertEquals(
                        part < 1 ? Outcome.CONFORMS : Outcome.VIOLATES,
                        near.verdict(),
                        near.worst().toString());
            }
        }
        String first = EngineLadder.engines().get(0).name();
        assertEquals(List.of(new EngineUse(first, 1)), far.engines());
        assertTrue(engines.stream().anyMatch(e -> !e.equals(first)), "engines " + engines);
    }

    @Test
    void theVerdictDoesNotDependOnThreads() throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(random.doubles(3 * 300 * 4, -2, 2).toArray(), 3, 300, 4));
        t.put("key", Tensor.of(random.doubles(3 * 700 * 4, -2, 2).toArray(), 3, 700, 4));
        t.put("value", Tensor.of(random.doubles(3 * 700 * 2, -1, 1).toArray(), 3, 700, 2));
        Tensor candidate = Tensor.of(random.doubles(3 * 300 * 2, -0.1, 0.1).toArray(), 3, 300, 2);
        CheckedOperator.Case c = new SoftmaxAttentionOracle().read(t, Map.of());
        Verdict one = c.check(candidate, SINGLE, CheckOptions.DEFAULT.withThreads(1));
        Verdict four = c.check(candidate, SINGLE, CheckOptions.DEFAULT.withThreads(4));
        assertArrayEquals(one.rowRatios(), four.rowRatios());
        assertArrayEquals(one.ratios(), four.ratios());
        assertArrayEquals(one.worst().index(), four.worst().index());
        assertEquals(one.worst().exact(), four.worst().exact());
        assertEquals(one.worst().bound(), four.worst().bound());
        assertEquals(one.diagnosis(), four.diagnosis());
        assertEquals(one.power(), four.power());
        assertEquals(one.engines(), four.engines());
        assertEquals(one.violating(), four.violating());
    }
}
