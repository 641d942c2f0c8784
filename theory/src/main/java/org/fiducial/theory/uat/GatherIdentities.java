package org.fiducial.theory.uat;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.RandomStream;

/** Claims C6, C9 and C11: what heads can gather, and how many it takes. */
final class GatherIdentities {
    private GatherIdentities() {}

    /** The parts of C6. */
    static List<Part> decoding() {
        return List.of(
                IdentityTest.part("decoding, every base", Level.INDEPENDENT, 6, Decode.class, Decoding::new),
                Part.of("conditioning", EvidenceKind.CERTIFIED, Norm.class, v -> run -> conditioning(v)));
    }

    /** The parts of C9. */
    static List<Part> equivariantTargets() {
        return List.of(
                IdentityTest.part("two tokens", Level.INDEPENDENT, 4, Two.class, TwoTokens::new),
                BoundTest.part("three tokens: s grows with the distance", 24, 0.5, Three.class, ThreeTokens::new));
    }

    /** The part of C11. */
    static List<Part> headCount() {
        return List.of(
                Part.of("rank of what a token sees", EvidenceKind.CERTIFIED, Heads.class, v -> run -> rank(v, run)));
    }

    private enum Decode {
        STATEMENT,
        SUM_NOT_SUBTRACTED,
        BASE_OF_THE_OTHER_KEYS
    }

