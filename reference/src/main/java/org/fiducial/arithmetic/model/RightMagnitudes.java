package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;

/** Upper bounds of a right factor's moduli and what products with it ask for, made once for all slices of rows on its left. */
final class RightMagnitudes {
    final double[] values;
    final double[] columnSums;
    final double largest;
    private final RightFactor factor;
    private final int inner;
    private final int columns;

    RightMagnitudes(double[] values, int inner, int columns) {
        this.values = values;
        this.inner = inner;
        this.columns = columns;
        columnSums = NonNegative.columnSums(values, inner, columns);
        largest = NonNegative.largest(values);
        factor = NonNegative.PROVIDER.right(values, inner, columns, false);
    }

    /** The product x times this, for x of so many rows without negative elements. */
    double[] product(double[] x, int rows) {
        double[] z = new double[rows * columns];
        factor.multiply(x, 0, inner, rows, 0, inner, 0, columns, z, 0, columns);
        return z;
    }
}
