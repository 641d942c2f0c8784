package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class HardMaxAttentionOracleTest {
    private static final FloatModel FLOAT = FloatModel.of(Format.BINARY32);

    private static Map<String, Tensor> tied() {
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(new float[] {1, 0}, 1, 2));
        // The first two keys tie exactly; the third is below.
        t.put("key", Tensor.of(new float[] {2, 5, 2, -3, 1, 1}, 3, 2));
        t.put("value", Tensor.of(new float[] {1, 2, 3, 6, 100, 100}, 3, 2));
        return t;
    }

    private static Verdict check(Map<String, Tensor> t, Tensor candidate) throws CaseException {
        return new HardMaxAttentionOracle().read(t, Map.of()).check(candidate, FLOAT, CheckOptions.DEFAULT);
    }

    @Test
    void aTieMayBeAveragedOrBroken() throws CaseException {
        assertEquals(
                Outcome.CONFORMS,
                check(tied(), Tensor.of(new float[] {2, 4}, 1, 2)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                check(tied(), Tensor.of(new float[] {1, 2}, 1, 2)).verdict());
        assertEquals(
                Outcome.CONFORMS,
                check(tied(), Tensor.of(new float[] {3, 6}, 1, 2)).verdict());
        Verdict summed = check(tied(), Tensor.of(new float[] {4, 8}, 1, 2));
        assertEquals(Outcome.VIOLATES, summed.verdict());
        assertEquals("ties-summed", summed.diagnosis().get(0).mistake());
    }

    @Test
    void aGivenSelectionIsTestedAndThenUsed() throws CaseException {
        Map<String, Tensor> t = tied();
        t.put("selection", Tensor.of(new boolean[] {false, true, false}, 1, 3));
        assertEquals(
                Outcome.CONFORMS, check(t, Tensor.of(new float[] {3, 6}, 1, 2)).verdict());
        assertEquals(
                Outcome.VIOLATES, check(t, Tensor.of(new float[] {2, 4}, 1, 2)).verdict());
        t.put("selection", Tensor.of(new boolean[] {false, false, true}, 1, 3));
        Verdict inadmissible = check(t, Tensor.of(new float[] {100, 100}, 1, 2));
        assertEquals(Outcome.VIOLATES, inadmissible.verdict());
        assertTrue(inadmissible.reasons().get(0).contains("key 2"), inadmissible.reasons()::toString);
    }

    @Test
    void scoresThatOnlyExactSumsTellApartAreDecided() throws CaseException {
        Map<String, Tensor> t = new LinkedHashMap<>();
        // 2^60 + 1 - 2^60: binary64 sums lose the one; key 0 wins by one unit.
        t.put("query", Tensor.of(new double[] {1, 1, 1}, 1, 3));
        t.put("key", Tensor.of(new double[] {0x1p60, 1, -0x1p60, 0x1p60, 0, -0x1p60}, 2, 3));
        t.put("value", Tensor.of(new double[] {7, 9}, 2, 1));
        HardMaxRows rows = new HardMaxRows(
                new AttentionCase(t, AttentionParameters.read(Map.of())).head(0), FloatModel.of(Format.BINARY64));
        assertEquals("{0}", rows.exact(0).toString());
        assertEquals("{0, 1}", rows.admissible(0).toString());
    }

    @Test
    void correctFloatsConformAndEveryMistakeIsNamed() throws CaseException {
        Random random = new Random(7);
        int n = 12;
        int d = 4;
        float[][] x = new float[3][n * d];
        for (float[] a : x) {
            for (int e = 0; e < a.length; e++) {
                a[e] = random.nextFloat() * 2 - 1;
            }
        }
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(x[0], n, d));
        t.put("key", Tensor.of(x[1], n, d));
        t.put("value", Tensor.of(x[2], n, d));
        AttentionCase c = new AttentionCase(t, AttentionParameters.read(Map.of("causal", "top-left")));
        HardMaxRows rows = new HardMaxRows(c.head(0), FLOAT);
        for (HardMaxMistake mistake : HardMaxMistake.values()) {
            if (mistake == HardMaxMistake.TIES_SUMMED) {
                continue; // needs a tie: above
            }
            float[] wrong = new float[n * d];
            float[] right = new float[n * d];
            for (int i = 0; i < n; i++) {
                double[] o = mistake.output(c.unmaskedHead(0), rows, i);
                int j = rows.exact(i).nextSetBit(0);
                for (int e = 0; e < d; e++) {
                    wrong[i * d + e] = (float) o[e];
                    right[i * d + e] = x[2][j * d + e];
                }
            }
            var hard = new HardMaxAttentionOracle().read(t, Map.of("causal", "top-left"));
            assertEquals(
                    Outcome.CONFORMS,
                    hard.check(Tensor.of(right, n, d), FLOAT, CheckOptions.DEFAULT)
                            .verdict());
            Verdict v = hard.check(Tensor.of(wrong, n, d), FLOAT, CheckOptions.DEFAULT);
            assertEquals(Outcome.VIOLATES, v.verdict(), mistake.label());
            assertEquals(mistake.label(), v.diagnosis().get(0).mistake());
        }
    }

    @Test
    void parametersOfSoftmaxAreRejected() {
        CaseException e = assertThrows(
                CaseException.class, () -> new HardMaxAttentionOracle().read(tied(), Map.of("scale", "2")));
        assertTrue(String.valueOf(e.getMessage()).contains("scale"), e::toString);
    }
}
