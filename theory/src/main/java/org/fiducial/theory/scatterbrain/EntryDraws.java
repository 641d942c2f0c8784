package org.fiducial.theory.scatterbrain;

import org.fiducial.theory.statistics.NormalDraws;

/**
 * Plain binary64 draws of one un-normalised entry with plus features and one hyperplane as its hash: written from (D2)-(D6) without the
 * operator's text, so that a statistical test has a generator of its own to judge, and mistakes to find.
 */
final class EntryDraws {
    /** What the drawn implementation does wrong. */
    enum Mistake {
        NONE,
        LOW_RANK_NOT_SUBTRACTED_IN_BUCKETS,
        FEATURES_TIMES_1_01,
        KEY_NORM_FORGOTTEN,
        DIVIDED_BY_ONE_PROJECTION_LESS,
        SUPPORT_CHOSEN_FROM_THE_ESTIMATE,
        PROJECTIONS_OF_FIXED_NORM
    }

    private final double[] x;
    private final double[] y;
    private final int projections;
    private final Mistake mistake;
    private final NormalDraws draws;

    EntryDraws(double[] x, double[] y, int projections, Mistake mistake, NormalDraws draws) {
        this.x = x.clone();
        this.y = y.clone();
        this.projections = projections;
        this.mistake = mistake;
        this.draws = draws;
    }

    double next() {
        int d = x.length;
        double factor = mistake == Mistake.FEATURES_TIMES_1_01 ? 1.01 * 1.01 : 1;
        double norms = dot(x, x) + (mistake == Mistake.KEY_NORM_FORGOTTEN ? 0 : dot(y, y));
        double sum = 0;
        for (int r = 0; r < projections; r++) {
            double[] w = draws.next(d);
            if (mistake == Mistake.PROJECTIONS_OF_FIXED_NORM) {
                double scale = Math.sqrt(d / dot(w, w));
                for (int l = 0; l < d; l++) {
                    w[l] *= scale;
                }
            }
            sum += Math.exp(dot(w, x) + dot(w, y) - norms / 2);
        }
        int divisor = mistake == Mistake.DIVIDED_BY_ONE_PROJECTION_LESS ? projections - 1 : projections;
        double estimate = factor * sum / divisor;
        double kernel = Math.exp(dot(x, y));
        double[] plane = draws.next(d);
        boolean exact = mistake == Mistake.SUPPORT_CHOSEN_FROM_THE_ESTIMATE
                ? estimate > kernel
                : dot(plane, x) >= 0 == dot(plane, y) >= 0;
        if (mistake == Mistake.LOW_RANK_NOT_SUBTRACTED_IN_BUCKETS) {
            return estimate + (exact ? kernel : 0);
        }
        return exact ? kernel : estimate;
    }

    private static double dot(double[] a, double[] b) {
        double s = 0;
        for (int l = 0; l < a.length; l++) {
            s += a[l] * b[l];
        }
        return s;
    }
}
