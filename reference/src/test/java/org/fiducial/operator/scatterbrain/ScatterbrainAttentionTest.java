package org.fiducial.operator.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** The sheet's worked example, in balls and in exact fractions, and the supports. */
class ScatterbrainAttentionTest {
    private static final Matrix QUERY = new Matrix(1, 2, new double[] {1, 0});
    private static final Matrix KEYS = new Matrix(3, 2, new double[] {1, 0, 0, 1, -1, 1});
    private static final Matrix VALUES = new Matrix(3, 1, new double[] {1, 2, 4});
    private static final Matrix PROJECTIONS = new Matrix(2, 2, new double[] {1, 0, 0, 1});
    private static final SparseSupport SUPPORT = support(0b001);

    private static SparseSupport support(long keys) {
        return SparseSupport.of(AllowedKeys.all(1, 3), new BitSet[] {BitSet.valueOf(new long[] {keys})});
    }

    private static double real(FeatureMap map, SparseSupport s, boolean efficient) {
        BigBalls a = new BigBalls(128);
        Grid<Ball> x = a.literal(QUERY);
        Grid<Ball> y = a.literal(KEYS);
        Grid<Ball> fx = map.features(a, x, a.literal(PROJECTIONS));
        Grid<Ball> fy = map.features(a, y, a.literal(PROJECTIONS));
        Grid<Ball> logits = a.matmul(x, a.transpose(y));
        Grid<Ball> e = ScatterbrainAttention.estimates(a, fx, fy, map.divisor(2));
        Grid<Ball> out = efficient
                ? ScatterbrainAttention.efficientOutput(
                        a,
                        ScatterbrainAttention.efficientSums(a, logits, fx, fy, a.literal(VALUES), map.divisor(2), s),
                        s)
                : ScatterbrainAttention.output(
                        a, ScatterbrainAttention.unnormalised(a, logits, e, s), a.literal(VALUES), s);
        return a.get(out, 0, 0).midpoint().toDouble();
    }

    @Test
    void theWorkedExampleHasTheSheetsFigures() {
        assertEquals(1.543051119914937748614, real(FeatureMap.PLUS, SUPPORT, false));
        assertEquals(1.397466778668590138021, real(FeatureMap.HYPERBOLIC, SUPPORT, false));
        assertEquals(1.543051119914937748614, real(FeatureMap.PLUS, SUPPORT, true));
        assertEquals(1.397466778668590138021, real(FeatureMap.HYPERBOLIC, SUPPORT, true));
        assertEquals(1.514820190565939026467, real(FeatureMap.PLUS, support(0b111), false));
    }

    /** e^(t/2) -> 2^t: doubled exponents make every figure a fraction. */
    @Test
    void theWorkedExampleHasTheSheetsFractions() {
        LiftedExponentialField<Rational> a = new LiftedExponentialField<>(new BaseTwoRationals());
        Grid<Rational> x = a.literal(QUERY);
        Grid<Rational> y = a.literal(KEYS);
        Dyadic two = Dyadic.of(2);
        Grid<Rational> logits = a.multiply(a.matmul(x, a.transpose(y)), a.constant(1, 1, two));
        for (FeatureMap map : new FeatureMap[] {FeatureMap.PLUS, FeatureMap.HYPERBOLIC}) {
            Grid<Rational> twice = a.multiply(a.literal(PROJECTIONS), a.constant(1, 1, two));
            // Twice the half norm is the square: 1; 1, 1, 2.
            Grid<Rational> fx = map.features(a, x, twice, a.rowSums(a.multiply(x, x)));
            Grid<Rational> fy = map.features(a, y, twice, a.rowSums(a.multiply(y, y)));
            Grid<Rational> e = ScatterbrainAttention.estimates(a, fx, fy, map.divisor(2));
            Grid<Rational> w = ScatterbrainAttention.unnormalised(a, logits, e, SUPPORT);
            Rational d = a.get(ScatterbrainAttention.normalisers(a, w), 0, 0);
            Rational out = a.get(ScatterbrainAttention.output(a, w, a.literal(VALUES), SUPPORT), 0, 0);
            assertEquals(Rational.of(4), a.get(w, 0, 0));
            boolean plus = map == FeatureMap.PLUS;
            assertEquals(plus ? Rational.of(85, 16) : Rational.of(605, 128), d);
            assertEquals(plus ? Rational.of(116, 85) : Rational.of(68, 55), out);
            assertEquals(plus ? Rational.of(5, 16) : Rational.of(25, 128), a.get(w, 0, 2));
        }
    }