    /** y = (a I + b J) X by n heads of free base rho = e^t, and back; without the skip one more head gives (a I + b J) e_i. */
    private record Decoding(Decode v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T tokens = x.free(n, 2);
            T exponent = x.exponents(1, 1);
            T rho = a.exp(exponent);
            T zeroOrExponent = a.concatenateRows(List.of(a.constant(1, 1, Dyadic.ZERO), exponent));
            List<T> y = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                int[] pick = new int[n];
                java.util.Arrays.fill(pick, v == Decode.BASE_OF_THE_OTHER_KEYS ? 1 : 0);
                pick[k] = 1 - pick[k];
                T logits = a.transpose(a.gatherRows(zeroOrExponent, pick));
                y.add(SoftmaxAttention.output(a, logits, tokens, AllowedKeys.all(1, n)));
            }
            T gathered = a.concatenateRows(y);
            T one = a.ones(1);
            T b = a.divide(one, a.add(rho, a.constant(1, 1, Dyadic.of(n - 1))));
            T scale = a.multiply(a.subtract(rho, one), b);
            T sum = a.transpose(a.rowSums(a.transpose(gathered)));
            T centred = v == Decode.SUM_NOT_SUBTRACTED ? gathered : a.subtract(gathered, a.multiply(sum, b));
            T identity = a.literal(identity(n));
            List<T> own = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                int[] pick = new int[n];
                pick[k] = 1;
                own.add(a.transpose(a.gatherRows(zeroOrExponent, pick)));
            }
            T positions = SoftmaxAttention.output(a, a.concatenateRows(own), identity, AllowedKeys.all(n, n));
            T expected = a.add(a.multiply(identity, scale), a.multiply(a.constant(n, n, Dyadic.ONE), b));
            return List.of(
                    new Sides<>("x", a.divide(centred, scale), tokens),
                    new Sides<>("head of positions", positions, expected));
        }
    }

    private static Matrix identity(int n) {
        double[] e = new double[n * n];
        for (int i = 0; i < n; i++) {
            e[i * n + i] = 1;
        }
        return new Matrix(n, n, e);
    }

    private enum Norm {
        STATEMENT,
        WITHOUT_THE_MEAN
    }

    /** The largest row sum of (1/a)(I - b J) by its entries, against (1 + (n - 2) b)/|a|. */
    private static Evidence conditioning(Norm v) {
        int cases = 0;
        for (int n = 1; n <= 8; n++) {
            for (Rational rho : List.of(Rational.of(2), Rational.of(1024), Rational.of(1, 3), Rational.of(9, 7))) {
                Rational b = Rational.ONE.divide(rho.add(Rational.of(n - 1L)));
                Rational a = rho.subtract(Rational.ONE).multiply(b);
                Rational diagonal = Rational.ONE.subtract(b).abs();
                Rational row =
                        diagonal.add(b.abs().multiply(Rational.of(n - 1L))).divide(a.abs());
                Rational claimed = n == 1
                        ? Rational.ONE
                        : Rational.ONE
                                .add(b.multiply(Rational.of(v == Norm.WITHOUT_THE_MEAN ? n : n - 2L)))
                                .divide(a.abs());
                boolean two = !rho.equals(Rational.of(2)) || row.equals(Rational.of(2L * n - 1));
                if (!row.equals(claimed) || !two) {
                    return Evidence.refuted("n = " + n + ", rho = " + rho + ": " + row + ", claimed " + claimed);
                }
                cases++;
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "one to eight tokens, four bases, exact fractions")
                .with("matrices", cases);
    }

    private enum Two {
        STATEMENT,
        MEAN_WITH_A_QUERY
    }

    /** One head with zero logits: x_j = 2 mean - x_i. */
    private record TwoTokens(Two v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T tokens = x.free(2, 1);
            T logits = v == Two.MEAN_WITH_A_QUERY ? x.exponents(2, 2) : a.constant(2, 2, Dyadic.ZERO);
            T mean = SoftmaxAttention.output(a, logits, tokens, AllowedKeys.all(2, 2));
            return List.of(new Sides<>(
                    "other token", a.subtract(a.add(mean, mean), tokens), a.gatherRows(tokens, new int[] {1, 0})));
        }
    }

    private enum Three {
        STATEMENT,
        SHRINKS_WITH_THE_DISTANCE
    }

    /** Tokens x, c - t, c + t in the unit interval: the softmax mean at query beta is larger for the larger of two distances. */
    private record ThreeTokens(Three v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            double own = x.choice(33) / 32.0;
            double c = (8 + x.choice(17)) / 32.0;
            double near = x.choice(7) / 32.0;
            double far = near + (1 + x.choice((int) (32 * Math.min(c, 1 - c) - 32 * near + 0.5))) / 32.0;
            far = Math.min(far, Math.min(c, 1 - c));
            if (far <= near) {
                return List.of();
            }
            Scale beta = Scale.of((1 + x.choice(8)) / 8.0);
            T small = mean(a, beta, own, c, near);
            T large = mean(a, beta, own, c, far);
            boolean shrinks = v == Three.SHRINKS_WITH_THE_DISTANCE;
            return List.of(
                    Inequality.strict("s(t) < s(t')", shrinks ? large : small, shrinks ? small : large),
                    Inequality.of("ratio", small, large));
        }

        private static <T> T mean(OrderedReals<T> a, Scale beta, double own, double c, double t) {
            T tokens = a.literal(new Matrix(3, 1, new double[] {own, c - t, c + t}));
            T logits = a.scale(a.transpose(tokens), beta);
            return SoftmaxAttention.output(a, logits, tokens, AllowedKeys.all(1, 3));
        }
    }

    private enum Heads {
        STATEMENT,
        ONE_HEAD_LESS_SUFFICES
    }

    /** What token 1 sees are e_1 (the skip) and one stochastic row a head: rank at most H + 1, and n for n - 1 heads in general position. */
    private static Evidence rank(Heads v, CheckRun run) {
        RandomStream random = run.draws("heads");
        int cases = run.effort().of(40, 400, 4000);
        int full = 0;
        for (int c = 0; c < cases; c++) {
            int n = 2 + c % 4;
            int heads = v == Heads.ONE_HEAD_LESS_SUFFICES ? n - 2 : c % 2 == 0 ? n - 1 : (int) random.below(n);
            Rational[][] rows = new Rational[heads + 1][n];
            for (int h = 0; h <= heads; h++) {
                long[] w = new long[n];
                long sum = 0;
                for (int j = 0; j < n; j++) {
                    w[j] = random.between(1, 1000);
                    sum += w[j];
                }
                for (int j = 0; j < n; j++) {
                    rows[h][j] = h == heads ? Rational.of(j == 0 ? 1 : 0) : Rational.of(w[j], sum);
                }
            }
            int rank = rank(rows);
            full += rank == n ? 1 : 0;
            if (rank > heads + 1 || v == Heads.ONE_HEAD_LESS_SUFFICES && rank < n) {
                return Evidence.refuted(heads + " heads show rank " + rank + " of " + n + " tokens");
            }
        }
        return full == 0
                ? Evidence.vacuous("no heads in general position")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random stochastic rows, exact ranks")
                        .with("cases", cases)
                        .with("of full rank", full);
    }

    private static int rank(Rational[][] rows) {
        int rank = 0;
        for (int column = 0; column < rows[0].length && rank < rows.length; column++) {
            int pivot = rank;
            while (pivot < rows.length && rows[pivot][column].signum() == 0) {
                pivot++;
            }
            if (pivot == rows.length) {
                continue;
            }
            Rational[] swap = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank] = swap;
            for (int r = rank + 1; r < rows.length; r++) {
                Rational factor = rows[r][column].divide(swap[column]);
                for (int c = 0; c < swap.length; c++) {
                    rows[r][c] = rows[r][c].subtract(factor.multiply(swap[c]));
                }
            }
            rank++;
        }
        return rank;
    }
}
