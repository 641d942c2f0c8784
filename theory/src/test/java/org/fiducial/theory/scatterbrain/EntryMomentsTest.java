package org.fiducial.theory.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Probability;
import org.fiducial.theory.random.Seed;
import org.fiducial.theory.statistics.CatoniTest;
import org.fiducial.theory.statistics.GaussianExpectation;
import org.fiducial.theory.statistics.NormalDraws;
import org.junit.jupiter.api.Test;

/** What the statistical oracle rests on, by second methods: moments by quadrature and by the sheet's figures, the test's own figures. */
class EntryMomentsTest {
    private static final int P = 160;

    private static EntryMoments.Pair pair(double[] x, double[] y) {
        return EntryMoments.Pair.of(new Matrix(1, x.length, x), new Matrix(1, y.length, y), Scale.of(1));
    }

    /** E (e - sigma)^4 of the operator's own features, integrated; trigonometric ones are bounded only. */
    @Test
    void scatterbrainC25FourthMomentsByQuadrature() {
        double[][] points = {{0.5, 0.25}, {0.75, -0.25}, {-0.5, -0.5}};
        for (FeatureMap map : FeatureMap.values()) {
            for (double[] at : points) {
                Ball kernel = Ball.of(Dyadic.of(at[0] * at[1])).exp(P);
                double growth = Math.abs(at[0]) + Math.abs(at[1]);
                double size = 8 * Math.exp(4 * growth + at[0] * at[0] + at[1] * at[1]);
                Ball found = new GaussianExpectation(4, Math.pow(size, 4), 4 * growth)
                        .of(
                                w -> SingleProjection.estimate(map, w, at[0], at[1], P)
                                        .subtract(kernel, P)
                                        .square(P)
                                        .square(P),
                                100);
                Ball claimed = new EntryMoments(map, ProjectionLaw.INDEPENDENT, 1, 1)
                        .fourthBound(pair(new double[] {at[0]}, new double[] {at[1]}), P);
                if (map == FeatureMap.TRIGONOMETRIC) {
                    // At x = y both are 0.
                    assertTrue(claimed.less(found) != Truth.TRUE, map + " at " + at[0]);
                } else {
                    assertTrue(found.meets(claimed), map + " at " + at[0] + ": " + found + " against " + claimed);
                    assertTrue(
                            found.radius().toDouble() < 1e-20 * found.midpoint().toDouble());
                }
            }
        }
    }

    /** The figures of the sheet's worked example at M = 2. */
    @Test
    void scatterbrainC3AndC5HaveTheSheetsFigures() {
        double[][] keys = {{1, 0}, {0, 1}, {-1, 1}};
        double[] plus = {198.01986869690223619, 3.1945280494653251136, 0.11627207896741481485};
        double[] hyp = {97.196504144527608711, 1.3810978455418157298, 0.036748985766520220197};
        double[] ort = {195.82534064743691108, 3.0624074906367674352, 0.11016818631703256528};
        for (int j = 0; j < 3; j++) {
            EntryMoments.Pair z = pair(new double[] {1, 0}, keys[j]);
            assertEquals(plus[j], variance(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, z), 1e-13 * plus[j]);
            assertEquals(hyp[j], variance(FeatureMap.HYPERBOLIC, ProjectionLaw.INDEPENDENT, z), 1e-13 * hyp[j]);
            assertEquals(ort[j], variance(FeatureMap.PLUS, ProjectionLaw.ORTHOGONAL, z), 1e-13 * ort[j]);
        }
    }

    private static double variance(FeatureMap map, ProjectionLaw law, EntryMoments.Pair z) {
        return new EntryMoments(map, law, 2, 2).variance(z, P).midpoint().toDouble();
    }

