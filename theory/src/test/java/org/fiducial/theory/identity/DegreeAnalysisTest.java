package org.fiducial.theory.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedField;
import org.fiducial.arithmetic.scalar.ScalarField;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

/** The analysis against what it bounds: quotients of polynomials with all their coefficients, for random texts. */
class DegreeAnalysisTest {
    /** A quotient of integer polynomials in some variables, never reduced. */
    private record Quotient(Map<List<Integer>, BigInteger> above, Map<List<Integer>, BigInteger> below) {}

    private static Map<List<Integer>, BigInteger> product(
            Map<List<Integer>, BigInteger> x, Map<List<Integer>, BigInteger> y) {
        Map<List<Integer>, BigInteger> out = new HashMap<>();
        x.forEach((mx, cx) -> y.forEach((my, cy) -> {
            List<Integer> m = new ArrayList<>();
            for (int i = 0; i < mx.size(); i++) {
                m.add(mx.get(i) + my.get(i));
            }
            out.merge(m, cx.multiply(cy), BigInteger::add);
        }));
        out.values().removeIf(c -> c.signum() == 0);
        return out;
    }

    private static Map<List<Integer>, BigInteger> sum(
            Map<List<Integer>, BigInteger> x, Map<List<Integer>, BigInteger> y) {
        Map<List<Integer>, BigInteger> out = new HashMap<>(x);
        y.forEach((m, c) -> out.merge(m, c, BigInteger::add));
        out.values().removeIf(c -> c.signum() == 0);
        return out;
    }

    private static final class Quotients implements ScalarField<Quotient> {
        private static final int VARIABLES = 4;

        private static Map<List<Integer>, BigInteger> integerPolynomial(BigInteger n) {
            return n.signum() == 0 ? Map.of() : Map.of(List.of(0, 0, 0, 0), n);
        }

        static Quotient variable(int i) {
            List<Integer> m = new ArrayList<>(List.of(0, 0, 0, 0));
            m.set(i % VARIABLES, 1);
            return new Quotient(Map.of(m, BigInteger.ONE), integerPolynomial(BigInteger.ONE));
        }

        @Override
        public String name() {
            return "quotients of polynomials";
        }

        @Override
        public Quotient zero() {
            return integer(BigInteger.ZERO);
        }

        @Override
        public Quotient one() {
            return integer(BigInteger.ONE);
        }

        @Override
        public Quotient integer(BigInteger n) {
            return new Quotient(integerPolynomial(n), integerPolynomial(BigInteger.ONE));
        }

        @Override
        public Quotient dyadic(Dyadic x) {
            return x.exponent() >= 0
                    ? integer(x.significand().shiftLeft(x.exponent()))
                    : divide(integer(x.significand()), integer(BigInteger.ONE.shiftLeft(-x.exponent())));
        }

        @Override
        public Quotient add(Quotient x, Quotient y) {
            if (x.above.isEmpty()) {
                return y;
            }
            if (y.above.isEmpty()) {
                return x;
            }
            return new Quotient(
                    DegreeAnalysisTest.sum(product(x.above, y.below), product(y.above, x.below)),
                    product(x.below, y.below));
        }

        @Override
        public Quotient multiply(Quotient x, Quotient y) {
            return new Quotient(product(x.above, y.above), product(x.below, y.below));
        }

        @Override
        public Quotient negate(Quotient x) {
            Map<List<Integer>, BigInteger> minus = new HashMap<>();
            x.above.forEach((m, c) -> minus.put(m, c.negate()));
            return new Quotient(minus, x.below);
        }

        @Override
        public Quotient divide(Quotient x, Quotient y) {
            if (y.above.isEmpty()) {
                throw new ZeroDivisorException("division by the zero polynomial");
            }
            return multiply(x, new Quotient(y.below, y.above));
        }
    }

    private static int degree(Map<List<Integer>, BigInteger> p) {
        return p.keySet().stream()
                .mapToInt(m -> m.stream().mapToInt(Integer::intValue).sum())
                .max()
                .orElse(0);
    }

    private static double height(Map<List<Integer>, BigInteger> p) {
        BigInteger norm = p.values().stream().map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::add);
        return norm.signum() == 0 ? 0 : Math.log(norm.doubleValue()) / Math.log(2);
    }

    /** A random text over 2 x 2 matrices of variables and constants: the same steps in every arithmetic. */
    private static <T> T text(Field<T> a, List<T> variables, RandomStream random) {
        List<T> made = new ArrayList<>(variables);
        made.add(a.constant(2, 2, Dyadic.of(-3)));
        made.add(a.constant(2, 2, Dyadic.of(java.math.BigInteger.valueOf(5), -3)));
        for (int step = 0; step < 5; step++) {
            T x = made.get((int) random.below(made.size()));
            T y = made.get((int) random.below(made.size()));
            made.add(
                    switch ((int) random.below(6)) {
                        case 0 -> a.add(x, y);
                        case 1 -> a.subtract(x, a.transpose(y));
                        case 2 -> a.multiply(x, y);
                        case 3 -> a.matmul(x, y);
                        case 4 -> a.multiply(x, a.rowSums(y));
                        default -> a.divide(x, y);
                    });
        }
        return made.get(made.size() - 1);
    }

    @Test
    void boundsHoldForTheActualPolynomials() {
        LiftedField<Quotient> exact = new LiftedField<>(new Quotients());
        Grid<Quotient> q = exact.matrix(2, 2, (i, j) -> Quotients.variable(2 * i + j));
        int compared = 0;
        int attained = 0;
        for (int trial = 0; trial < 400; trial++) {
            DegreeAnalysis analysis = DegreeAnalysis.independent();
            Magnitudes bound;
            Grid<Quotient> actual;
            try {
                bound = text(analysis, List.of(analysis.free(2, 2)), Seed.of(trial).stream());
                actual = text(exact, List.of(q), Seed.of(trial).stream());
            } catch (ZeroDivisorException e) {
                continue;
            }
            for (int k = 0; k < 4; k++) {
                Quotient p = exact.get(actual, k / 2, k % 2);
                Magnitude m = bound.value[k];
                assertTrue(degree(p.above()) <= m.degree(), "trial " + trial);
                assertTrue(m.isZero() || degree(p.below()) <= m.belowDegree(), "trial " + trial);
                assertTrue(p.above().isEmpty() || height(p.above()) <= m.height() + 1e-9, "trial " + trial);
                assertTrue(m.isZero() || height(p.below()) <= m.below() + 1e-9, "trial " + trial);
                compared++;
                attained += !p.above().isEmpty() && degree(p.above()) == m.degree() ? 1 : 0;
            }
        }
        assertTrue(compared > 1000 && attained > compared / 2, compared + " compared, attained " + attained);
    }

    /** w1 - w2 over w1 + w2 vanishes at exactly one in p - 2 of the points that are not drawn again. */
    @Test
    void theSurvivalProbabilityOfASmallFieldIsTheOnePredicted() {
        Modulus mod = new Modulus(101);
        int accepted = 0;
        int survived = 0;
        for (long x = 1; x < 101; x++) {
            for (long y = 1; y < 101; y++) {
                if (mod.add(x, y) == 0) {
                    continue;
                }
                accepted++;
                survived += mod.multiply(mod.subtract(x, y), mod.inverse(mod.add(x, y))) == 0 ? 1 : 0;
            }
        }
        assertEquals(accepted, survived * (101 - 2));
        // The bound of the note, d / (p - 1 - D), with d = D = 1, is attained.
        assertEquals(1.0 / (101 - 1 - 1), (double) survived / accepted, 1e-15);
    }
}
