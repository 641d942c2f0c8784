package org.fiducial.arithmetic.block;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;
import org.jspecify.annotations.Nullable;

/**
 * The softmax of each row of logits over its allowed keys, sheet softmax-attention (D3), (D5), computed as in (D6).
 *
 * <p>With s the computed logits, |s - exact| <= D_i in row i, c their largest, the computed exponentials are w_j = exp(exact s_j - c +
 * theta_j) with |theta_j| <= Theta = D_i + u max |s_j - c| - ln(1 - E), E the error of the exponential (derivation of C12). So the weights
 * w_j / sum w are a softmax of logits that are off by theta (C7), and sums over keys add a factor in [1 - rho, 1 + rho]. Logits more than
 * 708 below the largest get a weight below 1e-307, computed and exact; that is an absolute error.
 */
final class SoftmaxRows implements Deferred {
    /** More than the error of a weight whose logit is below the floor of the exponential, and of an underflowing product. */
    private static final double TINY = 1e-306;

    private final Rows logits;
    private final AllowedKeys allowed;
    private final MatrixProduct provider;
    private volatile @Nullable Computed computed;

    /** The weights once they have been computed as a whole, and the bound Theta of each row. */
    private record Computed(double[] weights, double[] theta) {}

    SoftmaxRows(Rows logits, AllowedKeys allowed, MatrixProduct provider) {
        this.logits = logits;
        this.allowed = allowed;
        this.provider = provider;
    }

    @Override
    public int rows() {
        return logits.rows();
    }

    @Override
    public int columns() {
        return logits.columns();
    }

    Rows logits() {
        return logits;
    }

    AllowedKeys allowed() {
        return allowed;
    }

    /** The largest rounding count of a plain sum in runs, {@link #sum}. */
    static int sumRoundings(int terms) {
        return 24 + (terms + 127) / 128;
    }

    /** A band of unnormalised weights, their sums, and the bound Theta of each row. */
    static final class Exponentials {
        final double[] sum;
        final double[] theta;
        /** The reference c of each row. */
        final double[] reference;

        Exponentials(int count) {
            sum = new double[count];
            theta = new double[count];
            reference = new double[count];
        }
    }

