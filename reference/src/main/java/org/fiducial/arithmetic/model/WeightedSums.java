package org.fiducial.arithmetic.model;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;

/**
 * The sums over keys of {@link WeightedMean}, one row at a time, column by column. Keys go two at a time, and all arrays of an inner loop are
 * indexed by its variable alone: HotSpot makes vector instructions of such loops.
 */
final class WeightedSums {
    private final ValueRows value;
    private final SoftmaxDeviation weights;
    private final boolean spreads;
    private final boolean probable;
    private final double[] none;
    private final double[] squares;
    private final double[] center;
    // Of each key of a row: its weight p_j, p_j (e^(theta_j) - 1), p_j chance_j.
    private final double[] p;
    private final double[] gain;
    private final double[] risk;

    /** Sums of p_j (e^(theta_j) - 1) |v_j - o|. */
    final double[] pull;
    /** Sums of p_j |v_j - o|, if asked for. */
    final double[] spread;
    /** Roots of the sums of (p_j chance_j |v_j - o|)^2, if asked for. */
    final double[] chance;
    /** Sums of p_j |v_j|. */
    final double[] size;
    /** Sums of p_j times the values' deviations. */
    final double[] own;
    /** Extremes of the values. */
    final double[] low;

    final double[] high;

    WeightedSums(ValueRows value, SoftmaxDeviation weights, boolean spreads, boolean probable) {
        this.value = value;
        this.weights = weights;
        this.spreads = spreads;
        this.probable = probable;
        int keys = weights.allowed().keys();
        p = new double[keys];
        gain = new double[keys];
        risk = new double[probable ? keys : 0];
        int width = value.width;
        none = new double[width];
        squares = new double[width];
        center = new double[width];
        pull = new double[width];
        spread = new double[width];
        chance = new double[width];
        size = new double[width];
        own = new double[width];
        low = new double[width];
        high = new double[width];
    }

    /**
     * Makes the sums of row i.
     *
     * @param bounds upper bounds of all weights
     * @param o the means
     * @return the largest theta
     */
    double row(int i, double[] bounds, Enclosures o) {
        AllowedKeys allowed = weights.allowed();
        int width = value.width;
        System.arraycopy(o.mid(), i * width, center, 0, width);
        for (double[] sum : new double[][] {pull, spread, chance, squares, size, own}) {
            Arrays.fill(sum, 0);
        }
        int from = allowed.from(i);
        int first = i * allowed.keys() + from;
        int keys = allowed.to(i) - from;
        System.arraycopy(bounds, first, p, from, keys);
        gains(first, from, keys);
        addDistances(pull, gain, i);
        add(size, p, value.size, i);
        if (spreads) {
            addDistances(spread, p, i);
        }
        if (probable) {
            risks(first, from, keys);
            addSquares(i);
        }
        if (value.deviation != null) {
            add(own, p, value.deviation, i);
        }
        if (value.radius != null) {
            add(pull, gain, value.radius, i);
            add(spread, p, value.radius, i);
            if (probable) {
                add(chance, risk, value.radius, i);
            }
        }
        // The distances from the mean, whose radius is the same for all keys; the root of squares by Minkowski's
        // inequality.
        double pulls = total(gain, i);
        double all = total(p, i);
        double rootRisks = probable ? Math.sqrt(totalSquare(i)) : 0;
        for (int c = 0; c < width; c++) {
            double r = o.radius()[i * width + c];
            pull[c] += r * pulls;
            spread[c] += r * all;
            chance[c] += Math.sqrt(squares[c]) + r * rootRisks;
        }
        value.extremes(allowed, i, low, high);
        return widest(i);
    }

    private void gains(int first, int from, int keys) {
        double[] theta = weights.theta();
        for (int k = 0; k < keys; k++) {
            gain[from + k] = p[from + k] * expm1(theta[first + k]);
        }
    }

    private void risks(int first, int from, int keys) {
        double[] chances = weights.chance();
        for (int k = 0; k < keys; k++) {
            risk[from + k] = p[from + k] * chances[first + k];
        }
    }

    private double widest(int i) {
        AllowedKeys allowed = weights.allowed();
        double[] theta = weights.theta();
        int first = i * allowed.keys();
        double most = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            most = Math.max(most, theta[first + j]);
        }
        return most;
    }

    private double total(double[] x, int i) {
        AllowedKeys allowed = weights.allowed();
        double sum = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            sum += x[j];
        }
        return sum;
    }

    private double totalSquare(int i) {
        AllowedKeys allowed = weights.allowed();
        double sum = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            sum += risk[j] * risk[j];
        }
        return sum;
    }

    // A last key without a partner gets one of weight 0.

    private void addDistances(double[] sum, double[] a, int i) {
        AllowedKeys allowed = weights.allowed();
        int end = allowed.to(i);
        for (int j = allowed.next(i, 0); j < end; ) {
            int k = allowed.next(i, j + 1);
            boolean paired = k < end;
            addDistances(sum, a[j], value.mid[j], paired ? a[k] : 0, paired ? value.mid[k] : none, center);
            j = allowed.next(i, k + 1);
        }
    }

    private void add(double[] sum, double[] a, double[][] x, int i) {
        AllowedKeys allowed = weights.allowed();
        int end = allowed.to(i);
        for (int j = allowed.next(i, 0); j < end; ) {
            int k = allowed.next(i, j + 1);
            boolean paired = k < end;
            add(sum, a[j], x[j], paired ? a[k] : 0, paired ? x[k] : none);
            j = allowed.next(i, k + 1);
        }
    }

    private void addSquares(int i) {
        AllowedKeys allowed = weights.allowed();
        int end = allowed.to(i);
        for (int j = allowed.next(i, 0); j < end; ) {
            int k = allowed.next(i, j + 1);
            boolean paired = k < end;
            double a = risk[j];
            double b = paired ? risk[k] : 0;
            addSquares(squares, a * a, value.mid[j], b * b, paired ? value.mid[k] : none, center);
            j = allowed.next(i, k + 1);
        }
    }

    private static void addDistances(double[] sum, double a, double[] x, double b, double[] y, double[] o) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * Math.abs(x[c] - o[c]) + b * Math.abs(y[c] - o[c]);
        }
    }

    private static void add(double[] sum, double a, double[] x, double b, double[] y) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a * x[c] + b * y[c];
        }
    }

    private static void addSquares(double[] sum, double a, double[] x, double b, double[] y, double[] o) {
        for (int c = 0; c < sum.length; c++) {
            double d = x[c] - o[c];
            double e = y[c] - o[c];
            sum[c] += a * d * d + b * e * e;
        }
    }

    /** e^t - 1, up to a relative 2^-11 above it for small t >= 0: t + t^2 > t + t^2/2 + t^3/6 + ... */
    static double expm1(double t) {
        return t < 0x1p-10 ? t * (1 + t) : Math.expm1(t);
    }
}
