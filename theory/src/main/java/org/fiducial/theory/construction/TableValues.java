package org.fiducial.theory.construction;

import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;

/** The target's values where a network keeps them, as binary64 numbers. */
final class TableValues {
    private TableValues() {}

    /** Numbers near the values at all grid points, by token and position in {@link KuhnCircuit#vertices}. */
    static double[][] atVertices(Target target, int cells) throws ConstructionException {
        List<int[]> all = KuhnCircuit.vertices(target.n(), cells);
        double[][] values = new double[target.n()][all.size()];
        for (int i = 0; i < target.n(); i++) {
            for (int q = 0; q < all.size(); q++) {
                values[i][q] = at(target, i, CellBoxes.vertex(all.get(q), cells), all.get(q), cells)
                        .middle();
            }
        }
        return values;
    }

    /** An enclosure of one value, or one line saying why there is none. */
    static Interval at(Target target, int token, Interval[] point, int[] v, int cells) throws ConstructionException {
        try {
            return target.value(token, point);
        } catch (ArithmeticException e) {
            throw InterpolationError.outside(token, v, cells, e);
        }
    }

    /** The largest distance of numbers, such as a network's exact values at the grid points, from the target there. */
    static double distance(Target target, int cells, double[][] values) throws ConstructionException {
        List<int[]> all = KuhnCircuit.vertices(target.n(), cells);
        double worst = 0;
        for (int i = 0; i < target.n(); i++) {
            for (int q = 0; q < all.size(); q++) {
                Interval f = at(target, i, CellBoxes.vertex(all.get(q), cells), all.get(q), cells);
                worst = Math.max(worst, f.subtract(Interval.of(values[i][q])).magnitude());
            }
        }
        return worst;
    }

    /** The values as a table of exact fractions. */
    static KuhnCircuit.Table table(double[][] values, int cells) {
        return (token, v) -> {
            int q = 0;
            for (int k : v) {
                q = q * (cells + 1) + k;
            }
            return Rational.of(Dyadic.of(values[token][q]));
        };
    }
}
