package org.fiducial.theory.construction;

import java.util.List;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Jet;
import org.fiducial.theory.target.Target;

/**
 * The sum over all cells and tokens of the integral of |f_i - t|^p, t the network's constant there: an upper sum over boxes, each with the
 * largest distance that values and slopes allow.
 */
final class LookUpError {
    /** Room for the rounding of a table value to binary64, relative. */
    private static final double STORED = 0x1p-52;

    private final Target target;
    private final int p;
    private final int cells;
    private final double[][] table;

    /** Boxes that a cell is cut into, along each axis. */
    private final int cuts;

    /** @param table by token and U */
    LookUpError(Target target, int p, int cells, double[][] table) {
        this.target = target;
        this.p = p;
        this.cells = cells;
        this.table = table;
        this.cuts = target.n() <= 2 ? 4 : target.n() == 3 ? 2 : 1;
    }

    double bound() throws ConstructionException {
        int n = target.n();
        int steps = cells * cuts;
        List<int[]> boxes = KuhnCircuit.vertices(n, steps - 1);
        double sum = 0;
        for (int[] v : boxes) {
            Interval[] box = CellBoxes.cell(v, steps);
            Interval[] centre = CellBoxes.centre(v, steps);
            int u = 0;
            for (int j = n - 1; j >= 0; j--) {
                u = u * cells + v[j] / cuts;
            }
            for (int i = 0; i < n; i++) {
                double distance = distance(i, box, centre, v, steps, table[i][u]);
                sum = Interval.up(sum, Interval.of(distance).power(p).hi());
            }
        }
        double volume = 1;
        for (int k = 0; k < n; k++) {
            volume = Interval.productUp(volume, CellBoxes.point(1, steps).hi());
        }
        return Interval.productUp(sum, volume);
    }

    private double distance(int token, Interval[] box, Interval[] centre, int[] v, int steps, double value)
            throws ConstructionException {
        double stored = Interval.productUp(Math.abs(value), STORED);
        try {
            Jet jet = target.jet(token, box);
            double far = jet.value().subtract(Interval.of(value)).magnitude();
            double half = Interval.productUp(
                            jet.slopeSum() < 1e300 ? jet.slopeSum() : 1e300,
                            CellBoxes.point(1, steps).hi())
                    / 2;
            double near = Interval.up(
                    target.value(token, centre).subtract(Interval.of(value)).magnitude(), half);
            return Interval.up(Math.min(far, near), stored);
        } catch (ArithmeticException e) {
            throw InterpolationError.outside(token, v, steps, e);
        }
    }

    /** Enclosures of all values of each token's function. */
    static Interval[] values(Target target) throws ConstructionException {
        int steps = target.n() <= 2 ? 16 : 4;
        Interval[] all = new Interval[target.n()];
        for (int i = 0; i < all.length; i++) {
            Interval range =
                    TableValues.at(target, i, CellBoxes.vertex(new int[all.length], 1), new int[all.length], 1);
            for (int[] v : KuhnCircuit.vertices(all.length, steps - 1)) {
                range = range.hull(TableValues.at(target, i, CellBoxes.cell(v, steps), v, steps));
            }
            all[i] = range;
        }
        return all;
    }

    /** Upper bounds of largest minus smallest value. */
    static double[] ranges(Target target) throws ConstructionException {
        Interval[] values = values(target);
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i].width();
        }
        return out;
    }
}
