package org.fiducial.arithmetic.ball;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions that are not scalar operations: against four times the precision, against one another, against mpmath. */
class SpecialFunctionsTest {
    enum Function {
        ATAN(-1e300, Ball::atan),
        EXPM1(-1e300, Ball::expm1),
        LOG1P(-1, Ball::log1p),
        SINH(-1e300, Ball::sinh),
        COSH(-1e300, Ball::cosh),
        ASINH(-1e300, Ball::asinh),
        ACOSH(1, Ball::acosh),
        NORMAL(-1e300, Ball::normalDistribution),
        ERFC(-1e300, Ball::erfc);

        final double above;
        final BiFunction<Ball, Integer, Ball> f;

        Function(double above, BiFunction<Ball, Integer, Ball> f) {
            this.above = above;
            this.f = f;
        }

        Ball at(Ball x, int p) {
            return f.apply(x, p);
        }
    }

    @ParameterizedTest
    @EnumSource
    void containHigherPrecision(Function f) {
        Random random = new Random(f.ordinal());
        for (int p : new int[] {8, 53, 120, 200}) {
            for (int i = 0; i < 60; i++) {
                Dyadic x = Numbers.random(random, -p, 4, p);
                Dyadic r = i % 3 == 0
                        ? Dyadic.ZERO
                        : Numbers.random(random, -p, -4, 10).abs();
                if (x.subtract(r).compareTo(Dyadic.of(f.above)) <= 0) {
                    continue;
                }
                Ball wide = Ball.of(new Enclosure(x, r));
                Ball result = f.at(wide, p);
                for (Dyadic inside : List.of(x, x.add(wide.radius()), x.subtract(wide.radius()))) {
                    Ball sharp = f.at(Ball.of(inside), 4 * p + 64);
                    assertTrue(result.meets(sharp), () -> f + " of " + wide + ": " + result + " misses " + sharp);
                }
                if (r.isZero()) {
                    Dyadic unit = Dyadic.powerOfTwo(result.midpoint().floorLog2() + 1 - p);
                    assertTrue(result.radius().compareTo(unit) <= 0, () -> f + "(" + x + ") is wide: " + result);
                }
            }
        }
    }

    private static Ball ratio(int n, int d) {
        return Ball.of(n).divide(Ball.of(d), 300);
    }

    private static void assertDigits(String digits, Ball actual) {
        BigDecimal expected = new BigDecimal(digits);
        BigDecimal off = actual.midpoint().toBigDecimal().subtract(expected).abs();
        assertTrue(
                off.add(actual.radius().toBigDecimal()).compareTo(expected.ulp()) <= 0,
                () -> digits + " but " + actual);
    }

    /** Values of mpmath with 70 digits. */
    @Test
    void digitsOfMpmath() {
        assertDigits("7.6198530241605260659733432515993084e-24", Ball.of(-10).normalDistribution(140));
        assertDigits("0.69146246127401310363770461060833774", Ball.ONE.shift(-1).normalDistribution(140));
        assertDigits("1.5374597944280348501883434853833789e-12", Ball.of(5).erfc(140));
        assertDigits(
                "0.44372905912011345303482928410567184", Ball.of(-20).hypergeometric1F1(ratio(1, 3), ratio(5, 2), 140));
        assertDigits("-0.05655056972075765395929052632320348", Ball.of(-30).hypergeometric0F1(ratio(7, 4), 140));
        assertDigits(
                "2.9688305989962477238871495608959161", Ball.of(7).hypergeometric1F1(ratio(-5, 2), ratio(3, 2), 140));
        assertDigits(
                "3.3809148461899306635877662818921534", ratio(1, 2).hypergeometric1F1(Ball.of(2), ratio(-3, 2), 140));
        assertDigits("2.8854283600687843083509704815669041e-316", Ball.of(-38).normalDistribution(140));
    }

    @Test
    void hypergeometricIdentities() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            int p = 20 + random.nextInt(200);
            Ball x = Ball.of(Numbers.random(random, -4, 5, 40));
            if (i % 4 == 0) {
                x = x.plusMinus(Dyadic.powerOfTwo(-30));
            }
            Ball quarter = x.square(2 * p).shift(-2);
            meet(quarter.hypergeometric0F1(ratio(1, 2), p), x.cosh(p));
            meet(quarter.negate().hypergeometric0F1(ratio(3, 2), p).multiply(x, p), x.sin(p));
            meet(x.hypergeometric1F1(Ball.ONE, Ball.ONE, p), x.exp(p));
            meet(x.hypergeometric1F1(ratio(5, 7), ratio(5, 7), p), x.exp(p));
            Ball e = x.square(2 * p).negate().hypergeometric1F1(ratio(1, 2), ratio(3, 2), p);
            meet(e.multiply(x, p).shift(1).divide(Ball.pi(p).sqrt(p), p), x.erf(p));
            meet(x.normalDistribution(p).add(x.negate().normalDistribution(p), p), Ball.ONE);
        }
        // A polynomial: 1F1(-2; 1; x) = 1 - 2x + x^2/2.
        assertTrue(Ball.of(6).hypergeometric1F1(Ball.of(-2), Ball.ONE, 80).contains(Dyadic.of(7)));
        assertThrows(ArithmeticException.class, () -> Ball.ONE.hypergeometric0F1(Ball.of(-3), 64));
        Ball nearPole = Ball.of(-3).plusMinus(Dyadic.powerOfTwo(-9));
        assertThrows(UndecidedException.class, () -> Ball.ONE.hypergeometric0F1(nearPole, 64));
    }

    private static void meet(Ball x, Ball y) {
        assertTrue(x.meets(y), () -> x + " and " + y);
    }

    @Test
    void farTails() {
        assertTrue(Ball.of(1000).erfc(64).upperMagnitude() != 0
                && Ball.of(1000).erfc(64).contains(Dyadic.ZERO));
        assertTrue(Ball.of(1000).erfc(64).radius().floorLog2() < -1_442_600);
        assertTrue(Ball.of(-1000).erfc(64).contains(Dyadic.of(2).subtract(Dyadic.powerOfTwo(-1_442_705))));
    }
}