    /** Turns a band of logits into e^(s - c), with zeros at keys of the band's columns that a row does not allow. */
    static Exponentials exponentials(Rows logits, Band band, Exponential.Space space) {
        logits.read(band);
        Exponentials x = new Exponentials(band.count);
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            AllowedKeys allowed = band.allowed;
            int offset = i * band.columns;
            int from = offset + allowed.from(row);
            int to = offset + allowed.to(row);
            double[] s = band.mid;
            if (allowed.count(row) == 0) {
                Arrays.fill(s, offset + band.from, offset + band.to, 0);
                continue;
            }
            Arrays.fill(s, offset + band.from, from, 0);
            Arrays.fill(s, to, offset + band.to, 0);
            if (!allowed.isRange(row)) {
                for (int p = from; p < to; p++) {
                    s[p] = allowed.allows(row, p - offset) ? s[p] : Double.NEGATIVE_INFINITY;
                }
            }
            double c = largest(s, from, to);
            x.reference[i] = c;
            Exponential.ofNonPositive(s, from, to, c, space);
            if (!allowed.isRange(row)) {
                for (int p = from; p < to; p++) {
                    s[p] = allowed.allows(row, p - offset) ? s[p] : 0;
                }
            }
            x.sum[i] = sum(s, from, to);
            // Arguments below the floor count as absolute errors.
            double spread = Math.min(-Exponential.FLOOR, Outward.product(2, band.magnitude[i]));
            x.theta[i] = Outward.sum(
                    band.radius[i],
                    Outward.product(Outward.U, spread),
                    Outward.product(Exponential.ERROR, 1 + 0x1p-50));
        }
        return x;
    }

    /** The largest of x[from], ..., x[to - 1], at least one. */
    static double largest(double[] x, int from, int to) {
        double a = x[from], b = a, c = a, d = a;
        int p = from;
        for (; p + 4 <= to; p += 4) {
            a = Math.max(a, x[p]);
            b = Math.max(b, x[p + 1]);
            c = Math.max(c, x[p + 2]);
            d = Math.max(d, x[p + 3]);
        }
        for (; p < to; p++) {
            a = Math.max(a, x[p]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    /** A sum in runs of 128 terms, eight partial sums in each. */
    private static double sum(double[] x, int from, int to) {
        double total = 0;
        for (int p = from; p < to; p += 128) {
            int end = Math.min(to, p + 128);
            double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
            int q = p;
            for (; q + 8 <= end; q += 8) {
                a += x[q];
                b += x[q + 1];
                c += x[q + 2];
                d += x[q + 3];
                e += x[q + 4];
                f += x[q + 5];
                g += x[q + 6];
                h += x[q + 7];
            }
            double run = ((a + b) + (c + d)) + ((e + f) + (g + h));
            double rest = 0;
            for (; q < end; q++) {
                rest += x[q];
            }
            total += run + rest;
        }
        return total;
    }

    /**
     * The product with values v. Row i differs from the exact one by at most tanh(Theta / 2) (max v - min v) + rho max |v| + max e_v in each
     * column, over the band's keys (C7, C12). Weights that have been computed before are taken as they are: their division by the sum
     * rounds each term once more, instead of the quotient.
     */
    Stored times(Stored v) {
        int width = v.columns;
        double[] mid = new double[Math.multiplyExact(rows(), width)];
        double[] radius = new double[mid.length];
        int columns = columns();
        int height = Math.min(Band.height(columns), Math.max(1, rows()));
        Computed known = computed;
        double[] space = known == null ? new double[height * columns] : new double[0];
        Exponential.Space scratch = new Exponential.Space();
        RightFactor right = v.factor(provider, false);
        ColumnExtents extents = new ColumnExtents(v);
        for (int first = 0; first < rows(); first += height) {
            int count = Math.min(height, rows() - first);
            Band band = new Band(allowed, columns, first, count, space);
            Exponentials x = known == null ? exponentials(logits, band, scratch) : null;
            right.multiply(
                    known == null ? space : known.weights,
                    known == null ? 0 : first * columns,
                    columns,
                    count,
                    band.from,
                    band.to,
                    0,
                    width,
                    mid,
                    first * width,
                    width);
            if (v.isBounded()) {
                extents.range(band.from, band.to);
            }
            for (int i = 0; i < count; i++) {
                int row = first + i;
                if (allowed.count(row) == 0) {
                    Arrays.fill(mid, row * width, (row + 1) * width, 0);
                    continue;
                }
                if (!v.isBounded()) {
                    extents.row(allowed, row);
                }
                if (x != null) {
                    divide(mid, row * width, width, x.sum[i]);
                }
                double theta = x == null ? Objects.requireNonNull(known).theta[row] : x.theta[i];
                int roundings = provider.roundings(band.to - band.from) + (x == null ? 1 : 0);
                double rho = quotientError(Outward.gamma(roundings), band.to - band.from);
                extents.radii(tanhHalf(theta), rho, allowed.count(row), radius, row * width);
            }
        }
        return Stored.settled(rows(), width, mid, radius);
    }

    private static void divide(double[] x, int offset, int n, double z) {
        for (int c = offset; c < offset + n; c++) {
            x[c] /= z;
        }
    }

    /** A bound of tanh(theta / 2); 1 where theta is too large for the floor of the exponential. */
    static double tanhHalf(double theta) {
        return theta <= 0.5 ? theta / 2 : 1;
    }

    /** The relative error of numerator, denominator and quotient: (1 + gamma_N)(1 + u) / (1 - gamma_M) - 1. */
    private static double quotientError(double numerator, int terms) {
        return quotientError(numerator, Outward.gamma(sumRoundings(terms)));
    }

    /** The same, given bounds of both relative errors. */
    static double quotientError(double numerator, double denominator) {
        double g = Outward.sum(numerator, denominator, Outward.U);
        // (1 + a)(1 + u) / (1 - b) - 1 <= g (1 + 4 g) for a + b + u = g <= 1/10
        return g <= 0.1 ? Outward.product(g, Outward.sum(1, 4 * g)) : Double.POSITIVE_INFINITY;
    }

    /** The weights themselves; p'_j / p_j is within [e^(-2 Theta), e^(2 Theta)] (C7). */
    @Override
    public Stored all() {
        int columns = columns();
        double[] mid = new double[Math.multiplyExact(rows(), columns)];
        double[] radius = new double[mid.length];
        double[] thetas = new double[rows()];
        inBands(logits, allowed, (band, x) -> {
            for (int i = 0; i < band.count; i++) {
                int row = band.first + i;
                if (allowed.count(row) == 0) {
                    continue;
                }
                double theta = x.theta[i];
                double rho = quotientError(0, band.to - band.from);
                double relative = Outward.product(Outward.sum(Outward.expm1(2 * theta), rho), Outward.sum(1, 2 * rho));
                double floor = Outward.product(columns + 4, TINY);
                int first = row * columns + allowed.from(row);
                int end = row * columns + allowed.to(row);
                System.arraycopy(band.mid, i * columns + allowed.from(row), mid, first, end - first);
                divide(mid, first, end - first, x.sum[i]);
                if (theta <= 0.5) {
                    radii(mid, radius, first, end, relative * (1 + 0x1p-48), floor * (1 + 0x1p-48));
                } else {
                    Arrays.fill(radius, first, end, 1 + 0x1p-20);
                }
                if (!allowed.isRange(row)) {
                    for (int j = allowed.from(row); j < allowed.to(row); j++) {
                        radius[row * columns + j] = allowed.allows(row, j) ? radius[row * columns + j] : 0;
                    }
                }
                thetas[row] = theta;
            }
        });
        computed = new Computed(mid, thetas);
        return Stored.settled(rows(), columns, mid, radius);
    }

    private static void radii(double[] weights, double[] radius, int first, int end, double relative, double floor) {
        for (int p = first; p < end; p++) {
            radius[p] = weights[p] * relative + floor;
        }
    }

    /** Hands over all rows' exponentials. */
    private static void inBands(Rows logits, AllowedKeys allowed, BiConsumer<Band, Exponentials> use) {
        int columns = logits.columns();
        int height = Math.min(Band.height(columns), Math.max(1, logits.rows()));
        double[] mid = new double[height * columns];
        Exponential.Space space = new Exponential.Space();
        for (int first = 0; first < logits.rows(); first += height) {
            Band band = new Band(allowed, columns, first, Math.min(height, logits.rows() - first), mid);
            use.accept(band, exponentials(logits, band, space));
        }
    }

    /**
     * The logarithm of each row's sum of exponentials: one column, 0 in an empty row. It moves by at most D_i with the logits (C11), and by
     * the relative error of the sum.
     */
    static Stored logSumExp(Rows logits, AllowedKeys allowed) {
        int columns = logits.columns();
        double[] mid = new double[logits.rows()];
        double[] radius = new double[mid.length];
        inBands(logits, allowed, (band, x) -> {
            for (int i = 0; i < band.count; i++) {
                int row = band.first + i;
                if (allowed.count(row) > 0) {
                    double gamma = Outward.gamma(sumRoundings(band.to - band.from));
                    double ln = Elementary.log(x.sum[i]);
                    mid[row] = x.reference[i] + ln;
                    double inLog = Outward.sum(
                            Outward.product(gamma, Outward.sum(1, 2 * gamma)),
                            Outward.product(Elementary.LOG_ERROR, Math.abs(ln)),
                            Outward.product(columns, TINY));
                    radius[row] =
                            Outward.sum(x.theta[i], inLog, Math.abs(Elementary.sumError(x.reference[i], ln, mid[row])));
                }
            }
        });
        return Stored.settled(mid.length, 1, mid, radius);
    }
}
