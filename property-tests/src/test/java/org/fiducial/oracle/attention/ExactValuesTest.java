package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What a verdict calls the exact value, against decimal arithmetic of 60 digits that shares no code with it. */
class ExactValuesTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final FloatModel MODEL = FloatModel.of(Format.BINARY64);

    /** e^x by its series at x / 2^20. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal small = x.divide(BigDecimal.valueOf(1 << 20), new MathContext(80));
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 40; k++) {
            term = term.multiply(small).divide(BigDecimal.valueOf(k), new MathContext(80));
            sum = sum.add(term);
        }
        for (int k = 0; k < 20; k++) {
            sum = sum.multiply(sum, new MathContext(80));
        }
        return sum;
    }

    private static void same(BigDecimal expected, Verdict v) {
        BigDecimal error = new BigDecimal(v.worst().exact()).subtract(expected).abs();
        BigDecimal digits = expected.abs().movePointLeft(21);
        assertTrue(
                error.compareTo(new BigDecimal(v.worst().radius()).add(digits)) <= 0,
                v.worst() + " is not " + expected);
        assertTrue(
                v.worst().radius() <= 1e-20 * Math.max(1, expected.abs().doubleValue()),
                v.worst().toString());
    }

    @Test
    void softmaxAttentionD4AgreesWithDecimalArithmetic() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 12; round++) {
            int m = 1 + random.nextInt(6);
            int d = 1 + random.nextInt(5);
            double[] q = new double[d];
            double[] k = new double[m * d];
            double[] v = new double[m];
            double size = round % 3 == 0 ? 12 : 2;
            for (double[] x : new double[][] {q, k, v}) {
                for (int e = 0; e < x.length; e++) {
                    x[e] = size * (2 * random.nextDouble() - 1);
                }
            }
            BigDecimal tau = BigDecimal.ONE.divide(BigDecimal.valueOf(d).sqrt(DIGITS), DIGITS);
            BigDecimal above = BigDecimal.ZERO;
            BigDecimal below = BigDecimal.ZERO;
            for (int j = 0; j < m; j++) {
                BigDecimal s = BigDecimal.ZERO;
                for (int l = 0; l < d; l++) {
                    s = s.add(new BigDecimal(q[l]).multiply(new BigDecimal(k[j * d + l])));
                }
                BigDecimal w = exp(s.multiply(tau, DIGITS));
                above = above.add(w.multiply(new BigDecimal(v[j])));
                below = below.add(w);
            }
            CheckedOperator.Case c = new SoftmaxAttentionOracle()
                    .read(Map.of("q", Tensor.of(q, 1, d), "k", Tensor.of(k, m, d), "v", Tensor.of(v, m, 1)), Map.of());
            BigDecimal exact = above.divide(below, DIGITS);
            Verdict right = c.check(Tensor.of(new double[] {exact.doubleValue()}, 1, 1), MODEL, CheckOptions.DEFAULT);
            assertEquals(Outcome.CONFORMS, right.verdict());
            same(exact, right);
            Verdict wrong =
                    c.check(Tensor.of(new double[] {exact.doubleValue() + 1e-9}, 1, 1), MODEL, CheckOptions.DEFAULT);
            assertEquals(Outcome.VIOLATES, wrong.verdict());
        }
    }

    private static CheckedOperator.Case workedExample() throws Exception {
        return new SoftmaxAttentionOracle()
                .read(
                        Map.of(
                                "query", Tensor.of(new double[] {1}, 1, 1),
                                "key", Tensor.of(new double[] {0, 1, 2}, 3, 1),
                                "value", Tensor.of(new double[] {1, 0, 0, 1, 1, 1}, 3, 2),
                                "doutput", Tensor.of(new double[] {1, 0}, 1, 2)),
                        Map.of("scale", "1"));
    }

    /** The example B of the sheet: output, log-sum-exp and gradients. */
    @Test
    void softmaxAttentionWorkedExampleB() throws Exception {
        CheckedOperator.Case c = workedExample();
        double[] o = {0.7552715289452023475270, 0.9099694268296195420020};
        assertEquals(
                Outcome.CONFORMS,
                c.check(Tensor.of(o, 1, 2), MODEL, CheckOptions.DEFAULT).verdict());
        same(
                new BigDecimal("0.7552715289452023475270"),
                c.check(Tensor.of(new double[] {2, o[1]}, 1, 2), MODEL, CheckOptions.DEFAULT));
        same(
                new BigDecimal("0.9099694268296195420020"),
                c.check(Tensor.of(new double[] {o[0], 2}, 1, 2), MODEL, CheckOptions.DEFAULT));
        CheckOptions lse = CheckOptions.DEFAULT.withOutput("lse");
        same(
                new BigDecimal("2.407605964444380304483"),
                c.check(Tensor.of(new double[] {2.4076059644443803}, 1), MODEL, lse));
        gradients(c, "dquery", new double[] {0.1407703574696301279924}, 1, 1);
        gradients(
                c,
                "dkey",
                new double[] {0.02203304452017429603467, -0.1848364465099787200618, 0.1628034019898044240271},
                3,
                1);
        gradients(
                c,
                "dvalue",
                new double[] {0.09003057317038045799802, 0, 0.2447284710547976524730, 0, 0.6652409557748218895290, 0},
                3,
                2);
    }

    /** The right gradient conforms, and each element off by 1e-13 does not. */
    private static void gradients(CheckedOperator.Case c, String output, double[] right, int... shape)
            throws Exception {
        CheckOptions options = CheckOptions.DEFAULT.withOutput(output);
        Verdict v = c.check(Tensor.of(right, shape), MODEL, options);
        assertEquals(Outcome.CONFORMS, v.verdict(), output + v.worst());
        for (int e = 0; e < right.length; e++) {
            double[] wrong = right.clone();
            wrong[e] += 1e-13;
            assertEquals(
                    Outcome.VIOLATES,
                    c.check(Tensor.of(wrong, shape), MODEL, options).verdict());
        }
    }
}
