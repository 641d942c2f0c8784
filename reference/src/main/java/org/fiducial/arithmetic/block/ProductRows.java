package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;
import org.fiducial.arithmetic.block.Stored.Norms;

/**
 * A matrix product x y. With e_x, e_y the radii, the computed sum of d products differs from the exact one by at most
 * gamma_k sum |x||y| + sum (|x| e_y + e_x |y| + e_x e_y) + d 2^-1074, k the provider's roundings; by Cauchy-Schwarz each sum is at most a
 * product of a row norm and a column norm. Where every product is a multiple of one unit and the norms leave less than 2^53 units, every
 * partial sum is exact.
 */
final class ProductRows implements Rows {
    /** Below this bound of the sum of moduli no partial sum overflows. */
    private static final double SAFE = 0x1p1000;

    private final Stored x;
    private final Stored y;
    private final boolean transposed;
    private final MatrixProduct provider;
    private final int terms;

    /** The product x y, or x times the transpose of y. */
    ProductRows(Stored x, Stored y, boolean transposed, MatrixProduct provider) {
        this.x = x;
        this.y = y;
        this.transposed = transposed;
        this.provider = provider;
        this.terms = x.columns;
    }

    @Override
    public int rows() {
        return x.rows;
    }

    @Override
    public int columns() {
        return transposed ? y.rows : y.columns;
    }

    private Norms columnNorms() {
        return transposed ? y.rowNorms() : y.columnNorms();
    }

    Stored left() {
        return x;
    }

    /** The right factor's columns as rows. */
    Stored rightTransposed() {
        return transposed ? y : y.transpose();
    }

    @Override
    public void read(Band band) {
        multiply(band.first, band.count, band.from, band.to, band.mid);
        bound(band, provider.roundings(terms));
        for (int i = 0; i < band.count; i++) {
            if (band.radius[i] == Double.POSITIVE_INFINITY) {
                int offset = band.offset(band.first + i);
                java.util.Arrays.fill(band.mid, offset + band.from, offset + band.to, 0);
            }
        }
    }

    /** Radii and magnitudes of a band whose products pass through at most so many roundings; midpoints are not looked at. */
    void bound(Band band, int roundings) {
        Norms rowNorms = x.rowNorms();
        Norms columnNorms = columnNorms();
        double gamma = Outward.gamma(roundings);
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            double n = rowNorms.mid()[row];
            double e = rowNorms.radius()[row];
            AllowedKeys allowed = band.allowed;
            double nMax = columnNorms.midMax().max(allowed, row);
            double eMax = columnNorms.radiusMax().max(allowed, row);
            double moduli = Outward.product(n, nMax);
            // Products below the normal range may be rounded up by half the least number each.
            double tiny = moduli == 0 ? 0 : terms * Double.MIN_VALUE;
            band.magnitude[i] = Outward.sum(Outward.product(moduli, 1 + 0x1p-20), tiny);
            if (moduli < SAFE) {
                band.radius[i] = radius(gamma, n, e, nMax, eMax);
            } else {
                band.radius[i] = Double.POSITIVE_INFINITY;
                band.magnitude[i] = 0;
            }
        }
    }

    private double radius(double gamma, double n, double e, double nMax, double eMax) {
        double moduli = Outward.product(n, nMax);
        double rounding = isExact(moduli) ? 0 : Outward.sum(Outward.product(gamma, moduli), terms * Double.MIN_VALUE);
        return Outward.sum(rounding, Outward.product(n, eMax), Outward.product(e, nMax), Outward.product(e, eMax));
    }

    private boolean isExact(double moduli) {
        if (moduli == 0) {
            return true;
        }
        int a = x.unit();
        int b = y.unit();
        return a + b >= -1074 && moduli <= Math.scalb(1.0, Math.min(a + b + 53, 1000));
    }

    private void multiply(int first, int count, int from, int to, double[] out) {
        if (to > from) {
            RightFactor right = y.factor(provider, transposed);
            right.multiply(x.mid, first * terms, terms, count, 0, terms, from, to, out, 0, columns());
        }
    }

    @Override
    public Stored all() {
        int rows = rows();
        int columns = columns();
        double[] mid = new double[Math.multiplyExact(rows, columns)];
        double[] radius = new double[mid.length];
        multiply(0, rows, 0, columns, mid);
        if (x.isBounded() && y.isBounded()) {
            radii(radius);
        } else {
            termwiseRadii(radius);
        }
        return Stored.settled(rows, columns, mid, radius);
    }

    private void radii(double[] radius) {
        Norms rowNorms = x.rowNorms();
        Norms columnNorms = columnNorms();
        double[] nMid = columnNorms.mid();
        double[] nRadius = columnNorms.radius();
        int columns = nMid.length;
        double largest = columnNorms.midMax().max(0, columns);
        double gamma = Outward.gamma(provider.roundings(terms));
        for (int i = 0; i < x.rows; i++) {
            double n = rowNorms.mid()[i];
            double e = rowNorms.radius()[i];
            if (n == 0 && e == 0) {
                continue;
            }
            boolean exact = isExact(Outward.product(n, largest));
            double a = Outward.sum(exact ? 0 : Outward.product(gamma, n), e);
            double b = Outward.sum(n, e);
            // The products below may underflow by 2^-1075 each, those of the sum itself alike.
            double tiny = exact && e == 0 ? 0 : (terms + 2) * Double.MIN_VALUE;
            for (int j = 0, p = i * columns; j < columns; j++, p++) {
                double floor =
                        nMid[j] == 0 && nRadius[j] == 0 ? 0 : nRadius[j] == 0 ? tiny : (terms + 2) * Double.MIN_VALUE;
                radius[p] = (a * nMid[j] + b * nRadius[j]) * (1 + 0x1p-50) + floor;
            }
        }
    }

    /** Radii by sums of moduli, so that an exact zero hides an unknown element of the other factor. */
    private void termwiseRadii(double[] radius) {
        Stored right = transposed ? y.transpose() : y;
        int columns = right.columns;
        double gamma = Outward.gamma(provider.roundings(terms));
        for (int i = 0; i < x.rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int l = 0; l < terms; l++) {
                    double a = Math.abs(x.mid[i * terms + l]);
                    double ea = x.radius(i * terms + l);
                    double b = Math.abs(right.mid[l * columns + j]);
                    double eb = right.radius(l * columns + j);
                    if (a + ea != 0 && b + eb != 0) {
                        double term = Outward.sum(
                                Outward.product(gamma, a, b),
                                Outward.product(a, eb),
                                Outward.product(ea, b),
                                Outward.product(ea, eb));
                        sum = Outward.sum(sum, term, Double.MIN_VALUE);
                    }
                }
                radius[i * columns + j] = sum;
            }
        }
    }
}
