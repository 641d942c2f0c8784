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
