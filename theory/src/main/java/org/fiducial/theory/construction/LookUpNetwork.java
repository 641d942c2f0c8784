package org.fiducial.theory.construction;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;

/**
 * The builder of sheet urpe C6: two blocks that quantise each token, add up a code of the whole input by URPE heads, and look the output up.
 * Channels: 0 x, 1 one, 2 q, 3 s, 4 out. The ramps are w = 2^-k / G wide, so every weight is an integer but for the table's slopes; those
 * are rounded to multiples of one power of two, each so as to meet the next value, and the certificate is about the rounded ones.
 */
public final class LookUpNetwork {
    static final int CHANNELS = 5;

    /** Entries of the table that a network may have. */
    private static final long MOST_ENTRIES = 60_000;

    /** The part of eps^p that is left to the ramps. */
    private static final double RAMP_SHARE = 0.05;

    private LookUpNetwork() {}

    /**
     * Builds and certifies a network.
     *
     * @param norm d_p
     * @throws ConstructionException if the target cannot be enclosed, needs too many cells, or the norm is sup
     */
    public static Construction of(Target target, Norm norm, double eps) throws ConstructionException {
        if (norm.isSup()) {
            throw new ConstructionException(
                    "a look-up network in the norm sup, expected L1, L2, ...: it jumps between cells");
        }
        int p = norm.power();
        double budget = Interval.of(eps).power(p).lo();
        double[] ranges = LookUpError.ranges(target);
        double sum = 0;
        for (double r : ranges) {
            sum = Interval.up(sum, Interval.of(r).power(p).hi());
        }
        double oscillation = sum;
        int cells = GridSearch.smallest(
                most(target.n()),
                "a look-up table within " + eps + " in " + norm,
                g -> new LookUpError(target, p, g, centres(target, g)).bound() <= budget * (1 - RAMP_SHARE));
        int k = ramp(target.n(), cells, oscillation, budget * RAMP_SHARE);
        TransformerNetwork<SparseMatrix> network = network(target.n(), cells, k, centres(target, cells));
        double[][] found = new LookUpEvaluation(target.n(), cells, network).table();
        LookUpError error = new LookUpError(target, p, cells, found);
        double inside = error.bound();
        double ramps = rampBound(target, p, cells, k, found);
        double total = Interval.up(inside, ramps);
        if (!(total <= budget)) {
            throw new ConstructionException("the network built has d_p^p up to " + total + ", expected " + budget);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cells along each axis", String.valueOf(cells));
        facts.put("cells", String.valueOf((long) Math.pow(cells, target.n())));
        facts.put("ramp width", "2^-" + k + "/" + cells);
        facts.put("largest code", largestCode(target.n(), cells).toString());
        facts.put("error^p inside cells", String.valueOf(inside));
        facts.put("error^p on ramps", String.valueOf(ramps));
        double bound = CellBoxes.root(total, p);
        return new Construction("urpe", "look-up network (urpe-C6)", target, norm, network, bound, facts);
    }

    /** The most cells for which the codes are exact binary64 integers with room, and the table is not too large. */
    private static int most(int n) {
        int cells = 1;
        while (n * Math.pow(cells + 1, n) <= MOST_ENTRIES
                && largestCode(n, cells + 1).bitLength() <= 46) {
            cells++;
        }
        return cells;
    }

    /** (n - 1) G^2n + G^n - 1. */
    static BigInteger largestCode(int n, int cells) {
        BigInteger g = BigInteger.valueOf(cells);
        return g.pow(2 * n).multiply(BigInteger.valueOf(n - 1)).add(g.pow(n)).subtract(BigInteger.ONE);
    }

    /** The cell's digits q_1 .. q_n of U = sum_j G^(j-1) q_j. */
    static int[] digits(int u, int n, int cells) {
        int[] q = new int[n];
        for (int j = 0; j < n; j++) {
            q[j] = u % cells;
            u /= cells;
        }
        return q;
    }

    /** Values near the target's at the cells' centres, by token and U. */
    private static double[][] centres(Target target, int cells) throws ConstructionException {
        int n = target.n();
        int all = (int) Math.pow(cells, n);
        double[][] out = new double[n][all];
        for (int i = 0; i < n; i++) {
            for (int u = 0; u < all; u++) {
                int[] q = digits(u, n, cells);
                out[i][u] = TableValues.at(target, i, CellBoxes.centre(q, cells), q, cells)
                        .middle();
            }
        }
        return out;
    }

    /** An upper bound of the measure of the inputs with a coordinate on a ramp, 1 - (1 - (G - 1) w)^n <= n (G - 1) w. */
    private static double measure(int n, int cells, int k) {
        return Interval.of(n * (cells - 1.0)).divide(Interval.of(cells)).hi() * Math.scalb(1.0, -k);
    }

    private static int ramp(int n, int cells, double oscillation, double budget) throws ConstructionException {
        for (int k = 1; k <= 40; k++) {
            if (Interval.productUp(measure(n, cells, k), oscillation) <= budget / 2) {
                return k;
            }
        }
        throw new ConstructionException("ramps narrower than 2^-40 cells, expected a larger eps");
    }

    /** On a ramp the output is between two entries of the token's table. */
    private static double rampBound(Target target, int p, int cells, int k, double[][] table)
            throws ConstructionException {
        double sum = 0;
        Interval[] values = LookUpError.values(target);
        for (int i = 0; i < target.n(); i++) {
            double lo = values[i].lo();
            double hi = values[i].hi();
            for (double t : table[i]) {
                lo = Math.min(lo, t);
                hi = Math.max(hi, t);
            }
            sum = Interval.up(sum, Interval.of(Interval.up(hi, -lo)).power(p).hi());
        }
        return Interval.productUp(measure(target.n(), cells, k), sum);
    }

    /** The weights of the sheet, with ramps of 2^-k / G. */
    public static TransformerNetwork<SparseMatrix> network(int n, int cells, int k, double[][] values) {
        return new TransformerNetwork<>(
                CoordinateBlock.embedding(CHANNELS),
                List.of(new TransformerBlock<>(List.of(), true, quantiser(cells, k)), encoder(n, cells, values)),
                CoordinateBlock.readOut(CHANNELS, 4),
                Scale.of(1));
    }

    /** q += sum over g of R(x/w - g/(G w)) - R(x/w - g/(G w) - 1). */
    private static FeedForward<SparseMatrix> quantiser(int cells, int k) {
        int hidden = Math.max(2 * (cells - 1), 1);
        SparseMatrix in = new SparseMatrix(CHANNELS, hidden);
        SparseMatrix out = new SparseMatrix(hidden, CHANNELS);
        for (int g = 1; g < cells; g++) {
            for (int second = 0; second < 2; second++) {
                int unit = 2 * (g - 1) + second;
                in.set(0, unit, (long) cells << k);
                in.set(1, unit, -((long) g << k) - second);
                out.set(unit, 2, 1 - 2L * second);
            }
        }
        return new FeedForward<>(List.of(new Affine<>(in, null), new Affine<>(out, null)), true);
    }

    private static TransformerBlock<SparseMatrix> encoder(int n, int cells, double[][] values) {
        BigInteger g = BigInteger.valueOf(cells);
        BigInteger size = BigInteger.valueOf(n);
        BigInteger step = g.pow(2 * n);
        SparseMatrix code = new SparseMatrix(2 * n - 1, 1);
        SparseMatrix number = new SparseMatrix(2 * n - 1, 1);
        for (int k = 1 - n; k < n; k++) {
            code.set(k + n - 1, 0, integer(size.multiply(g.pow(k + n - 1))));
            number.set(k + n - 1, 0, k < 0 ? Rational.of(n) : Rational.ZERO);
        }
        SparseMatrix one = new SparseMatrix(1, CHANNELS).set(0, 3, 1);
        var heads = List.of(
                CoordinateBlock.uniform(n, CHANNELS, new SparseMatrix(CHANNELS, 1).set(2, 0, 1), one, code),
                CoordinateBlock.uniform(
                        n, CHANNELS, new SparseMatrix(CHANNELS, 1).set(1, 0, integer(step)), one, number));
        return new TransformerBlock<>(heads, true, table(n, cells, values));
    }

    private static Rational integer(BigInteger x) {
        return new Rational(x, BigInteger.ONE);
    }

    /** t_0 and a slope change at every knot; slopes are rounded so as to lead from the value reached to the next one. */
    private static FeedForward<SparseMatrix> table(int n, int cells, double[][] values) {
        int all = values[0].length;
        int hidden = n * all;
        SparseMatrix in = new SparseMatrix(CHANNELS, hidden);
        SparseMatrix knots = new SparseMatrix(1, hidden);
        SparseMatrix out = new SparseMatrix(hidden, CHANNELS);
        BigInteger g = BigInteger.valueOf(cells);
        double largest = 1;
        for (double[] row : values) {
            for (double t : row) {
                largest = Math.max(largest, 2 * Math.abs(t));
            }
        }
        // Slopes are at most 2 max|t| over gaps of at least 1: their differences have at most 51 digits.
        int unit = Math.getExponent(largest) + 2 - 50;
        Dyadic value = Dyadic.of(values[0][0]);
        Dyadic slope = Dyadic.ZERO;
        BigInteger knot = BigInteger.ZERO;
        for (int r = 0; r < hidden; r++) {
            in.set(3, r, 1);
            knots.set(0, r, integer(knot.negate()));
            if (r == hidden - 1) {
                break;
            }
            int i = (r + 1) / all;
            int u = (r + 1) % all;
            BigInteger next = g.pow(2 * n)
                    .multiply(BigInteger.valueOf(i))
                    .add(g.pow(n - 1 - i).multiply(BigInteger.valueOf(u)));
            BigInteger gap = next.subtract(knot);
            Dyadic rise = Dyadic.of(values[i][u]).subtract(value);
            Dyadic m = quotient(rise, gap, unit);
            out.set(r, 4, Rational.of(m.subtract(slope)));
            value = value.add(m.multiply(Dyadic.of(gap, 0)));
            slope = m;
            knot = next;
        }
        SparseMatrix first = new SparseMatrix(1, CHANNELS).set(0, 4, Rational.of(Dyadic.of(values[0][0])));
        return new FeedForward<>(List.of(new Affine<>(in, knots), new Affine<>(out, first)), true);
    }

    /** A multiple of 2^unit near x / gap. */
    private static Dyadic quotient(Dyadic x, BigInteger gap, int unit) {
        Dyadic fine = x.shift(64).roundToMultiple(unit - 2, Rounding.TIES_TO_EVEN);
        if (fine.isZero()) {
            return Dyadic.ZERO;
        }
        int shift = fine.exponent() - (unit - 2);
        BigInteger numerator = fine.significand().shiftLeft(shift);
        return Dyadic.of(numerator.divide(gap), unit - 2 - 64).roundToMultiple(unit, Rounding.TIES_TO_EVEN);
    }
}
