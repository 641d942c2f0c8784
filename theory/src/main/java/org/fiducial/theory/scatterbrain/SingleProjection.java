package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;

/** The operator's own estimate with one projection in one dimension, as a function of the projection: what quadratures integrate. */
final class SingleProjection {
    private SingleProjection() {}

    /** e(w) for x and y. */
    static Ball estimate(FeatureMap map, Ball w, double x, double y, int p) {
        BigBalls a = new BigBalls(p);
        Grid<Ball> projection = a.matrix(1, 1, (i, j) -> w);
        Grid<Ball> e = ScatterbrainAttention.estimates(
                a,
                map.features(a, a.constant(1, 1, Dyadic.of(x)), projection),
                map.features(a, a.constant(1, 1, Dyadic.of(y)), projection),
                map.divisor(1));
        return a.get(e, 0, 0);
    }
}
