package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.jspecify.annotations.Nullable;

/**
 * Enclosures around what a {@link FusedAttention} computes.
 *
 * <p>Weights. Let c_1 <= .. <= c_T be a row's successive references, T - 1 times raised, and s_j the computed logit of a key visited under
 * c_t. Its weight in the end is W_j = E(fl(s_j - c_t)) E(fl(c_t - c_(t+1))) .. E(fl(c_(T-1) - c_T)), multiplications aside. Each argument is
 * rounded once, by at most u times its modulus; all have one sign and add up to s_j - c_T, so together they err by at most u |s_j - c_T|.
 * Each E errs by a factor in [1 - E, 1 + E]; there are at most T of them. With D the radius of the logits, ln W_j differs from the exact
 * s_j - c_T by at most Theta = D + u max |s - c_T| - T ln(1 - E), and the W_j are, up to a common factor, weights of logits that are off by
 * Theta: the quotient sum W v / sum W is within tanh(Theta / 2) (max v - min v) of the exact output (C7).
 *
 * <p>Floor. If s_j - c_T < -708, then W_j and the exact weight relative to c_T are both below 1e-307: either every argument stays above the
 * floor and the product is e^(s_j - c_T) up to the factors above, or one argument is taken as -708 and the others only make it smaller. That
 * is an absolute error of a weight, relative to a sum of at least 1 (the largest logit's weight is E(0) = 1), which
 * {@link ColumnExtents#radii} adds. So u max |s - c_T| needs to count arguments down to -708 only.
 *
 * <p>Sums. A product w v passes through at most PRODUCT_ROUNDINGS roundings in its tile, then through one addition for its own and each later
 * tile that holds a key of the row, and through one multiplication for each time the reference is raised: N = PRODUCT_ROUNDINGS + tiles +
 * raised. Tiles without keys of the row add exact zeros and raise nothing. Likewise M = WEIGHT_ROUNDINGS + tiles + raised for a weight in the
 * normaliser. The quotient rounds once: rho = (1 + gamma_N)(1 + u) / (1 - gamma_M) - 1, times max |v|.
 *
 * <p>Underflow. Each product and each multiplication by a factor may lose 2^-1075, as may the quotient: at most 2 n + 1 times for n allowed
 * keys, which {@link ColumnExtents#radii} pays for. The normaliser never underflows: it is at least 1 before and a factor at least e^-708.
 */
final class FusedSoftmax {
    private FusedSoftmax() {}

    /** The product of the weights with v, or null where the device does not fit or fails: then the ordinary way does it. */
    static @Nullable Stored times(SoftmaxRows weights, Stored v, FusedAttention device) {
        if (!(weights.logits() instanceof ScaledRows scaled) || !v.isBounded() || v.columns > device.maxWidth()) {
            return null;
        }
        ProductRows product = scaled.product();
        AllowedKeys allowed = weights.allowed();
        if (product == null || product.left().columns > device.maxWidth() || !isRanges(allowed)) {
            return null;
        }
        Stored query = product.left();
        Stored key = product.rightTransposed();
        int rows = query.rows;
        Band band = new Band(allowed, key.rows, 0, rows, new double[0]);
        product.bound(band, query.columns);
        scaled.bound(band);
        for (double r : band.radius) {
            if (r == Double.POSITIVE_INFINITY) {
                return null;
            }
        }
        int[] from = new int[rows];
        int[] to = new int[rows];
        for (int i = 0; i < rows; i++) {
            from[i] = allowed.from(i);
            to[i] = allowed.to(i);
        }
        FusedAttention.Output out;
        try {
            out = device.attend(new FusedAttention.Head(
                    query.mid, key.mid, v.mid, rows, key.rows, query.columns, v.columns, scaled.factor(), from, to));
        } catch (IllegalStateException deviceFailed) {
            // Out of memory, say; the processor gives as good an enclosure.
            return null;
        }
        double[] radius = new double[out.output().length];
        radii(band, v, out.raised(), radius);
        return Stored.settled(rows, v.columns, out.output(), radius);
    }

    private static boolean isRanges(AllowedKeys allowed) {
        for (int i = 0; i < allowed.queries(); i++) {
            if (!allowed.isRange(i)) {
                return false;
            }
        }
        return true;
    }

    private static void radii(Band band, Stored v, int[] raised, double[] radius) {
        ColumnExtents extents = new ColumnExtents(v);
        extents.range(band.from, band.to);
        for (int i = 0; i < band.count; i++) {
            int count = band.allowed.count(i);
            if (count == 0) {
                Arrays.fill(radius, i * v.columns, (i + 1) * v.columns, 0);
                continue;
            }
            double spread = Math.min(-Exponential.FLOOR, Outward.product(2, band.magnitude[i]));
            double theta = Outward.sum(
                    band.radius[i],
                    Outward.product(Outward.U, spread),
                    Outward.product(raised[i] + 1, Exponential.ERROR, 1 + 0x1p-50));
            int tile = FusedAttention.TILE;
            int tiles = (band.allowed.to(i) - 1) / tile - band.allowed.from(i) / tile + 1;
            double rho = SoftmaxRows.quotientError(
                    Outward.gamma((long) FusedAttention.PRODUCT_ROUNDINGS + tiles + raised[i]),
                    Outward.gamma((long) FusedAttention.WEIGHT_ROUNDINGS + tiles + raised[i]));
            extents.radii(SoftmaxRows.tanhHalf(theta), rho, count, radius, i * v.columns);
        }
    }
}
