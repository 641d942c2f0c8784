package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedRing;
import org.fiducial.number.Dyadic;

/** A matrix of exact fractions of which most are zero, filled entry by entry. */
public final class SparseMatrix {
    /** One entry. */
    public record Entry(int row, int column, Rational value) {}

    private final int rows;
    private final int columns;
    private final List<Entry> entries = new ArrayList<>();

    /** The zero matrix. */
    public SparseMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** Sets an entry that has not been set; zeros are not stored. */
    SparseMatrix set(int row, int column, Rational value) {
        java.util.Objects.checkIndex(row, rows);
        java.util.Objects.checkIndex(column, columns);
        if (value.signum() != 0) {
            entries.add(new Entry(row, column, value));
        }
        return this;
    }

    SparseMatrix set(int row, int column, long value) {
        return set(row, column, Rational.of(value));
    }

    /** This matrix with one entry doubled. */
    public SparseMatrix withDoubled(int entry) {
        SparseMatrix changed = new SparseMatrix(rows, columns);
        for (int k = 0; k < entries.size(); k++) {
            Entry e = entries.get(k);
            changed.set(e.row(), e.column(), k == entry ? e.value().add(e.value()) : e.value());
        }
        return changed;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The nonzero entries, in the order they were set. */
    public List<Entry> entries() {
        return java.util.Collections.unmodifiableList(entries);
    }

    /** The matrix in exact fractions. */
    public Grid<Rational> grid(LiftedRing<Rational> a) {
        Rational[] all = new Rational[rows * columns];
        java.util.Arrays.fill(all, Rational.ZERO);
        entries.forEach(e -> all[e.row() * columns + e.column()] = e.value());
        return a.matrix(rows, columns, (i, j) -> all[i * columns + j]);
    }

    /**
     * The entry as a binary64 number.
     *
     * @throws ArithmeticException if it is none
     */
    public static double exactly(Rational x) {
        int shift = x.denominator().bitLength() - 1;
        Dyadic d = Dyadic.of(x.numerator(), -shift);
        double value = d.toDouble();
        if (x.denominator().bitCount() != 1 || !Dyadic.of(value).equals(d)) {
            throw new ArithmeticException("weight " + x + " is no binary64 number");
        }
        return value;
    }
}
