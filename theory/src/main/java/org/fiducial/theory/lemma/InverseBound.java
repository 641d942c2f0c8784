package org.fiducial.theory.lemma;

import java.util.Optional;
import org.fiducial.arithmetic.exact.Rational;

/** A bound on the distance of a matrix from an inverse, by its residual. */
public final class InverseBound {
    private InverseBound() {}

    /**
     * A bound of ||A^-1 - X|| in the norm of largest row sums, ||X|| r / (1 - r) with r = ||I - X A||; nothing if r >= 1.
     */
    public static Optional<Rational> of(Rational[][] a, Rational[][] x) {
        Rational r = Fractions.rowSumNorm(
                Fractions.sum(Fractions.identity(a.length), Rational.of(-1), Fractions.product(x, a)));
        return r.compareTo(Rational.ONE) >= 0
                ? Optional.empty()
                : Optional.of(Fractions.rowSumNorm(x).multiply(r).divide(Rational.ONE.subtract(r)));
    }

    /**
     * The exact inverse, by Gauss-Jordan elimination with row exchanges.
     *
     * @throws ArithmeticException if the matrix is singular
     */
    public static Rational[][] inverse(Rational[][] matrix) {
        int n = matrix.length;
        Rational[][] a = Fractions.map(n, 2 * n, (i, j) -> j < n ? matrix[i][j] : Rational.of(j - n == i ? 1 : 0));
        for (int k = 0; k < n; k++) {
            int pivot = k;
            while (pivot < n && a[pivot][k].signum() == 0) {
                pivot++;
            }
            if (pivot == n) {
                throw new ArithmeticException("singular matrix");
            }
            Rational[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            Rational p = row[k];
            for (int j = 0; j < 2 * n; j++) {
                row[j] = row[j].divide(p);
            }
            for (int i = 0; i < n; i++) {
                Rational f = a[i][k];
                if (i != k && f.signum() != 0) {
                    for (int j = 0; j < 2 * n; j++) {
                        a[i][j] = a[i][j].subtract(f.multiply(row[j]));
                    }
                }
            }
        }
        return Fractions.map(n, n, (i, j) -> a[i][j + n]);
    }
}
