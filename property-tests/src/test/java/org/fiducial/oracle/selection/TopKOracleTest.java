package org.fiducial.oracle.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The oracle of the k largest against sorts, every choice of small rows, and mistakes that it has to name. */
class TopKOracleTest {
    private static final FloatModel MODEL = FloatModel.of(Format.BINARY32);

    private static CheckedOperator.Case read(Tensor scores, String... parameters) throws CaseException {
        Map<String, String> p = new HashMap<>();
        for (String setting : parameters) {
            p.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return CheckedOperator.named("top-k").read(Map.of("scores", scores), p);
    }

    private static Verdict check(CheckedOperator.Case c, Tensor candidate, String output) throws CaseException {
        return c.check(candidate, MODEL, CheckOptions.DEFAULT.withOutput(output));
    }

    /** Few values, so that many tie. */
    private static float[] scores(long seed, int n) {
        SplitMix64 g = new SplitMix64(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (seed % 2 == 0 ? Math.rint(g.nextSymmetric() * 3) : g.nextSymmetric() * 3);
        }
        return x;
    }

    private static int[] sorted(float[] x, int first, int n, int k) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> -x[first + i] + 0.0));
        return order.subList(0, k).stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void sortsConform() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            int n = 1 + (int) seed;
            int k = 1 + (int) (seed % n);
            float[] x = scores(seed, 3 * n);
            int[] indices = new int[3 * k];
            float[] values = new float[3 * k];
            for (int r = 0; r < 3; r++) {
                int[] row = sorted(x, r * n, n, k);
                for (int t = 0; t < k; t++) {
                    indices[r * k + t] = row[t];
                    values[r * k + t] = x[r * n + row[t]];
                }
            }
            CheckedOperator.Case c = read(Tensor.of(x, 3, n), "k=" + k);
            Verdict v = check(c, Tensor.of(indices, 3, k), "indices");
            assertEquals(Outcome.CONFORMS, v.verdict(), seed + " " + v.worst());
            assertEquals(0, v.worst().ratio());
            assertEquals(
                    Outcome.CONFORMS,
                    check(c, Tensor.of(values, 3, k), "values").verdict());
        }
    }

    /** Every pair of indices of rows of four: what is admitted is exactly what the definitions say. */
    @Test
    void everyChoiceOfTwoOfFour() throws Exception {
        float[][] rows = {{1, 2, 2, 0}, {3, 3, 3, 3}, {-0f, 0f, -1, 0f}, {4, 1, 3, 2}};
        for (float[] x : rows) {
            int[] exact = sorted(x, 0, 4, 2);
            for (int a = 0; a < 4; a++) {
                for (int b = 0; b < 4; b++) {
                    boolean distinct = a != b;
                    boolean same = x[a] == x[exact[0]] && x[b] == x[exact[1]];
                    boolean swapped = x[b] == x[exact[0]] && x[a] == x[exact[1]];
                    boolean first = a == exact[0] && b == exact[1];
                    boolean set = first || a == exact[1] && b == exact[0];
                    Tensor y = Tensor.of(new int[] {a, b}, 2);
                    String where = java.util.Arrays.toString(x) + " " + a + " " + b;
                    assertEquals(first, conforms(x, y, "smaller-index", "descending"), where);
                    assertEquals(distinct && same, conforms(x, y, "any", "descending"), where);
                    assertEquals(set, conforms(x, y, "smaller-index", "any"), where);
                    assertEquals(distinct && (same || swapped), conforms(x, y, "any", "any"), where);
                }
            }
        }
    }

    private static boolean conforms(float[] x, Tensor y, String ties, String order) throws CaseException {
        Verdict v = check(read(Tensor.of(x, 4), "k=2", "ties=" + ties, "order=" + order), y, "indices");
        // A violation is never without distance.
        assertEquals(v.verdict() == Outcome.VIOLATES, v.worst().ratio() == Double.POSITIVE_INFINITY);
        return v.verdict() == Outcome.CONFORMS;
    }

    @Test
    void valuesAsMultisets() throws Exception {
        CheckedOperator.Case c = read(Tensor.of(new float[] {1, 2, 2, 3}, 4), "k=3", "order=any");
        assertEquals(
                Outcome.CONFORMS,
                check(c, Tensor.of(new float[] {2, 3, 2}, 3), "values").verdict());
        for (float[] wrong : new float[][] {{2, 3, 3}, {2, 2, 2}, {3, 2, 1}, {3, 2, Float.NaN}}) {
            Verdict v = check(c, Tensor.of(wrong, 3), "values");
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(Double.POSITIVE_INFINITY, v.worst().ratio());
        }
    }

    @Test
    void everyMistakeIsNamedAndItsPowerShown() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        // Ties, and numbers that 16 bits do not tell apart.
        float[] x = {1, 5, 5, -7, 2, 1.0001f, 5.001f, 0, 3, 3.0005f, 4, -2};
        CheckedOperator.Case c = read(Tensor.of(x, 12), "k=8");
        for (TopKMistake m : TopKMistake.values()) {
            double[] scores = Tensor.of(x, 12).toDoubles();
            Verdict v = check(c, Tensor.of(m.choice(scores, 8), 8), "indices");
            assertEquals(Outcome.VIOLATES, v.verdict(), m.label());
            List<String> found = v.diagnosis().stream().map(Diagnosis::mistake).toList();
            assertTrue(found.contains(m.label()), m + " named " + found);
            named.addAll(found);
            assertTrue(v.power().stream().allMatch(Exposure::exposed), v.power().toString());
        }
        assertEquals(CheckedOperator.named("top-k").mistakes().keySet(), named);
        // Without ties nothing shows how ties are broken.
        Verdict v = check(read(Tensor.of(new float[] {1, 2, 3}, 3), "k=2"), Tensor.of(new int[] {2, 1}, 2), "indices");
        assertFalse(v.power().stream()
                .filter(e -> e.mistake().equals("ties-to-the-larger-index"))
                .findFirst()
                .orElseThrow()
                .applicable());
    }

    private static String line(Tensor scores, String... parameters) {
        return String.valueOf(assertThrows(CaseException.class, () -> read(scores, parameters))
                .getMessage());
    }

    @Test
    void badInputIsOneLine() throws Exception {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
        assertEquals("parameter k is not given, expected a whole number from 1 to 3", line(x));
        assertEquals("parameter k is '4', expected a whole number from 1 to 3", line(x, "k=4"));
        assertTrue(line(x, "k=0").contains("1 to 3"));
        assertTrue(line(x, "k=2", "ties=larger").contains("smaller-index|any"));
        assertTrue(line(x, "k=2", "n=3").contains("unknown parameter 'n' of top-k"));
        assertTrue(line(Tensor.of(new float[] {1, Float.NaN}, 2), "k=1").contains("NaN"));
        assertTrue(line(Tensor.of(new int[] {1}, 1), "k=1").contains("floating-point"));
        assertTrue(line(Tensor.of(new float[0], 0), "k=1").contains("without an axis of size 0"));
        assertTrue(line(Tensor.of(new float[] {1}), "k=1").contains("expected [.., n]"));
        CheckedOperator.Case c = read(x, "k=2");
        assertThrows(CaseException.class, () -> check(c, Tensor.of(new int[] {1, 2, 3}, 3), "indices"));
        assertThrows(CaseException.class, () -> c.shape("codes"));
        // Any type of whole numbers, and floats that are whole.
        for (ElementType type : List.of(ElementType.U8, ElementType.I16, ElementType.I64)) {
            Tensor y = Tensor.ofCodes(type, new long[] {2, 1}, 2);
            assertEquals(Outcome.CONFORMS, check(c, y, "indices").verdict());
        }
        assertEquals(
                Outcome.CONFORMS,
                check(c, Tensor.of(new float[] {2, 1}, 2), "indices").verdict());
        for (float[] wrong : new float[][] {{2, 1.5f}, {2, -1}, {2, 3}, {2, Float.NaN}, {2, 1e30f}, {2, 2}}) {
            assertEquals(
                    Outcome.VIOLATES, check(c, Tensor.of(wrong, 2), "indices").verdict());
        }
    }
}
