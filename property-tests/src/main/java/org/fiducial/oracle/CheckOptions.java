package org.fiducial.oracle;

import java.util.function.LongConsumer;

/**
 * How a check is made; none of it changes what a verdict means.
 *
 * @param output which output of the operator the candidate is: output, lse, dquery, dkey, dvalue ...
 * @param threads number of threads, at least 1; the verdict does not depend on it
 * @param powerRows number of query rows, over the heads sampled, on which the catalogued mistakes are evaluated; 0 leaves the power out
 * @param progress told the number of rows done so far, of the number that {@link CheckedOperator#rows} gives
 */
public record CheckOptions(String output, int threads, int powerRows, LongConsumer progress) {
    public static final CheckOptions DEFAULT = new CheckOptions("output", 1, 48, rows -> {});

    public CheckOptions {
        if (threads < 1 || powerRows < 0) {
            throw new IllegalArgumentException(
                    threads + " threads and " + powerRows + " power rows, expected at least 1 and 0");
        }
    }

    /** From one row to the next of so many, if mistakes are evaluated on about {@link #powerRows} of them. */
    public int powerStep(int rows) {
        return Math.max(1, rows / Math.max(1, powerRows));
    }

    public CheckOptions withOutput(String name) {
        return new CheckOptions(name, threads, powerRows, progress);
    }

    public CheckOptions withThreads(int n) {
        return new CheckOptions(output, n, powerRows, progress);
    }

    public CheckOptions withPowerRows(int n) {
        return new CheckOptions(output, threads, n, progress);
    }

    public CheckOptions withProgress(LongConsumer p) {
        return new CheckOptions(output, threads, powerRows, p);
    }
}
