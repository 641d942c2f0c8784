package org.fiducial.arithmetic.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounding twice is rounding once: against exact arithmetic, for every pair of the 8-bit formats, else for pairs chosen to be hard. */
class RoundedOperationsTest {
    private static double rounded(Format f, Dyadic exact) {
        return f.toDouble(f.encode(exact, Rounding.TIES_TO_EVEN));
    }

    /** x / y rounded once: 2 p + 8 digits and a last one that says whether there are more. */
    private static double quotient(Format f, Dyadic x, Dyadic y) {
        int up = 2 * f.precision() + 8 + y.significand().bitLength();
        BigInteger[] q = x.significand().shiftLeft(up).divideAndRemainder(y.significand());
        return rounded(f, sticky(q, x.exponent() - y.exponent() - up, x.signum() * y.signum() < 0));
    }

    private static double root(Format f, Dyadic x) {
        int up = 4 * f.precision() + 16;
        up += x.exponent() - up & 1;
        BigInteger[] r = x.significand().shiftLeft(up).sqrtAndRemainder();
        return rounded(f, sticky(r, (x.exponent() - up) / 2, false));
    }

    private static Dyadic sticky(BigInteger[] valueAndRest, int exponent, boolean negative) {
        BigInteger v = valueAndRest[0].shiftLeft(1);
        BigInteger last = BigInteger.valueOf(valueAndRest[1].signum() == 0 ? 0 : negative ? -1 : 1);
        return Dyadic.of(v.add(last), exponent - 1);
    }

    private static void check(Format f, RoundedOperations ops, double x, double y) {
        Dyadic a = Dyadic.of(x);
        Dyadic b = Dyadic.of(y);
        assertSame(rounded(f, a.add(b)), ops.add(x, y), f + ": " + x + " + " + y);
        assertSame(rounded(f, a.multiply(b)), ops.multiply(x, y), f + ": " + x + " * " + y);
        if (y != 0) {
            assertSame(quotient(f, a, b), ops.divide(x, y), f + ": " + x + " / " + y);
        }
        if (x > 0) {
            assertSame(root(f, a), ops.sqrt(x), f + ": sqrt " + x);
        }
    }

    /** Equal, the sign of zero aside, which exact numbers do not have. */
    private static void assertSame(double expected, double actual, String what) {
        assertEquals(expected + 0.0, actual + 0.0, what);
    }

    @Test
    void everyPairOfEightBits() {
        for (Format f : new Format[] {Format.E4M3, Format.E5M2}) {
            RoundedOperations ops = new RoundedOperations(f, false);
            for (long i = 0; i < 256; i++) {
                for (long j = 0; j < 256; j++) {
                    if (f.isFinite(i) && f.isFinite(j)) {
                        check(f, ops, f.toDouble(i), f.toDouble(j));
                    }
                }
            }
        }
    }

    @Test
    void everyTripleOfAFewDigitsFused() {
        Format f = Format.E5M2;
        RoundedOperations ops = new RoundedOperations(f, false);
        for (long i = 0; i < 124; i += 7) {
            for (long j = 0; j < 124; j++) {
                for (long k = 0; k < 252; k++) {
                    if (f.isFinite(k)) {
                        checkFused(f, ops, f.toDouble(i), f.toDouble(j), f.toDouble(k));
                    }
                }
            }
        }
    }

    private static void checkFused(Format f, RoundedOperations ops, double x, double y, double z) {
        Dyadic exact = Dyadic.of(x).multiply(Dyadic.of(y)).add(Dyadic.of(z));
        assertSame(rounded(f, exact), ops.multiplyAdd(x, y, z), f + ": " + x + " * " + y + " + " + z);
    }

    static java.util.stream.Stream<Format> longFormats() {
        return java.util.stream.Stream.of(
                Format.BINARY16, Format.BFLOAT16, Format.TF32, Format.BINARY32, Format.BINARY64);
    }

    @ParameterizedTest
    @MethodSource("longFormats")
    void hardPairs(Format f) {
        RoundedOperations ops = new RoundedOperations(f, false);
        Random random = new Random(f.bits());
        int p = f.precision();
        for (int i = 0; i < 15_000; i++) {
            double x = number(f, random);
            double y = number(f, random);
            if (i % 3 == 0) {
                // A sum whose discarded part is close to half a unit: y near half of x's last place.
                Dyadic half = f.ulp(Dyadic.of(x)).shift(-1);
                Dyadic offset = half.shift(-random.nextInt(2 * p));
                y = rounded(f, random.nextBoolean() ? half.add(offset) : half.subtract(offset));
            }
            if (!Double.isFinite(y)) {
                continue;
            }
            check(f, ops, x, y);
            double z = i % 2 == 0 ? number(f, random) : rounded(f, nearHalf(f, x, y, random));
            if (Double.isFinite(z)) {
                checkFused(f, ops, x, y, z);
            }
        }
    }

