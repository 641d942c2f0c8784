package org.fiducial.theory.urpe;

import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.UrpeAttention;
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
import org.fiducial.theory.random.RandomStream;

/** Claims C1, C2 and C13: what networks make of equal tokens and of zero, and how far from a target that keeps them. */
final class EqualTokens {
    private EqualTokens() {}

    /** The parts of C1. */
    static List<Part> collapse() {
        return List.of(
                IdentityTest.part("one attention layer", Level.INDEPENDENT, 12, Layer.class, StochasticLayer::new),
                Part.of("networks", EvidenceKind.CERTIFIED, Deep.class, v -> run -> networks(v, run)));
    }

    /** The parts of C2. */
    static List<Part> lowerBound() {
        return List.of(
                IdentityTest.part("Frobenius distance", Level.INDEPENDENT, 6, Frobenius.class, Distance::new),
                BoundTest.part("largest entry", 12, 0.99, Largest.class, LargestError::new),
                Part.of(
                        "position identification",
                        EvidenceKind.CERTIFIED,
                        Position.class,
                        v -> run -> position(v, run)));
    }

    /** The part of C13. */
    static List<Part> zero() {
        return List.of(Part.of("zero goes to zero", EvidenceKind.CERTIFIED, Zero.class, v -> run -> zero(v, run)));
    }

    private enum Layer {
        STATEMENT,
        POSITIONS_ADDED_TO_THE_VALUES,
        ONE_MORE_IN_THE_DENOMINATOR,
        A_ROW_FULLY_MASKED,
        URPE_MULTIPLIER
    }

