package org.fiducial.arithmetic.lifted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** The worked examples of sheet softmax-attention, and what masks and bad inputs may and may not touch. */
class LiftedTest {
    private final LiftedExponentialField<Rational> rationals = new LiftedExponentialField<>(new BaseTwoRationals());
    private final BigBalls balls = new BigBalls(100);

    private static Matrix matrix(int rows, int columns, double... values) {
        return new Matrix(rows, columns, values);
    }

    @Test
    void workedExampleA() {
        Grid<Rational> k = rationals.literal(matrix(3, 1, 0, 1, 2));
        Grid<Rational> logits = rationals.matmul(rationals.literal(matrix(1, 1, 1)), rationals.transpose(k));
        Grid<Rational> p = rationals.softmaxRows(logits, AllowedKeys.all(1, 3));
        Grid<Rational> o = rationals.matmul(p, rationals.literal(matrix(3, 2, 1, 0, 0, 1, 1, 1)));
        assertEquals(
                List.of(Rational.of(1, 7), Rational.of(2, 7), Rational.of(4, 7)),
                List.of(rationals.get(p, 0, 0), rationals.get(p, 0, 1), rationals.get(p, 0, 2)));
        assertEquals(Rational.of(5, 7), rationals.get(o, 0, 0));
        assertEquals(Rational.of(6, 7), rationals.get(o, 0, 1));
    }

    @Test
    void workedExampleB() {
        Grid<Ball> logits = balls.literal(matrix(1, 3, 0, 1, 2));
        AllowedKeys all = AllowedKeys.all(1, 3);
        Grid<Ball> p = balls.softmaxRows(logits, all);
        Grid<Ball> o = balls.matmul(p, balls.literal(matrix(3, 2, 1, 0, 0, 1, 1, 1)));
        assertNear("0.7552715289452023475270", balls.enclosure(o, 0, 0));
        assertNear("0.9099694268296195420020", balls.enclosure(o, 0, 1));
        assertNear("0.09003057317038045799802", balls.enclosure(p, 0, 0));
        assertNear("2.407605964444380304483", balls.enclosure(balls.logSumExpRows(logits, all), 0, 0));
    }

    /** The printed digits are right to one unit in the last place. */
    private static void assertNear(String expected, Enclosure actual) {
        BigDecimal e = new BigDecimal(expected);
        BigDecimal distance = actual.midpoint().toBigDecimal().subtract(e).abs();
        assertTrue(
                distance.add(actual.radius().toBigDecimal()).compareTo(e.ulp()) <= 0,
                () -> expected + " but " + actual);
    }

