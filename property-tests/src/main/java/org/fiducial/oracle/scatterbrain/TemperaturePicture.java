package org.fiducial.oracle.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.oracle.Curves;
import org.fiducial.theory.scatterbrain.TemperatureCurves;
import org.fiducial.theory.scatterbrain.TemperatureCurves.Point;

/** Error against softmax temperature: sparse, low rank and both, and which of them is best where. */
public final class TemperaturePicture {
    private TemperaturePicture() {}

    /** The picture of some curves; stretches are named by orders that the enclosures decide. */
    public static Curves of(TemperatureCurves curves) {
        List<Point> points = curves.points();
        List<Curves.Stretch> stretches = new ArrayList<>();
        int first = 0;
        for (int t = 1; t <= points.size(); t++) {
            if (t == points.size() || !order(points.get(t)).equals(order(points.get(first)))) {
                stretches.add(new Curves.Stretch(order(points.get(first)), first, t - 1));
                first = t;
            }
        }
        return new Curves(
                "Error against softmax temperature",
                "scale of the logits (inverse temperature)",
                "root mean squared error / norm of the kernel",
                points.stream().mapToDouble(Point::scale).toArray(),
                List.of(
                        line("sparse alone", points, Point::sparse),
                        line("low rank alone", points, Point::lowRank),
                        line("both together", points, Point::both)),
                stretches,
                curves.description() + " Closed forms, each point enclosed: no simulation.");
    }

    private static Curves.Line line(String name, List<Point> points, Function<Point, Ball> value) {
        return new Curves.Line(
                name,
                points.stream()
                        .mapToDouble(p -> value.apply(p).midpoint().toDouble())
                        .toArray());
    }

    /** Which error is certainly the least. */
    private static String order(Point p) {
        if (least(p.both(), p.lowRank(), p.sparse())) {
            return p.lowRank().less(p.sparse()) == Truth.TRUE ? "both < low rank < sparse" : "both < sparse < low rank";
        }
        if (least(p.sparse(), p.both(), p.lowRank())) {
            return "sparse < both < low rank";
        }
        return least(p.lowRank(), p.both(), p.sparse()) ? "low rank best" : "a tie";
    }

    private static boolean least(Ball x, Ball y, Ball z) {
        return x.less(y) == Truth.TRUE && x.less(z) == Truth.TRUE;
    }
}
