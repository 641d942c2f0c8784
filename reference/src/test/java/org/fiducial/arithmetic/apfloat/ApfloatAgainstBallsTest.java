package org.fiducial.arithmetic.apfloat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.BiFunction;
import org.apfloat.Apfloat;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.fiducial.number.Dyadic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two independent libraries: what Apfloat computes with 65 digits lies in the balls, up to its own documented error. */
class ApfloatAgainstBallsTest {
    private static final ApfloatReals APFLOAT = new ApfloatReals(65);

    enum Function {
        EXP(ScalarReals::exp, ScalarReals::exp),
        LOG(ScalarReals::log, ScalarReals::log),
        SQRT(ScalarReals::sqrt, ScalarReals::sqrt),
        TANH(ScalarReals::tanh, ScalarReals::tanh),
        ERF(ScalarReals::erf, ScalarReals::erf),
        SIN(ScalarReals::sin, ScalarReals::sin),
        COS(ScalarReals::cos, ScalarReals::cos);

        final BiFunction<ScalarReals<Apfloat>, Apfloat, Apfloat> apfloat;
        final BiFunction<ScalarReals<Ball>, Ball, Ball> ball;

        Function(
                BiFunction<ScalarReals<Apfloat>, Apfloat, Apfloat> apfloat,
                BiFunction<ScalarReals<Ball>, Ball, Ball> ball) {
            this.apfloat = apfloat;
            this.ball = ball;
        }
    }

    @ParameterizedTest
    @EnumSource
    void agree(Function f) {
        Random random = new Random(f.ordinal());
        Balls balls = new Balls(200);
        for (int i = 0; i < 25; i++) {
            Dyadic x = argument(f, random, i);
            Ball enclosure = f.ball.apply(balls, Ball.of(x));
            Dyadic reference = APFLOAT.toDyadic(f.apfloat.apply(APFLOAT, APFLOAT.dyadic(x)));
            // The argument of the oscillating functions is reduced with a loss of digits in the size of the argument.
            Dyadic slack = Dyadic.of(APFLOAT.relativeError() * 256)
                    .multiply(reference.abs().add(f == Function.SIN || f == Function.COS ? Dyadic.ONE : Dyadic.ZERO));
            assertTrue(
                    enclosure.enclosure().meets(new Enclosure(reference, slack)),
                    () -> f + "(" + x + "): " + enclosure + " and " + reference.toDouble());
        }
    }

    private static Dyadic argument(Function f, Random random, int i) {
        int length = 1 + random.nextInt(53);
        Dyadic x = Dyadic.of(new BigInteger(length, random).setBit(length - 1), random.nextInt(12) - 8 - length);
        if (i % 5 == 0) {
            x = Dyadic.ONE.add(x.shift(-random.nextInt(40)));
        }
        return f == Function.LOG || f == Function.SQRT || random.nextBoolean() ? x : x.negate();
    }

    @Test
    void literalsComeBack() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(x)) {
                assertEquals(Dyadic.of(x), APFLOAT.toDyadic(APFLOAT.literal(x)));
            }
        }
    }
}
