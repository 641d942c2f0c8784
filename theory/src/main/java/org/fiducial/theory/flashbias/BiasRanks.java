package org.fiducial.theory.flashbias;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.flashbias.FlashBiasAttention;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.lemma.ExactMatrices;
import org.fiducial.theory.random.RandomStream;

/** Claim C2: exact ranks of the biases that have formulas, (D5)-(D7). */
final class BiasRanks {
    private BiasRanks() {}

    static List<Part> exact() {
        return List.of(
                IdentityTest.part("factors", Level.INDEPENDENT, 8, Factors.class, Factorisations::new),
                Part.of("ranks", EvidenceKind.CERTIFIED, Rank.class, v -> run -> ranks(v, run)),
                Part.of("|i - j| has full rank", EvidenceKind.CERTIFIED, Full.class, v -> run -> full(v, run)));
    }

    private enum Factors {
        STATEMENT,
        CROSS_TERM_NOT_DOUBLED,
        COSINE_OF_THE_SUM
    }

    /** Squared distance by 3p and by p + 2 factors, signed offset by 2, cosine of a difference of angles by 2. */
    private record Factorisations(Factors v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(3);
            int m = 1 + x.choice(3);
            int p = 1 + x.choice(3);
            T query = x.free(n, p);
            T key = x.free(m, p);
            T two = a.constant(1, 1, Dyadic.of(v == Factors.CROSS_TERM_NOT_DOUBLED ? -1 : -2));
            List<T> queryParts = new ArrayList<>();
            List<T> keyParts = new ArrayList<>();
            T distance = a.constant(n, m, Dyadic.ZERO);
            for (int c = 0; c < p; c++) {
                T xc = a.columns(query, c, c + 1);
                T yc = a.columns(key, c, c + 1);
                // x_c 1^T - 1 y_c^T, squared.
                T difference = a.subtract(
                        a.matmul(xc, a.constant(1, m, Dyadic.ONE)),
                        a.transpose(a.matmul(yc, a.constant(1, n, Dyadic.ONE))));
                distance = a.add(distance, a.multiply(difference, difference));
                queryParts.addAll(List.of(a.multiply(xc, xc), a.ones(n), a.multiply(xc, two)));
                keyParts.addAll(List.of(a.ones(m), a.multiply(yc, yc), yc));
            }
            T long9 = FlashBiasAttention.bias(a, a.concatenateColumns(queryParts), a.concatenateColumns(keyParts));
            T minimal = FlashBiasAttention.bias(
                    a,
                    a.concatenateColumns(List.of(squares(a, query), a.ones(n), a.multiply(query, two))),
                    a.concatenateColumns(List.of(a.ones(m), squares(a, key), key)));
            T i = x.free(n, 1);
            T j = x.free(m, 1);
            T offset = a.subtract(
                    a.matmul(i, a.constant(1, m, Dyadic.ONE)), a.transpose(a.matmul(j, a.constant(1, n, Dyadic.ONE))));
            T signed = FlashBiasAttention.bias(
                    a,
                    a.concatenateColumns(List.of(a.ones(n), i)),
                    a.concatenateColumns(List.of(a.negate(j), a.ones(m))));
            var angle = x.angle(0, 1, 2, 3);
            T both = a.transpose(a.concatenateRows(List.of(angle.cosines(), angle.sines())));
            return List.of(
                    new Sides<>("3p factors", long9, distance),
                    new Sides<>("p + 2 factors", minimal, distance),
                    new Sides<>("signed offset", signed, offset),
                    new Sides<>("cosine", FlashBiasAttention.bias(a, both, both), cosines(a, angle, v)));
        }

        private static <T> T squares(ExponentialField<T> a, T x) {
            return a.rowSums(a.multiply(x, x));
        }

