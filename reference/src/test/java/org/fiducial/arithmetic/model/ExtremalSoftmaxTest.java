package org.fiducial.arithmetic.model;

import static org.fiducial.arithmetic.model.Reached.column;
import static org.fiducial.arithmetic.model.Reached.of;
import static org.fiducial.arithmetic.model.Reached.reached;
import static org.fiducial.arithmetic.model.Reached.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Format;
import org.fiducial.operator.SoftmaxAttention;
import org.junit.jupiter.api.Test;

/**
 * Implementations of softmax attention in which one kind of rounding goes as far as claim softmax-attention-C12 allows and all others do
 * little, so that a bound without it, or with less of it, would be wrong.
 */
class ExtremalSoftmaxTest {
    private static final double U = 0x1p-24;
    private static final FloatModel EXACT_EXP = Reached.SINGLE.withExp(0.5, ExpArgument.NATURAL);

    /** Attention of one query 1 to keys that are the logits themselves. */
    private static Modelled<Grid<Ball>> mean(FloatModel model, double[] logits, double[] values) {
        return mean(model, 1, logits, values);
    }

    private static Modelled<Grid<Ball>> mean(FloatModel model, double query, double[] keys, double[] values) {
        ModelledReals<Grid<Ball>> a = of(model);
        Modelled<Grid<Ball>> s =
                SoftmaxAttention.logits(a, a.literal(row(query)), a.literal(column(keys)), Scale.of(1), null);
        return SoftmaxAttention.output(a, s, a.literal(column(values)), AllowedKeys.all(1, keys.length));
    }

    private static Modelled<Grid<Ball>> weights(FloatModel model, double... logits) {
        ModelledReals<Grid<Ball>> a = of(model);
        return a.softmaxRows(a.matmul(a.literal(row(1)), a.literal(row(logits))), AllowedKeys.all(1, logits.length));
    }

    /** Weights of which every one is lost from the sum of products and counts twice in the sum of weights. */
    private record Staircase(double[] logits, double[] values, double output) {
        static Staircase of(int keys) {
            double[] s = new double[keys];
            double[] v = new double[keys];
            Arrays.fill(s, (float) (Math.log(U) + 1e-4));
            Arrays.fill(v, 1 - 0x1p-11);
            s[0] = 0;
            v[0] = 1;
            float w = (float) Math.exp(s[1]);
            float l = 1;
            float a = 1;
            for (int j = 1; j < keys; j++) {
                l += w;
                a += w * (float) v[j];
            }
            return new Staircase(s, v, a / l);
        }
    }

    /** N: sums of products that always round down over sums of weights that always round up, in one pass or in tiles of any size. */
    @Test
    void softmaxAttentionC12SumsThatRoundApart() {
        int m = 256;
        Staircase x = Staircase.of(m);
        reached(0.95, mean(EXACT_EXP.withSum(new SumOrder(SumOrder.Kind.DEPTH, m - 1)), x.logits, x.values), x.output);
        reached(0.95, mean(EXACT_EXP.withSum(new SumOrder(SumOrder.Kind.TILES, m)), x.logits, x.values), x.output);
        // Any order may have tiles, each with two roundings more.
        reached(0.85, mean(EXACT_EXP, x.logits, x.values), x.output);
        // Tiles of one key: half of what is allowed, since every key that moves the maximum adds 1 to the sum of
        // weights.
        reached(0.45, mean(EXACT_EXP.withSum(new SumOrder(SumOrder.Kind.TILES, 1)), x.logits, x.values), x.output);
    }

    /** The sum of products alone: values that cancel, so that the mean is 0 and its modulus is not. */
    @Test
    void softmaxAttentionC12ProductsThatAlwaysRoundUp() {
        int m = 256;
        double[] v = new double[m];
        Arrays.fill(v, U * 1.001);
        v[0] = 1;
        v[m - 1] = -1;
        float a = 0;
        for (double x : v) {
            a += (float) x;
        }
        FloatModel model = EXACT_EXP.withSum(new SumOrder(SumOrder.Kind.DEPTH, m - 1));
        reached(0.45, mean(model, new double[m], v), a / m);
    }

