package org.fiducial.theory.attention;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.tensor.Matrix;

/** Smallest and largest value of each column over the allowed keys of a row; rows that begin at key 0 share running extremes. */
public final class ColumnRanges {
    private final Matrix value;
    private final double[] lowUpTo;
    private final double[] highUpTo;

    public ColumnRanges(Matrix value) {
        this.value = value;
        int width = value.columns();
        lowUpTo = value.values().clone();
        highUpTo = value.values().clone();
        for (int e = width; e < lowUpTo.length; e++) {
            lowUpTo[e] = Math.min(lowUpTo[e], lowUpTo[e - width]);
            highUpTo[e] = Math.max(highUpTo[e], highUpTo[e - width]);
        }
    }

    /** Smallest and largest values, column by column. */
    public record Row(double[] low, double[] high) {}

    /** The extremes over the allowed keys of row i, which has some. */
    public Row row(AllowedKeys allowed, int i) {
        int width = value.columns();
        if (allowed.from(i) == 0 && allowed.isRange(i)) {
            int end = allowed.to(i) * width;
            return new Row(
                    Arrays.copyOfRange(lowUpTo, end - width, end), Arrays.copyOfRange(highUpTo, end - width, end));
        }
        double[] low = new double[width];
        double[] high = new double[width];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                for (int c = 0; c < width; c++) {
                    low[c] = Math.min(low[c], value.get(j, c));
                    high[c] = Math.max(high[c], value.get(j, c));
                }
            }
        }
        return new Row(low, high);
    }
}
