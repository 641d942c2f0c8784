package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** Functions of inexact enclosures contain the function of every number inside; tried at the ends and between. */
class ElementwiseTest {
    private final Random random = new Random(11);

    /** An exactly known number. */
    private <T> T element(Enclosing<T> a, double x) {
        return a.literal(new Matrix(1, 1, new double[] {x}));
    }

    /** An enclosure with a radius, through a quotient and a product that round. */
    private <T> T inexact(Enclosing<T> a, double x) {
        T third = a.divide(element(a, x), element(a, 3));
        return a.multiply(third, element(a, 1.7));
    }

    private static BigDecimal exactOf(double x) {
        return new BigDecimal(x).divide(BigDecimal.valueOf(3), Digits.MC).multiply(new BigDecimal(1.7), Digits.MC);
    }

    private <T> void assertContains(Enclosing<T> a, T x, BigDecimal exact, String what) {
        Enclosure e = a.enclosure(x, 0, 0);
        BigDecimal error = e.midpoint().toBigDecimal().subtract(exact).abs();
        BigDecimal slack = exact.abs().movePointLeft(85);
        assertTrue(
                error.subtract(slack).compareTo(e.radius().toBigDecimal()) <= 0,
                () -> what + " by " + a.name() + ": " + e.midpoint().toDouble() + " +- "
                        + e.radius().toDouble() + ", error " + error.doubleValue());
    }

    private <T> void unary(
            Enclosing<T> a, double low, double high, UnaryOperator<T> f, UnaryOperator<BigDecimal> g, String what) {
        for (int i = 0; i < 150; i++) {
            double x = low + (high - low) * random.nextDouble();
            if (i % 5 == 0) {
                x *= 0x1p-30;
            }
            if (x >= low) {
                assertContains(a, f.apply(element(a, x)), g.apply(new BigDecimal(x)), what + " of " + x);
                assertContains(a, f.apply(inexact(a, x)), g.apply(exactOf(x)), what + " of inexact " + x);
            }
        }
    }

    private <T> void functions(Enclosing<T> a) {
        unary(a, -700, 700, a::exp, Digits::exp, "exp");
        unary(a, -1, 1, a::exp, Digits::exp, "exp");
        unary(a, 1e-12, 1e3, a::log, Digits::log, "log");
        unary(a, 0.5, 2, a::log, Digits::log, "log");
        unary(a, 1e-30, 1e6, a::sqrt, x -> x.sqrt(Digits.MC), "sqrt");
        unary(a, -25, 25, a::tanh, Digits::tanh, "tanh");
        unary(a, -1, 1, a::tanh, Digits::tanh, "tanh");
        unary(a, -6.5, 6.5, a::erf, Digits::erf, "erf");
        unary(a, -150, 150, a::sin, x -> Digits.wave(x, true), "sin");
        unary(a, -150, 150, a::cos, x -> Digits.wave(x, false), "cos");
        unary(a, -150, 150, a::abs, BigDecimal::abs, "abs");
        unary(a, -150, 150, a::negate, BigDecimal::negate, "negate");
    }

    @Test
    void functionsContain() {
        functions(new Binary64Blocks());
        functions(new SlicedBlocks());
    }

