package org.fiducial.theory.lemma;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.exact.Rationals;
import org.fiducial.arithmetic.scalar.ScalarField;

/**
 * Definiteness of symmetric matrices by L D L^T: a symmetric matrix is positive definite iff every pivot is positive. In balls the pivots
 * are enclosed, so a decided sign is the sign of the exact pivot.
 */
public final class LoewnerOrder {
    private LoewnerOrder() {}

    /** Whether the symmetric matrix with those entries is positive definite; only the lower triangle is looked at. */
    public static Truth isPositiveDefinite(Balls balls, Ball[][] matrix) {
        return positiveDefinite(balls, copy(matrix), x -> balls.less(balls.zero(), x));
    }

    /** Whether the symmetric matrix of fractions is positive definite. */
    public static boolean isPositiveDefinite(Rational[][] matrix) {
        return positiveDefinite(new Rationals(), copy(matrix), x -> x.signum() > 0 ? Truth.TRUE : Truth.FALSE)
                == Truth.TRUE;
    }

    /** Whether the symmetric matrix of fractions has no negative eigenvalue: a zero pivot has to stand in a zero column. */
    public static boolean isPositiveSemidefinite(Rational[][] matrix) {
        Rational[][] a = copy(matrix);
        int n = a.length;
        for (int k = 0; k < n; k++) {
            if (a[k][k].signum() < 0) {
                return false;
            }
            if (a[k][k].signum() == 0) {
                for (int i = k + 1; i < n; i++) {
                    if (a[i][k].signum() != 0) {
                        return false;
                    }
                }
                continue;
            }
            eliminate(new Rationals(), a, k);
        }
        return true;
    }

    /**
     * The Schur complement C - B^T A^-1 B of the leading k x k block A: positive definite together with A iff the whole matrix is.
     *
     * @throws ArithmeticException if a pivot of A is zero
     */
    public static Rational[][] schurComplement(Rational[][] matrix, int k) {
        Rational[][] a = copy(matrix);
        for (int i = 0; i < k; i++) {
            eliminate(new Rationals(), a, i);
        }
        int n = a.length - k;
        Rational[][] rest = new Rational[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rest[i][j] = a[Math.max(i, j) + k][Math.min(i, j) + k];
            }
        }
        return rest;
    }

    private static <S> Truth positiveDefinite(ScalarField<S> f, S[][] a, Function<S, Truth> positive) {
        for (int k = 0; k < a.length; k++) {
            Truth sign = positive.apply(a[k][k]);
            if (sign != Truth.TRUE) {
                return sign;
            }
            try {
                eliminate(f, a, k);
            } catch (UndecidedException e) {
                return Truth.UNDECIDED;
            }
        }
        return Truth.TRUE;
    }

    /** Subtracts the outer product of column k over its pivot from what lies below and to the right. */
    private static <S> void eliminate(ScalarField<S> f, S[][] a, int k) {
        List<S> ratios = new ArrayList<>();
        for (int i = k + 1; i < a.length; i++) {
            ratios.add(f.divide(a[i][k], a[k][k]));
        }
        for (int i = k + 1; i < a.length; i++) {
            for (int j = k + 1; j <= i; j++) {
                a[i][j] = f.subtract(a[i][j], f.multiply(ratios.get(i - k - 1), a[j][k]));
            }
        }
    }

    private static <S> S[][] copy(S[][] matrix) {
        S[][] a = matrix.clone();
        for (int i = 0; i < a.length; i++) {
            if (a[i].length != a.length) {
                throw new IllegalArgumentException(
                        "row " + i + " of " + a[i].length + " entries, expected " + a.length);
            }
            a[i] = a[i].clone();
        }
        return a;
    }
}
