package org.fiducial.oracle;

import java.util.List;

/**
 * Curves over one logarithmic axis, with the stretches of it that have a name.
 *
 * @param title what the picture shows
 * @param axis what runs along the bottom
 * @param measure what runs up the side
 * @param at the points of the axis, positive and ascending
 * @param lines one value a point each
 * @param stretches named parts of the axis, in order
 * @param caption what a reader should know
 */
public record Curves(
        String title,
        String axis,
        String measure,
        double[] at,
        List<Line> lines,
        List<Stretch> stretches,
        String caption) {
    public Curves {
        lines = List.copyOf(lines);
        stretches = List.copyOf(stretches);
        for (Line line : lines) {
            if (line.values().length != at.length) {
                throw new IllegalArgumentException(
                        "curve " + line.name() + " of " + line.values().length + " points, expected " + at.length);
            }
        }
    }

    /** One curve. */
    public record Line(String name, double[] values) {}

    /** A named part of the axis, from one of its points to another, both included. */
    public record Stretch(String name, int first, int last) {}
}
