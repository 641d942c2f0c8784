package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.Enclosures;
import org.jspecify.annotations.Nullable;

/**
 * Values key by key, each an array of its own, and the sums that run over keys: HotSpot makes vector instructions of loops whose arrays are all
 * indexed by the loop variable alone.
 */
final class ValueRows {
    final double[][] mid;
    final double[][] radius;
    /** |mid| + radius. */
    final double[][] size;
    /** mid - radius and mid + radius. */
    final double[][] low;

    final double[][] high;
    final double @Nullable [] @Nullable [] deviation;

    ValueRows(Enclosures v, double @Nullable [] deviations) {
        int width = v.columns();
        mid = new double[v.rows()][width];
        radius = new double[v.rows()][width];
        size = new double[v.rows()][width];
        low = new double[v.rows()][width];
        high = new double[v.rows()][width];
        deviation = deviations == null ? null : new double[v.rows()][width];
        for (int j = 0; j < v.rows(); j++) {
            for (int c = 0; c < width; c++) {
                double x = v.mid()[j * width + c];
                double r = v.radius()[j * width + c];
                mid[j][c] = x;
                radius[j][c] = r;
                size[j][c] = Math.abs(x) + r;
                low[j][c] = x - r;
                high[j][c] = x + r;
                if (deviation != null && deviations != null) {
                    deviation[j][c] = deviations[j * width + c];
                }
            }
        }
    }

    /** |x - o| and both radii. */
    static void distance(double[] x, double[] rx, double[] o, double[] ro, double[] out) {
        for (int c = 0; c < out.length; c++) {
            out[c] = Math.abs(x[c] - o[c]) + rx[c];
        }
        for (int c = 0; c < out.length; c++) {
            out[c] += ro[c];
        }
    }

    static void add(double[] sum, double a, double[] x) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * x[c];
        }
    }

    static void add(double[] sumA, double a, double[] sumB, double b, double[] x) {
        for (int c = 0; c < sumA.length; c++) {
            sumA[c] += a * x[c];
            sumB[c] += b * x[c];
        }
    }

    static void addSquares(double[] sum, double a, double[] x) {
        double square = a * a;
        for (int c = 0; c < sum.length; c++) {
            sum[c] += square * x[c] * x[c];
        }
    }

    static void widen(double[] low, double[] x, double[] high, double[] y) {
        for (int c = 0; c < low.length; c++) {
            low[c] = Math.min(low[c], x[c]);
        }
        for (int c = 0; c < high.length; c++) {
            high[c] = Math.max(high[c], y[c]);
        }
    }

    /** e^t - 1, up to a relative 2^-11 above it for small t >= 0: t + t^2 > t + t^2/2 + t^3/6 + ... */
    static double expm1(double t) {
        return t < 0x1p-10 ? t * (1 + t) : Math.expm1(t);
    }
}
