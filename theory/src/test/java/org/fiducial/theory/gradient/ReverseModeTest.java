package org.fiducial.theory.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.identity.Modulus;
import org.fiducial.theory.identity.PrimeField;
import org.fiducial.theory.identity.Primes;
import org.fiducial.theory.identity.Residues;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

class ReverseModeTest {
    private static Matrix integers(RandomStream random, int rows, int columns) {
        double[] x = new double[rows * columns];
        for (int k = 0; k < x.length; k++) {
            x[k] = random.between(-3, 3);
        }
        return new Matrix(rows, columns, x);
    }

    /** dQ, dK, dV by (D11) and by the tape, end to end through queries and keys, with the same integer inputs. */
    private static <T> List<List<T>> both(ExponentialField<T> a, RandomStream random) {
        int n = 3;
        int m = 4;
        AllowedKeys causal = AllowedKeys.ranges(m, new int[n], new int[] {0, 2, 4});
        T q = a.literal(integers(random, n, 2));
        T k = a.literal(integers(random, m, 2));
        T v = a.literal(integers(random, m, 3));
        T g = a.literal(integers(random, n, 3));
        Scale tau = Scale.of(2);
        ReverseMode<T> tape = new ReverseMode<>(a);
        Traced<T> tq = tape.variable(q);
        Traced<T> tk = tape.variable(k);
        Traced<T> tv = tape.variable(v);
        Traced<T> o = SoftmaxAttention.output(tape, tq, tk, tv, tau, null, causal);
        List<T> taped = tape.gradients(List.of(o), List.of(g), List.of(tq, tk, tv));
        T p = a.softmaxRows(SoftmaxAttention.logits(a, q, k, tau, null), causal);
        AttentionGradients<T> hand = AttentionGradients.of(a, q, k, v, tau, causal, p, a.matmul(p, v), g, null);
        return List.of(taped, List.of(hand.query(), hand.key(), hand.value()));
    }

