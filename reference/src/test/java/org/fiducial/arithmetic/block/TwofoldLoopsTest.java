package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is done to many pairs at once is what is done to one. */
class TwofoldLoopsTest {
    private final Random random = new Random(7);

    private record Pairs(double[] hi, double[] lo) {
        Pairs copy() {
            return new Pairs(hi.clone(), lo.clone());
        }

        BigDecimal get(int i) {
            return new BigDecimal(hi[i]).add(new BigDecimal(lo[i]));
        }
    }

    private Pairs pairs(int n, double from, double to) {
        Pairs x = new Pairs(new double[n], new double[n]);
        for (int i = 0; i < n; i++) {
            x.hi[i] = from + (to - from) * random.nextDouble();
            x.lo[i] = i % 7 == 0 ? 0 : Math.ulp(x.hi[i]) * (random.nextDouble() - 0.5);
        }
        return x;
    }

    private static void assertPair(double hi, double lo, Pairs x, int i) {
        assertEquals(hi, x.hi[i], "hi of " + i);
        assertEquals(lo, x.lo[i], "lo of " + i);
    }

    @Test
    void exponentialsAreThoseOfSinglePairs() {
        TwofoldNumber t = new TwofoldNumber();
        TwofoldExponential.Space space = new TwofoldExponential.Space();
        for (int n : new int[] {1, 2, 255, 256, 257, 1000}) {
            for (double from : new double[] {-599.9, -40, -1, -0x1p-7, -0x1p-60, -1e-300}) {
                Pairs x = pairs(n, from, 0);
                x.hi[n - 1] = 0;
                x.lo[n - 1] = 0;
                Pairs y = x.copy();
                TwofoldExponential.ofNonPositive(y.hi, y.lo, 0, n, space);
                for (int i = 0; i < n; i++) {
                    TwofoldExponential.of(x.hi[i], x.lo[i], t);
                    assertPair(t.hi, t.lo, y, i);
                }
            }
        }
    }

    @Test
    void exponentialsBelowTheFloorAreAbsoluteErrors() {
        double[] hi = {-600, Math.nextDown(-600), -601, -1e6, -0x1p1000, -1e308, Double.NEGATIVE_INFINITY};
        double[] lo = {-0x1p-44, -0x1p-44, 0x1p-44, -1e-11, -0x1p946, 9e291, 0};
        TwofoldExponential.ofNonPositive(hi, lo, 0, hi.length, new TwofoldExponential.Space());
        for (int i = 0; i < hi.length; i++) {
            assertTrue(hi[i] > 0 && hi[i] < TwofoldSoftmaxRows.TINY / 100, i + ": " + hi[i]);
            assertTrue(Math.abs(lo[i]) <= Math.ulp(hi[i]));
        }
    }

    @Test
    void onlyTheRangeChanges() {
        Pairs x = pairs(40, -30, 0);
        Pairs y = x.copy();
        TwofoldExponential.ofNonPositive(y.hi, y.lo, 10, 30, new TwofoldExponential.Space());
        TwofoldLoops.subtract(y.hi, y.lo, 10, 30, 2, 0);
        TwofoldLoops.divide(y.hi, y.lo, 10, 30, 3, 0);
        for (int i = 0; i < 40; i++) {
            if (i < 10 || i >= 30) {
                assertPair(x.hi[i], x.lo[i], y, i);
            }
        }
    }

    @Test
    void differencesAndQuotientsAreThoseOfSinglePairs() {
        TwofoldNumber t = new TwofoldNumber();
        for (int run = 0; run < 200; run++) {
            Pairs x = pairs(67, -1 - random.nextInt(1000), 0);
            double c = run % 3 == 0 ? 0 : random.nextDouble() * 3;
            double d = run % 5 == 0 ? 0 : Math.ulp(c) * (random.nextDouble() - 0.5);
            Pairs y = x.copy();
            TwofoldLoops.subtract(y.hi, y.lo, 0, 67, c, d);
            Pairs z = x.copy();
            TwofoldLoops.divide(z.hi, z.lo, 0, 67, c + 1, d);
            for (int i = 0; i < 67; i++) {
                t.add(x.hi[i], x.lo[i], -c, -d);
                assertPair(t.hi, t.lo, y, i);
                t.divide(x.hi[i], x.lo[i], c + 1, d);
                assertPair(t.hi, t.lo, z, i);
            }
        }
    }

    @Test
    void differencesOfTheLargestDoublesStayFiniteAndNegative() {
        for (double c : new double[] {1.7e308, 1, 0, -1, -0x1p998, -0x1p999, -0x1p1000, -1.7e308}) {
            double[] hi = {c, -1.79e308, Math.min(c, -0x1p1001), Double.NEGATIVE_INFINITY};
            double[] lo = new double[4];
            boolean[] far = {false, c > -1e308, c >= -0x1p1000, c > -1e308};
            TwofoldLoops.subtract(hi, lo, 0, 4, c, 0);
            assertEquals(0, hi[0], "largest " + c);
            for (int i = 1; i < 4; i++) {
                assertTrue(Double.isFinite(hi[i]) && Double.isFinite(lo[i]), c + ": " + hi[i] + " + " + lo[i]);
                assertTrue(far[i] ? hi[i] < -0x1p990 : hi[i] <= 0, c + ": " + hi[i]);
            }
        }
    }

    @Test
    void sumsStayWithinTheirBound() {
        TwofoldNumber t = new TwofoldNumber();
        double[][] halves = TwofoldLoops.halves(3000);
        double worst = 0;
        for (int n : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 100, 1023, 1024, 1025, 3000}) {
            for (int run = 0; run < 20; run++) {
                Pairs x = pairs(n + 3, 0, run % 2 == 0 ? 1 : Math.pow(10, random.nextInt(30)));
                for (int i = 0; run % 3 == 0 && i < n; i++) {
                    double small = Math.pow(2, -random.nextInt(110));
                    x.hi[i] *= small;
                    x.lo[i] *= small;
                }
                BigDecimal exact = BigDecimal.ZERO;
                for (int i = 0; i < n; i++) {
                    exact = exact.add(x.get(i + 3));
                }
                Pairs before = x.copy();
                TwofoldLoops.sum(x.hi, x.lo, 3, n + 3, halves, t);
                assertPair(before.hi[3], before.lo[3], x, 3);
                double error = new BigDecimal(t.hi)
                        .add(new BigDecimal(t.lo))
                        .subtract(exact)
                        .abs()
                        .divide(exact, new MathContext(20))
                        .doubleValue();
                assertTrue(error <= TwofoldLoops.sumError(n), n + " terms: " + error);
                worst = Math.max(worst, n == 1 ? error : error / TwofoldLoops.sumError(n));
            }
        }
        System.out.printf("sums of pairs: largest error %.3f of its bound%n", worst);
        assertTrue(worst > 0.01, "the bound is far from what happens: " + worst);
    }
}
