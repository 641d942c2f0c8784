package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;

/**
 * The softmax of rows of logits hi + lo, bounded as {@link SoftmaxRows} says with u^2 in the place of u. Weights are cut into slices below 1, so
 * that their products with slices of the values are exact. Logits more than 600 below the largest get a weight below 1e-260.
 */
final class TwofoldSoftmaxRows implements TwofoldRows {
    /** More than the error of a weight whose logit is below the floor of the exponential. */
    static final double TINY = 1e-258;

    private final Banded logits;
    private final AllowedKeys allowed;
    private final MatrixProduct provider;

    TwofoldSoftmaxRows(Banded logits, AllowedKeys allowed, MatrixProduct provider) {
        this.logits = logits;
        this.allowed = allowed;
        this.provider = provider;
    }

    Banded logits() {
        return logits;
    }

    AllowedKeys allowed() {
        return allowed;
    }

    @Override
    public int rows() {
        return logits.rows();
    }

    @Override
    public int columns() {
        return logits.columns();
    }

    /** Sums, bounds Theta and references of the rows of a band. */
    private static final class Exponentials {
        final double[] sumHi;
        final double[] sumLo;
        final double[] theta;
        final double[] referenceHi;
        final double[] referenceLo;

        Exponentials(int count) {
            sumHi = new double[count];
            sumLo = new double[count];
            theta = new double[count];
            referenceHi = new double[count];
            referenceLo = new double[count];
        }
    }

    /** Working space of {@link #exponentials}. */
    private static final class Space {
        final TwofoldExponential.Space exponential = new TwofoldExponential.Space();
        final double[][] halves;

        Space(int columns) {
            halves = TwofoldLoops.halves(columns);
        }
    }

    private static Exponentials exponentials(Banded logits, Band band, double[] lo, Space space) {
        logits.read(band, lo);
        Exponentials x = new Exponentials(band.count);
        for (int i = 0; i < band.count; i++) {
            shift(band, i, lo, x);
        }
        exponentials(band, lo, space);
        TwofoldNumber t = new TwofoldNumber();
        for (int i = 0; i < band.count; i++) {
            int row = band.first + i;
            int offset = i * band.columns;
            boolean empty = band.allowed.count(row) == 0;
            int from = offset + (empty ? band.from : band.allowed.from(row));
            int to = empty ? from : offset + band.allowed.to(row);
            zero(band.mid, lo, offset + band.from, from);
            zero(band.mid, lo, to, offset + band.to);
            if (empty) {
                continue;
            }
            for (int p = from; p < to && !band.allowed.isRange(row); p++) {
                if (!band.allowed.allows(row, p - offset)) {
                    band.mid[p] = 0;
                    lo[p] = 0;
                }
            }
            TwofoldLoops.sum(band.mid, lo, from, to, space.halves, t);
            x.sumHi[i] = t.hi;
            x.sumLo[i] = t.lo;
            double spread = Outward.product(2, band.magnitude[i]);
            x.theta[i] = Outward.sum(
                    band.radius[i],
                    Outward.product(TwofoldNumber.ADD, spread),
                    Outward.product(TwofoldExponential.ERROR, 1 + 0x1p-50));
        }
        return x;
    }

    /** Subtracts the largest allowed pair of a row, so that the largest weight is exactly 1. */
    private static void shift(Band band, int i, double[] lo, Exponentials x) {
        AllowedKeys allowed = band.allowed;
        int row = band.first + i;
        int offset = i * band.columns;
        int from = offset + allowed.from(row);
        int to = offset + allowed.to(row);
        if (allowed.count(row) == 0) {
            return;
        }
        for (int p = from; p < to && !allowed.isRange(row); p++) {
            if (!allowed.allows(row, p - offset)) {
                band.mid[p] = Double.NEGATIVE_INFINITY;
                lo[p] = 0;
            }
        }
        double c = SoftmaxRows.largest(band.mid, from, to);
        double d = largestTail(band.mid, lo, from, to, c);
        x.referenceHi[i] = c;
        x.referenceLo[i] = d;
        TwofoldLoops.subtract(band.mid, lo, from, to, c, d);
    }

    /** The exponentials of a band, of all its rows at once unless most columns are outside; what is outside becomes anything. */
    private static void exponentials(Band band, double[] lo, Space space) {
        if (2 * (band.to - band.from) >= band.columns) {
            int end = (band.count - 1) * band.columns + band.to;
            TwofoldExponential.ofNonPositive(band.mid, lo, band.from, end, space.exponential);
            return;
        }
        for (int i = 0; i < band.count; i++) {
            int offset = i * band.columns;
            TwofoldExponential.ofNonPositive(band.mid, lo, offset + band.from, offset + band.to, space.exponential);
        }
    }

