package org.fiducial.arithmetic.ball;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.scalar.EnclosingScalars;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Balls keep their promise at every precision, and balls with a planted mistake are found out. */
class BallLawsTest {
    private static final int[] PRECISIONS = {2, 8, 13, 24, 53, 64, 65, 100, 113, 127, 128, 129, 150, 192, 193, 256};
    private static final int[] LONG_PRECISIONS = {500, 1000, 2000};
    private static final boolean THOROUGH = Boolean.getBoolean("fiducial.long");

    private static BallLaws laws(int p, long seed) {
        return new BallLaws(new Balls(p), p, (p <= 256 ? 24 : 2) * (THOROUGH ? 40 : 1), seed);
    }

    @ParameterizedTest
    @EnumSource
    void exactArguments(BallLaws.Function f) {
        for (int p : PRECISIONS) {
            double width = laws(p, p).exactArguments(f);
            // One rounding to nearest is half a unit; the rest is what argument reduction and truncation may add.
            assertTrue(width <= 1, () -> f + " with " + p + " digits is " + width + " units wide");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wideArguments(BallLaws.Function f) {
        for (int p : PRECISIONS) {
            laws(p, p).wideArguments(f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void highPrecision(BallLaws.Function f) {
        for (int p : LONG_PRECISIONS) {
            laws(p, p).exactArguments(f);
            if (THOROUGH) {
                laws(p, p).wideArguments(f);
            }
        }
    }

    @Test
    void operations() {
        for (int p : PRECISIONS) {
            laws(p, p).operations();
        }
    }

    static Stream<Arguments> mutations() {
        UnaryOperator<Ball> halved =
                x -> Ball.of(new Enclosure(x.midpoint(), x.radius().shift(-1)));
        UnaryOperator<Ball> inward =
                x -> Ball.of(new Enclosure(x.midpoint(), x.radius().round(20, Rounding.DOWNWARD)));
        UnaryOperator<Ball> shifted =
                x -> Ball.of(new Enclosure(x.midpoint().add(x.radius().shift(1)), x.radius()));
        return Stream.of(
                        Stream.of(
                                        "add",
                                        "subtract",
                                        "multiply",
                                        "divide",
                                        "dot",
                                        "sum",
                                        "sqrt",
                                        "exp",
                                        "log",
                                        "tanh",
                                        "erf",
                                        "sin",
                                        "cos")
                                .map(m -> Arguments.of(m, "half the radius", halved)),
                        Stream.of(
                                        "add",
                                        "subtract",
                                        "multiply",
                                        "divide",
                                        "dot",
                                        "sum",
                                        "sqrt",
                                        "exp",
                                        "log",
                                        "tanh",
                                        "sin")
                                .map(m -> Arguments.of(m, "the radius rounded inward", inward)),
                        Stream.of("exp", "log", "tanh", "erf", "sin", "cos", "max", "abs")
                                .map(m -> Arguments.of(m, "the midpoint shifted by the diameter", shifted)))
                .flatMap(s -> s);
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("mutations")
    void mutantsAreFound(String method, String mistake, UnaryOperator<Ball> change) {
        EnclosingScalars<Ball> mutant = mutant(new Balls(100), method, change);
        assertThrows(AssertionError.class, () -> {
            for (BallLaws.Function f : BallLaws.Function.values()) {
                if (f.name().equals(method.toUpperCase(Locale.ROOT))) {
                    new BallLaws(mutant, 100, 24, 1).exactArguments(f);
                    new BallLaws(mutant, 100, 24, 1).wideArguments(f);
                }
            }
            new BallLaws(mutant, 100, 24, 1).operations();
        });
    }

    /** An arithmetic that changes the results of one method. */
    @SuppressWarnings("unchecked")
    private static EnclosingScalars<Ball> mutant(Balls balls, String method, UnaryOperator<Ball> change) {
        return (EnclosingScalars<Ball>) Proxy.newProxyInstance(
                BallLawsTest.class.getClassLoader(), new Class<?>[] {EnclosingScalars.class}, (self, m, arguments) -> {
                    Object result = m.invoke(balls, arguments);
                    return m.getName().equals(method) ? change.apply((Ball) result) : result;
                });
    }

    @Test
    void sizesBeyondAllFormats() {
        Ball large = Ball.of(1_000_000).exp(100);
        assertTrue(large.multiply(Ball.of(-1_000_000).exp(100), 100).contains(Ball.ONE));
        assertThrows(
                ArithmeticException.class, () -> Ball.of(Dyadic.powerOfTwo(40)).exp(100));
        Ball tiny = Ball.of(Dyadic.powerOfTwo(40)).negate().exp(100);
        assertTrue(tiny.contains(Dyadic.ZERO) && tiny.radius().floorLog2() <= -1_000_000_000);
        assertTrue(tiny.multiply(tiny, 100).contains(Dyadic.ZERO));
        assertTrue(Ball.of(Dyadic.powerOfTwo(-1_000_000_000)).exp(100).contains(Dyadic.ONE));
        Ball huge = Ball.of(Dyadic.powerOfTwo(1_000_000_000));
        assertThrows(ArithmeticException.class, () -> huge.multiply(huge, 64));
        assertTrue(huge.add(Ball.ONE, 64).radius().compareTo(Dyadic.ONE) >= 0);
        assertTrue(huge.sin(64).contains(Dyadic.ZERO) && huge.sin(64).radius().compareTo(Dyadic.ONE) >= 0);
        assertTrue(huge.tanh(64).contains(Dyadic.ONE.subtract(Dyadic.powerOfTwo(-300))));
        assertTrue(huge.log(64).exp(64).meets(huge));
        Ball wide = huge.plusMinus(Dyadic.ONE);
        assertTrue(wide.erf(64).contains(Dyadic.ONE) && wide.tanh(64).contains(Dyadic.ONE));
        assertTrue(wide.negate().exp(64).contains(Dyadic.ZERO)
                && wide.atan(64).shift(1).meets(Ball.pi(64)));
        assertThrows(ArithmeticException.class, () -> wide.exp(64));
    }

    @Test
    void undecidedIsNotGuessed() {
        Ball around = Ball.of(new Enclosure(Dyadic.of(0.25), Dyadic.of(0.5)));
        for (org.junit.jupiter.api.function.Executable e : List.<org.junit.jupiter.api.function.Executable>of(
                () -> Ball.ONE.divide(around, 64), () -> around.log(64), () -> around.sqrt(64))) {
            assertThrows(org.fiducial.arithmetic.UndecidedException.class, e);
        }
        assertThrows(ArithmeticException.class, () -> Ball.of(-1).sqrt(64));
        assertThrows(ArithmeticException.class, () -> Ball.of(-1).log(64));
        assertThrows(ArithmeticException.class, () -> Ball.ZERO.log(64));
        Balls balls = new Balls(64);
        assertTrue(balls.less(around, Ball.of(1)) == org.fiducial.arithmetic.Truth.TRUE);
        assertTrue(balls.less(around, Ball.ZERO) == org.fiducial.arithmetic.Truth.UNDECIDED);
        assertTrue(balls.equal(around, around) == org.fiducial.arithmetic.Truth.UNDECIDED);
    }
}
