package org.fiducial.theory.lemma;

import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.theory.random.RandomStream;

/** Matrices of exact fractions: the texts of the operator at rational points, and ranks by elimination. */
public final class ExactMatrices {
    /** Exact fractions. Checks here use no exponential of it. */
    public static final LiftedExponentialField<Rational> FIELD = new LiftedExponentialField<>(new BaseTwoRationals());

    private ExactMatrices() {}

    /** Entries n/d row by row. */
    public static Grid<Rational> of(int rows, int columns, Rational... entries) {
        return FIELD.matrix(rows, columns, (i, j) -> entries[i * columns + j]);
    }

    /** Integers from -bound to bound. */
    public static Grid<Rational> random(RandomStream random, int rows, int columns, int bound) {
        Rational[] entries = new Rational[rows * columns];
        for (int k = 0; k < entries.length; k++) {
            entries[k] = Rational.of(random.between(-bound, bound));
        }
        return of(rows, columns, entries);
    }

    public static Rational get(Grid<Rational> x, int i, int j) {
        return FIELD.get(x, i, j);
    }

    /** The rank, by elimination. */
    public static int rank(Grid<Rational> x) {
        Rational[][] m = new Rational[x.rows()][x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                m[i][j] = get(x, i, j);
            }
        }
        int rank = 0;
        for (int c = 0; c < x.columns() && rank < m.length; c++) {
            int pivot = rank;
            while (pivot < m.length && m[pivot][c].signum() == 0) {
                pivot++;
            }
            if (pivot == m.length) {
                continue;
            }
            Rational[] row = m[pivot];
            m[pivot] = m[rank];
            m[rank] = row;
            for (int i = rank + 1; i < m.length; i++) {
                Rational f = m[i][c].divide(row[c]);
                for (int j = c; j < x.columns() && f.signum() != 0; j++) {
                    m[i][j] = m[i][j].subtract(f.multiply(row[j]));
                }
            }
            rank++;
        }
        return rank;
    }

    /** The sum of the squares of all entries. */
    public static Rational squares(Grid<Rational> x) {
        Rational s = Rational.ZERO;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                s = s.add(get(x, i, j).multiply(get(x, i, j)));
            }
        }
        return s;
    }

    public static Grid<Rational> identity(int n) {
        return FIELD.matrix(n, n, (i, j) -> i == j ? Rational.ONE : Rational.ZERO);
    }
}
