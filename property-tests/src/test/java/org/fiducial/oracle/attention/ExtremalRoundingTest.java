package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Inputs on which the roundings of an implementation all go the same way, so that one term of the bound is nearly reached. */
class ExtremalRoundingTest {
    private static Verdict check(double[] q, double[] k, double[] v, double candidate, FloatModel model)
            throws Exception {
        Map<String, Tensor> t = Map.of(
                "query", Tensor.of(q, 1, q.length),
                "key", Tensor.of(k, v.length, q.length),
                "value", Tensor.of(v, v.length, 1));
        return new SoftmaxAttentionOracle()
                .read(t, Map.of("scale", "1"))
                .check(Tensor.of(new double[] {candidate}, 1, 1), model, CheckOptions.DEFAULT.withPowerRows(0));
    }

    /** gamma_d: the first key's logit is rounded up at each addition, the second key's down. */
    @Test
    void softmaxAttentionC12LogitsThatAlwaysRoundTheSameWay() throws Exception {
        int d = 256;
        double[] q = new double[d];
        double[] k = new double[2 * d];
        java.util.Arrays.fill(q, 1);
        for (int l = 0; l < d; l++) {
            k[l] = l == 0 ? 1 : (float) (0x1p-24 * 1.01);
            k[d + l] = l == 0 ? 1 : (float) (0x1p-24 * 0.99);
        }
        float[] s = new float[2];
        for (int j = 0; j < 2; j++) {
            for (int l = 0; l < d; l++) {
                s[j] += (float) (q[l] * k[j * d + l]);
            }
        }
        float e = (float) StrictMath.exp(s[1] - s[0]);
        float o = (1 - e) / (1 + e);
        FloatModel model = FloatModel.of(Format.BINARY32)
                .withExp(0.5, ExpArgument.NATURAL)
                .withScale(ScalePlacement.ONCE, 0, null);
        Verdict v = check(q, k, new double[] {1, -1}, o, model);
        assertEquals(Outcome.CONFORMS, v.verdict(), v.worst().toString());
        assertTrue(v.worst().ratio() > 0.8, v.worst().toString());
    }

    /** T: every tile moves the maximum, and every exponential is too large by what is declared. */
    @Test
    void softmaxAttentionC12EveryTileRescalesWithTheSameError() throws Exception {
        int m = 64;
        double[] k = new double[m];
        double[] v = new double[m];
        float scale = 1;
        float top = 0;
        double[] weights = new double[m];
        for (int j = 0; j < m; j++) {
            k[j] = j * 0x1p-12;
            v[j] = j < m / 2 ? 1 : -1;
            if (j > 0) {
                float factor = (float) (StrictMath.exp(top - k[j]) * (1 + 900 * 0x1p-24));
                for (int i = 0; i < j; i++) {
                    weights[i] *= factor;
                }
            }
            top = (float) k[j];
            weights[j] = scale;
        }
        double above = 0;
        double below = 0;
        for (int j = 0; j < m; j++) {
            above += weights[j] * v[j];
            below += weights[j];
        }
        FloatModel tiles = FloatModel.of(Format.BINARY32)
                .withExp(500, ExpArgument.NATURAL)
                .withSum(new SumOrder(SumOrder.Kind.TILES, 1));
        Verdict right = check(new double[] {1}, k, v, above / below, tiles);
        assertEquals(Outcome.CONFORMS, right.verdict(), right.worst().toString());
        FloatModel whole = tiles.withSum(new SumOrder(SumOrder.Kind.DEPTH, m));
        assertEquals(
                Outcome.VIOLATES,
                check(new double[] {1}, k, v, above / below, whole).verdict());
    }

    private static void conforms(double least, double[] k, double[] v, double candidate, FloatModel model)
            throws Exception {
        Verdict verdict = check(new double[] {1}, k, v, candidate, model);
        assertEquals(Outcome.CONFORMS, verdict.verdict(), () -> verdict.worst().toString());
        assertTrue(verdict.worst().ratio() > least, () -> verdict.worst().toString());
    }

    private static final FloatModel SHARP = FloatModel.of(Format.BINARY32).withExp(0.5, ExpArgument.NATURAL);

