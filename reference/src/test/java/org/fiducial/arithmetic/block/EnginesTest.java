package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every engine contains what decimal arithmetic of 110 digits gives, for ordinary and for adversarial inputs. */
class EnginesTest {
    private static final Random RANDOM = new Random(7);

    static Matrix matrix(int rows, int columns, DoubleUnaryOperator f) {
        double[] x = new double[rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = f.applyAsDouble(i);
        }
        return new Matrix(rows, columns, x);
    }

    static Matrix uniform(int rows, int columns, double size) {
        return matrix(rows, columns, i -> (float) ((RANDOM.nextDouble() * 2 - 1) * size));
    }

    static <T> T attention(Enclosing<T> a, Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        T logits = a.scale(a.matmul(a.literal(q), a.transpose(a.literal(k))), tau);
        return a.matmul(a.softmaxRows(logits, allowed), a.literal(v));
    }

    /** The same with logits and weights computed as a whole before they are used. */
    static <T> T attentionInSteps(Enclosing<T> a, Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        T logits = a.scale(a.matmul(a.literal(q), a.transpose(a.literal(k))), tau);
        a.enclosures(logits);
        T weights = a.softmaxRows(logits, allowed);
        a.enclosures(weights);
        return a.matmul(weights, a.literal(v));
    }

    /** Checks every element, and returns the ratios of radius and true error. */
    static <T> double[] contain(Enclosing<T> a, T x, BigDecimal[][] exact) {
        double[] ratio = new double[a.rows(x) * a.columns(x)];
        for (int i = 0; i < a.rows(x); i++) {
            for (int j = 0; j < a.columns(x); j++) {
                Enclosure e = a.enclosure(x, i, j);
                BigDecimal error =
                        e.midpoint().toBigDecimal().subtract(exact[i][j]).abs();
                // The reference itself is good to 95 digits.
                BigDecimal slack = exact[i][j].abs().movePointLeft(90);
                assertTrue(
                        error.subtract(slack).compareTo(e.radius().toBigDecimal()) <= 0,
                        "(" + i + ", " + j + "): " + e.midpoint().toDouble() + " +- "
                                + e.radius().toDouble() + ", exact " + exact[i][j].doubleValue());
                ratio[i * a.columns(x) + j] = e.radius().toDouble() / Math.max(error.doubleValue(), Double.MIN_VALUE);
            }
        }
        Arrays.sort(ratio);
        return ratio;
    }

    /** Prints how tight the enclosures are. */
    private static <T> double largestRadius(Enclosing<T> a, T x, BigDecimal[][] exact) {
        double[] ratio = contain(a, x, exact);
        double largest = 0;
        for (int i = 0; i < a.rows(x); i++) {
            for (int j = 0; j < a.columns(x); j++) {
                largest = Math.max(largest, a.enclosure(x, i, j).radius().toDouble());
            }
        }
        System.out.printf(
                "%s: largest radius %.2e, radius over error: median %.0f, max %.0f%n",
                a.name(), largest, ratio[ratio.length / 2], ratio[ratio.length - 1]);
        return largest;
    }

    private static void check(Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        check(new Binary64Blocks(), q, k, v, tau, allowed);
        check(new SlicedBlocks(), q, k, v, tau, allowed);
    }

    /** Sizes that the sharper engine leaves unknown. */
    private static void checkExtreme(Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        check(new Binary64Blocks(), q, k, v, tau, allowed);
        SlicedBlocks a = new SlicedBlocks();
        SlicedBlock o = attention(a, q, k, v, tau, allowed);
        for (int i = 0; i < o.rows(); i++) {
            assertEquals(Double.POSITIVE_INFINITY, o.radius(i, 0));
        }
    }

    private static <T> void check(Enclosing<T> a, Matrix q, Matrix k, Matrix v, Scale tau, AllowedKeys allowed) {
        BigDecimal[][] output = Digits.attention(q, k, v, tau, allowed);
        contain(a, attention(a, q, k, v, tau, allowed), output);
        contain(a, attentionInSteps(a, q, k, v, tau, allowed), output);
        BigDecimal[][] weights = Digits.softmax(Digits.logits(q, k, tau), allowed);
        T logits = a.scale(a.matmul(a.literal(q), a.transpose(a.literal(k))), tau);
        contain(a, a.softmaxRows(logits, allowed), weights);
        contain(a, logits, Digits.logits(q, k, tau));
    }

