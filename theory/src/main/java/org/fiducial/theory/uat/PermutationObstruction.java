package org.fiducial.theory.uat;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claims C1, C2, C4 and C10: what one attention layer cannot do. Logits are free, so they stand for any query and key weights. */
final class PermutationObstruction {
    private PermutationObstruction() {}

    /** The part of C1: the literal wording fails at the explicit target f(X)_i = i of two tokens. */
    static List<Part> literalWording() {
        return List.of(
                IdentityTest.part("PE-free layer at equal tokens", Level.INDEPENDENT, 6, Equal.class, EqualTokens::new),
                BoundTest.part("distance from positions", 8, 0.99, Literal.class, Positions::new));
    }

    /** The parts of C2. */
    static List<Part> equivariance() {
        return List.of(
                IdentityTest.part("permuted layer", Level.INDEPENDENT, 8, Permuted.class, PermutedLayer::new),
                BoundTest.part("distance from a target", 12, 0.99, Half.class, PermutedError::new));
    }

    /** The part of C4. */
    static List<Part> noRouting() {
        return List.of(
                IdentityTest.part("equal tokens", Level.INDEPENDENT, 8, Equal.class, EqualTokens::new),
                IdentityTest.part("no head is inactive", Level.INDEPENDENT, 6, Active.class, HeadWeights::new));
    }

    /** The parts of C10. */
    static List<Part> convex() {
        return List.of(
                BoundTest.part("range of the values", 12, 0.9, Hull.class, Range::new),
                BoundTest.part("change of the logits", 12, 0.99, Change.class, WeightChange::new));
    }

    private enum Equal {
        STATEMENT,
        POSITIONS_IN_THE_EMBEDDING,
        VALUE_BIAS_FORGOTTEN
    }

