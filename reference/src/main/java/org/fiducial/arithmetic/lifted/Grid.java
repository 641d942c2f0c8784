package org.fiducial.arithmetic.lifted;

import java.util.Arrays;
import java.util.Locale;

/**
 * A matrix of single numbers. Two kinds of place hold no number. An <em>absent</em> place was masked out: it counts as an exact zero and
 * cancels whatever it is multiplied with. An <em>undefined</em> place came from an input that is infinite or NaN; everything computed
 * from it is undefined, and reading it is an error.
 *
 * @param <S> a number of some arithmetic
 */
public final class Grid<S> {
    /** Places without a number. */
    enum Gap {
        ABSENT,
        UNDEFINED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final int rows;
    private final int columns;
    private final Object[] entries;
    private final boolean gaps;

    Grid(int rows, int columns, Object[] entries) {
        this.rows = rows;
        this.columns = columns;
        this.entries = entries;
        this.gaps = Arrays.stream(entries).anyMatch(e -> e instanceof Gap);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** A number, or a gap. */
    Object entry(int i, int j) {
        if (i < 0 || i >= rows || j < 0 || j >= columns) {
            throw new IndexOutOfBoundsException("element (" + i + ", " + j + ") of a " + shape() + " matrix");
        }
        return entries[i * columns + j];
    }

    Object[] entries() {
        return entries;
    }

    boolean hasGaps() {
        return gaps;
    }

    String shape() {
        return rows + " x " + columns;
    }

    @Override
    public String toString() {
        return shape() + " " + Arrays.toString(entries);
    }
}
