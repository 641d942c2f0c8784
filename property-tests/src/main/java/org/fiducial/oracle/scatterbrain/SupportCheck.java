package org.fiducial.oracle.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;

/**
 * Checks the support that an implementation chose, as zeros and ones, against the exact decisions: a pair may differ only where rounding in
 * the accumulation format can have turned a decision (sheet, discrete decisions). Pairs are judged one by one.
 */
final class SupportCheck {
    private final ScatterbrainCase problem;
    private final FloatModel model;
    private final Tensor candidate;
    private final Tally tally = new Tally();
    private final double[] rowRatios;

    SupportCheck(ScatterbrainCase problem, Tensor candidate, FloatModel model) {
        this.problem = problem;
        this.candidate = candidate;
        this.model = model;
        rowRatios = new double[(int) problem.rows()];
    }

    Verdict verdict(String operator) throws CaseException {
        int n = problem.queries();
        int m = problem.keys();
        for (int h = 0; h < problem.heads(); h++) {
            SparseSupport exact = problem.support(h).support();
            boolean[][] open = open(h, exact);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    judge(((long) h * n + i) * m + j, exact.support().allows(i, j), open[i][j], h * n + i);
                }
                requireCount(h, i, exact);
            }
        }
        return Verdict.of(
                operator,
                "support",
                tally.outcome(),
                model,
                tally,
                WorstElement.of(candidate, tally, 1),
                List.of(),
                List.of(),
                Suspicion.OF_DECISIONS,
                List.of(new EngineUse("exact inner products", problem.rows())),
                rowRatios);
    }

    private void judge(long element, boolean in, boolean open, int row) {
        double x = candidate.valueAt(element);
        double mid = in ? 1 : 0;
        boolean right = x == mid || open && (x == 0 || x == 1);
        if (open) {
            tally.reason("some decisions are within rounding of a tie, so both are right");
        }
        // A bound of 1 where both are right; what is neither 0 nor 1 is wrong there too.
        double bound = open && right ? 1 : 0;
        tally.count(right ? Outcome.CONFORMS : Outcome.VIOLATES, element, x, mid, 0, bound);
        tally.envelope(true);
        rowRatios[row] = Math.max(rowRatios[row], Tally.ratio(x, mid, bound));
    }

    /** A choice of the k largest has to have k members. */
    private void requireCount(int h, int i, SparseSupport exact) {
        if (problem.parameters().support() != SupportKind.TOP) {
            return;
        }
        int n = problem.queries();
        int m = problem.keys();
        int chosen = 0;
        for (int j = 0; j < m; j++) {
            chosen += candidate.valueAt(((long) h * n + i) * m + j) == 1 ? 1 : 0;
        }
        int expected = exact.support().count(i);
        if (chosen != expected) {
            tally.reason("query " + i + " chooses " + chosen + " keys, expected " + expected);
            tally.count(Outcome.VIOLATES, ((long) h * n + i) * m, chosen, expected, 0, 0);
        }
    }

    /** Which pairs may be decided either way. */
    private boolean[][] open(int h, SparseSupport exact) throws CaseException {
        return switch (problem.parameters().support()) {
            case NONE, FULL, WINDOW -> new boolean[problem.queries()][problem.keys()];
            case HYPERPLANE, CROSS_POLYTOPE -> hashed(h, exact);
            case TOP -> largest(h, exact);
            default ->
                throw new CaseException("output 'support' with parameter support = "
                        + problem.parameters().support().name().toLowerCase(java.util.Locale.ROOT)
                        + ", expected none, full, window, top, hyperplane or cross-polytope");
        };
    }

    private double gamma(int n) {
        return RoundingErrors.gamma(n, model.u());
    }

    /** Scores of one vector along some directions, each with what rounding can change. */
    private record Scores(double[] score, double[] error) {}

    private Scores scores(Matrix vectors, int i, Matrix directions) {
        int d = vectors.columns();
        double[] score = new double[directions.rows()];
        double[] error = new double[score.length];
        for (int r = 0; r < score.length; r++) {
            double size = 0;
            for (int l = 0; l < d; l++) {
                size += Math.abs(vectors.get(i, l) * directions.get(r, l));
            }
            score[r] = InnerProduct.of(vectors, i, directions, r).toDouble();
            error[r] = gamma(d) * size * (1 + 0x1p-40)
                    + d * model.underflow(model.accumulate())
                    + Math.abs(score[r]) * 0x1p-50;
        }
        return new Scores(score, error);
    }

    private boolean[][] hashed(int h, SparseSupport exact) throws CaseException {
        Matrix q = problem.query(h);
        Matrix k = problem.key(h);
        HashDraws draws = java.util.Objects.requireNonNull(problem.draws());
        boolean[][] must = new boolean[q.rows()][k.rows()];
        boolean[][] may = new boolean[q.rows()][k.rows()];
        for (int t = 0; t < draws.tables(); t++) {
            Matrix directions = draws.directions(t);
            boolean[][][] ofQuery = codes(q, directions);
            boolean[][][] ofKey = codes(k, directions);
            for (int i = 0; i < must.length; i++) {
                for (int j = 0; j < must[i].length; j++) {
                    boolean meets = true;
                    boolean single = true;
                    for (int b = 0; b < ofQuery[i].length; b++) {
                        int both = 0;
                        int all = 0;
                        for (int c = 0; c < ofQuery[i][b].length; c++) {
                            both += ofQuery[i][b][c] && ofKey[j][b][c] ? 1 : 0;
                            all += (ofQuery[i][b][c] ? 1 : 0) + (ofKey[j][b][c] ? 1 : 0);
                        }
                        meets &= both > 0;
                        single &= all == 2;
                    }
                    may[i][j] |= meets;
                    must[i][j] |= meets && single;
                }
            }
        }
        boolean[][] open = new boolean[must.length][];
        AllowedKeys allowed = exact.allowed();
        for (int i = 0; i < must.length; i++) {
            open[i] = new boolean[k.rows()];
            for (int j = 0; j < k.rows(); j++) {
                open[i][j] = allowed.allows(i, j) && may[i][j] && !must[i][j];
            }
        }
        return open;
    }

    /** For each vector and hash, which of its values are admissible: two for a plane's side, 2b for a polytope's corner. */
    private boolean[][][] codes(Matrix vectors, Matrix directions) {
        boolean[][][] out = new boolean[vectors.rows()][][];
        for (int i = 0; i < out.length; i++) {
            Scores s = scores(vectors, i, directions);
            int b = s.score.length;
            if (problem.parameters().support() == SupportKind.HYPERPLANE) {
                out[i] = new boolean[b][];
                for (int l = 0; l < b; l++) {
                    boolean tied = Math.abs(s.score[l]) <= s.error[l];
                    out[i][l] = new boolean[] {tied || s.score[l] < 0, tied || s.score[l] >= 0};
                }
                continue;
            }
            double most = 0;
            double error = 0;
            for (int c = 0; c < b; c++) {
                most = Math.max(most, Math.abs(s.score[c]));
                error = Math.max(error, s.error[c]);
            }
            boolean[] corners = new boolean[2 * b];
            for (int c = 0; c < b; c++) {
                corners[c] = s.score[c] >= most - 2 * error;
                corners[b + c] = -s.score[c] >= most - 2 * error;
            }
            out[i] = new boolean[][] {corners};
        }
        return out;
    }

    private boolean[][] largest(int h, SparseSupport exact) {
        Matrix q = problem.query(h);
        Matrix k = problem.key(h);
        boolean[][] open = new boolean[q.rows()][k.rows()];
        for (int i = 0; i < open.length; i++) {
            Scores s = scores(q, i, k);
            double kth = Double.POSITIVE_INFINITY;
            double tolerance = 0;
            for (int j = 0; j < k.rows(); j++) {
                if (exact.allowed().allows(i, j)) {
                    tolerance = Math.max(tolerance, s.error[j]);
                    kth = exact.support().allows(i, j) ? Math.min(kth, s.score[j]) : kth;
                }
            }
            for (int j = 0; j < k.rows(); j++) {
                open[i][j] = exact.allowed().allows(i, j) && Math.abs(s.score[j] - kth) <= 2 * tolerance;
            }
        }
        return open;
    }
}
