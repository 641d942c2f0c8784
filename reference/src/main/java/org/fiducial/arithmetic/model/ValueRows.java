package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.jspecify.annotations.Nullable;

/** Values key by key, each an array of its own, with the extremes of each column over the first keys. */
final class ValueRows {
    final int width;
    final double[][] mid;
    /** Radii, or null if all are 0. */
    final double @Nullable [] @Nullable [] radius;
    /** |mid| + radius. */
    final double[][] size;

    final double @Nullable [] @Nullable [] deviation;
    private final double[][] low;
    private final double[][] high;
    private final double[][] lowUpTo;
    private final double[][] highUpTo;

    ValueRows(Enclosures v, double @Nullable [] deviations) {
        width = v.columns();
        mid = rows(v.mid(), v);
        size = new double[v.rows()][width];
        radius = NonNegative.largest(v.radius()) == 0 ? null : rows(v.radius(), v);
        deviation = deviations == null ? null : rows(deviations, v);
        low = radius == null ? mid : new double[v.rows()][width];
        high = radius == null ? mid : new double[v.rows()][width];
        lowUpTo = new double[v.rows()][];
        highUpTo = new double[v.rows()][];
        for (int j = 0; j < v.rows(); j++) {
            for (int c = 0; c < width; c++) {
                double x = v.mid()[j * width + c];
                double r = v.radius()[j * width + c];
                size[j][c] = Math.abs(x) + r;
                if (radius != null) {
                    low[j][c] = x - r;
                    high[j][c] = x + r;
                }
            }
            lowUpTo[j] = low[j].clone();
            highUpTo[j] = high[j].clone();
            if (j > 0) {
                widen(lowUpTo[j], lowUpTo[j - 1], highUpTo[j], highUpTo[j - 1]);
            }
        }
    }

    private static double[][] rows(double[] x, Enclosures v) {
        double[][] out = new double[v.rows()][];
        for (int j = 0; j < out.length; j++) {
            out[j] = java.util.Arrays.copyOfRange(x, j * v.columns(), (j + 1) * v.columns());
        }
        return out;
    }

    /** The extremes of each column over the allowed keys of row i, which has some. */
    void extremes(AllowedKeys allowed, int i, double[] lowest, double[] highest) {
        if (allowed.from(i) == 0 && allowed.isRange(i)) {
            System.arraycopy(lowUpTo[allowed.to(i) - 1], 0, lowest, 0, width);
            System.arraycopy(highUpTo[allowed.to(i) - 1], 0, highest, 0, width);
            return;
        }
        java.util.Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                widen(lowest, low[j], highest, high[j]);
            }
        }
    }

    private static void widen(double[] low, double[] x, double[] high, double[] y) {
        for (int c = 0; c < low.length; c++) {
            low[c] = Math.min(low[c], x[c]);
        }
        for (int c = 0; c < high.length; c++) {
            high[c] = Math.max(high[c], y[c]);
        }
    }
}
