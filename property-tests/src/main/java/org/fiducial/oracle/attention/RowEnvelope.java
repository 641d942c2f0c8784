package org.fiducial.oracle.attention;

/**
 * Exact values and largest allowed distances of some query rows, row by row.
 *
 * @param columns elements a row
 * @param mid midpoints of the exact values
 * @param radius radii of the exact values
 * @param bound largest distance that every implementation in the model keeps, storage included
 * @param closed whether the sheet's closed bound is the smaller one
 * @param vacuous rows whose bound is as wide as the values' hull in every column, so that any weights would pass (C2); of a log-sum-exp as wide as log keys
 */
record RowEnvelope(int columns, double[] mid, double[] radius, double[] bound, boolean[] closed, boolean[] vacuous) {

    /** Rows about which nothing is known, because their numbers are beyond the range of every engine. */
    static RowEnvelope unknown(int rows, int columns) {
        double[] everything = new double[rows * columns];
        java.util.Arrays.fill(everything, Double.POSITIVE_INFINITY);
        return new RowEnvelope(
                columns,
                new double[everything.length],
                everything,
                everything,
                new boolean[everything.length],
                new boolean[rows]);
    }
}
