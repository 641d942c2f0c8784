package org.fiducial.theory.construction;

import java.util.List;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Jet;
import org.fiducial.theory.target.Target;

/**
 * How far a target is from its interpolant on the Kuhn triangulation of step h = 1/G, on every cell of the cube, by intervals. With the
 * barycentric weights l_k of x in its simplex and p_a = sum of l_k over the vertices on the upper side of coordinate a:
 *
 * <ul>
 *   <li>I f(x) - f(x) = (1/2) sum_k l_k (v_k - x)' H(z_k) (v_k - x), and sum_k l_k |v_k - x|_a |v_k - x|_b <= h^2/4 by Cauchy and Schwarz,
 *       because the diagonal terms are h^2 p_a (1 - p_a): at most (h^2/8) times the sum of the moduli of all second derivatives;
 *   <li>|I f(x) - f(x)| <= sum_k l_k |f(v_k) - f(x)| <= sum_a L_a 2 h p_a (1 - p_a): at most (h/2) times the sum of the slopes' moduli;
 *   <li>both values are in the range of f on the simplex: at most its width.
 * </ul>
 */
final class InterpolationError {
    /** Boxes that a cell may be cut into are 2^this. */
    private static final int HALVINGS = 8;

    private final Target target;
    private final int cells;
    private final double goal;

    /** @param goal a cell that stays above it ends the search */
    InterpolationError(Target target, int cells, double goal) {
        this.target = target;
        this.cells = cells;
        this.goal = goal;
    }

    /** What is known of one cell. */
    private static final class Cell {
        private double slopes;
        private double curvatures;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;
    }

    /** A bound of the distance on the whole cube; infinite as soon as one cell cannot be brought below the goal. */
    double bound() throws ConstructionException {
        double worst = 0;
        List<int[]> corners = KuhnCircuit.vertices(target.n(), cells - 1);
        for (int i = 0; i < target.n(); i++) {
            for (int[] v : corners) {
                double cell = cell(i, v);
                if (cell > goal) {
                    return Double.POSITIVE_INFINITY;
                }
                worst = Math.max(worst, cell);
            }
        }
        return worst;
    }

    private double cell(int token, int[] v) throws ConstructionException {
        double best = Double.POSITIVE_INFINITY;
        int deepest = Math.max(1, HALVINGS / target.n() - (target.n() == 1 ? 4 : 0));
        for (int depth = 0; depth <= deepest && best > goal; depth++) {
            Cell c = new Cell();
            try {
                collect(token, CellBoxes.cell(v, cells), depth, c);
            } catch (ArithmeticException e) {
                if (depth < deepest) {
                    continue;
                }
                throw outside(token, v, cells, e);
            }
            double h = CellBoxes.point(1, cells).hi();
            double second = Interval.productUp(Interval.productUp(h, h), finite(c.curvatures)) / 8;
            double first = Interval.productUp(h, finite(c.slopes)) / 2;
            double range = Interval.up(c.high, -c.low);
            best = Math.min(best, Math.min(range, Math.min(second, first)));
            if (first > 8 * goal && range > 8 * goal && second > 64 * goal) {
                // Halving boxes will not help by so much.
                break;
            }
        }
        return best;
    }

    private static double finite(double x) {
        return Math.min(x, Double.MAX_VALUE / 16);
    }

    /** One line for a target that leaves its domain somewhere. */
    static ConstructionException outside(int token, int[] v, int cells, ArithmeticException e) {
        StringBuilder where = new StringBuilder();
        for (int k = 0; k < v.length; k++) {
            where.append(k == 0 ? "" : ", ")
                    .append(String.format(
                            java.util.Locale.ROOT,
                            "x%d from %.4g to %.4g",
                            k + 1,
                            (double) v[k] / cells,
                            (v[k] + 1.0) / cells));
        }
        return new ConstructionException("target for token " + (token + 1) + " has no enclosure for " + where + ": "
                + e.getMessage() + ", expected a continuous function on the whole unit cube");
    }

    private void collect(int token, Interval[] box, int depth, Cell into) {
        if (depth > 0) {
            for (int part = 0; part < 1 << box.length; part++) {
                collect(token, CellBoxes.part(box, part), depth - 1, into);
            }
            return;
        }
        Jet jet = target.jet(token, box);
        into.slopes = Math.max(into.slopes, jet.slopeSum());
        into.curvatures = Math.max(into.curvatures, jet.curvatureSum());
        into.low = Math.min(into.low, jet.value().lo());
        into.high = Math.max(into.high, jet.value().hi());
    }
}
