package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Midpoints and radii of a matrix, row by row. A missing radius array means an exact matrix. A midpoint is finite always; an element about
 * which nothing is known has midpoint 0 and an infinite radius. What is derived from the arrays is computed once, when first asked for.
 */
final class Stored {
    final int rows;
    final int columns;
    final double[] mid;
    final double @Nullable [] radius;

    private @Nullable Stored transpose;
    private @Nullable Norms rowNorms;
    private @Nullable Norms columnNorms;
    private @Nullable RightFactor factor;
    private @Nullable MatrixProduct factorOf;
    private boolean factorTransposed;
    private ColumnExtents @Nullable [] extents;
    private @Nullable Integer unit;
    private @Nullable Boolean bounded;

    Stored(int rows, int columns, double[] mid, double @Nullable [] radius) {
        this.rows = rows;
        this.columns = columns;
        this.mid = mid;
        this.radius = radius;
    }

    /** Euclidean norms of rows: of midpoints and of radii. */
    record Norms(double[] mid, double[] radius, RangeMax midMax, RangeMax radiusMax) {}

    static Stored literal(Matrix x) {
        double[] v = x.values();
        int bad = 0;
        for (double e : v) {
            bad += Double.isFinite(e) ? 0 : 1;
        }
        return bad == 0
                ? new Stored(x.rows(), x.columns(), v, null)
                : settled(x.rows(), x.columns(), v.clone(), new double[v.length]);
    }

    /** Takes the arrays over; elements whose midpoint or radius is not a finite number become unknown. */
    static Stored settled(int rows, int columns, double[] mid, double[] radius) {
        boolean exact = true;
        for (int p = 0; p < mid.length; p++) {
            if (!(Math.abs(mid[p]) <= Double.MAX_VALUE && radius[p] <= Double.MAX_VALUE)) {
                mid[p] = 0;
                radius[p] = Double.POSITIVE_INFINITY;
            }
            exact &= radius[p] == 0;
        }
        return new Stored(rows, columns, mid, exact ? null : radius);
    }

    double radius(int p) {
        return radius == null ? 0 : radius[p];
    }

    boolean isExact() {
        return radius == null;
    }

    synchronized Stored transpose() {
        if (transpose == null) {
            Stored t = new Stored(
                    columns,
                    rows,
                    JavaProduct.transpose(mid, rows, columns),
                    radius == null ? null : JavaProduct.transpose(radius, rows, columns));
            t.transpose = this;
            transpose = t;
        }
        return transpose;
    }

    synchronized Norms rowNorms() {
        if (rowNorms == null) {
            double[] m = new double[rows];
            double[] e = new double[rows];
            for (int i = 0; i < rows; i++) {
                m[i] = Outward.norm(mid, i * columns, 1, columns);
                e[i] = radius == null ? 0 : Outward.norm(radius, i * columns, 1, columns);
            }
            rowNorms = norms(m, e);
        }
        return rowNorms;
    }

    /** Euclidean norms of columns, without a transposed copy. */
    synchronized Norms columnNorms() {
        if (columnNorms == null) {
            columnNorms = norms(columnNorms(mid), radius == null ? new double[columns] : columnNorms(radius));
        }
        return columnNorms;
    }

    private double[] columnNorms(double[] x) {
        double[] largest = new double[columns];
        double[] squares = new double[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0, p = i * columns; j < columns; j++, p++) {
                double a = Math.abs(x[p]);
                largest[j] = Math.max(largest[j], a);
                squares[j] += a * a;
            }
        }
        for (int j = 0; j < columns; j++) {
            squares[j] = Outward.norm(largest[j], squares[j], rows);
        }
        return squares;
    }

    private static Norms norms(double[] m, double[] e) {
        return new Norms(m, e, new RangeMax(m), new RangeMax(e));
    }

    /** The extents of this matrix's columns, block by block of its rows. */
    synchronized ColumnExtents[] extents() {
        if (extents == null) {
            extents = ColumnExtents.blocks(this);
        }
        return extents;
    }

    /** This matrix, or its transpose, made ready as a right factor of one provider. */
    synchronized RightFactor factor(MatrixProduct provider, boolean transposed) {
        if (factor == null || factorOf != provider || factorTransposed != transposed) {
            factorOf = provider;
            factorTransposed = transposed;
            factor = provider.right(mid, transposed ? columns : rows, transposed ? rows : columns, transposed);
        }
        return factor;
    }

    /** The largest e such that every midpoint is a multiple of 2^e; Integer.MAX_VALUE if all are zero. */
    synchronized int unit() {
        if (unit == null) {
            int e = Integer.MAX_VALUE;
            for (double x : mid) {
                if (x != 0) {
                    e = Math.min(e, unit(x));
                }
            }
            unit = e;
        }
        return unit;
    }

    /** The exponent of the last digit of a number that is not zero. */
    static int unit(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int field = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL | (field == 0 ? 0 : 1L << 52);
        return Math.max(field, 1) - 1075 + Long.numberOfTrailingZeros(fraction);
    }

    /** Whether every radius is finite. */
    synchronized boolean isBounded() {
        if (bounded == null) {
            bounded = radius == null || Arrays.stream(radius).allMatch(r -> r < Double.POSITIVE_INFINITY);
        }
        return bounded;
    }
}