    private double anyNumber() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(9) - 4;
            case 1 -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(61) - 30);
            case 2 -> 1 + random.nextInt(5) * 0x1p-52;
            case 3 -> (random.nextInt(100) - 50) * Double.MIN_VALUE;
            case 4 -> (random.nextDouble() - 0.5) * 0x1p-530;
            default -> random.nextGaussian();
        };
    }

    private <T> void binary(
            Enclosing<T> a, BinaryOperator<T> f, BinaryOperator<BigDecimal> g, boolean divisor, String what) {
        for (int i = 0; i < 3000; i++) {
            double x = anyNumber();
            double y = anyNumber();
            if (!divisor || Math.abs(y) > 1e-200) {
                assertContains(
                        a,
                        f.apply(element(a, x), element(a, y)),
                        g.apply(new BigDecimal(x), new BigDecimal(y)),
                        what + " of " + x + " and " + y);
                assertContains(
                        a,
                        f.apply(inexact(a, x), inexact(a, y)),
                        g.apply(exactOf(x), exactOf(y)),
                        what + " of inexact " + x + " and " + y);
            }
        }
    }

    private <T> void operations(Enclosing<T> a) {
        binary(a, a::add, BigDecimal::add, false, "sum");
        binary(a, a::subtract, BigDecimal::subtract, false, "difference");
        binary(a, a::multiply, BigDecimal::multiply, false, "product");
        binary(a, a::divide, (x, y) -> x.divide(y, Digits.MC), true, "quotient");
        binary(a, a::max, BigDecimal::max, false, "maximum");
        binary(a, a::matmul, BigDecimal::multiply, false, "matrix product");
    }

    @Test
    void operationsContain() {
        operations(new Binary64Blocks());
    }

    /** Products of sizes beyond the range of slices are unknown; everything else is contained. */
    @Test
    void sharperOperationsContain() {
        SlicedBlocks a = new SlicedBlocks();
        binary(a, a::add, BigDecimal::add, false, "sum");
        binary(a, a::subtract, BigDecimal::subtract, false, "difference");
        binary(a, a::multiply, BigDecimal::multiply, false, "product");
        binary(a, a::divide, (x, y) -> x.divide(y, Digits.MC), true, "quotient");
        binary(a, a::max, BigDecimal::max, false, "maximum");
    }

    private <T> void decisions(Enclosing<T> a) {
        T one = element(a, 1);
        T third = a.divide(one, element(a, 3));
        T whole = a.add(a.add(third, third), third);
        assertEquals(Truth.UNDECIDED, a.less(whole, one, 0, 0));
        assertEquals(Truth.TRUE, a.less(third, one, 0, 0));
        assertEquals(Truth.FALSE, a.less(one, third, 0, 0));
        assertEquals(Truth.FALSE, a.less(one, one, 0, 0));
        T doubtful = a.subtract(whole, one);
        assertThrows(UndecidedException.class, () -> a.divide(one, doubtful));
        assertThrows(ArithmeticException.class, () -> a.divide(one, element(a, 0)));
        assertThrows(ArithmeticException.class, () -> a.log(doubtful));
        assertThrows(ArithmeticException.class, () -> a.sqrt(element(a, -1)));
        T unknown = element(a, Double.NaN);
        assertEquals(Truth.UNDECIDED, a.less(unknown, one, 0, 0));
        assertThrows(ArithmeticException.class, () -> a.enclosure(unknown, 0, 0));
        assertEquals(Double.POSITIVE_INFINITY, a.enclosures(a.add(unknown, one)).radius()[0]);
        Dyadic odd = Dyadic.ONE.add(Dyadic.powerOfTwo(-300));
        assertTrue(a.enclosure(a.constant(1, 1, odd), 0, 0).contains(odd));
    }

    @Test
    void decisionsAreThreeValued() {
        decisions(new Binary64Blocks());
        decisions(new SlicedBlocks());
    }

    @Test
    void pairExponentialStaysWithinItsBound() {
        TwofoldNumber t = new TwofoldNumber();
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            double x = i % 2 == 0 ? -random.nextDouble() * 40 : (random.nextDouble() - 0.5) * 1190;
            double y = Math.ulp(x) * (random.nextDouble() - 0.5);
            TwofoldExponential.of(x, y, t);
            BigDecimal exact = Digits.exp(new BigDecimal(x).add(new BigDecimal(y)));
            BigDecimal error = new BigDecimal(t.hi)
                    .add(new BigDecimal(t.lo))
                    .subtract(exact)
                    .abs();
            worst = Math.max(worst, error.divide(exact, Digits.MC).doubleValue());
        }
        System.out.printf(
                "exp of pairs: largest relative error %.2f u^2, bound %.0f u^2%n",
                worst / TwofoldNumber.U2, TwofoldExponential.ERROR / TwofoldNumber.U2);
        assertTrue(worst <= TwofoldExponential.ERROR);
    }
}
