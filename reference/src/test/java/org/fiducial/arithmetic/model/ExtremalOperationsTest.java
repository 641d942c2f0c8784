package org.fiducial.arithmetic.model;

import static org.fiducial.arithmetic.model.Reached.column;
import static org.fiducial.arithmetic.model.Reached.of;
import static org.fiducial.arithmetic.model.Reached.reached;
import static org.fiducial.arithmetic.model.Reached.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Format;
import org.junit.jupiter.api.Test;

/** Inputs at which one operation of an implementation errs by nearly all that its float model allows, so that less would be too little. */
class ExtremalOperationsTest {
    private static final float U = 0x1p-24f;

    private final ModelledReals<Grid<Ball>> a = of(Reached.SINGLE);

    private Modelled<Grid<Ball>> one(double x) {
        return a.literal(row(x));
    }

    private Modelled<Grid<Ball>> within(double x, double bound) {
        return a.within(Reached.EXACT.literal(row(x)), new double[] {bound});
    }

    /** A sum of n terms that begins with 1 and rounds up by half an ulp at every other term. */
    private static float[] climbing(int n) {
        float[] x = new float[n];
        Arrays.fill(x, U * 1.001f);
        x[0] = 1;
        return x;
    }

    private static float sum(float[] x) {
        float s = x[0];
        for (int l = 1; l < x.length; l++) {
            s += x[l];
        }
        return s;
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int l = 0; l < x.length; l++) {
            y[l] = x[l];
        }
        return y;
    }

    @Test
    void sumsAndQuotientsThatRoundByHalfAnUlp() {
        reached(0.99, a.add(one(1), one(U)), 1 + U);
        reached(0.99, a.subtract(one(1), one(-U)), 1 + U);
        float q = 1 / (1 - U);
        reached(0.99, a.divide(one(1), one(1 - U)), q);
        AllowedKeys all = AllowedKeys.all(1, 1);
        reached(0.99, a.normalise(one(1), one(1 - U), all), q);
        ModelledReals<Grid<Ball>> b = of(Reached.SINGLE.withReciprocalNormaliser(true));
        double most = 0;
        for (int i = 1000; i < 6000; i++) {
            float z = 2 - i * 0x1p-22f;
            float x = 2 + (i * 37 % 4096) * 0x1p-22f;
            most = Math.max(
                    most, Reached.ratio(b.normalise(b.literal(row(x)), b.literal(row(z)), all), 0, 0, x * (1 / z)));
        }
        assertTrue(most > 0.7 && most <= 1, "a rounded reciprocal rounds twice: " + most);
    }

    @Test
    void productsThatRoundByHalfAnUlpOrUnderflow() {
        float x = 1 + 0x1p-12f;
        reached(0.99, a.multiply(one(x), one(x)), x * x);
        float tiny = Float.MIN_VALUE * 0.5f;
        reached(0.99, a.multiply(one(Float.MIN_VALUE), one(0.5)), tiny);
    }

    @Test
    void boundsOfOperandsReachTheResult() {
        reached(0.99, a.multiply(within(1, 0.5), one(1)), 1.5);
        reached(0.99, a.multiply(one(1), within(1, 0.5)), 1.5);
        reached(0.99, a.multiply(within(1, 0.5), within(1, 0.5)), 2.25);
        reached(0.99, a.divide(within(1, 0.5), within(1, 0.5)), 3);
        reached(0.99, a.add(within(1, 0.5), within(1, 0.25)), 2.75);
        reached(0.99, a.matmul(within(1, 0.5), within(1, 0.5)), 2.25);
        reached(0.99, a.matmul(one(1), within(1, 0.5)), 1.5);
        reached(0.99, a.matmul(within(1, 0.5), one(1)), 1.5);
        reached(0.99, a.scale(within(1, 0.5), Scale.of(2)), 3);
        reached(0.99, a.exp(within(0, 0.25)), Math.exp(0.25));
        reached(0.99, a.log(within(1, 0.5)), Math.log(0.5) * 1.4426);
        assertEquals(Truth.UNDECIDED, a.less(within(0, 0.55), within(1, 0.55), 0, 0));
    }

    @Test
    void sumsOfProductsThatAlwaysRoundUp() {
        int n = 256;
        float[] x = climbing(n);
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        reached(0.97, a.matmul(a.literal(row(doubles(x))), a.literal(column(ones))), sum(x));
        reached(0.97, a.rowSums(a.literal(row(doubles(x)))), sum(x));
    }

    /** The matrix that is added to a product may come first, and then all additions of the product's terms round it. */
    @Test
    void sumsOfProductsThatBeginWithWhatIsAdded() {
        int n = 256;
        float[] x = climbing(n);
        float computed = sum(x);
        x[0] = 0;
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        Modelled<Grid<Ball>> product = a.matmul(a.literal(row(doubles(x))), a.literal(column(ones)));
        reached(0.97, a.add(product, one(1)), computed);
        reached(0.97, a.add(one(1), product), computed);
        // What is added was computed itself, as 1 instead of 0; its bound does not cover what the additions do to it.
        Modelled<Grid<Ball>> moved = a.add(product, within(0, 1));
        double excess = moved.deviation(0, 0) - 1;
        double rounded = computed - sumExactly(x) - 1;
        assertTrue(rounded <= excess && rounded > 0.97 * excess, rounded + " of " + excess);
    }

    private static double sumExactly(float[] x) {
        double s = 0;
        for (float e : x) {
            s += e;
        }
        return s;
    }

    @Test
    void productsOfSumsThatUnderflow() {
        int n = 64;
        double[] x = new double[n];
        Arrays.fill(x, 0x1p-75);
        double[] y = new double[n];
        Arrays.fill(y, 0x1p-75 * (1 + 0x1p-20));
        reached(0.99, a.matmul(a.literal(row(x)), a.literal(column(y))), n * (double) Float.MIN_VALUE);
    }

    /** A scale of 1/2 on a query that has no half: the sum is off by its rounding times the keys. */
    @Test
    void scaledOperandsUnderflow() {
        double k = 0x1p100;
        Modelled<Grid<Ball>> product = a.matmul(one(Float.MIN_VALUE), one(k));
        reached(0.6, a.scale(product, Scale.of(0.5)), 0);
        reached(0.3, a.scale(one(Float.MIN_VALUE), Scale.of(0.5)), 0);
        // A scale below the normal range is off by itself.
        double tau = 1.49 * Float.MIN_VALUE;
        ModelledReals<Grid<Ball>> once = of(Reached.SINGLE.withScale(ScalePlacement.ONCE, 0, null));
        reached(0.97, once.scale(once.literal(row(k)), Scale.of(tau)), k * Float.MIN_VALUE);
    }

    /** tau = fl(1 / fl(sqrt d)), its product and that of query and key all round the same way. */
    @Test
    void scalesThatRoundTheSameWay() {
        double once = 0;
        double split = 0;
        double root = 0;
        ModelledReals<Grid<Ball>> b = of(Reached.SINGLE.withScale(ScalePlacement.SPLIT, 2, null));
        float q = 1 + 0x1p-12f;
        for (int d : new int[] {68077, 4064, 67720, 3623, 3299, 3158}) {
            float t = 1 / (float) Math.sqrt(d);
            float r = (float) Math.sqrt(t);
            Scale tau = Scale.reciprocalSqrt(d);
            for (int i = 0; i < 400; i++) {
                float x = q + (i * 37 % 4096) * 0x1p-23f;
                float k = q + i * 0x1p-23f;
                once = Math.max(once, Reached.ratio(a.scale(a.matmul(one(x), one(k)), tau), 0, 0, x * k * t));
                float product = (x * r) * (k * r);
                Modelled<Grid<Ball>> raw = b.matmul(b.literal(row(x)), b.literal(row(k)));
                split = Math.max(split, Reached.ratio(b.scale(raw, tau), 0, 0, product));
                root = Math.max(root, Reached.ratio(a.scaleByRoot(one(x), tau), 0, 0, x * r));
            }
        }
        double[] found = {once, split, root};
        assertTrue(once <= 1 && split <= 1 && root <= 1, () -> Arrays.toString(found));
    }

    @Test
    void storedValuesRoundAndUnderflow() {
        FloatModel bfloat = Reached.SINGLE.withScale(ScalePlacement.ONCE, 0, Format.BFLOAT16);
        ModelledReals<Grid<Ball>> b = of(bfloat);
        double q = 1 + 0x1p-8;
        reached(0.98, b.scale(b.matmul(b.literal(row(q)), b.literal(row(1))), Scale.of(1)), 1);
        reached(0.99, a.store(one(q), Format.BFLOAT16), 1);
        reached(0.99, a.store(one(0x1p-25), Format.BINARY16), 0);
    }

    @Test
    void exponentialsWithTheirWholeError() {
        double ulps = 1000;
        ModelledReals<Grid<Ball>> b = of(Reached.SINGLE.withExp(ulps, ExpArgument.NATURAL));
        reached(0.99, b.exp(b.literal(row(-1))), Math.exp(-1) * (1 + 2 * ulps * U));
        // The argument is rounded, too.
        ModelledReals<Grid<Ball>> exact = of(Reached.SINGLE.withExp(0, ExpArgument.NATURAL));
        reached(0.98, exact.exp(exact.literal(row(-64))), Math.exp(-64 * (1 - (double) U)));
        // Below the normal range two ulps and a rounding are two and a half units.
        double x = -100;
        reached(0.95, a.exp(one(x)), Math.exp(x) + 2.5 * Float.MIN_VALUE);
        double large = Math.log(3) * (1 + 4 * (double) U);
        reached(0.6, a.log(one(3)), large);
        reached(0.6, a.sqrt(one(2)), Math.sqrt(2) * (1 + 4 * (double) U));
        reached(0.9, a.sqrt(within(1, 0.75)), 0.5);
        reached(0.97, a.tanh(within(0, 0.125)), Math.tanh(0.125));
    }

    /** A product and what is added to it are scaled together. */
    @Test
    void scaledSumsRoundByTheirWholeSize() {
        float t = 1 / (float) Math.sqrt(4064);
        double most = 0;
        for (int i = 0; i < 500; i++) {
            float x = 1 + i * 0x1p-23f;
            Modelled<Grid<Ball>> sum = a.add(a.matmul(one(1), one(0x1p-60)), one(x));
            most = Math.max(most, Reached.ratio(a.scale(sum, Scale.reciprocalSqrt(4064)), 0, 0, x * t));
        }
        assertTrue(most > 0.45 && most <= 1, "of the bound: " + most);
    }

    /** The arithmetic underneath knows 1/7 to four digits only, and below it. */
    @Test
    void magnitudesReachTheEndsOfEnclosures() {
        ModelledReals<Grid<Ball>> coarse = ModelledReals.certain(new BigBalls(4), Reached.SINGLE);
        Grid<Ball> one = coarse.engine().literal(row(1));
        Modelled<Grid<Ball>> seventh =
                coarse.exact(coarse.engine().divide(one, coarse.engine().literal(row(7))));
        Modelled<Grid<Ball>> anything = coarse.within(coarse.engine().literal(row(0)), new double[] {1});
        assertTrue(coarse.multiply(seventh, anything).deviation(0, 0) >= 1 / 7.0);
    }

    /** What may be flushed is an operand, too: of a tiny summand or numerator nothing need be left. */
    @Test
    void operandsMayBeFlushed() {
        ModelledReals<Grid<Ball>> b = of(Reached.SINGLE.withFlushToZero(true));
        Modelled<Grid<Ball>> x = b.literal(row(0x1.fp-127));
        Modelled<Grid<Ball>> y = b.literal(row(0x1p-100));
        reached(0.4, b.add(x, x), 0);
        reached(0.4, b.divide(x, y), 0);
        reached(0.4, b.normalise(x, y, AllowedKeys.all(1, 1)), 0);
        assertEquals(
                Double.POSITIVE_INFINITY, b.divide(y, x).deviation(0, 0), "a divisor that may be flushed may be zero");
    }

    /** The reciprocal of a normaliser near the end of the range is below the normal numbers, and not known to a relative u. */
    @Test
    void reciprocalsOfLargeNormalisersUnderflow() {
        ModelledReals<Grid<Ball>> b = of(Reached.SINGLE.withReciprocalNormaliser(true));
        float z = 0x1.8p127f;
        double most = 0;
        for (int i = 0; i < 2000; i++, z = Math.nextUp(z)) {
            float y = z * (1 / z);
            most = Math.max(
                    most,
                    Reached.ratio(b.normalise(b.literal(row(z)), b.literal(row(z)), AllowedKeys.all(1, 1)), 0, 0, y));
        }
        assertTrue(most > 0.1 && most <= 1, "of the bound: " + most);
    }

    @Test
    void whatMayOverflowHasNoBound() {
        Modelled<Grid<Ball>> huge = one(0x1p127);
        assertEquals(Double.POSITIVE_INFINITY, a.add(huge, huge).deviation(0, 0));
        assertEquals(Double.POSITIVE_INFINITY, a.matmul(huge, one(2)).deviation(0, 0));
        assertEquals(Double.POSITIVE_INFINITY, a.multiply(huge, one(2)).deviation(0, 0));
        Modelled<Grid<Ball>> product = a.matmul(one(0x1p60), one(0x1p60));
        assertEquals(
                Double.POSITIVE_INFINITY, a.scale(product, Scale.of(0x1p60)).deviation(0, 0));
        assertEquals(Double.POSITIVE_INFINITY, within(1, Double.NaN).deviation(0, 0));
        // 0 times what has no bound: not a number, and no bound either.
        Modelled<Grid<Ball>> unknown = a.multiply(huge, one(2));
        assertEquals(Double.POSITIVE_INFINITY, a.multiply(unknown, one(0)).deviation(0, 0));
    }
}
