package org.fiducial.theory.bound;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;

/** Oscillations, ranges and diameters of finite sets of numbers and vectors. */
public final class Spread {
    private Spread() {}

    /** The largest element of each row, one column. */
    public static <T> T rowMax(OrderedReals<T> a, T x) {
        return a.rowMax(x, AllowedKeys.all(a.rows(x), a.columns(x)));
    }

    /** The smallest element of each row, one column. */
    public static <T> T rowMin(OrderedReals<T> a, T x) {
        return a.negate(rowMax(a, a.negate(x)));
    }

    /** Largest minus smallest element of each row, one column. */
    public static <T> T oscillation(OrderedReals<T> a, T x) {
        return a.subtract(rowMax(a, x), rowMin(a, x));
    }

    /** Largest minus smallest element of each column, one row. */
    public static <T> T columnRanges(OrderedReals<T> a, T x) {
        return a.transpose(oscillation(a, a.transpose(x)));
    }

    /** The largest element of all, 1 x 1. */
    public static <T> T largest(OrderedReals<T> a, T x) {
        return rowMax(a, a.transpose(rowMax(a, x)));
    }

    /** The Euclidean norm of each row, one column. */
    public static <T> T rowNorms(OrderedReals<T> a, T x) {
        return a.sqrt(a.rowSums(a.multiply(x, x)));
    }

    /** The largest Euclidean distance between two rows, 1 x 1; 0 for a single row. */
    public static <T> T diameter(OrderedReals<T> a, T x) {
        List<T> differences = new ArrayList<>();
        differences.add(a.constant(1, a.columns(x), Dyadic.ZERO));
        for (int i = 0; i < a.rows(x); i++) {
            for (int j = 0; j < i; j++) {
                differences.add(a.subtract(a.gatherRows(x, new int[] {i}), a.gatherRows(x, new int[] {j})));
            }
        }
        return largest(a, rowNorms(a, a.concatenateRows(differences)));
    }
}
