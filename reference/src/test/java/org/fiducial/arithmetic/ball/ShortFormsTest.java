package org.fiducial.arithmetic.ball;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.junit.jupiter.api.Test;

/** The operations by words against exact binary numbers: the midpoint is the rounded one, the radius says whether it was rounded. */
class ShortFormsTest {
    private final Random random = new Random(3);

    private Dyadic number(int spread) {
        return Numbers.random(random, -spread, spread, 128);
    }

    private static void assertRounded(Dyadic exact, Ball actual, int p) {
        Dyadic expected = exact.round(p, Rounding.TIES_TO_AWAY);
        assertEquals(expected, actual.midpoint());
        Dyadic off = exact.subtract(expected).abs();
        assertTrue(off.compareTo(actual.radius()) <= 0);
        assertTrue(actual.isExact() == off.isZero());
        assertTrue(off.isZero() || actual.radius().equals(Dyadic.powerOfTwo(exact.floorLog2() - p)));
    }

    @Test
    void sumsAndProductsAreRoundedOnce() {
        for (int i = 0; i < 60_000; i++) {
            int p = i % 3 == 0 ? 128 : 2 + random.nextInt(127);
            Dyadic x = number(60);
            Dyadic y = number(60);
            assertRounded(x.multiply(y), Ball.of(x).multiply(Ball.of(y), p), p);
            if (i % 4 == 0) {
                // Cancellation down to the last digits, and carries through all ones.
                y = x.negate().add(Numbers.random(random, -200, -60, 20)).round(128, Rounding.TIES_TO_EVEN);
            }
            Dyadic sum = x.add(y);
            if (!sum.isZero() && sum.floorLog2() > Math.max(x.floorLog2(), y.floorLog2()) - 126) {
                assertRounded(sum, Ball.of(x).add(Ball.of(y), p), p);
            }
        }
    }

    @Test
    void dotProductsAreRoundedOnce() {
        for (int i = 0; i < 4000; i++) {
            int n = 1 + random.nextInt(20);
            int spread = i % 2 == 0 ? 20 : 200;
            List<Ball> x = new ArrayList<>();
            List<Ball> y = new ArrayList<>();
            Dyadic exact = Dyadic.ZERO;
            Dyadic largest = Dyadic.ZERO;
            for (int k = 0; k < n; k++) {
                boolean cancels = k > 0 && random.nextInt(3) == 0;
                x.add(cancels ? x.get(k - 1).negate() : Ball.of(number(spread)));
                y.add(cancels ? y.get(k - 1) : Ball.of(number(spread)));
                Dyadic product = x.get(k).midpoint().multiply(y.get(k).midpoint());
                exact = exact.add(product);
                largest = largest.compareTo(product.abs()) < 0 ? product.abs() : largest;
            }
            Ball dot = new Balls(128).dot(Terms.of(x), Terms.of(y));
            assertTrue(dot.contains(exact), () -> dot + " of " + x + " and " + y);
            // Half a unit of the result, or what 256 digits of the largest product leave.
            Dyadic allowed = largest.shift(-250 + 6);
            allowed = exact.isZero() ? allowed : allowed.add(Dyadic.powerOfTwo(exact.floorLog2() - 127));
            assertTrue(dot.radius().compareTo(allowed) <= 0, () -> dot + " is wide");
        }
    }

    @Test
    void exponentialAgreesWithTheSeries() {
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            int p = i % 2 == 0 ? 128 : 2 + random.nextInt(127);
            Dyadic x = i % 5 == 0
                    ? Ball.ln2(300)
                            .midpoint()
                            .multiply(Dyadic.of(random.nextInt(4000) - 2000))
                            .round(128 - i % 7, i % 2 == 0 ? Rounding.UPWARD : Rounding.DOWNWARD)
                    : Numbers.random(random, -p - 1, i % 100 == 0 ? 29 : 12, 128);
            if (x.isZero() || x.floorLog2() < -p - 2) {
                continue;
            }
            Ball words = ShortExponential.exp(Ball.of(x), p);
            Ball series = Exponential.bySeries(x.significand(), x.exponent(), 220);
            assertTrue(words.contains(series), () -> "exp " + x + ": " + words + " misses " + series);
            // Unrounded, so that nothing hides behind half a unit in the last place.
            Ball unrounded = ShortExponential.exp(Ball.of(x), 193);
            assertTrue(unrounded.contains(series), () -> "exp " + x + " is off by more than proved");
            int size = -unrounded.radius().floorLog2();
            double off = unrounded
                    .midpoint()
                    .subtract(series.midpoint())
                    .abs()
                    .shift(size)
                    .toDouble();
            worst = Math.max(worst, off / unrounded.radius().shift(size).toDouble());
        }
        // The largest part of the bound, what the series leaves out, does occur: an eighth of it at least.
        assertTrue(worst > 0.125, "observed " + worst + " of the bound");
    }

    @Test
    void rootsAreTheFloors() {
        for (int i = 0; i < 5000; i++) {
            int length = 1 + random.nextInt(1000);
            BigInteger n = i % 3 == 0
                    ? new BigInteger(length / 2 + 1, random).pow(2).subtract(BigInteger.valueOf(random.nextInt(2)))
                    : new BigInteger(length, random);
            n = n.abs();
            BigInteger[] root = Operations.sqrtAndRemainder(n);
            assertEquals(n.sqrt(), root[0]);
            assertEquals(n.subtract(root[0].pow(2)), root[1]);
        }
    }
}
