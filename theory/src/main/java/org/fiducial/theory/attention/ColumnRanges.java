package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.tensor.Matrix;

/** Smallest and largest value of each column over the allowed keys of a row; rows that begin at key 0 share running extremes. */
public final class ColumnRanges {
    private final Matrix value;
    private final double[] lowUpTo;
    private final double[] highUpTo;
    private int row = -1;
    private final double[] low;
    private final double[] high;

    public ColumnRanges(Matrix value) {
        this.value = value;
        int width = value.columns();
        lowUpTo = value.values().clone();
        highUpTo = value.values().clone();
        for (int e = width; e < lowUpTo.length; e++) {
            lowUpTo[e] = Math.min(lowUpTo[e], lowUpTo[e - width]);
            highUpTo[e] = Math.max(highUpTo[e], highUpTo[e - width]);
        }
        low = new double[width];
        high = new double[width];
    }

    /** The smallest value of column c over the allowed keys of row i, which has some. */
    public double low(AllowedKeys allowed, int i, int c) {
        find(allowed, i);
        return low[c];
    }

    /** The largest value of column c over the allowed keys of row i, which has some. */
    public double high(AllowedKeys allowed, int i, int c) {
        find(allowed, i);
        return high[c];
    }

    private void find(AllowedKeys allowed, int i) {
        if (row == i) {
            return;
        }
        row = i;
        int width = low.length;
        if (allowed.from(i) == 0 && allowed.isRange(i)) {
            int at = (allowed.to(i) - 1) * width;
            System.arraycopy(lowUpTo, at, low, 0, width);
            System.arraycopy(highUpTo, at, high, 0, width);
            return;
        }
        java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                for (int c = 0; c < width; c++) {
                    low[c] = Math.min(low[c], value.get(j, c));
                    high[c] = Math.max(high[c], value.get(j, c));
                }
            }
        }
    }
}