    @Test
    void maskedInputsAreNotLookedAt() {
        // Key 1 is masked everywhere; its key, value and logits are NaN or far too large.
        BitSet second = new BitSet();
        second.set(1);
        AllowedKeys allowed = AllowedKeys.all(1, 3).without(new BitSet[] {second});
        Grid<Ball> q = balls.literal(matrix(1, 1, 1));
        Grid<Ball> v = balls.literal(matrix(3, 1, 1, Double.NaN, 3));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE, -Double.MAX_VALUE}) {
            Grid<Ball> k = balls.literal(matrix(3, 1, 0, bad, 0));
            Grid<Ball> logits = balls.scale(balls.matmul(q, balls.transpose(k)), Scale.of(3));
            Grid<Ball> p = balls.softmaxRows(logits, allowed);
            assertTrue(balls.get(p, 0, 1).isZero());
            Grid<Ball> o = balls.matmul(p, v);
            assertTrue(balls.get(o, 0, 0).contains(Ball.of(2)));
            assertTrue(
                    balls.get(balls.rowSums(balls.keep(logits, allowed)), 0, 0).isZero());
            assertTrue(balls.get(balls.rowMax(logits, allowed), 0, 0).isZero());
            // Unmasked, the same input is an error, or an exponential of an enormous number.
            Grid<Ball> open = balls.matmul(balls.softmaxRows(logits, AllowedKeys.all(1, 3)), v);
            assertThrows(ArithmeticException.class, () -> balls.enclosure(open, 0, 0));
        }
    }

    @Test
    void zeroTimesUndefinedIsUndefined() {
        Grid<Ball> zero = balls.literal(matrix(1, 1, 0));
        Grid<Ball> nan = balls.literal(matrix(1, 1, Double.NaN));
        assertThrows(ArithmeticException.class, () -> balls.get(balls.matmul(zero, nan), 0, 0));
        assertThrows(ArithmeticException.class, () -> balls.get(balls.multiply(zero, nan), 0, 0));
        Grid<Ball> masked = balls.keep(zero, AllowedKeys.ranges(1, new int[] {0}, new int[] {0}));
        assertTrue(balls.get(balls.matmul(masked, nan), 0, 0).isZero());
    }

    @Test
    void emptyRowsGiveZero() {
        AllowedKeys allowed = AllowedKeys.ranges(2, new int[] {0, 0}, new int[] {0, 2});
        Grid<Ball> logits = balls.literal(matrix(2, 2, 5, Double.NaN, 1, 1));
        Grid<Ball> p = balls.softmaxRows(logits, allowed);
        assertTrue(balls.get(p, 0, 0).isZero() && balls.get(p, 0, 1).isZero());
        assertTrue(balls.get(p, 1, 0).contains(Ball.ONE.shift(-1)));
        assertTrue(balls.get(balls.logSumExpRows(logits, allowed), 0, 0).isZero());
        Grid<Ball> o = balls.normalise(balls.literal(matrix(2, 1, 3, 4)), balls.literal(matrix(2, 1, 0, 2)), allowed);
        assertTrue(balls.get(o, 0, 0).isZero());
        assertTrue(balls.get(o, 1, 0).contains(Ball.of(2)));
    }

    @Test
    void hugeLogitsDoNotOverflow() {
        Grid<Ball> logits = balls.literal(matrix(1, 3, 1e300, -1e300, 1e300));
        AllowedKeys all = AllowedKeys.all(1, 3);
        Grid<Ball> p = balls.softmaxRows(logits, all);
        assertTrue(balls.get(p, 0, 0).contains(Ball.ONE.shift(-1).midpoint()));
        assertTrue(balls.get(p, 0, 1).contains(Ball.ZERO.midpoint()));
        assertTrue(balls.get(balls.logSumExpRows(logits, all), 0, 0).midpoint().toDouble() == 1e300);
    }

    @Test
    void numbersBeyondBinary64HaveInfiniteRadii() {
        Grid<Ball> huge = balls.exp(balls.literal(matrix(1, 2, 1000, -1000)));
        Enclosures e = balls.enclosures(huge);
        assertEquals(Double.MAX_VALUE, e.mid()[0]);
        assertEquals(Double.POSITIVE_INFINITY, e.radius()[0]);
        assertEquals(0, e.mid()[1]);
        assertEquals(Double.MIN_VALUE, e.radius()[1]);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Grid<Rational> a = rationals.literal(matrix(2, 3, 1, 2, 3, 4, 5, 6));
        assertEquals(
                "sum of 2 x 3 and 3 x 2 matrices",
                assertThrows(IllegalArgumentException.class, () -> rationals.add(a, rationals.transpose(a)))
                        .getMessage());
        assertEquals(
                "matrix product of 2 x 3 and 2 x 3 matrices",
                assertThrows(IllegalArgumentException.class, () -> rationals.matmul(a, a))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> rationals.keep(a, AllowedKeys.all(3, 2)));
    }

    @Test
    void scaleOfAField() {
        Grid<Rational> x = rationals.literal(matrix(1, 1, 3));
        assertEquals(Rational.of(1, 2), rationals.get(rationals.scale(x, Scale.reciprocalSqrt(36)), 0, 0));
        assertThrows(ArithmeticException.class, () -> rationals.scale(x, Scale.reciprocalSqrt(2)));
        Ball third = balls.get(balls.scale(balls.literal(matrix(1, 1, 1)), Scale.reciprocalSqrt(3)), 0, 0);
        assertTrue(third.square(200).multiply(Ball.of(3), 200).contains(Ball.ONE));
    }

    @Test
    void baseTwoModeRefusesOtherExponents() {
        Grid<Rational> half = rationals.literal(matrix(1, 1, 0.5));
        assertThrows(ArithmeticException.class, () -> rationals.exp(half));
    }

    @Test
    void repeatsRowsColumnsAndElements() {
        Grid<Rational> a = rationals.literal(matrix(2, 2, 1, 2, 3, 4));
        assertEquals(Rational.of(13), rationals.get(rationals.add(a, rationals.literal(matrix(2, 1, 0, 10))), 1, 0));
        assertEquals(Rational.of(14), rationals.get(rationals.add(a, rationals.literal(matrix(1, 2, 0, 10))), 1, 1));
        assertEquals(Rational.of(40), rationals.get(rationals.multiply(a, rationals.literal(matrix(1, 1, 10))), 1, 1));
        assertEquals(Rational.of(2), rationals.get(rationals.columns(a, 1, 2), 0, 0));
        assertEquals(4, rationals.concatenateRows(List.of(a, a)).rows());
        assertEquals(4, rationals.concatenateColumns(List.of(a, a)).columns());
    }
}