    /** Y = 1 (z + sum_h (z W_V + b_V) W_O), whatever the logits. */
    private record EqualTokens(Equal v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            int heads = 1 + x.cycle(2);
            T z = x.free(1, 2);
            T embedded = a.gatherRows(z, new int[n]);
            if (v == Equal.POSITIONS_IN_THE_EMBEDDING) {
                embedded = a.add(embedded, x.free(n, 2));
            }
            T layer = embedded;
            T affine = z;
            for (int h = 0; h < heads; h++) {
                T wv = x.free(2, 3);
                T bv = x.free(1, 3);
                T wo = x.free(3, 2);
                T value = a.add(a.matmul(embedded, wv), bv);
                T p = a.softmaxRows(x.exponents(n, n), AllowedKeys.all(n, n));
                layer = a.add(layer, a.matmul(a.matmul(p, value), wo));
                T alone = a.matmul(z, wv);
                affine = a.add(affine, a.matmul(v == Equal.VALUE_BIAS_FORGOTTEN ? alone : a.add(alone, bv), wo));
            }
            return List.of(new Sides<>("Y", layer, a.gatherRows(affine, new int[n])));
        }
    }

    private enum Active {
        STATEMENT,
        ONE_MORE_IN_THE_DENOMINATOR
    }

    private record HeadWeights(Active v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(4);
            AllowedKeys all = AllowedKeys.all(n, n);
            T logits = x.exponents(n, n);
            T p = a.softmaxRows(logits, all);
            if (v == Active.ONE_MORE_IN_THE_DENOMINATOR) {
                T e = a.exp(logits);
                p = a.normalise(e, a.add(a.rowSums(e), a.ones(n)), all);
            }
            return List.of(new Sides<>("sum of weights", a.rowSums(p), a.ones(n)));
        }
    }

    private enum Literal {
        STATEMENT,
        WHOLE_DISTANCE
    }

    /** Equal rows y against positions 1 .. n: (n - 1)/2 <= max |i - y|, attained by y = (n + 1)/2. */
    private record Positions(Literal v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(4);
            double[] position = java.util.stream.IntStream.rangeClosed(1, n)
                    .asDoubleStream()
                    .toArray();
            T f = a.literal(new org.fiducial.tensor.Matrix(1, n, position));
            T best = a.literal(new org.fiducial.tensor.Matrix(1, 1, new double[] {(n + 1) / 2.0}));
            T y = x.cycle(2) == 0 ? best : x.free(1, 1);
            T least = a.literal(new org.fiducial.tensor.Matrix(
                    1, 1, new double[] {v == Literal.WHOLE_DISTANCE ? n - 1 : (n - 1) / 2.0}));
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-45));
            return List.of(Inequality.of("(n - 1)/2", least, a.add(Spread.largest(a, a.abs(a.subtract(f, y))), slack)));
        }
    }

    private enum Permuted {
        STATEMENT,
        VALUES_NOT_PERMUTED,
        LOGITS_BY_POSITION
    }

    /** The layer of permuted tokens, with the content logits permuted as they then are, and any map of single rows after it. */
    private record PermutedLayer(Permuted v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            int[] order = x.permutation(n);
            if (order[0] == 0) {
                order[0] = order[1];
                order[1] = 0;
            }
            T tokens = x.free(n, 2);
            T w = x.free(2, 2);
            T logits = x.exponents(n, n);
            T moved = a.transpose(a.gatherRows(a.transpose(a.gatherRows(logits, order)), order));
            T x2 = v == Permuted.VALUES_NOT_PERMUTED ? tokens : a.gatherRows(tokens, order);
            T w1 = x.free(2, 3);
            T w2 = x.free(3, 2);
            T left = row(a, x2, v == Permuted.LOGITS_BY_POSITION ? logits : moved, w, w1, w2);
            T right = row(a, tokens, logits, w, w1, w2);
            return List.of(new Sides<>("T(Pi X)", left, a.gatherRows(right, order)));
        }

        /** Squares stand for the rectifier: any function of single numbers. */
        private static <T> T row(ExponentialField<T> a, T x, T logits, T w, T w1, T w2) {
            int n = a.rows(x);
            T y = a.add(x, SoftmaxAttention.output(a, logits, a.matmul(x, w), AllowedKeys.all(n, n)));
            T hidden = a.matmul(y, w1);
            return a.add(y, a.matmul(a.multiply(hidden, hidden), w2));
        }
    }

    private enum Half {
        STATEMENT,
        WHOLE_DIFFERENCE
    }

    /** With T(Pi X) = Pi T(X) = t the two errors are at least half of |f(Pi X) - Pi f(X)|; t in the middle attains it. */
    private record PermutedError(Half v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T one = x.free(1, 3);
            T two = x.free(1, 3);
            T middle = a.scale(a.add(one, two), Scale.of(0.5));
            T t = x.cycle(2) == 0 ? middle : x.free(1, 3);
            T least = a.scale(
                    Spread.largest(a, a.abs(a.subtract(one, two))), Scale.of(v == Half.WHOLE_DIFFERENCE ? 1 : 0.5));
            T worst = a.max(Spread.largest(a, a.abs(a.subtract(one, t))), Spread.largest(a, a.abs(a.subtract(two, t))));
            return List.of(Inequality.of("half", least, a.add(worst, a.constant(1, 1, Dyadic.powerOfTwo(-45)))));
        }
    }

    private enum Hull {
        STATEMENT,
        MEAN_OF_THE_VALUES
    }

    private record Range(Hull v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T logits = a.multiply(x.free(n, n), a.constant(1, 1, Dyadic.of(x.cycle(2) == 0 ? 8 : 1)));
            T value = x.free(n, 2);
            T output = SoftmaxAttention.output(a, logits, value, AllowedKeys.all(n, n));
            T size = v == Hull.MEAN_OF_THE_VALUES
                    ? a.divide(a.rowSums(a.abs(a.transpose(value))), a.constant(1, 1, Dyadic.of(n)))
                    : Spread.rowMax(a, a.abs(a.transpose(value)));
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-45));
            return List.of(Inequality.of(
                    "|A V| <= max |V|", Spread.rowMax(a, a.abs(a.transpose(output))), a.add(size, slack)));
        }
    }

    private enum Change {
        STATEMENT,
        TANH_OF_AN_EIGHTH
    }

    private record WeightChange(Change v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T logits = x.free(1, n);
            T error = x.free(1, n);
            if (n == 2) {
                double omega = (1 + x.choice(40)) / 8.0;
                logits = a.literal(new org.fiducial.tensor.Matrix(1, 2, new double[] {-omega / 2, 0}));
                error = a.literal(new org.fiducial.tensor.Matrix(1, 2, new double[] {omega / 2, -omega / 2}));
            }
            AllowedKeys all = AllowedKeys.all(1, n);
            T change = a.subtract(a.softmaxRows(a.add(logits, error), all), a.softmaxRows(logits, all));
            T part = a.scale(Spread.oscillation(a, error), Scale.of(v == Change.TANH_OF_AN_EIGHTH ? 0.125 : 0.25));
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-45));
            return List.of(Inequality.of(
                    "|A - A'|_1", a.rowSums(a.abs(change)), a.add(a.scale(a.tanh(part), Scale.of(2)), slack)));
        }
    }
}
