package org.fiducial.theory.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Probability;
import org.fiducial.theory.Verdict;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

class IdentityTestTest {
    private static final CheckRun RUN = new CheckRun(Effort.QUICK, Seed.of(20261123));

    /** exp(z + shift) against factor * exp(z), both sides over one variable. */
    private record Shifted(int shift, int factor) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T z = x.exponents(1, 1);
            T left = a.exp(a.add(z, a.constant(1, 1, Dyadic.of(shift))));
            T right = a.multiply(a.exp(z), a.constant(1, 1, Dyadic.of(factor)));
            return List.of(new Sides<>("exp", left, right));
        }
    }

    private static final Identity DOUBLING = new Identity() {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T z = x.exponents(1, 1);
            T e = a.exp(z);
            return List.of(new Sides<>("exp(2z) = exp(z)^2", a.exp(a.add(z, z)), a.multiply(e, e)));
        }
    };

    @Test
    void acceptsAndRejectsInBothLevels() {
        for (Level level : Level.values()) {
            Evidence good = new IdentityTest(DOUBLING, level, 3).run(RUN);
            assertEquals(Verdict.VERIFIED, good.verdict());
            assertEquals(level.kind(), good.kind());
            assertTrue(good.falsePass().isAtMost(Probability.powerOfHalf(80)));
            assertEquals(
                    Verdict.REFUTED,
                    new IdentityTest(DOUBLING.perturbed(), level, 3).run(RUN).verdict());
        }
        assertEquals(EvidenceKind.IDENTITY, Level.INDEPENDENT.kind());
        assertEquals(EvidenceKind.CERTIFIED, Level.INTEGER.kind());
    }

    @Test
    void aSingleBaseProvesNothing() {
        for (Level level : Level.values()) {
            assertEquals(
                    Verdict.REFUTED,
                    new IdentityTest(new Shifted(1, 2), level, 1).run(RUN).verdict());
            assertEquals(
                    Verdict.REFUTED,
                    new IdentityTest(new Shifted(61, 1), level, 1).run(RUN).verdict());
        }
        // The same texts pass in base 2 and, modulo 2^61 - 1, for the shift by the order of 2.
        PrimeField two = PrimeField.integerPowers(new Modulus(Primes.MERSENNE_61), 2);
        for (Identity identity : List.of(new Shifted(1, 2), new Shifted(61, 1))) {
            for (Identity.Sides<Residues> s : identity.sides(two, new DrawnVariables<>(two, Seed.of(5).stream(), 0))) {
                assertEquals(two.value(s.left(), 0, 0), two.value(s.right(), 0, 0));
            }
        }
    }

    @Test
    void expOfExpIsNoPass() {
        Identity nested = new Identity() {
            @Override
            public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
                T e = a.exp(a.exp(x.exponents(1, 1)));
                return List.of(new Sides<>("exp exp", e, e));
            }
        };
        for (Level level : Level.values()) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    ExponentException.class, () -> new IdentityTest(nested, level, 1).run(RUN));
        }
    }

    @Test
    void aDenominatorThatVanishesIdenticallyIsNoPass() {
        Identity zero = new Identity() {
            @Override
            public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
                T v = x.free(1, 1);
                T q = a.divide(v, a.subtract(v, v));
                return List.of(new Sides<>("1/0", q, q));
            }
        };
        org.junit.jupiter.api.Assertions.assertThrows(
                ArithmeticException.class, () -> new IdentityTest(zero, Level.INDEPENDENT, 1).run(RUN));
    }

    @Test
    void pinnedDegreesOfTheSoftmaxAverage() {
        DegreeAnalysis a = DegreeAnalysis.independent();
        Magnitudes s = a.freeExponents(new Matrix(1, 4, new double[4]));
        Magnitudes v = a.free(4, 1);
        AllowedKeys all = AllowedKeys.all(1, 4);
        Magnitudes e = a.exp(s);
        Magnitudes common = a.divide(a.matmul(e, v), a.rowSums(e));
        assertArrayEquals(new long[] {2, 1}, a.degrees(common));
        assertArrayEquals(new long[] {5, 4}, a.degrees(SoftmaxAttention.output(a, s, v, all)));
        assertEquals(2, a.divisorDegree(), "each normaliser counts once a row");
        // 4 products over a sum of 4: coefficients add up to 4 and 4.
        assertEquals(2, a.height(a.matmul(e, v)), 1e-9);
    }

    @Test
    void boundsAreTheOnesOfTheNote() {
        FailureBound two = new FailureBound(10_000, 10_000, 10_000, false);
        assertTrue(two.perTrial().power(2).isAtMost(Probability.powerOfHalf(91)));
        assertEquals(2, two.trials(IdentityTest.TARGET, 16));
        FailureBound small = new FailureBound(10_000, 0, 59, false);
        assertEquals(0, small.perTrial().bound().compareTo(new BigDecimal("8.6736173798840354796E-15")));
        assertEquals(
                1,
                new FailureBound(5, Long.MAX_VALUE, 0, false).perTrial().bound().intValueExact());
        assertEquals(0, new FailureBound(5, Long.MAX_VALUE, 0, false).trials(IdentityTest.TARGET, 16));
    }

    @Test
    void levelBSpansAreExponentRanges() {
        DegreeAnalysis a = DegreeAnalysis.integerPowers();
        Magnitudes s = a.literal(new Matrix(1, 3, new double[] {2, -1, 0}));
        Magnitudes p = a.softmaxRows(s, AllowedKeys.all(1, 3));
        assertEquals(3, a.divisorDegree(), "the normaliser spans -1..2");
        assertEquals(0, a.degree(p), "each numerator is one power of g");
        Magnitudes sum = a.rowSums(p);
        assertEquals(9, a.degree(sum), "hull of -1..2 three times, over a denominator of span 9");
    }

    @Test
    void attentionAtSixtyFourQueriesIsFast() {
        int n = 64;
        int d = 32;
        RandomStream random = Seed.of(7).stream();
        long best = Long.MAX_VALUE;
        for (int trial = 0; trial < 40; trial++) {
            long start = System.nanoTime();
            PrimeField a = PrimeField.integerPowers(new Modulus(Primes.draw(random)), random);
            DrawnVariables<Residues> x = new DrawnVariables<>(a, random, 0);
            Residues q = x.integers(n, d, 9);
            Residues k = x.integers(n, d, 9);
            Residues v = x.free(n, d);
            AllowedKeys causal = AllowedKeys.ranges(
                    n, new int[n], java.util.stream.IntStream.rangeClosed(1, n).toArray());
            Residues logits = SoftmaxAttention.logits(a, q, k, Scale.of(1), null);
            Residues left = SoftmaxAttention.output(a, logits, v, causal);
            Residues e = a.exp(logits, causal);
            Residues right = a.divide(a.matmul(e, v), a.rowSums(e));
            for (int i = 0; i < n; i++) {
                assertEquals(a.value(left, i, i % d), a.value(right, i, i % d));
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        assertTrue(best < 50_000_000, "one trial takes " + best / 1e6 + " ms, expected less than 50");
    }
}