    private static void zero(double[] hi, double[] lo, int from, int to) {
        Arrays.fill(hi, from, to, 0);
        Arrays.fill(lo, from, to, 0);
    }

    /** The largest lo among the pairs of the largest hi. */
    private static double largestTail(double[] hi, double[] lo, int from, int to, double largest) {
        double tail = Double.NEGATIVE_INFINITY;
        for (int p = from; p < to; p++) {
            if (hi[p] == largest && lo[p] > tail) {
                tail = lo[p];
            }
        }
        return tail;
    }

    /** The product with values v, by slices of both; see {@link SoftmaxRows#times}. */
    Twofold times(Twofold v) {
        int width = v.columns();
        int columns = columns();
        double[] hi = new double[Math.multiplyExact(rows(), width)];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        int height = Math.min(Band.height(columns) / 2 + 2, Math.max(1, rows()));
        double[] bandHi = new double[height * columns];
        double[] bandLo = new double[height * columns];
        double[] part = new double[height * width];
        double[] cut = new double[height * columns];
        Space space = new Space(columns);
        Slices.Plan plan = Slices.Plan.of(Slices.ENDLESS, v.span(false), columns);
        Slices right = v.slices(false, plan.rightDigits(), plan.rightCount());
        ColumnExtents extents = new ColumnExtents(v.head);
        for (int first = 0; first < rows(); first += height) {
            int count = Math.min(height, rows() - first);
            Band band = new Band(allowed, columns, first, count, bandHi);
            Exponentials x = exponentials(logits, band, bandLo, space);
            Product product = new Product(band, hi, lo, first * width, width, part);
            if (right.rest != null) {
                product.add(bandHi, right.factor(provider, right.slice.length, false));
            }
            double rounder = Slices.rounder(1, plan.leftDigits());
            for (int s = 0; s < plan.leftCount(); s++) {
                cut(band, bandHi, bandLo, cut, rounder);
                for (int t = 0; t < right.slice.length; t++) {
                    product.add(cut, right.factor(provider, t, false));
                }
                rounder = Math.scalb(rounder, -plan.leftDigits());
            }
            product.add(bandHi, v.head.factor(provider, false));
            if (v.head.isBounded()) {
                extents.range(band.from, band.to);
            }
            for (int i = 0; i < count; i++) {
                finish(v, x, i, first + i, plan, right, extents, hi, lo, radius, band);
            }
        }
        return Twofold.settled(rows(), width, hi, lo, radius);
    }

    /** Sums of products of a band with right factors, as pairs. */
    private record Product(Band band, double[] hi, double[] lo, int offset, int width, double[] part) {
        void add(double[] a, MatrixProduct.RightFactor factor) {
            factor.multiply(a, 0, band.columns, band.count, band.from, band.to, 0, width, part, 0, width);
            for (int p = 0; p < band.count * width; p++) {
                double s = hi[offset + p];
                double b = part[p];
                double sum = s + b;
                double t = sum - s;
                double v = lo[offset + p] + ((s - (sum - t)) + (b - t));
                double h = sum + v;
                lo[offset + p] = v - (h - sum);
                hi[offset + p] = h;
            }
        }
    }

    /** Moves the multiples of a unit from the pairs to a slice. */
    private static void cut(Band band, double[] hi, double[] lo, double[] slice, double rounder) {
        for (int i = 0; i < band.count; i++) {
            int offset = i * band.columns;
            for (int p = offset + band.from; p < offset + band.to; p++) {
                double part = (hi[p] + rounder) - rounder;
                slice[p] = part;
                double a = hi[p] - part;
                double b = lo[p];
                double s = a + b;
                double t = s - a;
                hi[p] = s;
                lo[p] = (a - (s - t)) + (b - t);
            }
        }
    }

