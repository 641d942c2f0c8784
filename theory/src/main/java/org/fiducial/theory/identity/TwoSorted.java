package org.fiducial.theory.identity;

import org.jspecify.annotations.Nullable;

/** A matrix whose elements have a value and perhaps a meaning as an exponent; null exponents mean that no element has one. */
abstract class TwoSorted {
    final int rows;
    final int columns;
    final long @Nullable [] exponent;

    TwoSorted(int rows, int columns, long @Nullable [] exponent) {
        this.rows = rows;
        this.columns = columns;
        this.exponent = exponent;
    }

    int size() {
        return rows * columns;
    }

    /** The index of this second operand's element that meets element (i, j) of an m x n first operand. */
    int at(int i, int j) {
        return (rows == 1 ? 0 : i) * columns + (columns == 1 ? 0 : j);
    }
}
