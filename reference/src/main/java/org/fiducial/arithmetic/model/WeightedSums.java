package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;

/**
 * The sums over keys of {@link WeightedMean}, for all rows, column by column. Keys go two at a time, and all arrays of an inner loop are indexed
 * by its variable alone: HotSpot makes vector instructions of such loops. A tile of keys serves all rows before the next one is looked at,
 * so that its values stay in the cache.
 */
final class WeightedSums {
    private static final int TILE = 64;

    private final ValueRows value;
    private final SoftmaxDeviation weights;
    private final double[] bounds;
    private final boolean spreads;
    private final boolean probable;
    private final double[] center;
    // Of each key of a tile: its weight p_j, p_j (e^(theta_j) - 1), p_j chance_j.
    private final double[] p = new double[TILE + 1];
    private final double[] gain = new double[TILE + 1];
    private final double[] risk = new double[TILE + 1];
    private final double[][] squares;
    // Of each row: sums over its keys of gain, of p and of risk squared.
    private final double[] gainTotal;
    private final double[] weightTotal;
    private final double[] riskSquareTotal;

    /** Sums of p_j (e^(theta_j) - 1) |v_j - o|. */
    final double[][] pull;
    /** Sums of p_j |v_j - o|, if asked for. */
    final double[][] spread;
    /** Roots of the sums of (p_j chance_j |v_j - o|)^2, if asked for. */
    final double[][] chance;
    /** Sums of p_j |v_j|. */
    final double[][] size;
    /** Sums of p_j times the values' deviations. */
    final double[][] own;
    /** The largest theta_j. */
    final double[] widest;

    /**
     * Makes the sums of all rows.
     *
     * @param bounds upper bounds of all weights
     * @param o the means
     * @param spreads whether to make {@link #spread}
     * @param probable whether to make {@link #chance}
     */
    WeightedSums(
            ValueRows value,
            SoftmaxDeviation weights,
            double[] bounds,
            Enclosures o,
            boolean spreads,
            boolean probable) {
        this.value = value;
        this.weights = weights;
        this.bounds = bounds;
        this.spreads = spreads;
        this.probable = probable;
        AllowedKeys allowed = weights.allowed();
        int rows = allowed.queries();
        int width = value.width;
        center = new double[width];
        pull = new double[rows][width];
        spread = new double[rows][width];
        chance = new double[rows][width];
        size = new double[rows][width];
        own = new double[rows][width];
        squares = new double[probable ? rows : 0][width];
        gainTotal = new double[rows];
        weightTotal = new double[rows];
        riskSquareTotal = new double[rows];
        widest = new double[rows];
        for (int first = 0; first < allowed.keys(); first += TILE) {
            for (int i = 0; i < rows; i++) {
                int from = allowed.next(i, first);
                int end = Math.min(allowed.to(i), first + TILE);
                if (from < end) {
                    System.arraycopy(o.mid(), i * width, center, 0, width);
                    tile(i, first, from, end);
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            addRadii(i, o);
        }
    }

    /** The distances from the mean, whose radius is the same for all keys; the root of squares by Minkowski's inequality. */
    private void addRadii(int i, Enclosures o) {
        double rootRisks = Math.sqrt(riskSquareTotal[i]);
        for (int c = 0; c < value.width; c++) {
            double r = o.radius()[i * value.width + c];
            pull[i][c] += r * gainTotal[i];
            spread[i][c] += r * weightTotal[i];
            if (probable) {
                chance[i][c] += Math.sqrt(squares[i][c]) + r * rootRisks;
            }
        }
    }

    private void tile(int i, int first, int from, int end) {
        AllowedKeys allowed = weights.allowed();
        int row = i * allowed.keys();
        int keys = end - from;
        System.arraycopy(bounds, row + from, p, from - first, keys);
        widest[i] = Math.max(widest[i], gains(row + from, from - first, keys));
        if (probable) {
            risks(row + from, from - first, keys);
        }
        for (int j = from; j < end; ) {
            int k = allowed.next(i, j + 1);
            // A last key without a partner gets one of weight 0.
            boolean paired = k < end;
            add(i, j, j - first, paired ? k : j, paired ? k - first : TILE);
            j = paired ? allowed.next(i, k + 1) : end;
        }
    }

    /** The terms of keys j and k, whose weights are at a and b of the tile. */
    private void add(int i, int j, int a, int k, int b) {
        gainTotal[i] += gain[a] + gain[b];
        weightTotal[i] += p[a] + p[b];
        addDistances(pull[i], gain[a], value.mid[j], gain[b], value.mid[k], center);
        add(size[i], p[a], value.size[j], p[b], value.size[k]);
        if (spreads) {
            addDistances(spread[i], p[a], value.mid[j], p[b], value.mid[k], center);
        }
        if (probable) {
            double x = risk[a] * risk[a];
            double y = risk[b] * risk[b];
            riskSquareTotal[i] += x + y;
            addSquares(squares[i], x, value.mid[j], y, value.mid[k], center);
        }
        if (value.deviation != null) {
            add(own[i], p[a], value.deviation[j], p[b], value.deviation[k]);
        }
        if (value.radius != null) {
            add(pull[i], gain[a], value.radius[j], gain[b], value.radius[k]);
            add(spread[i], p[a], value.radius[j], p[b], value.radius[k]);
            if (probable) {
                add(chance[i], risk[a], value.radius[j], risk[b], value.radius[k]);
            }
        }
    }

    private double gains(int first, int from, int keys) {
        double[] theta = weights.theta();
        double most = 0;
        for (int k = 0; k < keys; k++) {
            double t = theta[first + k];
            gain[from + k] = p[from + k] * expm1(t);
            most = Math.max(most, t);
        }
        return most;
    }

    private void risks(int first, int from, int keys) {
        double[] chances = weights.chance();
        for (int k = 0; k < keys; k++) {
            risk[from + k] = p[from + k] * chances[first + k];
        }
    }

    private static void addDistances(double[] sum, double a, double[] x, double b, double[] y, double[] o) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * Math.abs(x[c] - o[c]);
            sum[c] += b * Math.abs(y[c] - o[c]);
        }
    }

    private static void add(double[] sum, double a, double[] x, double b, double[] y) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * x[c] + b * y[c];
        }
    }

    private static void addSquares(double[] sum, double a, double[] x, double b, double[] y, double[] o) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * ((x[c] - o[c]) * (x[c] - o[c]));
            sum[c] += b * ((y[c] - o[c]) * (y[c] - o[c]));
        }
    }

    /** e^t - 1, up to a relative 2^-11 above it for small t >= 0: t + t^2 > t + t^2/2 + t^3/6 + ... */
    static double expm1(double t) {
        return t < 0x1p-10 ? t * (1 + t) : Math.expm1(t);
    }
}
