package org.fiducial.theory.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Format;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Probability;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final Probability ALPHA = Probability.powerOfHalf(40);

    @Test
    void binomialTailsArePinned() {
        BigDecimal tail = Binomial.upperTail(193, 97, 1, 4).bound();
        assertTrue(tail.toString().startsWith("4.2855758"), tail.toString());
        assertEquals(173, MedianOfMeans.blocksFor(ALPHA));
        assertTrue(Binomial.upperTail(173, 87, 1, 4).isAtMost(Probability.of(8.05e-13)));
    }

    @Test
    void binomialTailsAgreeWithEnumeration() {
        int n = 9;
        for (int k = 0; k <= n + 1; k++) {
            BigInteger[] tail = Binomial.exactUpperTail(n, k, 2, 5);
            long count = 0;
            // Words over 5 letters, 2 of them hits.
            for (int word = 0; word < 1953125; word++) {
                int hits = 0;
                for (int rest = word, i = 0; i < n; i++, rest /= 5) {
                    hits += rest % 5 < 2 ? 1 : 0;
                }
                count += hits >= k ? 1 : 0;
            }
            assertEquals(
                    tail[0].multiply(BigInteger.valueOf(1953125)),
                    tail[1].multiply(BigInteger.valueOf(count)),
                    "k=" + k);
        }
    }

    @Test
    void medianOfMeansAcceptsTheFairCoinAndRejectsTheOther() {
        MedianOfMeans test = new MedianOfMeans(193, 1600, 0.5);
        assertEquals(0.025, test.test().threshold(), 1e-12);
        assertEquals(308_800, test.test().samples());
        assertEquals(0.05, test.test().detectableBias(), 1e-12);
        for (int seed = 0; seed < 5; seed++) {
            assertEquals(Verdict.VERIFIED, test.run(coin(seed, 0.5), 0.5).verdict());
            assertEquals(Verdict.REFUTED, test.run(coin(seed, 0.55), 0.5).verdict());
        }
        assertEquals(Verdict.REFUTED, test.run(() -> Double.NaN, 0.5).verdict());
        Evidence pass = test.run(coin(1, 0.5), 0.5);
        assertTrue(pass.falsePass().isAtMost(ALPHA) && pass.falseAlarm().isAtMost(ALPHA));
    }

    @Test
    void hoeffdingSampleSizesArePinned() {
        assertEquals(142_096, HoeffdingTest.samplesFor(0.01, ALPHA));
        HoeffdingTest test = new HoeffdingTest(142_096, 0, 1, 0.01);
        assertTrue(test.test().miss().isAtMost(Probability.powerOfHalf(41)));
        assertEquals(Verdict.VERIFIED, test.run(coin(3, 0.5), 0.5).verdict());
        assertEquals(Verdict.REFUTED, test.run(coin(3, 0.52), 0.5).verdict());
        assertEquals(Verdict.REFUTED, test.run(() -> 2, 0.5).verdict());
        assertEquals(Verdict.REFUTED, test.run(() -> Double.NaN, 0.5).verdict());
    }

    @Test
    void theSequentialTestStopsEarlyOnALargeBias() {
        SequentialTest test = new SequentialTest(0.4, ALPHA, new MedianOfMeans(193, 1600, 0.5));
        assertEquals(Verdict.VERIFIED, test.run(coin(4, 0.5), 0.5).verdict());
        Evidence early = test.run(coin(4, 0.7), 0.5);
        assertEquals(Verdict.REFUTED, early.verdict());
        assertTrue(Long.parseLong(early.numbers().get("samples")) < 3000, early.toString());
        assertEquals(Verdict.REFUTED, test.run(() -> Double.NaN, 0.5).verdict());
    }

    @Test
    void bernoulliRegionsAreExact() {
        BernoulliTest test = BernoulliTest.of(1500, 1, 3, ALPHA);
        assertTrue(test.falseAlarm().isAtMost(ALPHA));
        // One count more on either side breaks the level.
        Probability half = ALPHA.times(Probability.powerOfHalf(1));
        assertTrue(!Binomial.upperTail(1500, test.high(), 1, 3).isAtMost(half));
        assertTrue(!Binomial.lowerTail(1500, test.low(), 1, 3).isAtMost(half));
        RandomStream random = Seed.of(6).stream();
        int fair = 0;
        int biased = 0;
        for (int i = 0; i < 1500; i++) {
            fair += random.below(3) == 0 ? 1 : 0;
            biased += random.below(2) == 0 ? 1 : 0;
        }
        assertEquals(
                Verdict.VERIFIED,
                BernoulliTest.of(1500, 3, 9, ALPHA).judge(fair, 1).verdict());
        assertEquals(Verdict.REFUTED, test.judge(biased, 1).verdict());
        assertTrue(test.miss(1, 2).isAtMost(Probability.of(1e-8)));
    }

    private static DoubleSupplier coin(int seed, double heads) {
        RandomStream random = Seed.of(seed).stream();
        return () -> random.unit() < heads ? 1 : 0;
    }

    @Test
    void variancesAreTestedByPairs() {
        // Uniform on [0, 1]: variance 1/12, fourth central moment 1/80.
        VarianceTest test = VarianceTest.of(1 / 12.0, 1 / 80.0, 173, 1500);
        RandomStream random = Seed.of(8).stream();
        assertEquals(Verdict.VERIFIED, test.run(random::unit).verdict());
        assertEquals(Verdict.REFUTED, test.run(() -> 1.1 * random.unit()).verdict());
    }

    @Test
    void stochasticRoundingIsUnbiasedExactly() {
        RandomStream random = Seed.of(9).stream();
        for (Format format : List.of(Format.BFLOAT16, Format.BINARY16, Format.E4M3, Format.E5M2)) {
            for (int i = 0; i < 200; i++) {
                Rational x = Rational.of(random.between(-100_000, 100_000), random.between(1, 1L << random.below(30)));
                if (x.abs().compareTo(Rational.of(format.largestFinite())) >= 0) {
                    continue;
                }
                FiniteDistribution<Rational> rounded = FiniteDistribution.rounding(x, format);
                assertEquals(x, rounded.expectation(y -> y), format + " " + x);
                assertTrue(rounded.probabilities().size() <= 2);
                // Two-point variance: (x - low)(high - x).
                Rational product = Rational.ONE;
                for (Rational y : rounded.probabilities().keySet()) {
                    product = product.multiply(x.subtract(y).abs());
                    assertTrue(isOf(format, y), format + " holds no " + y);
                }
                if (rounded.probabilities().size() == 2) {
                    assertEquals(product, rounded.variance(y -> y));
                }
            }
        }
        assertThrows(
                ArithmeticException.class, () -> FiniteDistribution.rounding(Rational.of(100_000), Format.BINARY16));
    }

    private static boolean isOf(Format format, Rational y) {
        org.fiducial.number.Dyadic d =
                org.fiducial.number.Dyadic.of(y.numerator(), 1 - y.denominator().bitLength());
        return format.decode(format.encode(d, org.fiducial.number.Rounding.TIES_TO_EVEN))
                .equals(d);
    }

    /** Rademacher features: E (s.x)(s.y) = x.y, and the variance over signs is |x|^2 |y|^2 + (x.y)^2 - 2 sum x_i^2 y_i^2. */
    @Test
    void rademacherFeaturesHaveTheMomentsOfTheirFormula() {
        long[] x = {3, -1, 2, 5};
        long[] y = {1, 4, -2, 2};
        java.util.function.Function<List<Integer>, Rational> estimate = s -> {
            long a = 0;
            long b = 0;
            for (int i = 0; i < 4; i++) {
                a += s.get(i) * x[i];
                b += s.get(i) * y[i];
            }
            return Rational.of(a * b);
        };
        long dot = 0;
        long xx = 0;
        long yy = 0;
        long squares = 0;
        for (int i = 0; i < 4; i++) {
            dot += x[i] * y[i];
            xx += x[i] * x[i];
            yy += y[i] * y[i];
            squares += x[i] * x[i] * y[i] * y[i];
        }
        FiniteDistribution<List<Integer>> signs = FiniteDistribution.signs(4);
        assertEquals(Rational.of(dot), signs.expectation(estimate));
        assertEquals(Rational.of(xx * yy + dot * dot - 2 * squares), signs.variance(estimate));
        assertEquals(signs.variance(estimate), signs.map(estimate).variance(v -> v));
        assertEquals(
                Rational.of(2 * dot),
                signs.with(signs, (s, t) -> estimate.apply(s).add(estimate.apply(t)))
                        .expectation(v -> v));
        assertThrows(
                IllegalArgumentException.class, () -> new FiniteDistribution<>(java.util.Map.of(1, Rational.of(1, 2))));
    }
}
