package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.lemma.ExactMatrices;
import org.fiducial.theory.random.RandomStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/** Claim C22: what sparse plus low-rank matrices can do that neither can alone, and the offline oracle. */
final class LowRankPlusSparse {
    private LowRankPlusSparse() {}

    static List<Part> parts() {
        return List.of(
                BoundTest.part("Taylor part off the support", 24, 0.8, Taylor.class, Remainder::new),
                Part.of("its rank", EvidenceKind.CERTIFIED, Rank.class, v -> run -> rank(v, run)),
                Part.of("exact separation", EvidenceKind.CONSTRUCTED, Separation.class, v -> run -> separation(v, run)),
                Part.of("each part given the other", EvidenceKind.CERTIFIED, Given.class, v -> run -> given(v, run)),
                Part.of(
                        "principal component pursuit",
                        EvidenceKind.CERTIFIED,
                        Pursuit.class,
                        v -> run -> pursuit(v, run)));
    }

    private enum Taylor {
        STATEMENT,
        ONE_ORDER_BETTER,
        WITHOUT_THE_EXPONENTIAL
    }

    /** |e^t - sum_{k<r} t^k / k!| <= e^delta delta^r / r! for |t| <= delta, where the entry is not corrected. */
    private record Remainder(Taylor v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int r = 1 + x.cycle(6);
            double delta = Math.scalb(1.0 + x.choice(16) / 16.0, -x.choice(8) - 1);
            double share = x.choice(4) == 0 ? 1 : x.choice(65) / 32.0 - 1;
            T t = a.constant(1, 1, Dyadic.of(delta * share));
            T d = a.constant(1, 1, Dyadic.of(delta));
            T sum = a.ones(1);
            T term = sum;
            T bound = v == Taylor.WITHOUT_THE_EXPONENTIAL ? a.ones(1) : a.exp(d);
            for (int k = 1; k <= r + (v == Taylor.ONE_ORDER_BETTER ? 1 : 0); k++) {
                T over = a.constant(1, 1, Dyadic.of(k));
                bound = a.divide(a.multiply(bound, d), over);
                term = a.divide(a.multiply(term, t), over);
                sum = k < r ? a.add(sum, term) : sum;
            }
            return List.of(Inequality.of("remainder", a.abs(a.subtract(a.exp(t), sum)), bound));
        }
    }

    private enum Rank {
        STATEMENT,
        ONE_LESS
    }

    /** The rank of sum_{t<r} (x_i.y_j)^t / t! over the rationals is at most binom(d + r - 1, d), and reaches it. */
    private static Evidence rank(Rank v, CheckRun run) {
        RandomStream random = run.draws("vectors");
        int largest = 0;
        for (int[] c : new int[][] {{1, 3, 3}, {2, 2, 3}, {2, 3, 6}, {3, 2, 4}}) {
            int d = c[0];
            int r = c[1];
            int bound = c[2] - (v == Rank.ONE_LESS ? 1 : 0);
            int n = c[2] + 2;
            Rational[][] l = new Rational[n][n];
            long[][] x = new long[n][d];
            long[][] y = new long[n][d];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    x[i][k] = random.between(-9, 9);
                    y[i][k] = random.between(-9, 9);
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    long inner = 0;
                    for (int k = 0; k < d; k++) {
                        inner += x[i][k] * y[j][k];
                    }
                    Rational term = Rational.ONE;
                    l[i][j] = term;
                    for (int t = 1; t < r; t++) {
                        term = term.multiply(Rational.of(inner, t));
                        l[i][j] = l[i][j].add(term);
                    }
                }
            }
            int found = ExactMatrices.rank(ExactMatrices.FIELD.matrix(n, n, (i, j) -> l[i][j]));
            if (found > bound) {
                return Evidence.refuted("d = " + d + ", r = " + r + ": rank " + found + ", claimed at most " + bound);
            }
            largest = Math.max(largest, found);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "four sizes, random integer vectors, exact elimination")
                .with("largest rank", largest);
    }

    private enum Separation {
        STATEMENT,
        LOW_RANK_ALONE_IS_EXACT,
        SPARSE_ALONE_DOES_BETTER
    }

    /**
     * A = J + (t - 1) I with t = 3: rank 1 plus n entries is exact. Its eigenvalues are n + t - 1 on the ones and t - 1 on what is orthogonal
     * to them, so rank r leaves at least (n - r)(t - 1)^2, attained by an explicit projection; s entries leave n^2 - s.
     */
    private static Evidence separation(Separation v, CheckRun run) {
        int n = 4;
        Rational t = Rational.of(3);
        Rational[][] a = new Rational[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = i == j ? t : Rational.ONE;
            }
        }
        // Orthogonal eigenvectors: the ones, and (1,-1,0,0), (1,1,-2,0), (1,1,1,-3).
        long[][] basis = {{1, 1, 1, 1}, {1, -1, 0, 0}, {1, 1, -2, 0}, {1, 1, 1, -3}};
        Rational one = t.subtract(Rational.ONE);
        for (int r = 1; r < n; r++) {
            Rational[][] low = new Rational[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    low[i][j] = Rational.ZERO;
                    for (int k = 0; k < r; k++) {
                        long square = 0;
                        for (long b : basis[k]) {
                            square += b * b;
                        }
                        Rational value = k == 0 ? one.add(Rational.of(n)) : one;
                        low[i][j] = low[i][j].add(value.multiply(Rational.of(basis[k][i] * basis[k][j], square)));
                    }
                }
            }
            Rational error = squared(a, low);
            Rational claimed = v == Separation.LOW_RANK_ALONE_IS_EXACT
                    ? Rational.ZERO
                    : Rational.of(n - r).multiply(one).multiply(one);
            if (!error.equals(claimed)) {
                return Evidence.refuted("rank " + r + " leaves " + error + ", claimed " + claimed);
            }
            // No competitor does better: random integer factors.
            RandomStream random = run.draws("factors " + r);
            for (int c = 0; c < run.effort().of(200, 2000, 20000); c++) {
                if (squared(a, product(random, n, r)).compareTo(claimed) < 0) {
                    return Evidence.refuted("a matrix of rank " + r + " leaves less than " + claimed);
                }
            }
        }
        for (int bits = 0; bits < 1 << n * n; bits++) {
            int s = Integer.bitCount(bits);
            if (s >= n) {
                long error = 0;
                for (int e = 0; e < n * n; e++) {
                    error += (bits >> e & 1) == 1 ? 0 : e / n == e % n ? 9 : 1;
                }
                long claimed = (long) n * n - s + (v == Separation.SPARSE_ALONE_DOES_BETTER ? 1 : 0);
                if (error < claimed) {
                    return Evidence.refuted(s + " entries leave " + error + ", claimed at least " + claimed);
                }
            }
        }
        return Evidence.verified(
                EvidenceKind.CONSTRUCTED, "n = 4, t = 3: every rank, every one of 65536 supports, exactly");
    }

    private static Rational[][] product(RandomStream random, int n, int r) {
        Rational[][] x = new Rational[n][n];
        long[][] u = new long[n][r];
        long[][] w = new long[r][n];
        for (long[][] m : List.of(u, w)) {
            for (long[] row : m) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = random.between(-4, 4);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                long sum = 0;
                for (int k = 0; k < r; k++) {
                    sum += u[i][k] * w[k][j];
                }
                x[i][j] = Rational.of(sum, 4);
            }
        }
        return x;
    }

    private static Rational squared(Rational[][] a, Rational[][] b) {
        Rational sum = Rational.ZERO;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                Rational e = a[i][j].subtract(b[i][j]);
                sum = sum.add(e.multiply(e));
            }
        }
        return sum;
    }

    private enum Given {
        STATEMENT,
        SMALLEST_ENTRIES_KEPT,
        SMALLEST_SINGULAR_VALUES_KEPT
    }

    private static RealMatrix drawn(RandomStream random, int n) {
        RealMatrix a = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a.setEntry(i, j, random.between(-64, 64) / 16.0);
            }
        }
        return a;
    }

    /** The rest of the singular values is the error of the truncated decomposition, and no competitor beats either best part. */
    private static Evidence given(Given v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        for (int c = 0; c < run.effort().of(5, 50, 500); c++) {
            int n = 5;
            RealMatrix a = drawn(random, n);
            RealMatrix low = drawn(random, n);
            double[] sizes = new double[n * n];
            for (int e = 0; e < sizes.length; e++) {
                sizes[e] = Math.abs(a.getEntry(e / n, e % n) - low.getEntry(e / n, e % n));
            }
            java.util.Arrays.sort(sizes);
            int s = 1 + (int) random.below(n * n - 2L);
            double kept = 0;
            double best = 0;
            for (int e = 0; e < sizes.length; e++) {
                // Entries are 16ths, so the squares and their sums are exact.
                best += e < sizes.length - s ? sizes[e] * sizes[e] : 0;
                boolean dropped = v == Given.SMALLEST_ENTRIES_KEPT ? e >= s : e < sizes.length - s;
                kept += dropped ? sizes[e] * sizes[e] : 0;
            }
            if (kept > best) {
                return Evidence.refuted("keeping other entries leaves " + best + ", claimed least " + kept);
            }
            int r = 1 + (int) random.below(n - 1L);
            double[] values = new org.hipparchus.linear.SingularValueDecomposition(a).getSingularValues();
            double rest = 0;
            for (int k = 0; k < n; k++) {
                boolean dropped = v == Given.SMALLEST_SINGULAR_VALUES_KEPT ? k < n - r : k >= r;
                rest += dropped ? values[k] * values[k] : 0;
            }
            double found = Math.pow(a.subtract(RobustPca.truncated(a, r)).getFrobeniusNorm(), 2);
            if (Math.abs(found - rest) > 1e-9 * (1 + rest)) {
                return Evidence.refuted("rank " + r + " leaves " + found + ", singular values say " + rest);
            }
            for (int t = 0; t < 50; t++) {
                RealMatrix u = drawn(random, n).getSubMatrix(0, n - 1, 0, r - 1);
                RealMatrix w = drawn(random, n).getSubMatrix(0, r - 1, 0, n - 1);
                if (Math.pow(a.subtract(u.multiply(w)).getFrobeniusNorm(), 2) < rest * (1 - 1e-9)) {
                    return Evidence.refuted("a competitor of rank " + r + " leaves less than " + rest);
                }
            }
        }
        return Evidence.verified(
                EvidenceKind.CERTIFIED, "random matrices of 16ths; sparse part exactly, low-rank part to nine digits");
    }

    private enum Pursuit {
        STATEMENT,
        SPARSE_PART_FORBIDDEN
    }

    /** A planted rank-1 matrix with few large entries added is found again, and with no larger objective than the planted parts have. */
    private static Evidence pursuit(Pursuit v, CheckRun run) {
        RandomStream random = run.draws("planted");
        int n = 16;
        RealMatrix low = new Array2DRowRealMatrix(n, n);
        double[] u = new double[n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = 1 + random.below(8) / 8.0;
            w[i] = 1 + random.below(8) / 8.0;
        }
        RealMatrix sparse = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                low.setEntry(i, j, u[i] * w[j]);
            }
            sparse.setEntry(i, (5 * i + 3) % n, 8);
        }
        double lambda = 1 / Math.sqrt(n);
        RobustPca found = RobustPca.of(low.add(sparse), v == Pursuit.STATEMENT ? lambda : 10, 1e-10, 2000);
        double planted = RobustPca.objective(low, sparse, lambda);
        double reached = RobustPca.objective(found.lowRank(), found.sparse(), lambda);
        double away = found.lowRank().subtract(low).getFrobeniusNorm() / low.getFrobeniusNorm();
        if (!(found.residual() <= 1e-10) || !(reached <= planted * (1 + 1e-6)) || !(away <= 1e-4)) {
            return Evidence.refuted("residual " + found.residual() + ", objective " + reached + ", planted " + planted
                    + ", distance to the planted low-rank part " + away);
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "one planted rank-1 matrix of 16 x 16 with 16 entries of 8")
                .with("steps", found.iterations())
                .with("objective over the planted one", reached / planted)
                .with("relative distance to the planted low-rank part", away);
    }
}