    /** The fourth moment of a mean of M is what the moments of two independent ones give: (2 mu4 + 6 v^2) / 16 for M = 2. */
    @Test
    void fourthMomentsOfAverages() {
        EntryMoments.Pair z = pair(new double[] {0.5, 0.25}, new double[] {0.25, 0.5});
        Ball one = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, 2, 1).fourthBound(z, P);
        Ball v = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, 2, 1).variance(z, P);
        Ball two = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, 2, 2).fourthBound(z, P);
        Ball expected = one.shift(1).add(v.square(P).multiply(Ball.of(6), P), P).shift(-4);
        assertTrue(two.meets(expected), two + " against " + expected);
    }

    /** Blocks of one vector are independent: their bound is at least the exact moment and not much more. */
    @Test
    void fourthMomentsOfBlocks() {
        EntryMoments.Pair z = pair(new double[] {0.5}, new double[] {0.25});
        for (int m : new int[] {1, 2, 5, 16}) {
            Ball exact = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.INDEPENDENT, 1, m).fourthBound(z, P);
            Ball bound = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.ORTHOGONAL, 1, m).fourthBound(z, P);
            assertTrue(bound.less(exact) != Truth.TRUE, "M = " + m);
            assertTrue(bound.less(exact.shift(1)) == Truth.TRUE, "M = " + m);
        }
        // Drawn blocks of two stay below their bound.
        NormalDraws g = new NormalDraws(Seed.of(12).stream());
        double[] x = {0.25, 0.125};
        double[] y = {0.125, 0.25};
        EntryMoments ort = new EntryMoments(FeatureMap.PLUS, ProjectionLaw.ORTHOGONAL, 2, 6);
        EntryMoments.Pair pair = pair(x, y);
        double kernel = ort.kernel(pair, P).midpoint().toDouble();
        double second = 0;
        double fourth = 0;
        int n = 40_000;
        for (int t = 0; t < n; t++) {
            double sum = 0;
            for (int b = 0; b < 3; b++) {
                double[] u = g.next(2);
                double norm = Math.hypot(u[0], u[1]);
                double[] other = g.next(2);
                double length = Math.hypot(other[0], other[1]) / norm;
                sum += Math.exp(u[0] * 0.375 + u[1] * 0.375) + Math.exp((-u[1] * 0.375 + u[0] * 0.375) * length);
            }
            double e = sum / 6 * Math.exp(-0.15625 / 2) - kernel;
            second += e * e / n;
            fourth += e * e * e * e / n;
        }
        assertEquals(ort.variance(pair, P).midpoint().toDouble(), second, 0.05 * second);
        double bound = ort.fourthBound(pair, P).midpoint().toDouble();
        assertTrue(fourth < bound && bound < 8 * fourth, fourth + ", at most " + bound);
    }

    /** At the smallest bias it calls detectable, the test misses far fewer than the stated share; below a third of it, nearly all. */
    @Test
    void scatterbrainC25DetectableBiasIsDetected() {
        int n = 2000;
        CatoniTest test = new CatoniTest(n, 1, new Probability(new BigDecimal("1e-9")));
        double bias = test.detectable(new Probability(new BigDecimal("1e-3")), 0);
        NormalDraws g = new NormalDraws(Seed.of(9).stream());
        int found = 0;
        int early = 0;
        for (int t = 0; t < 100; t++) {
            CatoniTest.Sum at = new CatoniTest.Sum(test);
            CatoniTest.Sum third = new CatoniTest.Sum(test);
            for (int s = 0; s < n; s++) {
                double x = g.next();
                at.add(x + bias, 0);
                third.add(x + bias / 3, 0);
            }
            found += at.ratio() > 1 ? 1 : 0;
            early += third.ratio() > 1 ? 1 : 0;
        }
        assertEquals(100, found, "detected at " + bias);
        assertTrue(early < 50, early + " detected at a third of " + bias);
        assertEquals(
                Double.POSITIVE_INFINITY,
                new CatoniTest(20, 1, new Probability(new BigDecimal("1e-9")))
                        .detectable(new Probability(new BigDecimal("1e-3")), 0));
        CatoniTest.Sum nan = new CatoniTest.Sum(test);
        nan.add(Double.NaN, 0);
        assertTrue(Double.isNaN(nan.ratio()), "NaN is never a pass: ratio() <= 1 is false");
    }

    /** Principal component pursuit refuses what it cannot do. */
    @Test
    void pursuitRefusesZeroMatrices() {
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalArgumentException.class,
                () -> RobustPca.of(new org.hipparchus.linear.Array2DRowRealMatrix(3, 3), 1, 1e-9, 10));
    }
}