    private void finish(
            Twofold v,
            Exponentials x,
            int i,
            int row,
            Slices.Plan plan,
            Slices right,
            ColumnExtents extents,
            double[] hi,
            double[] lo,
            double[] radius,
            Band band) {
        int width = v.columns();
        int keys = band.to - band.from;
        if (allowed.count(row) == 0) {
            Arrays.fill(hi, row * width, (row + 1) * width, 0);
            Arrays.fill(lo, row * width, (row + 1) * width, 0);
            return;
        }
        if (!v.head.isBounded()) {
            extents.row(allowed, row);
        }
        TwofoldLoops.divide(hi, lo, row * width, (row + 1) * width, x.sumHi[i], x.sumLo[i]);
        // All relative to the sum z of the weights: their slices add up to z + 2 keys 2^(1-b) at most, what is left of
        // each is below
        // 2^(-S b); a slice of a value is at most twice the value.
        double z = Math.nextDown(x.sumHi[i]);
        double first = Math.scalb(1.0, 1 - plan.leftDigits());
        double last = Math.scalb(1.0, 1 - plan.leftDigits() * plan.leftCount());
        double moduli =
                Outward.product(Outward.sum(1, Outward.quotient(4 * keys * first, z)), 2.0 * right.slice.length);
        int additions = plan.leftCount() * right.slice.length + 2;
        double g = Outward.sum(Outward.gamma(provider.roundings(keys)), 4 * Outward.U);
        double rho = Outward.sum(
                Outward.product(additions * 2 * TwofoldNumber.U2, moduli),
                Outward.product(g, Outward.quotient(keys * last, z)),
                Outward.product(2, TwofoldLoops.sumError(keys)),
                TwofoldNumber.DIVIDE + keys * TINY);
        double tanh = tanhHalf(x.theta[i]);
        // Trailing parts of values may widen their range by 2 u each side.
        double relative = Outward.sum(Outward.product(rho, 1 + 0x1p-20), Outward.product(4 * Outward.U, tanh));
        extents.radii(tanh, relative, keys, radius, row * width);
        // The rest of the values is multiplied by the leading parts of the weights, in binary64.
        double inRest = Outward.sum(g, Outward.quotient(keys * last, z));
        addRests(radius, row * width, inRest * (1 + 0x1p-50), right.restNorm);
    }

    private static void addRests(double[] radius, int offset, double factor, double[] norm) {
        for (int c = 0; c < norm.length; c++) {
            radius[offset + c] = (radius[offset + c] + factor * norm[c]) * (1 + 0x1p-50) + Double.MIN_VALUE;
        }
    }

    private static double tanhHalf(double theta) {
        return theta <= 0.5 ? theta / 2 : 1;
    }

    @Override
    public Twofold all() {
        int columns = columns();
        double[] hi = new double[Math.multiplyExact(rows(), columns)];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        double[] spaceHi = new double[columns];
        double[] spaceLo = new double[columns];
        Space space = new Space(columns);
        TwofoldNumber t = new TwofoldNumber();
        for (int row = 0; row < rows(); row++) {
            if (allowed.count(row) == 0) {
                continue;
            }
            Band band = new Band(allowed, columns, row, 1, spaceHi);
            Exponentials x = exponentials(logits, band, spaceLo, space);
            double rho = Outward.sum(Outward.product(2, TwofoldLoops.sumError(columns)), TwofoldNumber.DIVIDE);
            double relative = Outward.product(Outward.sum(Outward.expm1(2 * x.theta[0]), rho), 1 + 0x1p-20);
            double floor = Outward.product(columns + 4, TINY);
            for (int j = band.from; j < band.to; j++) {
                if (allowed.allows(row, j)) {
                    int p = row * columns + j;
                    t.divide(spaceHi[j], spaceLo[j], x.sumHi[0], x.sumLo[0]);
                    hi[p] = t.hi;
                    lo[p] = t.lo;
                    radius[p] = x.theta[0] <= 0.5
                            ? Outward.sum(Outward.product(relative, Outward.product(t.hi, 1 + 0x1p-50)), floor)
                            : 1 + 0x1p-20;
                }
            }
        }
        return Twofold.settled(rows(), columns, hi, lo, radius);
    }

    /** See {@link SoftmaxRows#logSumExp}. */
    static Twofold logSumExp(Banded logits, AllowedKeys allowed) {
        int columns = logits.columns();
        double[] hi = new double[logits.rows()];
        double[] lo = new double[hi.length];
        double[] radius = new double[hi.length];
        double[] spaceHi = new double[columns];
        double[] spaceLo = new double[columns];
        Space space = new Space(columns);
        TwofoldNumber t = new TwofoldNumber();
        for (int row = 0; row < hi.length; row++) {
            if (allowed.count(row) == 0) {
                continue;
            }
            Band band = new Band(allowed, columns, row, 1, spaceHi);
            Exponentials x = exponentials(logits, band, spaceLo, space);
            TwofoldElementwise ln = new TwofoldElementwise();
            ln.log(x.sumHi[0], x.sumLo[0], 0);
            t.add(x.referenceHi[0], x.referenceLo[0], ln.hi, ln.lo);
            hi[row] = t.hi;
            lo[row] = t.lo;
            radius[row] = Outward.sum(
                    Outward.sum(x.theta[0], ln.radius),
                    Outward.product(2, TwofoldLoops.sumError(columns)),
                    Outward.product(columns, TINY),
                    Outward.product(TwofoldNumber.ADD, Outward.product(Math.abs(t.hi), 1 + 0x1p-50)));
        }
        return Twofold.settled(hi.length, 1, hi, lo, radius);
    }
}