    /** A summand of which the product x y is nearly half a unit. */
    private static Dyadic nearHalf(Format f, double x, double y, Random random) {
        Dyadic product = Dyadic.of(x).multiply(Dyadic.of(y));
        return product.isZero()
                ? Dyadic.ONE
                : Dyadic.powerOfTwo(product.floorLog2() + f.precision() + random.nextInt(3) - 1);
    }

    private static double number(Format f, Random random) {
        while (true) {
            long code = random.nextLong() >>> 64 - f.bits();
            if (random.nextInt(8) == 0) {
                code &= (1L << f.precision()) - 1;
            }
            if (f.isFinite(code)) {
                return f.toDouble(code);
            }
        }
    }

    static java.util.stream.Stream<Arguments> functionErrors() {
        return longFormats()
                .flatMap(f -> java.util.stream.Stream.of(0.5, 1.0, 2.0, 7.5).map(alpha -> Arguments.of(f, alpha)));
    }

    /** The promise |result - f| <= 2 alpha u |f|; for alpha = 1/2 the result is the rounded one; for more, it uses the allowance. */
    @ParameterizedTest
    @MethodSource("functionErrors")
    void functionsErrAsPromised(Format f, double alpha) {
        EmulatedReals reals = new EmulatedReals(f, EmulatedOptions.usual().withFunctionUlps(alpha, 5));
        Random random = new Random(11);
        double worst = 0;
        for (int i = 0; i < 150; i++) {
            double x = f.round((random.nextDouble() - 0.5) * 8);
            Ball exact = Ball.of(Dyadic.of(x)).exp(120);
            double result = reals.exp(x);
            assertEquals(result, reals.exp(x), "the same argument gives the same error");
            if (alpha == 0.5) {
                assertEquals(rounded(f, exact.midpoint()), result, f + ": exp " + x);
            }
            double error = Dyadic.of(result).subtract(exact.midpoint()).abs().toDouble()
                    / exact.midpoint().toDouble()
                    / f.unitRoundoff();
            worst = Math.max(worst, error);
            assertSame(
                    rounded(f, Ball.of(Dyadic.of(x)).tanh(200).midpoint()),
                    new EmulatedReals(f).tanh(x),
                    f + ": tanh " + x);
        }
        double allowed = 2 * alpha;
        assertEquals(true, worst <= allowed && worst >= 0.6 * allowed, f + " errs by " + worst + " of " + allowed);
    }

    @Test
    void flushesAndOverflows() {
        EmulatedReals gradual = new EmulatedReals(Format.BINARY32);
        EmulatedReals flush =
                new EmulatedReals(Format.BINARY32, EmulatedOptions.usual().withFlushToZero(true));
        assertEquals(0x1p-140, gradual.multiply(0x1p-70, 0x1p-70));
        assertEquals(0.0, flush.multiply(0x1p-70, 0x1p-70));
        assertEquals(-0.0, flush.multiply(-0x1p-70, 0x1p-70));
        assertEquals(0x1p-126, flush.multiply(0x1p-63, 0x1p-63));
        assertEquals(Double.POSITIVE_INFINITY, gradual.exp(89.0));
        assertEquals(0.0, gradual.exp(-120.0));
        assertEquals(0x1p-149, gradual.exp(-103.0), 0x1p-149);
        assertEquals(Double.NaN, new EmulatedReals(Format.E4M3).add(448.0, 448.0));
        assertEquals(Double.POSITIVE_INFINITY, new EmulatedReals(Format.BINARY16).add(65504.0, 16.0));
        assertEquals(65504.0, new EmulatedReals(Format.BINARY16).add(65504.0, 15.0));
    }

    @Test
    void ordersDiffer() {
        EmulatedOptions usual = EmulatedOptions.usual();
        java.util.Set<Double> sums = new java.util.HashSet<>();
        Random random = new Random(1);
        java.util.List<Double> terms =
                random.doubles(700).boxed().map(Format.BINARY16::round).toList();
        java.util.List<SummationOrder> orders = java.util.List.of(
                SummationOrder.sequential(),
                SummationOrder.pairwise(),
                SummationOrder.blocked(16),
                SummationOrder.randomTree(1),
                SummationOrder.randomTree(2));
        for (SummationOrder order : orders) {
            EmulatedReals reals = new EmulatedReals(Format.BINARY16, usual.withOrder(order));
            sums.add(reals.sum(org.fiducial.arithmetic.scalar.Terms.of(terms)));
            java.util.List<Double> whole = java.util.stream.IntStream.rangeClosed(1, 45)
                    .mapToObj(k -> (double) k)
                    .toList();
            assertEquals(1035.0, reals.sum(org.fiducial.arithmetic.scalar.Terms.of(whole)), order + " of exact sums");
        }
        assertEquals(true, sums.size() >= 3, "distinct sums " + sums);
    }
}