    @Test
    void trigonometricFeaturesEstimateTheKernelToo() {
        BigBalls a = new BigBalls(128);
        Grid<Ball> x = a.literal(QUERY);
        Grid<Ball> fx = FeatureMap.TRIGONOMETRIC.features(a, x, a.literal(PROJECTIONS));
        Grid<Ball> e = ScatterbrainAttention.estimates(a, fx, fx, FeatureMap.TRIGONOMETRIC.divisor(2));
        // x = y: every cosine is 1, the estimate is e^(|x|^2), exactly the kernel.
        assertEquals(Math.E, a.get(e, 0, 0).midpoint().toDouble());
    }

    @Test
    void windowsAreWhatTheSheetSays() {
        for (int w = 0; w <= 7; w++) {
            BitSet[] pairs = Supports.window(5, 6, w);
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 6; j++) {
                    boolean in = -Math.floorDiv(w, 2) <= j - i && j - i < w - Math.floorDiv(w, 2);
                    assertEquals(in, pairs[i].get(j), "w = " + w + ", " + i + ", " + j);
                }
            }
        }
    }

    @Test
    void hashesBreakTiesAsTheSheetSays() {
        Matrix vectors = new Matrix(3, 2, new double[] {0, 0, 1, -1, -1, 1});
        int[] codes = DirectionHash.hyperplanes(vectors, new Matrix(2, 2, new double[] {1, 1, 1, 0}));
        // 0 has all bits, (1, -1) lies on the first plane.
        assertEquals(3, codes[0]);
        assertEquals(3, codes[1]);
        assertEquals(1, codes[2]);
        int[] cross = DirectionHash.crossPolytope(vectors, new Matrix(2, 2, new double[] {1, 0, 0, 1}));
        // 0: place 0; (1, -1): +1 at 0 and at 3; (-1, 1): +1 at 1 and at 2.
        assertEquals(0, cross[0]);
        assertEquals(0, cross[1]);
        assertEquals(1, cross[2]);
        assertThrows(
                IllegalArgumentException.class,
                () -> DirectionHash.hyperplanes(vectors, new Matrix(1, 3, new double[3])));
    }

    /** The exact comparison of A + e (sqrt s - sqrt t) against Apfloat-free high precision: squares of integers, and close calls. */
    @Test
    void rootsAreComparedExactly() {
        for (int a = -6; a <= 6; a++) {
            for (int e = -3; e <= 3; e++) {
                for (int s = 0; s <= 5; s++) {
                    for (int t = 0; t <= 5; t++) {
                        int expected = Integer.signum(a + e * (s - t));
                        assertEquals(
                                expected,
                                BalancedClusters.compare(
                                        Dyadic.of(a), Dyadic.of(e), Dyadic.of(s * s), Dyadic.of(t * t)));
                        // A little more under the first root tips a tie the way of e.
                        int tipped = expected != 0 ? expected : Integer.signum(e);
                        assertEquals(
                                tipped,
                                BalancedClusters.compare(
                                        Dyadic.of(a),
                                        Dyadic.of(e),
                                        Dyadic.of(s * s).add(Dyadic.powerOfTwo(-200)),
                                        Dyadic.of(t * t)));
                    }
                }
            }
        }
    }

    @Test
    void clustersAreBalanced() {
        Matrix query = new Matrix(5, 2, new double[] {1, 0, 0, 1, -1, 0, 0, -1, 2, 2});
        Matrix key = new Matrix(6, 2, new double[] {1, 1, 1, 1, 0, 0, -1, 2, 3, 0, 0.5, 0.5});
        Matrix alpha = new Matrix(1, 4, new double[] {0.5, -1, 0.75, 0.25});
        BitSet[] pairs = BalancedClusters.pairs(query, key, alpha, 2, 2);
        int[] counts = new int[6];
        for (BitSet row : pairs) {
            assertEquals(2, row.cardinality());
            row.stream().forEach(j -> counts[j]++);
        }
        // Two queries a cluster but one in the last.
        assertEquals(10, java.util.Arrays.stream(counts).sum());
        assertTrue(java.util.Arrays.stream(counts).allMatch(c -> c == 1 || c == 2));
        assertThrows(IllegalArgumentException.class, () -> BalancedClusters.pairs(query, key, alpha, 1, 6));
    }

    @Test
    void topKeysBreakTiesToTheSmallerIndex() {
        Matrix query = new Matrix(1, 1, new double[] {1});
        Matrix key = new Matrix(4, 1, new double[] {1, 2, 2, 0});
        assertEquals(BitSet.valueOf(new long[] {0b0010}), Supports.largest(query, key, AllowedKeys.all(1, 4), 1)[0]);
        assertEquals(BitSet.valueOf(new long[] {0b0111}), Supports.largest(query, key, AllowedKeys.all(1, 4), 3)[0]);
        assertEquals(4, Supports.largest(query, key, AllowedKeys.all(1, 4), 9)[0].cardinality());
        assertEquals(
                BitSet.valueOf(new long[] {0b0110}),
                Supports.reaching(query, key, AllowedKeys.all(1, 4), Dyadic.of(2))[0]);
    }

    /** Twice the root is the scale, by balls; a root that is a scale again agrees; others are refused where there are no roots. */
    @Test
    void rootsOfScales() {
        BigBalls a = new BigBalls(128);
        Grid<Ball> x = a.literal(KEYS);
        for (Scale tau : new Scale[] {
            Scale.reciprocalSqrt(5), Scale.reciprocalSqrt(16), Scale.of(0.25), Scale.of(0.5), new Scale(Dyadic.of(9), 4)
        }) {
            Grid<Ball> twice = a.scaleByRoot(a.scaleByRoot(x, tau), tau);
            Grid<Ball> once = a.scale(x, tau);
            for (int i = 0; i < 3; i++) {
                assertTrue(a.get(twice, i, 1).meets(a.get(once, i, 1)), tau.toString());
            }
        }
        assertEquals(Scale.of(0.5), Scale.of(0.25).squareRoot());
        assertEquals(new Scale(Dyadic.ONE, 4), Scale.reciprocalSqrt(16).squareRoot());
        assertThrows(ArithmeticException.class, () -> Scale.of(0.5).squareRoot());
        assertThrows(ArithmeticException.class, () -> Scale.reciprocalSqrt(5).squareRoot());
    }

    /** What the float model allows for sqrt(tau) x contains what binary32 makes of it, every rounding its own way. */
    @Test
    void theModelOfARootContainsBinary32() {
        ModelledReals<Grid<Ball>> model = ModelledReals.certain(new BigBalls(128), FloatModel.of(Format.BINARY32));
        for (int d = 1; d <= 40; d++) {
            for (float q : new float[] {1, 3.7f, -0.013f, 1e-20f}) {
                Modelled<Grid<Ball>> y =
                        model.scaleByRoot(model.literal(new Matrix(1, 1, new double[] {q})), Scale.reciprocalSqrt(d));
                double exact = q / Math.pow(d, 0.25);
                for (float root :
                        new float[] {(float) Math.sqrt(1 / (float) Math.sqrt(d)), (float) Math.pow(d, -0.25)}) {
                    double error = Math.abs((double) (root * q) - exact);
                    assertTrue(error <= y.deviation(0, 0) * (1 + 1e-6) + Math.abs(exact) * 1e-15, d + ", " + q);
                }
            }
        }
    }

    /** Binary64 decides only what exact sums would decide alike: near ties, cancellation, subnormal and overflowing products. */
    @Test
    void hashesAreDecidedExactly() {
        SplitMix64 g = new SplitMix64(99);
        double[] sizes = {1, 0x1p-52, 0x1p-30, 1e300, 1e-300, 0x1p-1060};
        for (int t = 0; t < 2000; t++) {
            int d = 1 + (int) g.nextBelow(4);
            double[] v = new double[d];
            double[] r = new double[3 * d];
            for (int l = 0; l < d; l++) {
                v[l] = (g.nextBelow(5) - 2) * sizes[(int) g.nextBelow(6)];
                for (int c = 0; c < 3; c++) {
                    r[l * 3 + c] = (g.nextBelow(5) - 2) * sizes[(int) g.nextBelow(6)];
                }
            }
            Matrix vector = new Matrix(1, d, v);
            Matrix rotation = new Matrix(d, 3, r);
            int bits = 0;
            int best = 0;
            Dyadic[] score = new Dyadic[6];
            double[] planes = new double[3 * d];
            for (int c = 0; c < 3; c++) {
                Dyadic sum = Dyadic.ZERO;
                for (int l = 0; l < d; l++) {
                    sum = sum.add(Dyadic.of(v[l]).multiply(Dyadic.of(r[l * 3 + c])));
                    planes[c * d + l] = r[l * 3 + c];
                }
                score[c] = sum;
                score[3 + c] = sum.negate();
                bits |= sum.signum() >= 0 ? 1 << c : 0;
            }
            for (int c = 1; c < 6; c++) {
                best = score[c].compareTo(score[best]) > 0 ? c : best;
            }
            assertEquals(bits, DirectionHash.hyperplanes(vector, new Matrix(3, d, planes))[0], "case " + t);
            assertEquals(best, DirectionHash.crossPolytope(vector, rotation)[0], "case " + t);
        }
    }
}