    @Test
    void containsRandomAttention() {
        int n = 13;
        int m = 150;
        int d = 17;
        Matrix q = uniform(n, d, 1);
        Matrix k = uniform(m, d, 1);
        Matrix v = uniform(m, d, 1);
        Scale tau = Scale.reciprocalSqrt(d);
        AllowedKeys allowed = AllowedKeys.all(n, m);
        BigDecimal[][] exact = Digits.attention(q, k, v, tau, allowed);
        assertTrue(largestRadius(new Binary64Blocks(), attention(new Binary64Blocks(), q, k, v, tau, allowed), exact)
                < 3e-14);
        assertTrue(
                largestRadius(new SlicedBlocks(), attention(new SlicedBlocks(), q, k, v, tau, allowed), exact) < 1e-28);
        check(q, k, v, tau, allowed);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1e-3, 10, 1e3, 1e15, 1e30})
    void containsWhateverTheSize(double size) {
        check(
                uniform(5, 8, size),
                uniform(20, 8, 1),
                uniform(20, 6, size),
                Scale.reciprocalSqrt(8),
                AllowedKeys.all(5, 20));
    }

    @Test
    void containsSpreadInputs() {
        Matrix k = matrix(24, 8, i -> (RANDOM.nextDouble() - 0.5) * Math.pow(10, RANDOM.nextInt(61) - 30));
        Matrix v = matrix(24, 5, i -> (RANDOM.nextDouble() - 0.5) * Math.pow(10, RANDOM.nextInt(61) - 30));
        check(uniform(4, 8, 1), k, v, Scale.of(0.3), AllowedKeys.all(4, 24));
    }

    @Test
    void containsSubnormals() {
        Matrix tiny = matrix(9, 4, i -> (RANDOM.nextInt(200) - 100) * Double.MIN_VALUE);
        checkExtreme(uniform(5, 4, 1), tiny, tiny, Scale.reciprocalSqrt(3), AllowedKeys.all(5, 9));
        checkExtreme(
                matrix(5, 4, i -> (RANDOM.nextDouble() - 0.5) * 1e300),
                tiny,
                tiny,
                Scale.reciprocalSqrt(3),
                AllowedKeys.all(5, 9));
        Matrix small = matrix(9, 4, i -> (RANDOM.nextDouble() - 0.5) * 1e-160);
        checkExtreme(
                matrix(5, 4, i -> small.values()[(int) i]),
                small,
                small,
                Scale.reciprocalSqrt(3),
                AllowedKeys.all(5, 9));
    }

    @Test
    void containsEqualKeysAndCancellation() {
        Matrix k = matrix(30, 6, i -> new double[] {1e8, -1e8, 0.1, 0.3, -0.7, 1}[(int) i % 6]);
        Matrix q = matrix(5, 6, i -> i % 6 < 2 ? 1e8 : RANDOM.nextFloat());
        check(q, k, uniform(30, 3, 1), Scale.reciprocalSqrt(6), AllowedKeys.all(5, 30));
        Matrix near = matrix(30, 6, i -> k.values()[(int) i] * (1 + 1e-15 * RANDOM.nextInt(3)));
        check(q, near, uniform(30, 3, 1), Scale.reciprocalSqrt(6), AllowedKeys.all(5, 30));
    }

    @Test
    void masksAreNeverLookedAt() {
        int n = 11;
        int m = 40;
        int d = 5;
        int[] from = new int[n];
        int[] to = new int[n];
        BitSet[] removed = new BitSet[n];
        for (int i = 0; i < n; i++) {
            from[i] = i;
            to[i] = i == 4 ? i : 2 * i + 5;
            removed[i] = new BitSet();
            removed[i].set(i + 1);
            removed[i].set(20);
        }
        removed[7].set(0, m);
        AllowedKeys ranges = AllowedKeys.ranges(m, from, to);
        Matrix q = uniform(n, d, 1);
        Matrix k = uniform(m, d, 1);
        Matrix v = uniform(m, d, 1);
        check(q, k, v, Scale.reciprocalSqrt(d), ranges);
        AllowedKeys masked = ranges.without(removed);
        check(q, k, v, Scale.reciprocalSqrt(d), masked);

        Binary64Blocks a = new Binary64Blocks();
        Block clean = attention(a, q, k, v, Scale.reciprocalSqrt(d), masked);
        Matrix k2 = matrix(m, d, i -> (int) i / d == 20 || (int) i / d > 30 ? Double.NaN : k.values()[(int) i]);
        Matrix v2 = matrix(
                m, d, i -> (int) i / d == 20 || (int) i / d > 30 ? Double.POSITIVE_INFINITY : v.values()[(int) i]);
        Matrix k3 = matrix(m, d, i -> (int) i / d == 20 ? Double.NaN : k2.values()[(int) i]);
        Block dirty = attention(a, q, k3, v2, Scale.reciprocalSqrt(d), masked);
        Block cleanInSteps = attentionInSteps(a, q, k, v, Scale.reciprocalSqrt(d), masked);
        Block dirtyInSteps = attentionInSteps(a, q, k3, v2, Scale.reciprocalSqrt(d), masked);
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < d; c++) {
                assertEquals(clean.mid(i, c), dirty.mid(i, c));
                assertTrue(dirty.radius(i, c) < 1e-12);
                assertEquals(cleanInSteps.mid(i, c), dirtyInSteps.mid(i, c));
                assertTrue(dirtyInSteps.radius(i, c) < 1e-12);
            }
        }
        for (int i : new int[] {4, 7}) {
            assertEquals(0, clean.mid(i, 0));
            assertEquals(0, clean.radius(i, 0));
        }
        Block seen = attention(a, q, k, v2, Scale.reciprocalSqrt(d), ranges);
        assertEquals(Double.POSITIVE_INFINITY, seen.radius(8, 0));
        assertTrue(seen.radius(0, 0) < 1e-12);
    }

    @Test
    void overflowIsUnknownNotWrong() {
        Binary64Blocks a = new Binary64Blocks();
        Block big = a.literal(matrix(2, 2, i -> 1e200));
        Block product = a.matmul(big, big);
        assertEquals(Double.POSITIVE_INFINITY, product.radius(0, 0));
        assertEquals(0, product.mid(0, 0));
        // Unknown logits leave the hull of the values.
        Block o = a.matmul(a.softmaxRows(product, AllowedKeys.all(2, 2)), a.literal(matrix(2, 1, i -> i)));
        assertTrue(o.mid(0, 0) - o.radius(0, 0) <= 0 && o.mid(0, 0) + o.radius(0, 0) >= 1);
    }

    @Test
    void integersStayExact() {
        Binary64Blocks a = new Binary64Blocks();
        Block x = a.literal(matrix(7, 9, i -> RANDOM.nextInt(1000) - 500));
        Block y = a.literal(matrix(9, 6, i -> RANDOM.nextInt(1000) - 500));
        Block z = a.matmul(x, y);
        Block s = a.rowSums(a.add(z, z));
        for (int i = 0; i < 7; i++) {
            assertEquals(0, z.radius(i, 3));
            assertEquals(0, s.radius(i, 0));
        }
    }

    private static <S, T> void meet(Enclosing<S> a, S x, Enclosing<T> b, T y) {
        for (int i = 0; i < a.rows(x); i++) {
            for (int j = 0; j < a.columns(x); j++) {
                Enclosure e = a.enclosure(x, i, j);
                Enclosure f = b.enclosure(y, i, j);
                int row = i;
                int column = j;
                assertTrue(
                        e.meets(f),
                        () -> a.name() + " and " + b.name() + " at (" + row + ", " + column + "): " + e + ", " + f);
            }
        }
    }

    /** Output and log-sum-exp by every engine, the big balls at four times the precision. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-20, 1, 30, 1e4})
    void enginesMeet(double size) {
        Matrix q = uniform(6, 8, size);
        Matrix k = uniform(40, 8, 1);
        Matrix v = uniform(40, 5, 3);
        int[] from = {0, 3, 5, 7, 0, 39};
        int[] to = {40, 30, 6, 7, 1, 40};
        AllowedKeys allowed = AllowedKeys.ranges(40, from, to);
        Scale tau = Scale.of(0.3);
        Binary64Blocks a = new Binary64Blocks();
        SlicedBlocks b = new SlicedBlocks();
        BigBalls c = new BigBalls(212);
        meet(a, attention(a, q, k, v, tau, allowed), b, attention(b, q, k, v, tau, allowed));
        meet(a, attention(a, q, k, v, tau, allowed), c, attention(c, q, k, v, tau, allowed));
        meet(b, attention(b, q, k, v, tau, allowed), c, attention(c, q, k, v, tau, allowed));
        meet(a, logSumExp(a, q, k, tau, allowed), c, logSumExp(c, q, k, tau, allowed));
        meet(b, logSumExp(b, q, k, tau, allowed), c, logSumExp(c, q, k, tau, allowed));
    }

    private static <T> T logSumExp(Enclosing<T> a, Matrix q, Matrix k, Scale tau, AllowedKeys allowed) {
        T logits = a.scale(a.matmul(a.literal(q), a.transpose(a.literal(k))), tau);
        return a.logSumExpRows(logits, allowed);
    }

    /** The text without the engines' own softmax: exponentials, sums and quotients one by one, and a bias. */
    @Test
    void deferredAndPlainOperationsMeet() {
        Matrix q = uniform(6, 8, 1);
        Matrix k = uniform(40, 8, 1);
        Matrix v = uniform(40, 5, 1);
        Matrix bias = uniform(6, 40, 2);
        plain(new Binary64Blocks(), q, k, v, bias);
        plain(new SlicedBlocks(), q, k, v, bias);
    }

    private static <T> void plain(Enclosing<T> a, Matrix q, Matrix k, Matrix v, Matrix bias) {
        AllowedKeys allowed = AllowedKeys.all(6, 40);
        T logits = a.add(a.scale(a.matmul(a.literal(q), a.transpose(a.literal(k))), Scale.of(0.3)), a.literal(bias));
        T direct = a.matmul(a.softmaxRows(logits, allowed), a.literal(v));
        T e = a.exp(logits, allowed);
        T weights = a.normalise(e, a.rowSums(e), allowed);
        meet(a, direct, a, a.matmul(weights, a.literal(v)));
        meet(a, direct, a, a.divide(a.matmul(e, a.literal(v)), a.rowSums(e)));
        meet(a, a.softmaxRows(logits, allowed), a, weights);
        BigBalls c = new BigBalls(212);
        var exactLogits =
                c.add(c.scale(c.matmul(c.literal(q), c.transpose(c.literal(k))), Scale.of(0.3)), c.literal(bias));
        meet(a, direct, c, c.matmul(c.softmaxRows(exactLogits, allowed), c.literal(v)));
    }

    /** A row's midpoints and radii are the same whatever slice it is computed in. */
    @Test
    void slicesGiveTheSameRows() {
        Matrix q = uniform(9, 8, 1);
        Matrix k = uniform(300, 8, 1);
        Matrix v = uniform(300, 5, 1);
        Binary64Blocks a = new Binary64Blocks();
        Block whole = attention(a, q, k, v, Scale.of(0.3), AllowedKeys.all(9, 300));
        Block slice = attention(a, q.rows(4, 7), k, v, Scale.of(0.3), AllowedKeys.all(3, 300));
        for (int i = 0; i < 3; i++) {
            for (int c = 0; c < 5; c++) {
                assertEquals(whole.mid(4 + i, c), slice.mid(i, c));
                assertEquals(whole.radius(4 + i, c), slice.radius(i, c));
            }
        }
    }

    /** Rows without positive elements, with one, below the floor and beyond a mask; exact arguments and others. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "1/3"})
    void containsExponentialsOfAllowedKeys(String tau) {
        int n = 6;
        int m = 700;
        double[] lowest = {-1, -30, -700, -745, -1e-300, -5};
        double[] highest = {0, 0, 0, 0, 0, 3};
        Matrix x = matrix(n, m, i -> {
            int row = (int) i / m;
            double at = i % 7 == 0 ? 0 : RANDOM.nextDouble();
            return lowest[row] * at + highest[row] * RANDOM.nextDouble();
        });
        BitSet[] hidden = new BitSet[n];
        for (int i = 0; i < n; i++) {
            hidden[i] = new BitSet();
            hidden[i].set(3 * i, 5 * i);
        }
        AllowedKeys allowed = AllowedKeys.all(n, m).without(hidden);
        Scale scale = tau.equals("1") ? Scale.of(1) : Scale.reciprocalSqrt(9);
        Binary64Blocks a = new Binary64Blocks();
        Block arguments = a.scale(a.literal(x), scale);
        BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(tau.equals("1") ? 1 : 3), Digits.MC);
        BigDecimal[][] exact = new BigDecimal[n][m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                exact[i][j] = allowed.allows(i, j)
                        ? Digits.exp(new BigDecimal(x.get(i, j)).multiply(third))
                        : BigDecimal.ZERO;
            }
        }
        Block e = a.exp(arguments, allowed);
        contain(a, e, exact);
        for (int j = 20; j < m; j++) {
            assertTrue(e.radius(1, j) <= 2e-14 * e.mid(1, j), "radius " + e.radius(1, j) + " of " + e.mid(1, j));
        }
        assertEquals(0, e.radius(2, 7));
        assertEquals(0, e.mid(5, 16));
    }
}
