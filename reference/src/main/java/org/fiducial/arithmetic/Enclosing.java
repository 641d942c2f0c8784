package org.fiducial.arithmetic;

import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;

/** An arithmetic whose matrices enclose the real matrices they stand for. */
public interface Enclosing<T> extends OrderedReals<T> {
    /** A midpoint and a radius that contain the exact element. */
    Enclosure enclosure(T x, int i, int j);

    /** All elements with binary64 midpoints and radii, for bulk work. */
    default Enclosures enclosures(T x) {
        int rows = rows(x);
        int columns = columns(x);
        double[] mid = new double[rows * columns];
        double[] radius = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Enclosure e = enclosure(x, i, j);
                // The largest finite number stands for everything beyond it; the radius says how far that is.
                double nearest = e.midpoint().toDouble();
                double m = Double.isInfinite(nearest) ? e.midpoint().toDouble(Rounding.TOWARD_ZERO) : nearest;
                mid[i * columns + j] = m;
                radius[i * columns + j] = e.radius()
                        .add(e.midpoint().subtract(Dyadic.of(m)).abs())
                        .toDouble(Rounding.UPWARD);
            }
        }
        return new Enclosures(rows, columns, mid, radius);
    }
}
