package org.fiducial.theory.lemma;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.random.RandomStream;

/** Checks of the lemmas about roundings and matrices: C4, C7, C8, C9, C10. All in exact fractions, definiteness in balls too. */
final class MatrixLemmas {
    private static final String SCOPE = "random matrices, exact fractions";

    private MatrixLemmas() {}

    static List<Part> rounding() {
        return List.of(Part.of("gamma calculus", EvidenceKind.CERTIFIED, Gamma.class, v -> run -> gamma(v, run)));
    }

    static List<Part> inverse() {
        return List.of(Part.of("residual bound", EvidenceKind.CERTIFIED, Inverse.class, v -> run -> inverse(v, run)));
    }

    static List<Part> tail() {
        return List.of(Part.of("low-rank error", EvidenceKind.CERTIFIED, Tail.class, v -> run -> tail(v, run)));
    }

    static List<Part> loewner() {
        return List.of(Part.of("pivots", EvidenceKind.CERTIFIED, Pivot.class, v -> run -> loewner(v, run)));
    }

    static List<Part> schur() {
        return List.of(Part.of("Schur complement", EvidenceKind.CERTIFIED, Schur.class, v -> run -> schur(v, run)));
    }

    private enum Gamma {
        STATEMENT,
        K_U_WITHOUT_THE_DENOMINATOR,
        ONE_ROUNDING_LESS
    }