        /** cos((i - j) t) for i, j = 0 .. 3, from the cosines of the multiples themselves. */
        private static <T> T cosines(ExponentialField<T> a, Variables.Circle<T> angle, Factors v) {
            List<T> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int[] places = new int[4];
                for (int j = 0; j < 4; j++) {
                    places[j] = v == Factors.COSINE_OF_THE_SUM ? Math.min(3, i + j) : Math.abs(i - j);
                }
                rows.add(a.transpose(a.gatherRows(a.transpose(angle.cosines()), places)));
            }
            return a.concatenateRows(rows);
        }
    }

    private enum Rank {
        STATEMENT,
        OFFSET_OF_RANK_ONE,
        DISTANCE_OF_THE_PAPERS_RANK,
        COSINE_OF_RANK_ONE
    }

    /** Squared distances of random integer points, rows weighted or not. */
    static Grid<Rational> distances(RandomStream random, int n, int m, int p, boolean weighted) {
        while (true) {
            Grid<Rational> x = ExactMatrices.random(random, n, p, 20);
            Grid<Rational> y = ExactMatrices.random(random, m, p, 20);
            Grid<Rational> weights =
                    ExactMatrices.FIELD.matrix(n, 1, (i, j) -> Rational.of(weighted ? 1 + random.below(5) : 1));
            if (!isGeneric(x) || !isGeneric(y)) {
                continue;
            }
            return ExactMatrices.FIELD.matrix(n, m, (i, j) -> {
                Rational sum = Rational.ZERO;
                for (int c = 0; c < p; c++) {
                    Rational d = ExactMatrices.get(x, i, c).subtract(ExactMatrices.get(y, j, c));
                    sum = sum.add(d.multiply(d));
                }
                return sum.multiply(ExactMatrices.get(weights, i, 0));
            });
        }
    }

    /** Points whose (|x|^2, 1, x) span all p + 2 dimensions. */
    private static boolean isGeneric(Grid<Rational> x) {
        int p = x.columns();
        Grid<Rational> lifted = ExactMatrices.FIELD.matrix(x.rows(), p + 2, (i, j) -> {
            Rational sum = Rational.ZERO;
            for (int c = 0; c < p; c++) {
                Rational t = ExactMatrices.get(x, i, c);
                sum = sum.add(t.multiply(t));
            }
            return j == 0 ? sum : j == 1 ? Rational.ONE : ExactMatrices.get(x, i, j - 2);
        });
        return ExactMatrices.rank(lifted) == p + 2;
    }

    private static Evidence ranks(Rank v, CheckRun run) {
        RandomStream random = run.draws("points");
        int cases = run.effort().of(20, 100, 400);
        for (int c = 0; c < cases; c++) {
            int n = 2 + c % 5;
            int m = 2 + c / 5 % 4;
            int offset = ExactMatrices.rank(ExactMatrices.FIELD.matrix(n, m, (i, j) -> Rational.of((long) i - j)));
            if (offset != (v == Rank.OFFSET_OF_RANK_ONE ? 1 : 2)) {
                return Evidence.refuted("i - j of " + n + " x " + m + " has rank " + offset);
            }
            int p = 1 + c % 3;
            int found = ExactMatrices.rank(distances(random, p + 2 + c % 3, p + 2 + c % 2, p, false));
            if (found != (v == Rank.DISTANCE_OF_THE_PAPERS_RANK ? 3 * p : p + 2)) {
                return Evidence.refuted("squared distances in dimension " + p + " have rank " + found);
            }
            // The angle of a rational point of the unit circle, (1 - t^2, 2 t) / (1 + t^2).
            Rational t = Rational.of(1 + random.below(9), 10);
            Rational cosine = Rational.ONE.subtract(t.multiply(t)).divide(Rational.ONE.add(t.multiply(t)));
            Rational[] multiple = new Rational[Math.max(n, m)];
            multiple[0] = Rational.ONE;
            for (int k = 1; k < multiple.length; k++) {
                // cos((k + 1) t) = 2 cos t cos(k t) - cos((k - 1) t).
                multiple[k] = k == 1
                        ? cosine
                        : Rational.of(2)
                                .multiply(cosine)
                                .multiply(multiple[k - 1])
                                .subtract(multiple[k - 2]);
            }
            int cosines = ExactMatrices.rank(ExactMatrices.FIELD.matrix(n, m, (i, j) -> multiple[Math.abs(i - j)]));
            if (cosines != (v == Rank.COSINE_OF_RANK_ONE ? 1 : 2)) {
                return Evidence.refuted("cos(i - j) of " + n + " x " + m + " has rank " + cosines);
            }
        }
        return Evidence.verified(
                        EvidenceKind.CERTIFIED,
                        "offsets, random integer points, cosines of rational angles; exact elimination")
                .with("cases", cases);
    }

    private enum Full {
        STATEMENT,
        SIGN_FORGOTTEN,
        POWER_OF_N
    }

    /** det |i - j| = (-1)^(n-1) (n - 1) 2^(n-2), by elimination. */
    private static Evidence full(Full v, CheckRun run) {
        int most = run.effort().of(12, 20, 40);
        for (int n = 2; n <= most; n++) {
            Rational claimed = Rational.of(n - 1L);
            for (int k = 0; k < (v == Full.POWER_OF_N ? n : n - 2); k++) {
                claimed = claimed.add(claimed);
            }
            claimed = n % 2 == 0 && v != Full.SIGN_FORGOTTEN ? claimed.negate() : claimed;
            Rational found = determinant(n);
            if (!found.equals(claimed)) {
                return Evidence.refuted("det |i - j| is " + found + " for n = " + n + ", claimed " + claimed);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "every n from 2 on, exact elimination")
                .with("largest n", most);
    }

    private static Rational determinant(int n) {
        Rational[][] m = new Rational[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = Rational.of(Math.abs(i - j));
            }
        }
        Rational product = Rational.ONE;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            while (pivot < n && m[pivot][c].signum() == 0) {
                pivot++;
            }
            if (pivot == n) {
                return Rational.ZERO;
            }
            Rational[] row = m[pivot];
            m[pivot] = m[c];
            m[c] = row;
            product = pivot == c
                    ? product.multiply(row[c])
                    : product.multiply(row[c]).negate();
            for (int i = c + 1; i < n; i++) {
                Rational f = m[i][c].divide(row[c]);
                for (int j = c; j < n; j++) {
                    m[i][j] = m[i][j].subtract(f.multiply(row[j]));
                }
            }
        }
        return product;
    }
}
