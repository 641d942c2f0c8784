package org.fiducial.theory.flashbias;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
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

/** Claim C3: what is constant along a row of a bias changes nothing, so that the rank that counts is that of the centred bias. */
final class RowOffsets {
    private RowOffsets() {}

    static List<Part> invariance() {
        return List.of(
                IdentityTest.part("row offsets", Level.INDEPENDENT, 8, Shift.class, Shifted::new),
                Part.of("rank of the centred bias", EvidenceKind.CERTIFIED, Centred.class, v -> run -> centred(v, run)),
                Part.of("instances", EvidenceKind.CERTIFIED, Instance.class, v -> run -> instances(v, run)));
    }

    private enum Shift {
        STATEMENT,
        OFFSET_OF_THE_KEY,
        NORMALISER_UNCHANGED
    }

    /** Weights and outputs stay, masks included; the normaliser is multiplied by e^u, so that L shifts by u. */
    private record Shifted(Shift v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(3);
            int m = 1 + x.choice(4);
            AllowedKeys allowed = x.allowed(n, m);
            T logits = x.exponents(n, m);
            T offset = v == Shift.OFFSET_OF_THE_KEY ? x.exponents(1, m) : x.exponents(n, 1);
            T moved = a.add(logits, offset);
            T value = x.free(m, 2);
            T normalisers = SoftmaxAttention.normalisers(a, logits, allowed);
            T factor = v == Shift.STATEMENT ? a.exp(offset) : a.constant(1, 1, Dyadic.ONE);
            return List.of(
                    new Sides<>("P", a.softmaxRows(moved, allowed), a.softmaxRows(logits, allowed)),
                    new Sides<>(
                            "O",
                            SoftmaxAttention.output(a, moved, value, allowed),
                            SoftmaxAttention.output(a, logits, value, allowed)),
                    new Sides<>("Z", SoftmaxAttention.normalisers(a, moved, allowed), a.multiply(normalisers, factor)));
        }
    }

    private enum Centred {
        STATEMENT,
        SAME_RANK_AS_THE_BIAS,
        CENTRED_BY_COLUMNS
    }

    /** B J, J = I - 1 1^T / M: each row less its mean. */
    static Grid<Rational> centred(Grid<Rational> b, boolean byColumns) {
        int m = byColumns ? b.rows() : b.columns();
        return ExactMatrices.FIELD.matrix(b.rows(), b.columns(), (i, j) -> {
            Rational sum = Rational.ZERO;
            for (int k = 0; k < m; k++) {
                sum = sum.add(byColumns ? ExactMatrices.get(b, k, j) : ExactMatrices.get(b, i, k));
            }
            return ExactMatrices.get(b, i, j).subtract(sum.divide(Rational.of(m)));
        });
    }

    /** rank B - 1 <= rank B J <= rank B; B J is reached by an offset, and no offset gives less. */
    private static Evidence centred(Centred v, CheckRun run) {
        RandomStream random = run.draws("biases");
        int cases = run.effort().of(100, 1000, 5000);
        int less = 0;
        for (int c = 0; c < cases; c++) {
            int n = 2 + c % 4;
            int m = 2 + c / 4 % 4;
            int r = 1 + c % 3;
            Grid<Rational> factors = ExactMatrices.random(random, n, r, 3);
            Grid<Rational> b = ExactMatrices.FIELD.matmul(factors, ExactMatrices.random(random, r, m, 3));
            if (c % 2 == 0) {
                Grid<Rational> u = ExactMatrices.random(random, n, 1, 3);
                b = ExactMatrices.FIELD.add(b, u);
            }
            int rank = ExactMatrices.rank(b);
            int own = ExactMatrices.rank(centred(b, v == Centred.CENTRED_BY_COLUMNS));
            // The mean itself is an offset; others may do no better.
            int lowest = Math.min(rank, ExactMatrices.rank(centred(b, false)));
            for (int t = 0; t < 4; t++) {
                Grid<Rational> u = ExactMatrices.random(random, n, 1, 3);
                lowest = Math.min(lowest, ExactMatrices.rank(ExactMatrices.FIELD.add(b, u)));
            }
            boolean claimed = v == Centred.SAME_RANK_AS_THE_BIAS ? own == rank : own >= rank - 1 && own <= rank;
            if (!claimed || own > lowest) {
                return Evidence.refuted(
                        "bias " + b + " has rank " + rank + ", centred " + own + ", with an offset " + lowest);
            }
            less += own < rank ? 1 : 0;
        }
        return less == 0 || less == cases
                ? Evidence.vacuous(less + " of " + cases + " ranks fall")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random integer biases, exact elimination")
                        .with("biases", cases)
                        .with("of them of smaller rank", less);
    }

    private enum Instance {
        STATEMENT,
        SYMMETRIC_ALIBI,
        DISTANCE_OF_RANK_P
    }

    /** Signed ALiBi has rank 1, squared distance p + 1 at generic points, also with row weights. */
    private static Evidence instances(Instance v, CheckRun run) {
        RandomStream random = run.draws("points");
        int cases = run.effort().of(20, 100, 400);
        for (int c = 0; c < cases; c++) {
            int n = 3 + c % 4;
            int m = 3 + c / 4 % 4;
            Grid<Rational> alibi = ExactMatrices.FIELD.matrix(
                    n, m, (i, j) -> Rational.of(v == Instance.SYMMETRIC_ALIBI ? Math.abs(i - j) : j - i));
            if (ExactMatrices.rank(centred(alibi, false)) != 1) {
                return Evidence.refuted("ALiBi of " + n + " x " + m + " has rank "
                        + ExactMatrices.rank(centred(alibi, false)) + " when centred");
            }
            int p = 1 + c % 3;
            Grid<Rational> distance = BiasRanks.distances(random, p + 3, p + 4, p, c % 2 == 1);
            int expected = v == Instance.DISTANCE_OF_RANK_P ? p : p + 1;
            if (ExactMatrices.rank(centred(distance, false)) != expected) {
                return Evidence.refuted("squared distances in dimension " + p + " have rank "
                        + ExactMatrices.rank(centred(distance, false)) + " when centred");
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "signed offsets and random integer points, exact elimination")
                .with("cases", cases);
    }
}
