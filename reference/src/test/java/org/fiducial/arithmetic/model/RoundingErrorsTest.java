package org.fiducial.arithmetic.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.fiducial.arithmetic.block.JavaProduct;
import org.junit.jupiter.api.Test;

/** The calculus of rounding errors is bounded from below by exact decimal values, and counts of sums by enumeration. */
class RoundingErrorsTest {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;

    private static void justAbove(BigDecimal exact, double bound) {
        BigDecimal b = new BigDecimal(bound);
        assertTrue(b.compareTo(exact) >= 0, () -> bound + " below " + exact);
        assertTrue(b.compareTo(exact.multiply(new BigDecimal("1.00000001"))) <= 0, () -> bound + " above " + exact);
    }

    @Test
    void boundsOfExpressionsAreAboveThem() {
        for (double u : new double[] {0x1p-8, 0x1p-11, 0x1p-24, 0x1p-53}) {
            BigDecimal v = new BigDecimal(u);
            for (int n : new int[] {1, 2, 3, 17, 100}) {
                BigDecimal nu = v.multiply(BigDecimal.valueOf(n));
                justAbove(nu.divide(ONE.subtract(nu), MC), RoundingErrors.gamma(n, u));
                justAbove(ONE.add(v).pow(n).subtract(ONE), RoundingErrors.compound(n, u));
            }
            justAbove(v.multiply(BigDecimal.valueOf(2)).divide(ONE.subtract(v), MC), RoundingErrors.quotient(u));
            BigDecimal both = ONE.add(v)
                    .multiply(ONE.add(v))
                    .multiply(new BigDecimal(1.25))
                    .subtract(ONE);
            double joined = RoundingErrors.joined(u, 0.25, u) * RoundingErrors.OWN_ROUNDING;
            justAbove(both, joined);
        }
        assertEquals(0, RoundingErrors.gamma(0, 0.5));
        assertEquals(Double.POSITIVE_INFINITY, RoundingErrors.gamma(256, 0x1p-8));
        assertEquals(Double.POSITIVE_INFINITY, RoundingErrors.quotient(1));
    }

    /** A sum of so many numbers by {@link NonNegative} rounds by less than what bounds are widened by. */
    @Test
    void ownRoundingCoversTheOperationsOfABound() {
        int terms = 1 << 22;
        assertTrue(RoundingErrors.OWN_ROUNDING - 1
                > 4 * RoundingErrors.gamma(new JavaProduct().roundings(terms), 0x1p-53));
        assertTrue(RoundingErrors.OWN_ROUNDING - 1 > RoundingErrors.gamma(terms, 0x1p-53));
    }

    /** Tiles that hold some of the keys, wherever the first key lies in its tile. */
    @Test
    void exponentialsAreTheTilesTouched() {
        for (int tile : new int[] {1, 2, 3, 16, 64}) {
            SumOrder order = new SumOrder(SumOrder.Kind.TILES, tile);
            for (int span = 1; span < 150; span++) {
                int most = 0;
                for (int first = 0; first < tile; first++) {
                    int touched = (first + span - 1) / tile + 1;
                    most = Math.max(most, touched);
                    assertTrue(order.exponentials(span, span, first == 0) >= touched);
                }
                assertEquals(Math.min(most, span), order.exponentials(span, span, false));
                assertEquals((span - 1) / tile + 1, order.exponentials(span, span, true));
                assertEquals(1, order.exponentials(1, span, false));
            }
        }
    }
}
