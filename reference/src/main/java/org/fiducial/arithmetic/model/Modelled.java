package org.fiducial.arithmetic.model;

import org.jspecify.annotations.Nullable;

/**
 * A matrix of exact values together with a bound on how far an implementation's values may be from them.
 *
 * @param <X> matrix of the enclosing arithmetic underneath
 */
public final class Modelled<X> {
    private final X exact;
    private final int rows;
    private final int columns;
    private final double @Nullable [] deviation;
    private final @Nullable ProductTerms terms;
    private final @Nullable SoftmaxDeviation softmax;
    private double @Nullable [] magnitude;

    Modelled(
            X exact,
            int rows,
            int columns,
            double @Nullable [] deviation,
            @Nullable ProductTerms terms,
            @Nullable SoftmaxDeviation softmax) {
        this.exact = exact;
        this.rows = rows;
        this.columns = columns;
        this.deviation = deviation;
        this.terms = terms;
        this.softmax = softmax;
    }

    /** The exact matrix, enclosed. */
    public X exact() {
        return exact;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Bound on |computed - exact| of element (i, j), rounded upwards. */
    public double deviation(int i, int j) {
        return deviation == null ? 0 : deviation[i * columns + j];
    }

    /** The bounds of all elements, row by row, or null if every computed value is exact. */
    double @Nullable [] deviations() {
        return deviation;
    }

    /** What is remembered of a matrix product; null for other matrices. */
    @Nullable
    ProductTerms terms() {
        return terms;
    }

    @Nullable
    SoftmaxDeviation softmax() {
        return softmax;
    }

    double @Nullable [] cachedMagnitude() {
        return magnitude;
    }

    double[] cache(double[] upperBounds) {
        magnitude = upperBounds;
        return upperBounds;
    }
}
