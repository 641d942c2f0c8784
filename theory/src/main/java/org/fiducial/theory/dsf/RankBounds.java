package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.lemma.ExactMatrices;
import org.fiducial.theory.random.RandomStream;

/** Claims C10 and C11: what n features cannot approximate, and what they cannot recall. */
final class RankBounds {
    private RankBounds() {}

    static List<Part> approximation() {
        return List.of(
                BoundTest.part("error of n features on n + 1 pairs", 12, 0.88, Error.class, Errors::new),
                BoundTest.part("the example 0.2665", 1, 0, Example.class, Examples::new),
                BoundTest.part("the optimum (e - 1) / (e + 3)", 4, 0, Optimum.class, OptimalRankOne::new));
    }

    static List<Part> recall() {
        return List.of(
                Part.of(
                        "distance of rank n from the identity",
                        EvidenceKind.CERTIFIED,
                        Distance.class,
                        v -> run -> distance(v, run)),
                IdentityTest.part("recall with orthonormal keys", Level.INDEPENDENT, 6, Recall.class, Recalled::new));
    }

    private enum Error {
        STATEMENT,
        LARGEST_ENTRY_OF_THE_INVERSE,
        TWICE_THE_BOUND
    }

    /**
     * max |M - M_hat| >= 1 / ((n + 1) ||M^-1||_F) for M = (e^(q_i k_j)) and M_hat of rank n: M with its last row replaced by a combination
     * of the others; for n = 1 and q, k in {0, 1} the best one there is.
     */
    private record Errors(Error v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 1 + x.choice(2);
            boolean example = x.cycle(3) == 0;
            T q = example ? pair(a) : rising(a, x, n + 1);
            T k = example ? pair(a) : rising(a, x, n + 1);
            int size = a.rows(q);
            T m = a.exp(a.matmul(q, a.transpose(k)));
            T hat = example ? optimal(a) : deficient(a, x, m);
            List<List<T>> entries = entries(a, m);
            T det = ExponentialRank.determinant(a, entries);
            T cofactors = cofactorSquares(a, entries);
            T norm = a.divide(a.sqrt(cofactors), a.abs(det));
            T inverse =
                    v == Error.LARGEST_ENTRY_OF_THE_INVERSE ? a.divide(norm, a.constant(1, 1, Dyadic.of(size))) : norm;
            T bound = a.divide(a.ones(1), a.multiply(inverse, a.constant(1, 1, Dyadic.of(size))));
            T claimed = v == Error.TWICE_THE_BOUND ? a.add(bound, bound) : bound;
            return List.of(Inequality.of("bound", claimed, Spread.largest(a, a.abs(a.subtract(m, hat)))));
        }

        private static <T> T deficient(OrderedReals<T> a, Variables<T> x, T m) {
            int n = a.rows(m) - 1;
            int[] first = java.util.stream.IntStream.range(0, n).toArray();
            T top = a.gatherRows(m, first);
            return a.concatenateRows(List.of(top, a.matmul(x.free(1, n), top)));
        }

