package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;
import org.fiducial.arithmetic.block.Stored.Norms;

/**
 * A matrix product by slices: with x = X + t_x and y = Y + t_y, slices and rests, x y = X Y + t_x y + (x - t_x) t_y. The products of slices are
 * exact and added as pairs; the other two are ordinary products. In norms n, N of rows and columns, e, E of their radii, t, T of the rests, the
 * radius is n E + e N + e E + P 2 u^2 F n N + g (t N + n T) + t T, P the number of additions, F >= 1 a bound of what slicing adds to sums of
 * moduli, g = gamma_k + 4 u.
 */
final class SlicedProductRows implements TwofoldRows.Banded {
    private final Twofold x;
    private final Twofold y;
    private final boolean transposed;
    private final MatrixProduct provider;
    private final Slices left;
    private final Slices right;

    SlicedProductRows(Twofold x, Twofold y, boolean transposed, MatrixProduct provider) {
        this.x = x;
        this.y = y;
        this.transposed = transposed;
        this.provider = provider;
        Slices.Plan plan = Slices.Plan.of(x.span(true), y.span(transposed), x.columns());
        left = x.slices(true, plan.leftDigits(), plan.leftCount());
        right = y.slices(transposed, plan.rightDigits(), plan.rightCount());
    }

    Twofold left() {
        return x;
    }

    /** The right factor's columns as rows. */
    Twofold rightTransposed() {
        return transposed ? y : y.transpose();
    }

    @Override
    public int rows() {
        return x.rows();
    }

    @Override
    public int columns() {
        return transposed ? y.rows() : y.columns();
    }

    /** Adds part to the pair (hi, lo). */
    static void accumulate(double[] hi, double[] lo, double[] part, int from, int to) {
        for (int p = from; p < to; p++) {
            double a = hi[p];
            double b = part[p];
            double s = a + b;
            double t = s - a;
            double v = lo[p] + ((a - (s - t)) + (b - t));
            double h = s + v;
            lo[p] = v - (h - s);
            hi[p] = h;
        }
    }

    private void multiply(int first, int count, int from, int to, double[] hi, double[] lo) {
        int columns = columns();
        for (int i = 0; i < count; i++) {
            Arrays.fill(hi, i * columns + from, i * columns + to, 0);
            Arrays.fill(lo, i * columns + from, i * columns + to, 0);
        }
        if (to <= from) {
            return;
        }
        double[] part = new double[count * columns];
        for (int s = 0; s < left.slice.length; s++) {
            for (int t = 0; t < right.slice.length; t++) {
                add(left.slice[s], right.factor(provider, t, transposed), first, count, from, to, part, hi, lo);
            }
        }
        if (left.rest != null) {
            add(left.rest, y.head.factor(provider, transposed), first, count, from, to, part, hi, lo);
        }
        if (right.rest != null) {
            RightFactor rest = right.factor(provider, right.slice.length, transposed);
            add(x.head.mid, rest, first, count, from, to, part, hi, lo);
        }
    }

    private void add(
            double[] a,
            RightFactor factor,
            int first,
            int count,
            int from,
            int to,
            double[] part,
            double[] hi,
            double[] lo) {
        int terms = x.columns();
        int columns = columns();
        factor.multiply(a, first * terms, terms, count, 0, terms, from, to, part, 0, columns);
        for (int i = 0; i < count; i++) {
            accumulate(hi, lo, part, i * columns + from, i * columns + to);
        }
    }

    /** What a norm of the second factor and of its radii and rest is multiplied by, for one row of the first. */
    private record RowFactors(double norm, double radius, double rest) {
        double of(double n, double e, double t) {
            return Outward.sum(Outward.product(norm, n), Outward.product(radius, e), Outward.product(rest, t));
        }
    }

    private RowFactors factors(int row) {
        Norms norms = x.head.rowNorms();
        double n = Outward.product(norms.mid()[row], 1 + 0x1p-50);
        double e = norms.radius()[row];
        double t = left.restNorm[row];
        double g = Outward.sum(Outward.gamma(provider.roundings(x.columns())), 4 * Outward.U);
        int additions = left.slice.length * right.slice.length + 2;
        // One product is exact, and so is the pair of two.
        boolean exact = additions <= 4 && left.rest == null && right.rest == null;
        double root = Outward.sqrt(x.columns());
        double slack = Outward.product(
                Outward.sum(1, Outward.product(4 * root, Math.scalb(1.0, -left.digits))),
                Outward.sum(1, Outward.product(4 * root, Math.scalb(1.0, -right.digits))));
        double rounding = exact ? 0 : Outward.product(additions * 2 * TwofoldNumber.U2, slack);
        return new RowFactors(
                Outward.sum(e, Outward.product(rounding, n), Outward.product(g, t)),
                Outward.sum(n, e),
                Outward.sum(Outward.product(g, n), t));
    }

    private Norms columnNorms() {
        return transposed ? y.head.rowNorms() : y.head.columnNorms();
    }

    @Override
    public void read(Band band, double[] lo) {
        multiply(band.first, band.count, band.from, band.to, band.mid, lo);
        Norms columnNorms = columnNorms();
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            double n = Outward.product(columnNorms.midMax().max(band.allowed, row), 1 + 0x1p-50);
            double e = columnNorms.radiusMax().max(band.allowed, row);
            double t = right.restNorms().max(band.allowed, row);
            band.radius[i] = factors(row).of(n, e, t);
            band.magnitude[i] =
                    Outward.product(Outward.product(x.head.rowNorms().mid()[row], n), 1 + 0x1p-20);
            if (!(band.radius[i] <= Double.MAX_VALUE)) {
                band.radius[i] = Double.POSITIVE_INFINITY;
                band.magnitude[i] = 0;
                int offset = i * band.columns;
                Arrays.fill(band.mid, offset + band.from, offset + band.to, 0);
                Arrays.fill(lo, offset + band.from, offset + band.to, 0);
            }
        }
    }

    @Override
    public Twofold all() {
        int columns = columns();
        double[] hi = new double[Math.multiplyExact(rows(), columns)];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        Norms columnNorms = columnNorms();
        int height = Band.height(columns);
        double[] bandHi = new double[height * columns];
        double[] bandLo = new double[height * columns];
        for (int first = 0; first < rows(); first += height) {
            int count = Math.min(height, rows() - first);
            multiply(first, count, 0, columns, bandHi, bandLo);
            System.arraycopy(bandHi, 0, hi, first * columns, count * columns);
            System.arraycopy(bandLo, 0, lo, first * columns, count * columns);
        }
        for (int i = 0, p = 0; i < rows(); i++) {
            RowFactors f = factors(i);
            for (int j = 0; j < columns; j++, p++) {
                double n = Outward.product(columnNorms.mid()[j], 1 + 0x1p-50);
                radius[p] = f.of(n, columnNorms.radius()[j], right.restNorm[j]);
            }
        }
        return Twofold.settled(rows(), columns, hi, lo, radius);
    }
}
