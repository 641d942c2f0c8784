package org.fiducial.oracle.scatterbrain;

import org.fiducial.theory.random.Seed;
import org.fiducial.theory.statistics.NormalDraws;

/** Repeated runs of a stand-in implementation with fresh projections and hashes, two queries and two keys, with mistakes on request. */
public final class ScatterbrainRuns {
    public static final float[] QUERY = {0.125f, 0.0625f, -0.0625f, 0.125f, -0.125f, 0.125f, 0.0625f, 0.125f};
    public static final float[] KEY = {0.125f, -0.125f, 0.125f, -0.125f, 0.0625f, 0.125f, 0.125f, -0.0625f};
    public static final int PROJECTIONS = 32;
    private static final int WIDTH = 4;

    private final String law;
    private final String support;
    private final String mistake;
    private final NormalDraws draws;

    public ScatterbrainRuns(String law, String support, String mistake, long seed) {
        this.law = law;
        this.support = support;
        this.mistake = mistake;
        draws = new NormalDraws(Seed.of(seed).stream());
    }

    /** So many runs of w, one after another. */
    public float[] unnormalised(int runs) {
        float[] out = new float[4 * runs];
        for (int t = 0; t < runs; t++) {
            double[][] w = projections();
            double[] plane = draws.next(WIDTH);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    out[4 * t + 2 * i + j] = (float) entry(w, plane, i, j);
                }
            }
        }
        return out;
    }

    private double entry(double[][] w, double[] plane, int i, int j) {
        int used = mistake.equals("half-of-the-projections") ? PROJECTIONS / 2 : PROJECTIONS;
        double norms = dot(QUERY, i, QUERY, i) + (mistake.equals("key-norm-missing") ? 0 : dot(KEY, j, KEY, j));
        double sum = 0;
        for (int r = 0; r < used; r++) {
            sum += Math.exp(inner(w[r], QUERY, i) + inner(w[r], KEY, j) - norms / 2);
        }
        double e = sum / (mistake.equals("wrong-normaliser") ? used - 1 : used);
        if (mistake.equals("features-times-1.01")) {
            e *= 1.01 * 1.01;
        }
        double kernel = Math.exp(dot(QUERY, i, KEY, j));
        boolean exact =
                switch (support) {
                    case "window" -> i == j;
                    case "hyperplane" -> inner(plane, QUERY, i) >= 0 == inner(plane, KEY, j) >= 0;
                    case "first-key" -> j == 0;
                    default -> mistake.equals("support-from-the-estimate") && e > kernel;
                };
        if (mistake.equals("low-rank-not-subtracted")) {
            return e + (exact ? kernel : 0);
        }
        return exact ? kernel : e;
    }

    private double[][] projections() {
        double[][] w = new double[PROJECTIONS][];
        for (int r = 0; r < PROJECTIONS; r++) {
            w[r] = draws.next(WIDTH);
            if (law.equals("ort")) {
                // Gram and Schmidt within the block, then the norm of a fresh vector.
                for (int s = r - r % WIDTH; s < r; s++) {
                    double c = product(w[r], w[s]) / product(w[s], w[s]);
                    for (int l = 0; l < WIDTH; l++) {
                        w[r][l] -= c * w[s][l];
                    }
                }
            }
        }
        for (int r = 0; law.equals("ort") && r < PROJECTIONS; r++) {
            double[] fresh = draws.next(WIDTH);
            double scale = Math.sqrt(product(fresh, fresh) / product(w[r], w[r]));
            for (int l = 0; l < WIDTH; l++) {
                w[r][l] *= scale;
            }
        }
        return w;
    }

    private static double product(double[] x, double[] y) {
        double s = 0;
        for (int l = 0; l < x.length; l++) {
            s += x[l] * y[l];
        }
        return s;
    }

    private static double inner(double[] w, float[] vectors, int i) {
        double s = 0;
        for (int l = 0; l < WIDTH; l++) {
            s += w[l] * vectors[i * WIDTH + l];
        }
        return s;
    }

    private static double dot(float[] x, int i, float[] y, int j) {
        double s = 0;
        for (int l = 0; l < WIDTH; l++) {
            s += (double) x[i * WIDTH + l] * y[j * WIDTH + l];
        }
        return s;
    }
}
