package org.fiducial.theory.statistics;

import org.fiducial.theory.random.RandomStream;

/**
 * Standard normal numbers by the polar method from uniform multiples of 2^-53. Their law differs from the normal one by the rounding of
 * binary64 and by the grid of the uniform numbers, far below what a test of these draws can see.
 */
public final class NormalDraws {
    private final RandomStream random;
    private double spare = Double.NaN;

    public NormalDraws(RandomStream random) {
        this.random = random;
    }

    public double next() {
        if (!Double.isNaN(spare)) {
            double x = spare;
            spare = Double.NaN;
            return x;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * random.unit() - 1;
            v = 2 * random.unit() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double f = Math.sqrt(-2 * Math.log(s) / s);
        spare = v * f;
        return u * f;
    }

    /** n of them. */
    public double[] next(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = next();
        }
        return x;
    }
}