    /** Free logits stand for any logit function of any input: content, bias, rotation and all. */
    private record StochasticLayer(Layer v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(4);
            int shape = x.cycle(3);
            int[] to = new int[n];
            for (int i = 0; i < n; i++) {
                to[i] = shape == 0 ? n : i + 1;
            }
            AllowedKeys allowed = AllowedKeys.ranges(n, new int[n], to);
            if (v == Layer.A_ROW_FULLY_MASKED) {
                BitSet[] hidden = new BitSet[n];
                for (int i = 0; i < n; i++) {
                    hidden[i] = new BitSet();
                    hidden[i].set(0, i == 0 ? n : 0);
                }
                allowed = allowed.without(hidden);
            }
            T logits = x.exponents(n, n);
            T token = x.free(1, 2);
            T w = x.free(2, 2);
            T value = a.matmul(a.gatherRows(token, new int[n]), w);
            if (v == Layer.POSITIONS_ADDED_TO_THE_VALUES) {
                value = a.add(value, x.free(n, 2));
            }
            T output;
            if (v == Layer.URPE_MULTIPLIER) {
                output = UrpeAttention.output(a, logits, x.free(n, n), value, allowed);
            } else if (v == Layer.ONE_MORE_IN_THE_DENOMINATOR) {
                T e = a.exp(logits, allowed);
                output = a.matmul(a.normalise(e, a.add(a.rowSums(e), a.ones(n)), allowed), value);
            } else {
                output = SoftmaxAttention.output(a, logits, value, allowed);
            }
            return List.of(new Sides<>("P 1 x^T W", output, a.gatherRows(a.matmul(token, w), new int[n])));
        }
    }

    private enum Deep {
        STATEMENT,
        URPE_MULTIPLIERS
    }

    /** g(1 x^T) = 1 g_1(x)^T for whole networks, the one-token network being the same weights. */
    private static Evidence networks(Deep v, CheckRun run) {
        RandomStream random = run.draws("networks");
        int cases = run.effort().of(40, 400, 4000);
        for (int c = 0; c < cases; c++) {
            int n = 2 + c % 4;
            DrawnNetwork g = DrawnNetwork.of(random, n, v == Deep.URPE_MULTIPLIERS, true);
            Grid<Rational> x = DrawnNetwork.equalTokens(random, n);
            Grid<Rational> y = g.output(x);
            Grid<Rational> one = g.output(DrawnNetwork.FIELD.gatherRows(x, new int[] {0}));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < y.columns(); j++) {
                    Rational found = DrawnNetwork.FIELD.get(y, i, j);
                    Rational claimed = DrawnNetwork.FIELD.get(one, 0, j);
                    if (!found.equals(claimed)) {
                        return Evidence.refuted("network " + c + ", " + n + " equal tokens: token " + (i + 1)
                                + " gives " + found + ", one token alone " + claimed);
                    }
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random networks of two blocks, exact fractions, 2^n for exp")
                .with("networks", cases);
    }

    private enum Frobenius {
        STATEMENT,
        MEAN_NOT_SUBTRACTED
    }

    /** sum |r_i - y|^2 = sum |r_i - mean|^2 + n |y - mean|^2 for any common row y: never below the first term, which y = mean attains. */
    private record Distance(Frobenius v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T r = x.free(n, 2);
            T y = x.free(1, 2);
            T size = a.constant(1, 1, Dyadic.of(n));
            T mean = a.divide(a.transpose(a.rowSums(a.transpose(r))), size);
            T spread = v == Frobenius.MEAN_NOT_SUBTRACTED ? r : a.subtract(r, mean);
            T away = a.subtract(y, mean);
            T right = a.add(squares(a, spread), a.multiply(squares(a, away), size));
            double[] position = java.util.stream.IntStream.rangeClosed(1, n)
                    .asDoubleStream()
                    .toArray();
            T p = a.literal(new org.fiducial.tensor.Matrix(n, 1, position));
            T centred = a.subtract(p, a.divide(a.constant(1, 1, Dyadic.of(n + 1)), a.constant(1, 1, Dyadic.of(2))));
            T closed = a.divide(a.constant(1, 1, Dyadic.of(n * (n * n - 1L))), a.constant(1, 1, Dyadic.of(12)));
            return List.of(
                    new Sides<>("sum of squares", squares(a, a.subtract(r, y)), right),
                    new Sides<>("n (n^2 - 1) / 12", squares(a, centred), closed));
        }
    }

    private static <T> T squares(ExponentialField<T> a, T x) {
        return a.rowSums(a.transpose(a.rowSums(a.multiply(x, x))));
    }

    private enum Largest {
        STATEMENT,
        WHOLE_RANGE
    }

    private record LargestError(Largest v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(4);
            T r = x.free(1, n);
            T half = a.scale(Spread.oscillation(a, r), Scale.of(v == Largest.WHOLE_RANGE ? 1 : 0.5));
            // The midpoint of the range attains the bound; any other common value only comes near it.
            T middle = a.scale(a.add(Spread.rowMax(a, r), Spread.rowMin(a, r)), Scale.of(0.5));
            T y = x.cycle(2) == 0 ? middle : x.free(1, 1);
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-45));
            return List.of(Inequality.of(
                    "range / 2 <= largest error", half, a.add(Spread.largest(a, a.abs(a.subtract(r, y))), slack)));
        }
    }

    private enum Position {
        STATEMENT,
        URPE_NETWORKS_TOO,
        TWICE_THE_BOUND
    }

    /** f(X)_i = i at equal tokens: exact errors of drawn networks, of the best constant, and of one URPE head. */
    private static Evidence position(Position v, CheckRun run) {
        RandomStream random = run.draws("networks");
        int cases = run.effort().of(40, 400, 4000);
        int attained = 0;
        for (int c = 0; c < cases; c++) {
            int n = 2 + c % 4;
            Rational claimed = Rational.of(n - 1L, v == Position.TWICE_THE_BOUND ? 1 : 2);
            Rational[] y = new Rational[n];
            if (c < 4) {
                // The constant network (n + 1)/2.
                java.util.Arrays.fill(y, Rational.of(n + 1L, 2));
            } else if (v == Position.URPE_NETWORKS_TOO) {
                y = urpePositions(n);
            } else {
                Grid<Rational> out =
                        DrawnNetwork.of(random, n, false, true).output(DrawnNetwork.equalTokens(random, n));
                for (int i = 0; i < n; i++) {
                    y[i] = DrawnNetwork.FIELD.get(out, i, 0);
                }
            }
            Rational worst = Rational.ZERO;
            for (int i = 0; i < n; i++) {
                Rational e = Rational.of(i + 1L).subtract(y[i]).abs();
                worst = e.compareTo(worst) > 0 ? e : worst;
            }
            if (worst.compareTo(claimed) < 0) {
                return Evidence.refuted(n + " equal tokens: largest error " + worst + ", claimed at least " + claimed);
            }
            attained += worst.equals(claimed) ? 1 : 0;
        }
        return attained == 0
                ? Evidence.vacuous("no network attained the bound")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random networks and the best constant, exact fractions")
                        .with("networks", cases)
                        .with("bound attained", attained);
    }

    /** One URPE head on a constant channel, sheet (C14): c_k = n for k <= 0, 0 for k > 0. */
    static Rational[] urpePositions(int n) {
        var a = DrawnNetwork.FIELD;
        Grid<Rational> zero = a.matrix(n, n, (i, j) -> Rational.ZERO);
        Grid<Rational> c = a.matrix(n, n, (i, j) -> Rational.of(j <= i ? n : 0));
        Grid<Rational> y = UrpeAttention.output(a, zero, c, a.ones(n), AllowedKeys.all(n, n));
        Rational[] out = new Rational[n];
        for (int i = 0; i < n; i++) {
            out[i] = a.get(y, i, 0);
        }
        return out;
    }

    private enum Zero {
        STATEMENT,
        FEED_FORWARD_BIASES
    }

    private static Evidence zero(Zero v, CheckRun run) {
        RandomStream random = run.draws("networks");
        int cases = run.effort().of(20, 200, 2000);
        for (int c = 0; c < cases; c++) {
            int n = 1 + c % 4;
            DrawnNetwork g = DrawnNetwork.of(random, n, c % 2 == 0, v == Zero.FEED_FORWARD_BIASES);
            Grid<Rational> y = g.output(DrawnNetwork.FIELD.matrix(n, 2, (i, j) -> Rational.ZERO));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < y.columns(); j++) {
                    if (DrawnNetwork.FIELD.get(y, i, j).signum() != 0) {
                        return Evidence.refuted("network " + c + " of " + n + " tokens gives "
                                + DrawnNetwork.FIELD.get(y, i, j) + " at zero");
                    }
                }
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random RPE and URPE networks of two blocks, exact fractions")
                .with("networks", cases);
    }
}