        private static <T> T cofactorSquares(OrderedReals<T> a, List<List<T>> m) {
            T sum = a.constant(1, 1, Dyadic.ZERO);
            for (int i = 0; i < m.size(); i++) {
                for (int j = 0; j < m.size(); j++) {
                    int row = i;
                    int column = j;
                    List<List<T>> minor = java.util.stream.IntStream.range(0, m.size())
                            .filter(r -> r != row)
                            .mapToObj(r -> java.util.stream.IntStream.range(0, m.size())
                                    .filter(c -> c != column)
                                    .mapToObj(c -> m.get(r).get(c))
                                    .toList())
                            .toList();
                    T d = ExponentialRank.determinant(a, minor);
                    sum = a.add(sum, a.multiply(d, d));
                }
            }
            return sum;
        }
    }

    private static <T> T pair(OrderedReals<T> a) {
        return a.literal(new Matrix(2, 1, new double[] {0, 1}));
    }

    private static <T> List<List<T>> entries(OrderedReals<T> a, T m) {
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < a.rows(m); i++) {
            List<T> row = new ArrayList<>();
            for (int j = 0; j < a.columns(m); j++) {
                row.add(TokenLocality.entry(a, m, i, j));
            }
            all.add(row);
        }
        return all;
    }

    private static <T> T rising(OrderedReals<T> a, Variables<T> x, int n) {
        T at = a.multiply(x.free(1, 1), a.constant(1, 1, Dyadic.powerOfTwo(-2)));
        List<T> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(at);
            at = a.add(at, a.add(a.abs(x.free(1, 1)), a.constant(1, 1, Dyadic.powerOfTwo(-2))));
        }
        return a.concatenateRows(values);
    }

    /** t = (e - 1) / (e + 3). */
    private static <T> T least(OrderedReals<T> a) {
        T e = a.exp(a.ones(1));
        return a.divide(a.subtract(e, a.ones(1)), a.add(e, a.constant(1, 1, Dyadic.of(3))));
    }

    /** [[1 - t, 1 + t], [1 + t, e - t]], of rank 1. */
    private static <T> T optimal(OrderedReals<T> a) {
        T t = least(a);
        T one = a.ones(1);
        T e = a.exp(one);
        T up = a.add(one, t);
        return a.concatenateRows(List.of(
                a.concatenateColumns(List.of(a.subtract(one, t), up)),
                a.concatenateColumns(List.of(up, a.subtract(e, t)))));
    }

    private enum Example {
        STATEMENT,
        ROOT_OF_E_SQUARED_PLUS_ONE
    }

    /** (e - 1) / (2 sqrt(e^2 + 3)) lies between 0.2665 and 0.2666, (e - 1) / (e + 3) between 0.30048918 and 0.30048919. */
    private record Examples(Example v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T e = a.exp(a.ones(1));
            T three = a.constant(1, 1, Dyadic.of(v == Example.STATEMENT ? 3 : 1));
            T bound = a.divide(
                    a.subtract(e, a.ones(1)),
                    a.multiply(a.sqrt(a.add(a.multiply(e, e), three)), a.constant(1, 1, Dyadic.of(2))));
            T scaled = a.multiply(bound, a.constant(1, 1, Dyadic.of(10_000)));
            T optimum = a.multiply(least(a), a.constant(1, 1, Dyadic.of(100_000_000)));
            return List.of(
                    Inequality.strict("from below", a.constant(1, 1, Dyadic.of(2665)), scaled),
                    Inequality.strict("from above", scaled, a.constant(1, 1, Dyadic.of(2666))),
                    Inequality.strict("optimum from below", a.constant(1, 1, Dyadic.of(30048918)), optimum),
                    Inequality.strict("optimum from above", optimum, a.constant(1, 1, Dyadic.of(30048919))));
        }
    }

    private enum Optimum {
        STATEMENT,
        SMALLER_ERROR_IS_REACHED
    }

    /**
     * Errors s < t leave all entries positive and (1 - s)(e - s) > (1 + s)^2, so no such matrix has rank 1; at t the two sides are equal to
     * 100 bits, and that matrix has rank 1.
     */
    private record OptimalRankOne(Optimum v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T one = a.ones(1);
            T e = a.exp(one);
            T t = least(a);
            int bits = 1 + x.cycle(4) * 20;
            T factor = a.subtract(one, a.constant(1, 1, Dyadic.powerOfTwo(-bits)));
            T s = v == Optimum.STATEMENT ? a.multiply(t, factor) : a.add(t, a.constant(1, 1, Dyadic.powerOfTwo(-bits)));
            T up = a.add(one, s);
            T atT = a.subtract(
                    a.multiply(a.subtract(one, t), a.subtract(e, t)), a.multiply(a.add(one, t), a.add(one, t)));
            return List.of(
                    Inequality.strict(
                            "no rank 1 below t", a.multiply(up, up), a.multiply(a.subtract(one, s), a.subtract(e, s))),
                    Inequality.loose("rank 1 at t", a.abs(atT), a.constant(1, 1, Dyadic.powerOfTwo(-100))));
        }
    }

    private enum Distance {
        STATEMENT,
        ONE_MORE,
        RANK_NOT_BOUNDED
    }

    /** ||I - M||_F^2 >= L - n for M of rank n; equal for a projection onto n coordinates. */
    private static Evidence distance(Distance v, CheckRun run) {
        RandomStream random = run.draws("matrices");
        int cases = run.effort().of(40, 400, 4000);
        int attained = 0;
        for (int c = 0; c < cases; c++) {
            int length = 2 + (int) random.below(4);
            int n = v == Distance.RANK_NOT_BOUNDED ? length : 1 + (int) random.below(length - 1);
            Grid<Rational> left = ExactMatrices.random(random, length, n, 2);
            Grid<Rational> right = ExactMatrices.random(random, n, length, 2);
            Grid<Rational> half = ExactMatrices.of(1, 1, Rational.of(1, 2 + random.below(4)));
            boolean projection = c % 2 == 0;
            Grid<Rational> m = projection
                    ? ExactMatrices.FIELD.matrix(
                            length, length, (i, j) -> i == j && i < n ? Rational.ONE : Rational.ZERO)
                    : ExactMatrices.FIELD.multiply(ExactMatrices.FIELD.matmul(left, right), half);
            Rational squares = ExactMatrices.squares(ExactMatrices.FIELD.subtract(ExactMatrices.identity(length), m));
            int bound = length - (v == Distance.RANK_NOT_BOUNDED ? n - 1 : n) + (v == Distance.ONE_MORE ? 1 : 0);
            int order = squares.compareTo(Rational.of(bound));
            attained += order == 0 ? 1 : 0;
            if (order < 0) {
                return Evidence.refuted("L = " + length + ", rank at most " + n + ": squared distance " + squares
                        + ", claimed at least " + bound);
            }
        }
        return attained == 0
                ? Evidence.vacuous("the bound is never attained")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random integer factors and projections, exact fractions")
                        .with("matrices", cases)
                        .with("bound attained", attained);
    }

    private enum Recall {
        STATEMENT,
        KEYS_NOT_ORTHONORMAL
    }

    /**
     * L pairs are written, then each key is asked for: with orthonormal features, here rotated by a free angle, unnormalised attention
     * returns its value.
     */
    private record Recalled(Recall v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int pairs = 2 + x.cycle(3);
            int features = pairs + x.choice(2);
            Variables.Circle<T> angle = x.angle(1);
            T plane = a.concatenateRows(List.of(
                    a.concatenateColumns(List.of(angle.cosines(), a.negate(angle.sines()))),
                    a.concatenateColumns(List.of(angle.sines(), angle.cosines()))));
            double[] unit = new double[pairs * features];
            for (int i = 0; i < pairs; i++) {
                unit[i * features + i] = 1;
            }
            T rows = a.literal(new Matrix(pairs, features, unit));
            T first = a.matmul(a.columns(rows, 0, 2), plane);
            T turned = features == 2 ? first : a.concatenateColumns(List.of(first, a.columns(rows, 2, features)));
            T keys = v == Recall.STATEMENT ? turned : a.add(turned, x.free(1, 1));
            T values = x.free(pairs, 2);
            // The questions come last, with keys that write nothing.
            T silent = a.constant(pairs, features, Dyadic.ZERO);
            T empty = a.constant(pairs, 2, Dyadic.ZERO);
            T outputs = new SeparableAttention<>(
                            a.concatenateRows(List.of(silent, keys)),
                            a.concatenateRows(List.of(keys, silent)),
                            a.ones(2 * pairs),
                            null)
                    .formB(a)
                    .recurrence(a, a.concatenateRows(List.of(values, empty)))
                    .outputs();
            int[] asked = java.util.stream.IntStream.range(pairs, 2 * pairs).toArray();
            return List.of(new Sides<>("values", a.gatherRows(outputs, asked), values));
        }
    }
}
