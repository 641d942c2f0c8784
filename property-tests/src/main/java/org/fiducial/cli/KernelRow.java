package org.fiducial.cli;

import java.util.List;
import java.util.Locale;
import org.fiducial.oracle.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One kernel on one problem.
 *
 * @param name the implementation
 * @param sample size and mask
 * @param format format of the inputs
 * @param seconds least time of one computation, NaN if it was not timed
 * @param operationsPerSecond rate of the definition's operations, NaN likewise
 * @param fraction of the nearer measured limit of the device, NaN if no limit was measured
 * @param verdict what the oracle says, or null if it was not asked
 * @param ratio largest error over its bound, NaN if there is no verdict
 * @param model the declared float model, empty if there is no verdict
 * @param note why something is missing; empty if nothing is
 */
record KernelRow(
        String name,
        String sample,
        String format,
        double seconds,
        double operationsPerSecond,
        double fraction,
        @Nullable Outcome verdict,
        double ratio,
        String model,
        String note) {
    static final List<String> HEADINGS =
            List.of("kernel", "problem", "format", "time", "TFLOP/s", "of limit", "error/bound", "verdict", "note");

    /** A row of which nothing is known but why. */
    static KernelRow without(String name, String sample, String format, String note) {
        return new KernelRow(name, sample, format, Double.NaN, Double.NaN, Double.NaN, null, Double.NaN, "", note);
    }

    /** What people read; "-" where there is nothing. */
    List<String> cells() {
        return List.of(
                name,
                sample,
                format,
                Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.3g s", seconds),
                number("%.3g", operationsPerSecond * 1e-12),
                Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * fraction),
                number("%.2g", ratio),
                verdict == null ? "-" : verdict.name(),
                note.isEmpty() ? "-" : note);
    }

    private static String number(String format, double x) {
        return Double.isNaN(x) ? "-" : String.format(Locale.ROOT, format, x);
    }
}