    @Test
    void attentionGradientsAgreeInFractions() {
        LiftedExponentialField<Rational> a = new LiftedExponentialField<>(new BaseTwoRationals());
        for (int seed = 0; seed < 20; seed++) {
            List<List<Grid<Rational>>> b = both(a, Seed.of(seed).stream());
            for (int x = 0; x < 3; x++) {
                Grid<Rational> taped = b.get(0).get(x);
                for (int i = 0; i < taped.rows(); i++) {
                    for (int j = 0; j < taped.columns(); j++) {
                        assertEquals(a.get(taped, i, j), a.get(b.get(1).get(x), i, j), "seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    void attentionGradientsAgreeModuloRandomPrimes() {
        for (int seed = 0; seed < 20; seed++) {
            RandomStream random = Seed.of(100 + seed).stream();
            PrimeField a = PrimeField.integerPowers(new Modulus(Primes.draw(random)), random);
            List<List<Residues>> b = both(a, random);
            for (int x = 0; x < 3; x++) {
                for (int i = 0; i < a.rows(b.get(0).get(x)); i++) {
                    assertEquals(
                            a.value(b.get(0).get(x), i, 1), a.value(b.get(1).get(x), i, 1));
                }
            }
        }
    }

    @Test
    void everyRealFunctionHasItsDerivative() {
        BigBalls a = new BigBalls(200);
        Grid<Ball> pi = a.matrix(1, 1, (i, j) -> a.scalars()
                .multiply(a.scalars().integer(java.math.BigInteger.valueOf(4)), arctangentOfOne(a)));
        ReverseReals<Grid<Ball>> tape = new ReverseReals<>(a, pi);
        List<java.util.function.UnaryOperator<Traced<Grid<Ball>>>> functions = List.of(
                tape::exp,
                tape::log,
                tape::sqrt,
                tape::tanh,
                tape::erf,
                tape::sin,
                tape::cos,
                tape::abs,
                x -> tape.max(x, tape.constant(1, 1, Dyadic.powerOfTwo(-1))),
                x -> tape.rowSums(tape.logSumExpRows(
                        tape.concatenateColumns(List.of(x, tape.multiply(x, x))), AllowedKeys.all(1, 2))),
                x -> tape.rowMax(tape.concatenateColumns(List.of(x, tape.negate(x))), AllowedKeys.all(1, 2)),
                x -> tape.columns(
                        tape.softmaxRows(
                                tape.concatenateColumns(List.of(x, tape.multiply(x, x))), AllowedKeys.all(1, 2)),
                        0,
                        1));
        Dyadic h = Dyadic.powerOfTwo(-40);
        for (int f = 0; f < functions.size(); f++) {
            for (double at : new double[] {0.75, 1.5, 3.25}) {
                Traced<Grid<Ball>> x = tape.variable(a.literal(new Matrix(1, 1, new double[] {at})));
                Traced<Grid<Ball>> y = functions.get(f).apply(x);
                Grid<Ball> slope = tape.gradients(List.of(y), List.of(a.constant(1, 1, Dyadic.ONE)), List.of(x))
                        .get(0);
                Enclosure right = value(a, functions.get(f), tape, Dyadic.of(at).add(h));
                Enclosure left = value(a, functions.get(f), tape, Dyadic.of(at).subtract(h));
                double central =
                        right.midpoint().subtract(left.midpoint()).shift(39).toDouble();
                assertEquals(
                        central,
                        a.enclosure(slope, 0, 0).midpoint().toDouble(),
                        1e-18 + 1e-15 * Math.abs(central),
                        "function " + f + " at " + at);
                assertTrue(a.enclosure(slope, 0, 0).radius().toDouble() < 1e-50);
            }
        }
    }

    /** 4 (arctan(1/5) 4 - arctan(1/239)) would do; the series of 4 arctan(1/2) + 4 arctan(1/3) is simpler to read. */
    private static Ball arctangentOfOne(BigBalls a) {
        Ball sum = a.scalars().zero();
        for (int base : new int[] {2, 3}) {
            for (int k = 0; k < 110; k++) {
                Ball term = a.scalars()
                        .divide(
                                a.scalars().one(),
                                a.scalars()
                                        .integer(java.math.BigInteger.valueOf(base)
                                                .pow(2 * k + 1)
                                                .multiply(java.math.BigInteger.valueOf(2L * k + 1))));
                sum = k % 2 == 0 ? a.scalars().add(sum, term) : a.scalars().subtract(sum, term);
            }
        }
        return sum;
    }

    private static Enclosure value(
            BigBalls a,
            java.util.function.UnaryOperator<Traced<Grid<Ball>>> f,
            ReverseReals<Grid<Ball>> tape,
            Dyadic at) {
        return a.enclosure(f.apply(tape.constant(1, 1, at)).value(), 0, 0);
    }

    @Test
    void tiesHaveNoGradient() {
        BigBalls a = new BigBalls(64);
        ReverseReals<Grid<Ball>> tape = new ReverseReals<>(a);
        Grid<Ball> one = a.constant(1, 1, Dyadic.ONE);
        Traced<Grid<Ball>> x = tape.variable(a.constant(1, 2, Dyadic.ONE));
        Traced<Grid<Ball>> top = tape.rowMax(x, AllowedKeys.all(1, 2));
        assertThrows(UndecidedException.class, () -> tape.gradients(List.of(top), List.of(one), List.of(x)));
        Traced<Grid<Ball>> zero = tape.variable(a.constant(1, 1, Dyadic.ZERO));
        assertThrows(
                UndecidedException.class, () -> tape.gradients(List.of(tape.abs(zero)), List.of(one), List.of(zero)));
        assertThrows(
                IllegalStateException.class,
                () -> tape.gradients(List.of(tape.erf(zero)), List.of(one), List.of(zero)));
        assertThrows(IllegalArgumentException.class, () -> tape.gradients(List.of(x), List.of(one), List.of(x)));
        assertEquals(
                0,
                a.enclosure(
                                tape.gradients(List.of(tape.exp(zero)), List.of(one), List.of(x))
                                        .get(0),
                                0,
                                1)
                        .midpoint()
                        .signum(),
                "nothing depends on x");
    }
}
