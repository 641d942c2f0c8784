package org.fiducial.theory.lemma;

import java.util.function.IntFunction;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.theory.random.RandomStream;

/** Small matrices of exact fractions. */
final class Fractions {
    private Fractions() {}

    static Rational[][] matrix(int rows, int columns, java.util.function.IntBinaryOperator entries) {
        return map(rows, columns, (i, j) -> Rational.of(entries.applyAsInt(i, j)));
    }

    /** An entry by row and column. */
    @FunctionalInterface
    interface Entry {
        Rational at(int i, int j);
    }

    static Rational[][] map(int rows, int columns, Entry entries) {
        Rational[][] m = new Rational[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                m[i][j] = entries.at(i, j);
            }
        }
        return m;
    }

    static Rational[][] random(RandomStream random, int rows, int columns, int bound) {
        return matrix(rows, columns, (i, j) -> (int) random.between(-bound, bound));
    }

    static Rational[] vector(int n, IntFunction<Rational> entries) {
        Rational[] v = new Rational[n];
        for (int i = 0; i < n; i++) {
            v[i] = entries.apply(i);
        }
        return v;
    }

    static Rational[][] product(Rational[][] x, Rational[][] y) {
        return map(x.length, y[0].length, (i, j) -> {
            Rational s = Rational.ZERO;
            for (int k = 0; k < y.length; k++) {
                s = s.add(x[i][k].multiply(y[k][j]));
            }
            return s;
        });
    }

    static Rational[][] transpose(Rational[][] x) {
        return map(x[0].length, x.length, (i, j) -> x[j][i]);
    }

    static Rational[][] sum(Rational[][] x, Rational factor, Rational[][] y) {
        return map(x.length, x[0].length, (i, j) -> x[i][j].add(factor.multiply(y[i][j])));
    }

    static Rational[][] identity(int n) {
        return matrix(n, n, (i, j) -> i == j ? 1 : 0);
    }

    /** The norm of largest row sums. */
    static Rational rowSumNorm(Rational[][] x) {
        Rational norm = Rational.ZERO;
        for (Rational[] row : x) {
            Rational s = Rational.ZERO;
            for (Rational e : row) {
                s = s.add(e.abs());
            }
            norm = max(norm, s);
        }
        return norm;
    }

    static Rational max(Rational x, Rational y) {
        return x.compareTo(y) >= 0 ? x : y;
    }

    static Rational total(Rational[] x) {
        Rational s = Rational.ZERO;
        for (Rational e : x) {
            s = s.add(e);
        }
        return s;
    }

    /** Half the sum of absolute differences. */
    static Rational totalVariation(Rational[] p, Rational[] q) {
        Rational s = Rational.ZERO;
        for (int i = 0; i < p.length; i++) {
            s = s.add(p[i].subtract(q[i]).abs());
        }
        return s.multiply(Rational.of(1, 2));
    }

    /** Positive fractions of sum 1. */
    static Rational[] distribution(RandomStream random, int n) {
        Rational[] w = vector(n, i -> Rational.of(random.between(1, 30)));
        Rational s = total(w);
        return vector(n, i -> w[i].divide(s));
    }
}
