package org.fiducial.arithmetic.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;

/** How much of a bound a computed value uses up. */
final class Reached {
    static final BigBalls EXACT = new BigBalls(192);
    static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);

    private Reached() {}

    static ModelledReals<Grid<Ball>> of(FloatModel model) {
        return ModelledReals.certain(EXACT, model);
    }

    static Matrix row(double... x) {
        return new Matrix(1, x.length, x);
    }

    static Matrix column(double... x) {
        return new Matrix(x.length, 1, x);
    }

    /** The distance of a computed element from the exact one, over its bound. */
    static double ratio(Modelled<Grid<Ball>> z, int i, int j, double computed) {
        Dyadic exact = EXACT.enclosure(z.exact(), i, j).midpoint();
        return Dyadic.of(computed).subtract(exact).abs().toDouble() / z.deviation(i, j);
    }

    /** The computed element (0, 0) keeps its bound, and uses up at least that part of it. */
    static void reached(double least, Modelled<Grid<Ball>> z, double computed) {
        double ratio = ratio(z, 0, 0, computed);
        assertTrue(ratio <= 1 && ratio >= least, () -> ratio + " of the bound, expected " + least + " to 1");
    }
}
