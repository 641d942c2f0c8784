package org.fiducial.tensor;

/**
 * A matrix of exactly known binary64 numbers, row by row. Every finite value of every storage format is such a number. The array is
 * shared, not copied, and must not be changed.
 *
 * @throws IllegalArgumentException if the length is not rows * columns
 */
public record Matrix(int rows, int columns, double[] values) {
    public Matrix {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "matrix of " + values.length + " values, expected " + rows + " x " + columns);
        }
    }

    public double get(int i, int j) {
        return values[i * columns + j];
    }

    /** The rows first <= i < end, copied. */
    public Matrix rows(int first, int end) {
        return new Matrix(end - first, columns, java.util.Arrays.copyOfRange(values, first * columns, end * columns));
    }

    /** The chosen rows, in that order, copied. */
    public Matrix rows(int[] index) {
        double[] out = new double[index.length * columns];
        for (int i = 0; i < index.length; i++) {
            System.arraycopy(values, index[i] * columns, out, i * columns, columns);
        }
        return new Matrix(index.length, columns, out);
    }
}
