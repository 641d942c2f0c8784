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
    private final boolean spreads;
    private final boolean probable;
    private final double[] none;
    private final double[] squares;
    private final double[] center;

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

    WeightedSums(ValueRows value, boolean spreads, boolean probable) {
        this.value = value;
        this.spreads = spreads;
        this.probable = probable;
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
     * @param p upper bounds of the weights
     * @param o the means
     * @return the largest theta
     */
    double row(int i, double[] p, SoftmaxDeviation s, Enclosures o) {
        AllowedKeys allowed = s.allowed();
        int width = value.width;
        System.arraycopy(o.mid(), i * width, center, 0, width);
        for (double[] sum : new double[][] {pull, spread, chance, squares, size, own}) {
            Arrays.fill(sum, 0);
        }
        double[] theta = s.theta();
        int first = i * allowed.keys();
        double widest = 0;
        double pulls = 0;
        double weights = 0;
        double chances = 0;
        int end = allowed.to(i);
        for (int j = next(allowed, i, allowed.from(i)); j < end; ) {
            int k = next(allowed, i, j + 1);
            double p0 = p[first + j];
            double gain0 = p0 * expm1(theta[first + j]);
            widest = Math.max(widest, theta[first + j]);
            // A last key without a partner gets one of weight 0.
            boolean paired = k < end;
            double p1 = paired ? p[first + k] : 0;
            double gain1 = paired ? p1 * expm1(theta[first + k]) : 0;
            widest = paired ? Math.max(widest, theta[first + k]) : widest;
            pulls += gain0 + gain1;
            weights += p0 + p1;
            double[] x0 = value.mid[j];
            double[] x1 = paired ? value.mid[k] : none;
            addDistances(pull, gain0, x0, gain1, x1, center);
            add(size, p0, value.size[j], p1, paired ? value.size[k] : none);
            if (spreads) {
                addDistances(spread, p0, x0, p1, x1, center);
            }
            if (probable) {
                double c0 = p0 * s.chance()[first + j];
                double c1 = paired ? p1 * s.chance()[first + k] : 0;
                chances += c0 * c0 + c1 * c1;
                addSquares(squares, c0 * c0, x0, c1 * c1, x1, center);
            }
            if (value.deviation != null) {
                add(own, p0, value.deviation[j], p1, paired ? value.deviation[k] : none);
            }
            if (value.radius != null) {
                double[] r0 = value.radius[j];
                double[] r1 = paired ? value.radius[k] : none;
                add(pull, gain0, r0, gain1, r1);
                add(spread, p0, r0, p1, r1);
                if (probable) {
                    add(chance, p0 * s.chance()[first + j], r0, paired ? p1 * s.chance()[first + k] : 0, r1);
                }
            }
            j = paired ? next(allowed, i, k + 1) : end;
        }
        // The distances from the mean, whose radius is the same for all keys; the root of squares by Minkowski's
        // inequality.
        double rootChances = Math.sqrt(chances);
        for (int c = 0; c < width; c++) {
            double r = o.radius()[i * width + c];
            pull[c] += r * pulls;
            spread[c] += r * weights;
            chance[c] += Math.sqrt(squares[c]) + r * rootChances;
        }
        value.extremes(allowed, i, low, high);
        return widest;
    }

    private static int next(AllowedKeys allowed, int i, int j) {
        int k = j;
        while (k < allowed.to(i) && !allowed.allows(i, k)) {
            k++;
        }
        return k;
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
