package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.block.JavaProduct;
import org.fiducial.arithmetic.block.MatrixProduct;

/** Plain binary64 sums and products of matrices without negative elements, row by row; {@link RoundingErrors#OWN_ROUNDING} covers their rounding. */
final class NonNegative {
    private NonNegative() {}

    static final MatrixProduct PROVIDER = new JavaProduct();

    static double[] product(double[] x, double[] y, int rows, int inner, int columns) {
        double[] z = new double[rows * columns];
        PROVIDER.right(y, inner, columns, false).multiply(x, 0, inner, rows, 0, inner, 0, columns, z, 0, columns);
        return z;
    }

    static double largest(double[] x) {
        double most = 0;
        for (double a : x) {
            most = Math.max(most, a);
        }
        return most;
    }

    static void add(double[] sum, double[] x) {
        for (int e = 0; e < sum.length; e++) {
            sum[e] += x[e];
        }
    }

    static double[] rowSums(double[] x, int rows, int columns) {
        double[] out = new double[rows];
        for (int e = 0; e < x.length; e++) {
            out[e / columns] += x[e];
        }
        return out;
    }

    static double[] columnSums(double[] x, int rows, int columns) {
        double[] out = new double[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j] += x[i * columns + j];
            }
        }
        return out;
    }

    static double[] transpose(double[] x, int rows, int columns) {
        double[] out = new double[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j * rows + i] = x[i * columns + j];
            }
        }
        return out;
    }

    static double[] keep(double[] x, AllowedKeys allowed) {
        double[] out = x.clone();
        int columns = allowed.keys();
        for (int e = 0; e < out.length; e++) {
            if (!allowed.allows(e / columns, e % columns)) {
                out[e] = 0;
            }
        }
        return out;
    }
}
