package org.fiducial.arithmetic.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.emulated.EmulatedOptions;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** Emulated implementations keep the bounds of the float model's elementary functions, and come near them. */
class ModelledFunctionsTest {
    private interface Text {
        <T> T of(OrderedReals<T> a, T x, T y);
    }

    private static final Map<String, Text> TEXTS = new LinkedHashMap<>();

    static {
        TEXTS.put("log", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.log(a.add(a.multiply(a.abs(x), a.abs(y)), a.constant(1, 1, Dyadic.powerOfTwo(-3))));
            }
        });
        TEXTS.put("sqrt", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.sqrt(a.add(a.multiply(x, x), a.multiply(y, y)));
            }
        });
        TEXTS.put("tanh", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.tanh(a.multiply(x, y));
            }
        });
        TEXTS.put("erf", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.erf(a.multiply(x, y));
            }
        });
        TEXTS.put("sin", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.sin(a.multiply(x, y));
            }
        });
        TEXTS.put("cos", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.cos(a.multiply(x, y));
            }
        });
        TEXTS.put("max and abs", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.max(a.abs(a.multiply(x, y)), a.multiply(y, y));
            }
        });
        TEXTS.put("row maximum", new Text() {
            @Override
            public <T> T of(OrderedReals<T> a, T x, T y) {
                return a.rowMax(a.multiply(x, y), AllowedKeys.all(1, a.columns(x)));
            }
        });
    }

    private static Matrix drawn(SplittableRandom random, int columns) {
        double[] v = new double[columns];
        for (int j = 0; j < columns; j++) {
            v[j] = (float) random.nextDouble(-3, 3);
        }
        return new Matrix(1, columns, v);
    }

    @Test
    void emulationsStayWithinAndComeNear() {
        SplittableRandom random = new SplittableRandom(5);
        BigBalls exact = new BigBalls(128);
        ModelledReals<Grid<Ball>> modelled = ModelledReals.certain(exact, FloatModel.of(Format.BINARY32));
        int columns = 400;
        Matrix x = drawn(random, columns);
        Matrix y = drawn(random, columns);
        TEXTS.forEach((name, text) -> {
            Modelled<Grid<Ball>> m = text.of(modelled, modelled.literal(x), modelled.literal(y));
            double most = 0;
            for (long seed = 0; seed < 4; seed++) {
                LiftedReals<Double> single = new LiftedReals<>(new EmulatedReals(
                        Format.BINARY32, EmulatedOptions.usual().withFunctionUlps(2, seed)));
                Grid<Double> found = text.of(single, single.literal(x), single.literal(y));
                for (int j = 0; j < found.columns(); j++) {
                    Enclosure e = exact.enclosure(m.exact(), 0, j);
                    Dyadic value = Dyadic.of(single.get(found, 0, j));
                    double distance = value.subtract(e.midpoint()).abs().toDouble();
                    double bound = m.deviation(0, j);
                    assertTrue(distance <= bound, name + " at column " + j + ": " + distance + " above " + bound);
                    most = Math.max(most, distance / bound);
                }
            }
            assertTrue(most > 0.1, name + " uses only " + most + " of its bound");
        });
    }

    /** Where an implementation may take the root or the logarithm of what is not positive, nothing is known. */
    @Test
    void noBoundWhereTheArgumentMayLeaveTheDomain() {
        ModelledReals<Grid<Ball>> a = ModelledReals.certain(new BigBalls(128), FloatModel.of(Format.BINARY32));
        Modelled<Grid<Ball>> one = a.constant(1, 1, Dyadic.ONE);
        Modelled<Grid<Ball>> close = a.literal(new Matrix(1, 1, new double[] {1 + 0x1p-20}));
        Modelled<Grid<Ball>> third = a.divide(one, a.constant(1, 1, Dyadic.of(3)));
        // 3 (1/3) (1 + 2^-30) - 1: less than what its roundings may take.
        Modelled<Grid<Ball>> little =
                a.subtract(a.multiply(a.multiply(third, a.constant(1, 1, Dyadic.of(3))), one), one);
        Modelled<Grid<Ball>> moved = a.add(little, a.constant(1, 1, Dyadic.powerOfTwo(-30)));
        assertEquals(Double.POSITIVE_INFINITY, a.sqrt(moved).deviation(0, 0));
        assertEquals(Double.POSITIVE_INFINITY, a.log(moved).deviation(0, 0));
        assertTrue(a.sqrt(a.subtract(close, one)).deviation(0, 0) < 1e-8);
    }

    @Test
    void comparisonsThatImplementationsMayDecideOtherwise() {
        ModelledReals<Grid<Ball>> a = ModelledReals.certain(new BigBalls(128), FloatModel.of(Format.BINARY32));
        Modelled<Grid<Ball>> third = a.divide(a.constant(1, 1, Dyadic.ONE), a.constant(1, 1, Dyadic.of(3)));
        Modelled<Grid<Ball>> near = a.literal(new Matrix(1, 1, new double[] {(float) (1 / 3.0)}));
        Modelled<Grid<Ball>> far = a.literal(new Matrix(1, 1, new double[] {0.3334}));
        assertEquals(Truth.UNDECIDED, a.less(third, near, 0, 0));
        assertEquals(Truth.TRUE, a.less(third, far, 0, 0));
        assertEquals(Truth.FALSE, a.less(far, third, 0, 0));
        assertEquals(Truth.FALSE, a.less(near, near, 0, 0));
    }
}
