package org.fiducial.arithmetic.model;

import java.util.function.Supplier;
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
    private final @Nullable Supplier<double[]> later;
    private double @Nullable [] deviation;
    private final @Nullable ProductTerms terms;
    private final @Nullable SoftmaxDeviation softmax;
    // Shared inputs are asked by several threads, any of which may fill these.
    private volatile double @Nullable [] magnitude;
    private volatile @Nullable ValueRows valueRows;
    private volatile @Nullable RightMagnitudes rightMagnitudes;
    private volatile @Nullable Modelled<X> transpose;

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
        this.later = null;
        this.deviation = deviation;
        this.terms = terms;
        this.softmax = softmax;
    }

    /** The weights of a softmax, whose own bounds are made when they are asked for. */
    Modelled(X exact, int rows, int columns, Supplier<double[]> deviation, SoftmaxDeviation softmax) {
        this.exact = exact;
        this.rows = rows;
        this.columns = columns;
        this.later = deviation;
        this.terms = null;
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
        double[] d = deviations();
        return d == null ? 0 : d[i * columns + j];
    }

    /** The place of the element that stands for (i, j) where a single row or column is repeated. */
    int broadcast(int i, int j) {
        return (rows == 1 ? 0 : i) * columns + (columns == 1 ? 0 : j);
    }

    /** Bound of the element that stands for (i, j) where a single row or column is repeated. */
    double broadcastDeviation(int i, int j) {
        double[] d = deviations();
        return d == null ? 0 : d[broadcast(i, j)];
    }

    /** The bounds of all elements, row by row, or null if every computed value is exact. */
    double @Nullable [] deviations() {
        if (deviation == null && later != null) {
            deviation = later.get();
        }
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

    /** The matrix's rows as values of a mean, or null if they were not asked for yet. */
    @Nullable
    ValueRows cachedRows() {
        return valueRows;
    }

    ValueRows cache(ValueRows rows) {
        valueRows = rows;
        return rows;
    }

    /** The moduli as those of a right factor, or null if they were not asked for yet. */
    @Nullable
    RightMagnitudes cachedRightMagnitudes() {
        return rightMagnitudes;
    }

    RightMagnitudes cache(RightMagnitudes magnitudes) {
        rightMagnitudes = magnitudes;
        return magnitudes;
    }

    /** The transpose, or null if it was not asked for yet. */
    @Nullable
    Modelled<X> cachedTranspose() {
        return transpose;
    }

    Modelled<X> cache(Modelled<X> transposed) {
        transpose = transposed;
        return transposed;
    }

    double @Nullable [] cachedMagnitude() {
        return magnitude;
    }

    double[] cache(double[] upperBounds) {
        magnitude = upperBounds;
        return upperBounds;
    }
}
