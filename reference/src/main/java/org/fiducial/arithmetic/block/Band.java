package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;

/** Some consecutive rows of a matrix, computed where keys are allowed. */
final class Band {
    /** The largest number of elements that a band of several rows has: half a megabyte, so that bands stay in a core's cache. */
    static final int ELEMENTS = 1 << 16;

    final AllowedKeys allowed;
    final int columns;
    final int first;
    final int count;
    /** The columns from <= j < to hold every allowed key of every row. */
    final int from;

    final int to;
    /** Element (i, j) of the matrix is at (i - first) * columns + j; columns outside from..to hold anything. */
    final double[] mid;
    /** For each row a bound of |exact - mid| over its allowed keys; infinite if nothing is known, and then mid may be anything finite. */
    final double[] radius;
    /** For each row a bound of |mid| over its allowed keys. */
    final double[] magnitude;

    Band(AllowedKeys allowed, int columns, int first, int count, double[] mid) {
        this.allowed = allowed;
        this.columns = columns;
        this.first = first;
        this.count = count;
        this.mid = mid;
        this.radius = new double[count];
        this.magnitude = new double[count];
        int low = columns;
        int high = 0;
        for (int i = first; i < first + count; i++) {
            if (allowed.count(i) > 0) {
                low = Math.min(low, allowed.from(i));
                high = Math.max(high, allowed.to(i));
            }
        }
        from = Math.min(low, high);
        to = high;
    }

    /** Rows per band for a matrix of so many columns. */
    static int height(int columns) {
        return Math.max(4, ELEMENTS / Math.max(columns, 1) / 4 * 4);
    }

    int offset(int row) {
        return (row - first) * columns;
    }
}