    private static Evidence gamma(Gamma v, CheckRun run) {
        RandomStream random = run.draws("roundings");
        int cases = run.effort().of(100, 1000, 10000);
        for (int c = 0; c < cases; c++) {
            Rational u = Rational.of(1, 64L << random.below(3));
            int k = 1 + (int) random.below(20);
            Rational product = Rational.ONE;
            for (int i = 0; i < k; i++) {
                // Extremal in every other case: every factor 1 / (1 - u).
                boolean extremal = c % 2 == 0;
                Rational e = extremal ? u.negate() : u.multiply(Rational.of(random.between(-8, 8), 8));
                Rational factor = Rational.ONE.add(e);
                product = extremal || random.below(2) == 0 ? product.divide(factor) : product.multiply(factor);
            }
            Rational t = product.subtract(Rational.ONE).abs();
            Rational bound =
                    switch (v) {
                        case STATEMENT -> RoundingCalculus.gamma(k, u);
                        case K_U_WITHOUT_THE_DENOMINATOR -> u.multiply(Rational.of(k));
                        case ONE_ROUNDING_LESS -> RoundingCalculus.gamma(k - 1, u);
                    };
            int j = 1 + (int) random.below(8);
            Rational gj = RoundingCalculus.gamma(j, u);
            Rational gk = RoundingCalculus.gamma(3, u);
            Rational both = gj.add(gk).add(gj.multiply(gk));
            if (t.compareTo(bound) > 0
                    || both.compareTo(RoundingCalculus.gamma(j + 3, u)) > 0
                    || gk.multiply(Rational.of(j)).compareTo(RoundingCalculus.gamma(3 * j, u)) > 0) {
                return Evidence.refuted(k + " roundings of " + u + ": " + t + " above " + bound);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random and extremal roundings, exact fractions")
                .with("products", cases);
    }

    private enum Inverse {
        STATEMENT,
        FACTOR_ONE_OVER_ONE_MINUS_R_FORGOTTEN,
        BOUND_OF_HALF_THE_RESIDUAL
    }

    private static Evidence inverse(Inverse v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        int cases = run.effort().of(60, 600, 6000);
        int met = 0;
        for (int c = 0; c < cases; c++) {
            int n = 1 + (int) random.below(3);
            Rational[][] a =
                    Fractions.sum(Fractions.random(random, n, n, 2), Rational.of(n * 3L + 1), Fractions.identity(n));
            Rational[][] exact = InverseBound.inverse(a);
            // X = (1 - e) A^-1 in every other case: the residual is e I and the bound is attained.
            Rational e = Rational.of(1 + random.below(8), 10);
            Rational[][] x = c % 2 == 0
                    ? Fractions.sum(exact, e.negate(), exact)
                    : Fractions.sum(exact, Rational.of(1, 50L * n), Fractions.random(random, n, n, 3));
            Optional<Rational> bound = InverseBound.of(a, x);
            if (bound.isEmpty()) {
                continue;
            }
            met++;
            Rational error = Fractions.rowSumNorm(Fractions.sum(exact, Rational.of(-1), x));
            Rational claimed = bound.get();
            if (v == Inverse.FACTOR_ONE_OVER_ONE_MINUS_R_FORGOTTEN) {
                Rational size = Fractions.rowSumNorm(x);
                claimed = claimed.multiply(size).divide(size.add(claimed));
            } else if (v == Inverse.BOUND_OF_HALF_THE_RESIDUAL) {
                claimed = claimed.multiply(Rational.of(1, 2));
            }
            if (error.compareTo(claimed) > 0) {
                return Evidence.refuted("error " + error + " above " + claimed + " for " + n + " x " + n);
            }
        }
        return met == 0
                ? Evidence.vacuous("no residual below 1")
                : Evidence.verified(EvidenceKind.CERTIFIED, SCOPE)
                        .with("matrices", cases)
                        .with("hypotheses met", met);
    }

    private enum Tail {
        STATEMENT,
        RANK_ONE_MORE,
        TRUNCATION_DROPS_THE_LARGEST
    }

    /** A = U S V^T with rational rotations U, V and known S; B of rank at most 1, random or the truncation. */
    private static Evidence tail(Tail v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        int cases = run.effort().of(30, 300, 3000);
        for (int c = 0; c < cases; c++) {
            Rational[] s = {
                Rational.of(9 + random.below(5)), Rational.of(4 + random.below(5)), Rational.of(1 + random.below(3))
            };
            Rational[][] u = rotation(random);
            Rational[][] w = rotation(random);
            Rational[][] a = composed(u, s, w);
            Rational[] kept = v == Tail.TRUNCATION_DROPS_THE_LARGEST
                    ? new Rational[] {Rational.ZERO, s[1], Rational.ZERO}
                    : new Rational[] {s[0], Rational.ZERO, Rational.ZERO};
            Rational[][] best = composed(u, kept, w);
            if (!exceeds(a, best, s[1], false) || exceeds(a, best, s[1], true)) {
                return Evidence.refuted("the truncation misses sigma_2 = " + s[1]);
            }
            Rational[][] left = Fractions.random(random, 3, 1, 4);
            Rational[][] right = Fractions.random(random, 1, 3, 4);
            Rational[][] b = c % 2 == 0 ? best : Fractions.product(left, right);
            if (v == Tail.RANK_ONE_MORE) {
                b = composed(u, new Rational[] {s[0], s[1], Rational.ZERO}, w);
            }
            if (!exceeds(a, b, s[1], false)) {
                return Evidence.refuted("a matrix within less than sigma_2 = " + s[1]);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, SCOPE).with("matrices", cases);
    }

    /** Whether ||A - B||_2 >= s, or > s: then s^2 I - M^T M is not positive definite, or not semidefinite. */
    private static boolean exceeds(Rational[][] a, Rational[][] b, Rational s, boolean strictly) {
        Rational[][] m = Fractions.sum(a, Rational.of(-1), b);
        Rational[][] gram = Fractions.product(Fractions.transpose(m), m);
        Rational[][] rest = Fractions.sum(
                Fractions.sum(gram, Rational.of(-2), gram), s.multiply(s), Fractions.identity(gram.length));
        return strictly ? !LoewnerOrder.isPositiveSemidefinite(rest) : !LoewnerOrder.isPositiveDefinite(rest);
    }

    private static Rational[][] composed(Rational[][] u, Rational[] s, Rational[][] w) {
        Rational[][] d = Fractions.map(3, 3, (i, j) -> i == j ? s[i] : Rational.ZERO);
        return Fractions.product(Fractions.product(u, d), Fractions.transpose(w));
    }

    /** A product of rotations by rational points of the circle. */
    private static Rational[][] rotation(RandomStream random) {
        Rational[][] r = Fractions.identity(3);
        for (int plane = 0; plane < 3; plane++) {
            Rational t = Rational.of(random.between(-3, 3), 2);
            Rational norm = Rational.ONE.add(t.multiply(t));
            Rational cos = Rational.ONE.subtract(t.multiply(t)).divide(norm);
            Rational sin = t.add(t).divide(norm);
            int p = plane;
            int q = (plane + 1) % 3;
            r = Fractions.product(r, Fractions.map(3, 3, (i, j) -> {
                if (i == j) {
                    return i == p || i == q ? cos : Rational.ONE;
                }
                return i == p && j == q ? sin.negate() : i == q && j == p ? sin : Rational.ZERO;
            }));
        }
        return r;
    }

    private enum Pivot {
        STATEMENT,
        DIAGONAL_ENTRIES_INSTEAD_OF_PIVOTS,
        UNDECIDED_COUNTS_AS_TRUE
    }

    /** Balls against exact fractions, for matrices near the boundary on either side and on it. */
    private static Evidence loewner(Pivot v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        int cases = run.effort().of(60, 600, 6000);
        Balls balls = new Balls(64);
        int[] seen = new int[3];
        for (int c = 0; c < cases; c++) {
            int n = 2 + (int) random.below(3);
            Rational[][] g = Fractions.random(random, n - 1, n, 5);
            // G^T G of a flat G is on the boundary; a little of the identity decides.
            Rational little = new Rational(BigInteger.valueOf(c % 3 - 1), BigInteger.ONE.shiftLeft(20));
            Rational[][] a = Fractions.sum(Fractions.product(Fractions.transpose(g), g), little, Fractions.identity(n));
            Ball[][] enclosed = new Ball[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    Dyadic x = Dyadic.of(
                            a[i][j].numerator(), 1 - a[i][j].denominator().bitLength());
                    enclosed[i][j] = Ball.of(new Enclosure(x, Dyadic.powerOfTwo(-60)));
                }
            }
            boolean exact = LoewnerOrder.isPositiveDefinite(a);
            Truth found = LoewnerOrder.isPositiveDefinite(balls, enclosed);
            if (v == Pivot.DIAGONAL_ENTRIES_INSTEAD_OF_PIVOTS) {
                found = Truth.TRUE;
                for (int i = 0; i < n; i++) {
                    found = a[i][i].signum() > 0 ? found : Truth.FALSE;
                }
            } else if (v == Pivot.UNDECIDED_COUNTS_AS_TRUE && found == Truth.UNDECIDED) {
                found = Truth.TRUE;
            }
            seen[found.ordinal()]++;
            if (found == Truth.TRUE && !exact || found == Truth.FALSE && exact) {
                return Evidence.refuted(found + " by enclosures, " + exact + " exactly, at case " + c);
            }
        }
        return seen[0] == 0 || seen[1] == 0 || seen[2] == 0
                ? Evidence.vacuous("true, false, undecided: " + java.util.Arrays.toString(seen))
                : Evidence.verified(
                                EvidenceKind.CERTIFIED, "random matrices near the boundary, balls against fractions")
                        .with("definite", seen[Truth.TRUE.ordinal()])
                        .with("not definite", seen[Truth.FALSE.ordinal()])
                        .with("undecided", seen[Truth.UNDECIDED.ordinal()]);
    }

    private enum Schur {
        STATEMENT,
        COMPLEMENT_WITHOUT_CORRECTION,
        CORRECTION_ADDED
    }

    private static Evidence schur(Schur v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        int cases = run.effort().of(100, 1000, 10000);
        int met = 0;
        int definite = 0;
        for (int c = 0; c < cases; c++) {
            int n = 3;
            int k = 1 + (int) random.below(2);
            Rational[][] g = Fractions.random(random, n, n, 2);
            Rational[][] m = Fractions.sum(
                    Fractions.sum(g, Rational.ONE, Fractions.transpose(g)), Rational.of(3), Fractions.identity(n));
            Rational[][] a = Fractions.map(k, k, (i, j) -> m[i][j]);
            if (!LoewnerOrder.isPositiveDefinite(a)) {
                continue;
            }
            met++;
            Rational[][] b = Fractions.map(k, n - k, (i, j) -> m[i][j + k]);
            Rational[][] block = Fractions.map(n - k, n - k, (i, j) -> m[i + k][j + k]);
            Rational[][] correction =
                    Fractions.product(Fractions.product(Fractions.transpose(b), InverseBound.inverse(a)), b);
            Rational factor = Rational.of(
                    switch (v) {
                        case STATEMENT -> -1;
                        case COMPLEMENT_WITHOUT_CORRECTION -> 0;
                        case CORRECTION_ADDED -> 1;
                    });
            Rational[][] complement = Fractions.sum(block, factor, correction);
            boolean whole = LoewnerOrder.isPositiveDefinite(m);
            definite += whole ? 1 : 0;
            if (whole != LoewnerOrder.isPositiveDefinite(complement)
                    || v == Schur.STATEMENT
                            && !java.util.Arrays.deepEquals(complement, LoewnerOrder.schurComplement(m, k))) {
                return Evidence.refuted("whole matrix " + whole + " at case " + c);
            }
        }
        return definite == 0 || definite == met
                ? Evidence.vacuous(definite + " of " + met + " matrices definite")
                : Evidence.verified(EvidenceKind.CERTIFIED, SCOPE)
                        .with("hypotheses met", met)
                        .with("definite", definite);
    }
}