    /** N: every weight is lost from the sum of products, and counts twice in the sum of weights. */
    @Test
    void softmaxAttentionC12SumsThatRoundApart() throws Exception {
        int m = 200;
        double[] k = new double[m];
        double[] v = new double[m];
        java.util.Arrays.fill(k, (float) (Math.log(0x1p-24) + 1e-4));
        java.util.Arrays.fill(v, 1 - 0x1p-11);
        k[0] = 0;
        v[0] = 1;
        float w = (float) Math.exp(k[1]);
        float l = 1;
        float a = 1;
        for (int j = 1; j < m; j++) {
            l += w;
            a += w * (float) v[j];
        }
        conforms(0.95, k, v, a / l, SHARP.withSum(new SumOrder(SumOrder.Kind.DEPTH, m - 1)));
        conforms(0.95, k, v, a / l, SHARP.withSum(new SumOrder(SumOrder.Kind.TILES, m)));
        conforms(0.85, k, v, a / l, SHARP);
    }

    /** u_P: weights rounded apart after or before they are summed; u_S: logits rounded apart. */
    @Test
    void softmaxAttentionC12StoredWeightsAndLogitsThatRoundApart() throws Exception {
        FloatModel model = SHARP.withWeights(Format.BFLOAT16);
        int m = 64;
        double down = 0.5 * (1 + 0.999 * 0x1p-8);
        double up = 0.5 * (1 + 1.001 * 0x1p-8);
        for (int few : new int[] {2, 7, m / 2}) {
            double[] k = new double[m];
            double[] v = new double[m];
            double above = 0;
            double below = 1;
            for (int j = 1; j < m; j++) {
                k[j] = Math.log(j < few ? up : down);
                v[j] = j < few ? 1 : 0;
                double stored = j < few ? 0.5 * (1 + 0x1p-7) : 0.5;
                above += stored * v[j];
                below += stored;
            }
            conforms(0.8, k, v, above / below, model);
        }
        double[] k = new double[m];
        double[] v = new double[m];
        java.util.Arrays.fill(k, Math.log(down));
        java.util.Arrays.fill(v, 1);
        k[0] = 0;
        conforms(0.9, k, v, (1 + (m - 1) * 0.5) / (1 + (m - 1) * down), model);
        double s = 4 + 0x1p-6 * 0.999;
        double w = Math.exp(-8);
        conforms(0.9, new double[] {s, -s}, new double[] {0, 1}, w / (1 + w), SHARP.withLogits(Format.BFLOAT16));
    }

    /** kappa: arguments of 64 and their products with query and key that round the same way. */
    @Test
    void softmaxAttentionC12ArgumentsThatRoundTheSameWay() throws Exception {
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        double most = 0;
        for (int i = 0; i < 300; i++) {
            float q = (float) random.nextDouble(1, 1.001);
            float up = (float) random.nextDouble(32, 32.01);
            float down = (float) -random.nextDouble(32, 32.01);
            double w = Math.exp(q * down - q * up);
            Verdict v = check(
                    new double[] {q}, new double[] {up, down}, new double[] {0, 0x1p90}, w / (1 + w) * 0x1p90, SHARP);
            assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst().toString());
            most = Math.max(most, v.worst().ratio());
        }
        double found = most;
        assertTrue(found > 0.7, () -> "of the bound: " + found);
    }

    /** A scaled query of binary16 below the normal range is off by half its last place, times the key. */
    @Test
    void softmaxAttentionC12StoredQueriesMayUnderflow() throws Exception {
        double q = 0x1p-24 * 1.49;
        double[] k = {0x1p14, -0x1p14};
        double s = Format.BINARY16.round(q) * k[0];
        double o = Math.tanh(s);
        FloatModel model = FloatModel.of(Format.BINARY32).withScale(ScalePlacement.ONCE, 0, Format.BINARY16);
        Verdict stored = check(new double[] {q}, k, new double[] {1, -1}, o, model);
        assertEquals(Outcome.CONFORMS, stored.verdict(), stored.worst().toString());
        assertTrue(stored.worst().ratio() > 0.5, stored.worst().toString());
    }
}