    /** kappa: products of query and keys, and their difference, which all round the same way, up to half an ulp of 64. */
    @Test
    void softmaxAttentionC12ArgumentsThatRoundTheSameWay() {
        double[] v = {0, 0x1p90};
        double[] most = new double[3];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 6000; i++) {
            float q = (float) random.nextDouble(1, 1.001);
            float up = (float) random.nextDouble(32, 32.01);
            float down = (float) -random.nextDouble(32, 32.01);
            float top = q * up;
            float low = q * down;
            float log2e = (float) (1 / Math.log(2));
            double natural = Math.exp(low - top);
            double base2 = Math.pow(2, (low - top) * log2e);
            double[] k = {up, down};
            most[0] = Math.max(most[0], share(EXACT_EXP, q, k, v, natural));
            most[1] = Math.max(most[1], share(EXACT_EXP.withExp(0.5, ExpArgument.BASE2), q, k, v, base2));
            most[2] = Math.max(most[2], fused(random, v));
        }
        // The fused form counts the rounding of log2(e), which is small, and one of a product that it does not do.
        assertTrue(most[0] > 0.8 && most[1] > 0.6 && most[2] > 0.35, () -> Arrays.toString(most));
        assertTrue(Arrays.stream(most).max().orElse(2) <= 1, () -> Arrays.toString(most));
    }

    /** Two tiles: each shift fl(c alpha) is rounded by itself, and the factor between them is that of fl(c_1 - c_2) alpha. */
    private static double fused(SplittableRandom random, double[] v) {
        float q = (float) random.nextDouble(1, 1.001);
        float log2e = (float) (1 / Math.log(2));
        float[] k = {(float) random.nextDouble(-22.21, -22.185), (float) random.nextDouble(22.185, 22.21)};
        float[] c = {q * k[0], q * k[1]};
        double[] own = new double[2];
        for (int j = 0; j < 2; j++) {
            own[j] = Math.pow(2, Math.fma(c[j], log2e, -(c[j] * log2e)));
        }
        double factor = Math.pow(2, (c[0] - c[1]) * log2e);
        FloatModel model = EXACT_EXP.withExp(0.5, ExpArgument.FUSED).withSum(new SumOrder(SumOrder.Kind.TILES, 1));
        Modelled<Grid<Ball>> o = mean(model, q, new double[] {k[0], k[1]}, new double[] {v[1], 0});
        double weight = own[0] * factor / own[1];
        return Reached.ratio(o, 0, 0, weight / (1 + weight) * v[1]);
    }

    private static double share(FloatModel model, double q, double[] k, double[] v, double weight) {
        Modelled<Grid<Ball>> o = mean(model, q, k, v);
        return Reached.ratio(o, 0, 0, weight / (1 + weight) * v[1]);
    }

    /** E: half of the weights are too large by all that the exponential may be off, half too small. */
    @Test
    void softmaxAttentionC12ExponentialsWithTheirWholeError() {
        double ulps = 20000;
        double e = 2 * ulps * U;
        int m = 129;
        FloatModel model =
                Reached.SINGLE.withExp(ulps, ExpArgument.NATURAL).withSum(new SumOrder(SumOrder.Kind.DEPTH, m));
        double[] s = new double[m];
        double[] v = new double[m];
        Arrays.fill(s, -0x1p-10);
        s[0] = 0;
        double w = Math.exp(-0x1p-10);
        double above = 0;
        double below = 1;
        for (int j = 1; j < m; j++) {
            v[j] = j % 2;
            double computed = w * (j % 2 == 0 ? 1 - e : 1 + e);
            above += computed * v[j];
            below += computed;
        }
        reached(0.95, mean(model, s, v), above / below);
    }

    /** Weights and their sum move apart: the largest weight is 1 in any case, so many are needed to move the sum. */
    @Test
    void softmaxAttentionC12WeightsAndTheirSumMoveApart() {
        double e = 2 * 20000 * U;
        int m = 64;
        FloatModel model =
                Reached.SINGLE.withExp(20000, ExpArgument.NATURAL).withSum(new SumOrder(SumOrder.Kind.DEPTH, m));
        double[] s = new double[m];
        Arrays.fill(s, -0x1p-10);
        s[0] = 0;
        double w = Math.exp(-0x1p-10);
        Modelled<Grid<Ball>> p = weights(model, s);
        double ratio = Reached.ratio(p, 0, 1, w * (1 + e) / (1 + w * (1 + e) + (m - 2) * w * (1 - e)));
        assertTrue(ratio > 0.9 && ratio <= 1, () -> "of the bound of the weight: " + ratio);
    }

    /** Sums of weights that always round up, under one weight alone. */
    @Test
    void softmaxAttentionC12NormalisersThatAlwaysRoundUp() {
        Staircase x = Staircase.of(256);
        float l = 1;
        for (int j = 1; j < 256; j++) {
            l += (float) Math.exp(x.logits[1]);
        }
        Modelled<Grid<Ball>> p = weights(EXACT_EXP.withSum(new SumOrder(SumOrder.Kind.DEPTH, 255)), x.logits);
        double ratio = Reached.ratio(p, 0, 0, 1 / l);
        assertTrue(ratio > 0.8 && ratio <= 1, () -> "of the bound of the weight: " + ratio);
    }

    /** u_S: logits that bfloat16 rounds apart, and those that binary16 takes for zero. */
    @Test
    void softmaxAttentionC12StoredLogitsRoundApartOrUnderflow() {
        double s = 4 + 0x1p-6 * 0.999;
        double[] v = {1, -1};
        FloatModel bfloat = EXACT_EXP.withLogits(Format.BFLOAT16);
        double w = Math.exp(-8);
        reached(0.9, mean(bfloat, new double[] {s, -s}, new double[] {0, 1}), w / (1 + w));
        FloatModel half = FloatModel.of(Format.BINARY64).withLogits(Format.BINARY16);
        double t = 0x1p-25 * 0.999;
        reached(0.9, mean(half, new double[] {t, -t}, v), 0);
    }

    /** Raw products that binary16 takes for zero, and a scale that makes them count. */
    @Test
    void softmaxAttentionC12LogitsStoredBeforeTheirScaleUnderflow() {
        double t = 0x1p-25 * 0.999;
        ModelledReals<Grid<Ball>> a = of(EXACT_EXP.withLogits(Format.BINARY16));
        Modelled<Grid<Ball>> s =
                SoftmaxAttention.logits(a, a.literal(row(1)), a.literal(column(t, -t)), Scale.of(1024), null);
        reached(0.9, SoftmaxAttention.output(a, s, a.literal(column(1, -1)), AllowedKeys.all(1, 2)), 0);
    }

    /** u_P: weights rounded to bfloat16 after they were summed, or before. */
    @Test
    void softmaxAttentionC12StoredWeightsRoundApart() {
        FloatModel model = EXACT_EXP.withWeights(Format.BFLOAT16);
        double w = 0.5 * (1 + 0.999 * 0x1p-8);
        double s = Math.log(w);
        // Stored after they were summed: the rounding of all weights goes the same way, times values of the same size.
        int m = 64;
        double[] logits = new double[m];
        double[] ones = new double[m];
        Arrays.fill(logits, s);
        Arrays.fill(ones, 1);
        logits[0] = 0;
        double sum = 1 + (m - 1) * w;
        reached(0.9, mean(model, logits, ones), (1 + (m - 1) * 0.5) / sum);
        // Stored before: a half rounded up, a half down, times values of opposite signs.
        double[] both = new double[m];
        double[] signs = new double[m];
        double up = 0.5 * (1 + 1.001 * 0x1p-8);
        for (int j = 1; j < m; j++) {
            both[j] = j % 2 == 0 ? Math.log(up) : s;
            signs[j] = j % 2 == 0 ? 1 : -1;
        }
        double above = 0;
        double below = 1;
        for (int j = 1; j < m; j++) {
            double stored = j % 2 == 0 ? 0.5 * (1 + 0x1p-7) : 0.5;
            above += stored * signs[j];
            below += stored;
        }
        reached(0.85, mean(model, both, signs), above / below);
        // A few weights up, and the many others down: their mean distance from the mean is nearly twice their size.
        double[] few = new double[m];
        double[] chosen = new double[m];
        double high = 0;
        double all = 1;
        for (int j = 1; j < m; j++) {
            few[j] = j < 7 ? Math.log(up) : s;
            chosen[j] = j < 7 ? 1 : 0;
            double stored = j < 7 ? 0.5 * (1 + 0x1p-7) : 0.5;
            high += stored * chosen[j];
            all += stored;
        }
        reached(0.85, mean(model, few, chosen), high / all);
        // Values far from zero: only those stored after their sum was taken move by the values' size.
        double[] far = new double[m];
        Arrays.fill(far, 1000);
        reached(0.9, mean(model, logits, far), 1000 * (1 + (m - 1) * 0.5) / sum);
    }

    /** eta_w: weights that binary16 takes for zero, of values that count. A quarter of the bound, or less: it has room for all orders. */
    @Test
    void softmaxAttentionC12WeightsUnderflow() {
        int m = 64;
        double[] s = new double[m];
        double[] v = new double[m];
        Arrays.fill(s, Math.log(0x1p-25 * 0.999));
        Arrays.fill(v, 1000);
        s[0] = 0;
        v[0] = 0;
        reached(0.2, mean(EXACT_EXP.withWeights(Format.BINARY16), s, v), 0);
        // In the format of the accumulation: an exponential that may be off by two units below the normal range.
        Arrays.fill(s, Math.log(0x1p-150) + 0.001);
        Arrays.fill(v, 0x1p100);
        s[0] = 0;
        v[0] = 0;
        double w = 0x1p-150 + 2.5 * 0x1p-149;
        reached(0.15, mean(Reached.SINGLE, s, v), (m - 1) * w * 0x1p100);
    }

    /** Values that were computed themselves. */
    @Test
    void boundsOfValuesReachTheMean() {
        ModelledReals<Grid<Ball>> a = of(EXACT_EXP);
        Modelled<Grid<Ball>> p = a.softmaxRows(a.literal(row(0, 0)), AllowedKeys.all(1, 2));
        Modelled<Grid<Ball>> v = a.within(Reached.EXACT.literal(column(1, 2)), new double[] {0.5, 0.25});
        reached(0.99, a.matmul(p, v), 1.5 + 0.375);
    }

    /** Logits that were computed themselves, with a bound that is not small: e^Theta and tanh(Theta / 2) are both reached. */
    @Test
    void boundsOfLogitsReachTheMean() {
        ModelledReals<Grid<Ball>> a = of(EXACT_EXP);
        double r = 0.5;
        double[] sharp = {Math.exp(-r) / (Math.exp(r) + Math.exp(-r)), Math.exp(r) / (Math.exp(r) + Math.exp(-r))};
        Modelled<Grid<Ball>> even = a.within(Reached.EXACT.literal(row(0, 0)), new double[] {r, r});
        Modelled<Grid<Ball>> p = a.softmaxRows(even, AllowedKeys.all(1, 2));
        reached(0.9, a.matmul(p, a.literal(column(0, 1))), sharp[1]);
        // One key out of many with a value of its own: its weight grows by e^(2 r).
        int m = 512;
        double[] bounds = new double[m];
        double[] v = new double[m];
        Arrays.fill(bounds, r);
        v[1] = 1;
        Modelled<Grid<Ball>> many =
                a.softmaxRows(a.within(Reached.EXACT.literal(row(new double[m])), bounds), AllowedKeys.all(1, m));
        double w = Math.exp(2 * r);
        reached(0.75, a.matmul(many, a.literal(column(v))), w / (w + m - 1));
        assertEquals(
                Double.POSITIVE_INFINITY,
                a.matmul(
                                a.softmaxRows(
                                        a.within(
                                                Reached.EXACT.literal(row(0, 0)),
                                                new double[] {Double.POSITIVE_INFINITY, 0}),
                                        AllowedKeys.all(1, 2)),
                                a.literal(column(0, 1)))
                        .deviation(0, 0));
    }

    /** What may leave the range of a format has no bound. */
    @Test
    void whatMayOverflowHasNoBound() {
        double[] v = {0, 1};
        assertEquals(
                Double.POSITIVE_INFINITY,
                mean(EXACT_EXP, new double[] {0x1p127, 0}, v).deviation(0, 0));
        assertEquals(
                Double.POSITIVE_INFINITY,
                mean(EXACT_EXP.withLogits(Format.BINARY16), new double[] {70000, 0}, v)
                        .deviation(0, 0));
        assertEquals(
                Double.POSITIVE_INFINITY,
                mean(EXACT_EXP, new double[3], new double[] {0x1p127, 0x1p127, 0x1p127})
                        .deviation(0, 0));
        // The rounding of alpha c alone is 11, and the largest weight may be e^11 instead of 1.
        FloatModel fused = EXACT_EXP.withExp(0.5, ExpArgument.FUSED).withWeights(Format.BINARY16);
        assertEquals(
                Double.POSITIVE_INFINITY,
                mean(fused, new double[] {1.9e8, 1.9e8}, v).deviation(0, 0));
    }
}
