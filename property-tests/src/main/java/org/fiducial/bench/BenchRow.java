package org.fiducial.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param name what ran
 * @param seconds its time
 * @param radius its largest radius, or null where it has none
 * @param comparisons with whom it is compared; the first is the line's own, and all must be met
 * @param limits what else was asked, such as a largest radius, and whether it holds
 * @param notes what a reader should know of the figures
 */
public record BenchRow(
        String name,
        double seconds,
        @Nullable Double radius,
        List<Comparison> comparisons,
        List<Limit> limits,
        List<String> notes) {
    /**
     * A peer's time for the same work.
     *
     * @param seconds null if it did not run; then the peer's name says why
     * @param least the least ratio of its time to ours, or 0 if none is asked
     */
    public record Comparison(String peer, @Nullable Double seconds, double least) {}

    /** A condition that does not need a peer. */
    public record Limit(String text, boolean holds) {}

    /** The first peer's time over ours; null if it did not run. */
    public @Nullable Double ratio(Comparison c) {
        return c.seconds() == null ? null : c.seconds() / seconds;
    }

    /** Whether everything asked holds; null if a peer that was needed to say so did not run. */
    public @Nullable Boolean met() {
        boolean known = true;
        for (Comparison c : comparisons) {
            Double r = ratio(c);
            if (r == null) {
                known &= c.least() == 0;
            } else if (r < c.least()) {
                return false;
            }
        }
        return limits.stream().allMatch(Limit::holds) ? (known ? Boolean.TRUE : null) : Boolean.FALSE;
    }

    /** The goal in words. */
    public String goal() {
        StringBuilder s = new StringBuilder();
        for (Comparison c : comparisons) {
            if (c.least() > 0) {
                s.append(s.length() == 0 ? "" : "; ");
                s.append(
                        c.least() >= 1
                                ? ">= " + brief(c.least()) + "x faster than " + c.peer()
                                : "<= " + brief(1 / c.least()) + "x the time of " + c.peer());
            }
        }
        for (Limit l : limits) {
            s.append(s.length() == 0 ? "" : "; ").append(l.text());
        }
        return s.toString();
    }

    private static String brief(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : String.format(java.util.Locale.ROOT, "%.2f", x);
    }
}
