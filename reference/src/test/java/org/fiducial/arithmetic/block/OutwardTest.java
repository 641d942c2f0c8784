package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The arithmetic of radii is never below the exact value, and just above it. */
class OutwardTest {
    private static void above(BigDecimal exact, double bound, String what) {
        BigDecimal b = new BigDecimal(bound);
        BigDecimal most = exact.multiply(new BigDecimal("1.000000000001")).add(new BigDecimal(3 * Double.MIN_VALUE));
        assertTrue(b.compareTo(exact) >= 0 && b.compareTo(most) <= 0, () -> what + ": " + bound + ", exact " + exact);
    }

    @Test
    void operationsRoundUpwards() {
        Random random = new Random(3);
        for (int i = 0; i < 4000; i++) {
            double a = size(random);
            double b = size(random);
            BigDecimal x = new BigDecimal(a);
            BigDecimal y = new BigDecimal(b);
            above(x.add(y), Outward.sum(a, b), "sum");
            if (a * b < 1e300) {
                above(x.multiply(y), Outward.product(a, b), "product");
            }
            if (a / b < 1e300) {
                above(x.divide(y, Digits.MC), Outward.quotient(a, b), "quotient");
            }
            above(x.sqrt(Digits.MC), Outward.sqrt(a), "root");
        }
        assertEquals(0, Outward.product(0, Double.POSITIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, Outward.sum(1, Double.POSITIVE_INFINITY));
    }

    private static double size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> (1 + random.nextInt(9)) * Double.MIN_VALUE;
            case 1 -> 1 + random.nextInt(9) * 0x1p-52;
            case 2 -> random.nextDouble() * 0x1p-540 + 0x1p-560;
            default -> random.nextDouble() * 1e10 + 1e-10;
        };
    }

    @Test
    void gammaIsAboveItsQuotient() {
        BigDecimal u = new BigDecimal(0x1p-53);
        for (long k : new long[] {1, 2, 3, 1000, 12345678901L, 1L << 50}) {
            BigDecimal ku = u.multiply(BigDecimal.valueOf(k));
            above(ku.divide(BigDecimal.ONE.subtract(ku), Digits.MC), Outward.gamma(k), "gamma");
        }
        assertEquals(0, Outward.gamma(0));
        assertEquals(Double.POSITIVE_INFINITY, Outward.gamma(1L << 53));
    }

    @Test
    void exponentialLessOneIsNotAboveIt() {
        for (double x : new double[] {1e-10, 0.01, 0.3, 0.5, 0.500001, 0.9, 3, 17, 184.723725051325, 699.5}) {
            BigDecimal exact = Digits.exp(new BigDecimal(x)).subtract(BigDecimal.ONE);
            BigDecimal bound = new BigDecimal(Outward.expm1(x));
            assertTrue(
                    bound.compareTo(exact) >= 0 && bound.doubleValue() <= 2.6 * exact.doubleValue(), () -> "at " + x);
        }
        assertEquals(Double.POSITIVE_INFINITY, Outward.expm1(701));
    }

    /** Squares that are lost one by one from their sum, that underflow, and that overflow. */
    @Test
    void normsAreNotBelowTheExactOnes() {
        double[] lost = new double[5000];
        Arrays.fill(lost, 0x1.fffffp-27 * Math.sqrt(0.5));
        lost[0] = 1;
        double[] tiny = new double[100];
        Arrays.fill(tiny, Double.MIN_VALUE);
        double[] small = new double[100];
        Arrays.fill(small, 0x1.8p-539);
        small[0] = 0x1p-480;
        double[] huge = {1e200, 1e200};
        for (double[] x : new double[][] {lost, tiny, small, huge}) {
            BigDecimal squares = BigDecimal.ZERO;
            for (double e : x) {
                squares = squares.add(new BigDecimal(e).pow(2));
            }
            double norm = Outward.norm(x, 0, 1, x.length);
            assertTrue(new BigDecimal(norm).pow(2).compareTo(squares) >= 0, () -> norm + " of " + x[0]);
            Stored s = new Stored(x.length, 1, x, null);
            assertTrue(new BigDecimal(s.columnNorms().mid()[0]).pow(2).compareTo(squares) >= 0);
        }
        assertEquals(Double.POSITIVE_INFINITY, Outward.norm(new double[] {1, Double.POSITIVE_INFINITY}, 0, 1, 2));
    }
}
