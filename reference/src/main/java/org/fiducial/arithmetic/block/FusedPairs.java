package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.jspecify.annotations.Nullable;

/**
 * Enclosures around what a {@link FusedAttention} computes in pairs of binary64. The derivation is that of {@link FusedSoftmax} with the
 * relative errors of {@link TwofoldNumber} in the place of u: A of a sum, M of a product, Q of a quotient.
 *
 * <p>Logits. The products of inputs are exact pairs; each passes through at most d sums, so a logit's sum errs by at most (1 + A)^d - 1 <=
 * d A (1 + 2^-20) times the sum of moduli, at most a product of norms; below 2^-969 a product is no exact pair and errs by a few 2^-1074, which
 * 16 d 2^-1074 pays for.
 *
 * <p>Weights. Theta = D + A max |s - c| + T E, E the error of the exponential, T - 1 the times that the reference was raised; arguments from
 * -600 on, smaller ones being an absolute error of a weight below 1e-258. The largest weight is E(0) = 1 exactly.
 *
 * <p>Sums. A product of weight and value rounds once as a product (M), then passes through at most 64 sums in its tile, one for its own and
 * each later tile with keys of the row, and one product each time the reference is raised: 64 A + tiles A + (1 + raised) M. A weight in the
 * normaliser: 8 A + tiles A + raised M. The quotient adds Q. Underflow: at most 16 times 2^-1074 for every term, sum and product.
 */
final class FusedPairs {
    private FusedPairs() {}

    /** The product of the weights with v, or null where the device does not fit or fails: then the ordinary way does it. */
    static @Nullable Twofold times(TwofoldSoftmaxRows weights, Twofold v, FusedAttention device) {
        AllowedKeys allowed = weights.allowed();
        if (!(weights.logits() instanceof TwofoldScaledRows scaled) || !isExact(v) || v.columns() > device.maxWidth()) {
            return null;
        }
        SlicedProductRows product = scaled.product();
        if (product == null || !isExact(product.left()) || !isExact(product.rightTransposed())) {
            return null;
        }
        Stored query = product.left().head;
        Stored key = product.rightTransposed().head;
        int rows = query.rows;
        int[] from = new int[rows];
        int[] to = new int[rows];
        for (int i = 0; i < rows; i++) {
            if (!allowed.isRange(i)) {
                return null;
            }
            from[i] = allowed.from(i);
            to[i] = allowed.to(i);
        }
        Band band = logits(query, key, allowed);
        scaled.bound(band);
        for (double r : band.radius) {
            if (r == Double.POSITIVE_INFINITY) {
                return null;
            }
        }
        TwofoldNumber tau = scaled.factor();
        FusedAttention.Head head = new FusedAttention.Head(
                query.mid, key.mid, v.head.mid, rows, key.rows, query.columns, v.columns(), tau.hi, from, to);
        FusedAttention.Pairs out = null;
        if (query.columns <= device.maxWidth()) {
            try {
                out = device.attendInPairs(head, tau.lo, TwofoldExponential.constants())
                        .orElse(null);
            } catch (IllegalStateException deviceFailed) {
                // Out of memory, say; the processor gives as good an enclosure.
                return null;
            }
        }
        if (out == null) {
            return null;
        }
        double[] radius = new double[out.high().length];
        radii(band, v.head, out.raised(), radius);
        return Twofold.settled(rows, v.columns(), out.high(), out.low(), radius);
    }

    private static boolean isExact(Twofold x) {
        return x.tail == null && x.head.isExact();
    }

    /** Radii and magnitudes of the unscaled logits. */
    private static Band logits(Stored query, Stored key, AllowedKeys allowed) {
        Band band = new Band(allowed, key.rows, 0, query.rows, new double[0]);
        double relative = Outward.product(query.columns * TwofoldNumber.ADD, 1 + 0x1p-20);
        for (int i = 0; i < band.count; i++) {
            double moduli = Outward.product(
                    query.rowNorms().mid()[i], key.rowNorms().midMax().max(allowed, i));
            boolean fits = moduli < 0x1p900;
            band.magnitude[i] = fits ? Outward.product(moduli, 1 + 0x1p-20) : 0;
            band.radius[i] = fits
                    ? Outward.sum(Outward.product(relative, moduli), 16.0 * query.columns * Double.MIN_VALUE)
                    : Double.POSITIVE_INFINITY;
        }
        return band;
    }

    private static void radii(Band band, Stored v, int[] raised, double[] radius) {
        double sum = TwofoldNumber.ADD;
        double product = TwofoldNumber.MULTIPLY;
        ColumnExtents extents = new ColumnExtents(v);
        extents.range(band.from, band.to);
        for (int i = 0; i < band.count; i++) {
            int count = band.allowed.count(i);
            int offset = i * v.columns;
            if (count == 0) {
                Arrays.fill(radius, offset, offset + v.columns, 0);
                continue;
            }
            double spread = Math.min(-TwofoldExponential.FLOOR, Outward.product(2, band.magnitude[i]));
            double theta = Outward.sum(
                    band.radius[i],
                    Outward.product(sum, spread),
                    Outward.product(raised[i] + 1, TwofoldExponential.ERROR, 1 + 0x1p-50));
            int tile = FusedAttention.TILE;
            int tiles = (band.allowed.to(i) - 1) / tile - band.allowed.from(i) / tile + 1;
            double numerator = (FusedAttention.PRODUCT_ROUNDINGS + tiles) * sum + (1 + raised[i]) * product;
            double denominator = (FusedAttention.WEIGHT_ROUNDINGS + tiles) * sum + raised[i] * product;
            // (1 + a)(1 + q) / (1 - b) - 1 with compounded a, b: their sum g times (1 + 4 g), and 2^-20 for the
            // compounding.
            double g = (numerator + denominator + TwofoldNumber.DIVIDE) * (1 + 0x1p-19);
            double rho = g <= 0x1p-40 ? g : Double.POSITIVE_INFINITY;
            double lost = Outward.product(count, TwofoldSoftmaxRows.TINY);
            extents.radii(SoftmaxRows.tanhHalf(theta), Outward.sum(rho, lost), count, radius, offset);
            double underflow = 32.0 * (count + tiles + 4) * Double.MIN_VALUE;
            for (int e = offset; e < offset + v.columns; e++) {
                radius[e] = Outward.sum(radius[e], underflow);
            }
        }
    }
}
