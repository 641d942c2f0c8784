package org.fiducial.operator.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.exact.Rationals;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedField;
import org.fiducial.operator.dsf.SeparableAttention.InputNormaliser;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** The worked examples of sheet dsf, with the numbers as they stand there. */
class WorkedExamplesTest {
    private static final LiftedField<Rational> EXACT = new LiftedField<>(new Rationals());
    private static final BigBalls BALLS = new BigBalls(192);

    private static Grid<Rational> fractions(int rows, int columns, String... entries) {
        return EXACT.matrix(rows, columns, (i, j) -> fraction(entries[i * columns + j]));
    }

    private static Rational fraction(String text) {
        String[] parts = text.split("/");
        return new Rational(new BigInteger(parts[0]), parts.length == 1 ? BigInteger.ONE : new BigInteger(parts[1]));
    }

    private static List<String> column(Grid<Rational> x) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                out.add(EXACT.get(x, i, j).toString());
            }
        }
        return out;
    }

    private static Grid<Ball> balls(int rows, int columns, double... values) {
        return BALLS.literal(new Matrix(rows, columns, values));
    }

    /** Every digit printed is right. */
    private static void assertDigits(String expected, Grid<Ball> x, int i) {
        Enclosure e = BALLS.enclosure(x, i, 0);
        BigDecimal unit = BigDecimal.ONE.movePointLeft(new BigDecimal(expected).scale());
        BigDecimal difference =
                e.midpoint().toBigDecimal().subtract(new BigDecimal(expected)).abs();
        assertTrue(
                difference.add(e.radius().toBigDecimal()).compareTo(unit) < 0,
                expected + " against " + e.midpoint().toBigDecimal());
    }

    private static final Grid<Rational> PHI = fractions(3, 2, "1", "2", "2", "1", "1", "1");
    private static final Grid<Rational> PSI = fractions(3, 2, "1", "1", "2", "1", "1", "3");
    private static final Grid<Rational> VALUES = fractions(3, 1, "1", "-1", "2");

    @Test
    void exampleOneLinearAttention() {
        SeparableAttention<Grid<Rational>> attention = SeparableAttention.linear(EXACT, PHI, PSI, null);
        assertEquals(List.of("3", "8", "9"), column(attention.normalisers()));
        assertEquals(List.of("1", "0", "0", "3/8", "5/8", "0", "2/9", "1/3", "4/9"), column(attention.weights(EXACT)));
        assertEquals(List.of("1", "-1/4", "7/9"), column(attention.output(EXACT, VALUES)));
        DynamicalSystem<Grid<Rational>> a = attention.formA(EXACT, InputNormaliser.CURRENT);
        Trajectory<Grid<Rational>> run = a.recurrence(EXACT, VALUES);
        assertEquals(List.of("1/3", "1/3", "-1/8", "0", "1/9", "2/3"), column(run.states()));
        assertEquals(List.of("1", "-1/4", "7/9"), column(run.outputs()));
        assertEquals(List.of("3/8"), column(a.step(1).transition().factors()));
        assertEquals(List.of("8/9"), column(a.step(2).transition().factors()));
        assertEquals(
                List.of("1", "-1/4", "7/9"),
                column(attention.formB(EXACT).recurrence(EXACT, VALUES).outputs()));
    }

    @Test
    void exampleOneWithTheWrongIndex() {
        DynamicalSystem<Grid<Rational>> wrong =
                SeparableAttention.linear(EXACT, PHI, PSI, null).formA(EXACT, InputNormaliser.PREVIOUS);
        assertEquals(
                List.of("3", "-13/24", "7/9"),
                column(wrong.recurrence(EXACT, VALUES).outputs()));
    }

    private static Trajectory<Grid<Ball>> ssd(Discretisation d) {
        Grid<Ball> one = balls(1, 1, 1);
        Grid<Ball> ones = balls(3, 1, 1, 1, 1);
        Grid<Ball> gates = BALLS.log(balls(3, 1, 1, 2, 3));
        Grid<Ball> delta = Activations.softplus(BALLS, gates);
        return StateSpace.selective(BALLS, d, delta, one, ones, ones, null).recurrence(BALLS, ones);
    }

    @Test
    void exampleTwoSsd() {
        Grid<Ball> y = ssd(Discretisation.EULER).outputs();
        assertDigits("0.69314718055994530942", y, 0);
        assertDigits("1.3296613488547581279", y, 1);
        assertDigits("1.7187096983335801508", y, 2);
        Grid<Ball> hold = ssd(Discretisation.ZERO_ORDER_HOLD).outputs();
        assertDigits("0.50000000000000000000", hold, 0);
        assertDigits("0.83333333333333333333", hold, 1);
        assertDigits("0.95833333333333333333", hold, 2);
    }

    @Test
    void exampleThreeTruncatedSoftmax() {
        Grid<Ball> scores = balls(1, 3, 0, 1, -1);
        Grid<Ball> values = balls(3, 1, 1, 2, 4);
        Grid<Ball> y = BALLS.matmul(BALLS.softmaxRows(scores, AllowedKeys.all(1, 3)), values);
        assertDigits("1.9353326752859632635", y, 0);
        Grid<Rational> kernel = TruncatedExponential.kernel(EXACT, fractions(1, 3, "0", "1", "-1"), 2);
        assertEquals(List.of("1", "5/2", "1/2"), column(kernel));
        Grid<Rational> hat = EXACT.divide(EXACT.matmul(kernel, fractions(3, 1, "1", "2", "4")), EXACT.rowSums(kernel));
        assertEquals(List.of("2"), column(hat));
        assertDigits("0.064667324714036736476", BALLS.subtract(balls(1, 1, 2), y), 0);
        Grid<Ball> eps = BALLS.divide(BALLS.exp(balls(1, 1, 1)), balls(1, 1, 6));
        Grid<Ball> bound = BALLS.multiply(
                BALLS.divide(eps, BALLS.subtract(balls(1, 1, 1), eps)), BALLS.subtract(balls(1, 1, 4), y));
        assertDigits("1.7101857555147699252", bound, 0);
    }

    /** Example (3) as the last row of a causal case: exact and truncated outputs, errors and the sharper bound. */
    @Test
    void exampleThreeAsTruncatedAttention() {
        Grid<Ball> scores = balls(3, 3, 0, 0, 0, 0, 0, 0, 0, 1, -1);
        TruncatedAttention<Grid<Ball>> all = TruncatedAttention.of(BALLS, scores, balls(3, 1, 1, 2, 4), 2);
        assertDigits("1.9353326752859632635", all.exact(), 2);
        assertDigits("2.0000000000000000000", all.truncated(), 2);
        // r = (5/2)/e - 1 and (1/2) e - 1: the largest is e/2 - 1 = 0.359140914..., below the eps of the closed bound.
        assertDigits("0.35914091422952261768", BALLS.transpose(BALLS.gatherRows(all.kernelErrors(), new int[] {2})), 2);
        // eps / (1 - eps) (4 - y) with that eps.
        assertDigits("1.15705078860845", all.bound(), 2);
        assertDigits("0.0000000", all.bound(), 1);
    }

    @Test
    void exampleFourNormalisedAttention() {
        SeparableAttention<Grid<Rational>> attention = new SeparableAttention<>(
                fractions(3, 1, "1", "2", "1"), fractions(3, 1, "1", "-1", "2"), fractions(3, 1, "1", "2", "3"), null);
        assertEquals(List.of("1", "0", "2/3"), column(attention.output(EXACT, fractions(3, 1, "1", "1", "1"))));
    }

    @Test
    void exampleFiveQuasiLstm() {
        Grid<Rational> half = fractions(3, 1, "1/2", "1/2", "1/2");
        Grid<Rational> tokens = fractions(3, 1, "4", "6", "8");
        Grid<Rational> forget = fractions(3, 1, "1/2", "2/3", "3/4");
        assertEquals(
                List.of("1", "13/6", "29/8"),
                column(QuasiLstm.of(EXACT, forget, half, half, null)
                        .recurrence(EXACT, tokens)
                        .outputs()));
        Grid<Rational> reversed = fractions(3, 1, "1/2", "1/3", "1/4");
        assertEquals(
                List.of("1", "11/6", "59/24"),
                column(QuasiLstm.of(EXACT, reversed, half, half, null)
                        .recurrence(EXACT, tokens)
                        .outputs()));
        Grid<Ball> x = BALLS.log(balls(3, 1, 1, 2, 3));
        Grid<Ball> gate = Activations.sigmoid(BALLS, x);
        Grid<Ball> other = QuasiLstm.reversedGate(BALLS, x, balls(1, 1, 1));
        assertDigits("0.75000000000000000000", gate, 2);
        assertDigits("0.25000000000000000000", other, 2);
        // A negative power counts as 0.
        assertDigits("1.00000000000000000000", QuasiLstm.reversedGate(BALLS, x, balls(1, 1, -3)), 2);
    }

    @Test
    void aZeroNormaliserIsAnError() {
        SeparableAttention<Grid<Rational>> attention =
                SeparableAttention.linear(EXACT, fractions(2, 1, "1", "1"), fractions(2, 1, "1", "-1"), null);
        assertThrows(ArithmeticException.class, () -> attention.output(EXACT, fractions(2, 1, "1", "1")));
        assertThrows(ArithmeticException.class, () -> attention.formB(EXACT));
    }
}
