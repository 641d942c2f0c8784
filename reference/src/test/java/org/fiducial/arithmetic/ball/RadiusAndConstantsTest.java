package org.fiducial.arithmetic.ball;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.IntFunction;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;

/** Radii are rounded up and their lower bounds down, both by little; constants are within one unit. */
class RadiusAndConstantsTest {
    private final Random random = new Random(4);
    private static final Rational ONE_AND_A_LITTLE = Rational.ONE.add(Rational.of(Dyadic.powerOfTwo(-28)));

    private long radius() {
        return random.nextInt(20) == 0
                ? Radius.ZERO
                : Radius.of(random.nextLong() >>> 1 + random.nextInt(62), random.nextInt(80) - 40);
    }

    private static Rational value(long radius) {
        return Rational.of(Radius.toDyadic(radius));
    }

    private static void above(Rational exact, long bound) {
        assertTrue(value(bound).compareTo(exact) >= 0, () -> value(bound) + " below " + exact);
        assertTrue(
                value(bound).compareTo(exact.multiply(ONE_AND_A_LITTLE)) <= 0,
                () -> value(bound) + " far above " + exact);
    }

    private static void below(Rational exact, long bound) {
        assertTrue(value(bound).compareTo(exact) <= 0, () -> value(bound) + " above " + exact);
        assertTrue(
                value(bound).multiply(ONE_AND_A_LITTLE).compareTo(exact) >= 0,
                () -> value(bound) + " far below " + exact);
    }

    @Test
    void roundingGoesTheRightWay() {
        for (int i = 0; i < 50_000; i++) {
            long x = radius();
            long y = radius();
            above(value(x).add(value(y)), Radius.add(x, y));
            below(value(x).add(value(y)), Radius.addBelow(x, y));
            above(value(x).multiply(value(y)), Radius.multiply(x, y));
            if (y != Radius.ZERO) {
                above(value(x).divide(value(y)), Radius.divide(x, y));
            }
            long root = Radius.sqrt(x);
            above(value(x), Radius.multiply(root, root));
            assertTrue(value(root).multiply(value(root)).compareTo(value(x)) >= 0);
            long rootBelow = Radius.sqrtBelow(x);
            assertTrue(value(rootBelow).multiply(value(rootBelow)).compareTo(value(x)) <= 0);
            assertTrue(value(rootBelow).multiply(ONE_AND_A_LITTLE).compareTo(value(root)) >= 0);
            BigInteger m = new BigInteger(1 + random.nextInt(200), random);
            int e = random.nextInt(60) - 100;
            above(Rational.of(Dyadic.of(m, e)), Radius.above(m.negate(), e));
            long n = random.nextLong() >>> 1 + random.nextInt(62);
            above(Rational.of(Dyadic.of(BigInteger.valueOf(n), e)), Radius.of(n, e));
            Rational difference = Rational.of(Dyadic.of(m, e)).subtract(value(x));
            long bound = Radius.differenceBelow(m, e, x);
            assertTrue(bound == Radius.ZERO || value(bound).compareTo(difference) <= 0);
            // Nothing is lost unless both are nearly equal.
            if (difference.compareTo(value(x).divide(Rational.of(1000))) > 0) {
                below(difference, bound);
            }
            assertEquals(value(x).compareTo(value(y)), Radius.compare(x, y));
            BigInteger floor = value(x).numerator().divide(value(x).denominator());
            assertEquals(floor.min(BigInteger.valueOf(Radius.floor(x))), BigInteger.valueOf(Radius.floor(x)));
            assertTrue(Radius.exponent(x) > 30 || floor.equals(BigInteger.valueOf(Radius.floor(x))));
        }
    }

    @Test
    void constantsAreWithinOneUnit() {
        for (IntFunction<BigInteger> constant :
                java.util.List.<IntFunction<BigInteger>>of(Constants::ln2, Constants::pi)) {
            BigInteger sharp = constant.apply(20_000);
            for (int b = 1; b < 3000; b += 1 + b / 50) {
                BigInteger error =
                        constant.apply(b).shiftLeft(20_000 - b).subtract(sharp).abs();
                assertTrue(error.compareTo(BigInteger.ONE.shiftLeft(20_000 - b)) < 0, "constant with " + b + " digits");
            }
        }
        // Digits 991 to 1000 after the point, from the tables of pi and ln 2.
        assertTrue(decimals(Ball.pi(3400), 1000).endsWith("2164201989"));
    }

    private static String decimals(Ball x, int n) {
        return x.midpoint()
                .toBigDecimal()
                .setScale(n, java.math.RoundingMode.DOWN)
                .toPlainString();
    }
}
