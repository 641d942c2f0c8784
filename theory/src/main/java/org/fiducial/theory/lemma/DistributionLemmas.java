package org.fiducial.theory.lemma;

import java.util.Arrays;
import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
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
import org.fiducial.theory.random.RandomStream;

/** Checks of the lemmas about probability vectors and choices: C1, C2, C3, C5, C6. */
final class DistributionLemmas {
    private DistributionLemmas() {}

    static List<Part> reweighting() {
        return List.of(BoundTest.part("total variation", 16, 0.999, Tilt.class, Reweighting::new));
    }

    static List<Part> droppedMass() {
        return List.of(IdentityTest.part("dropped mass", Level.INDEPENDENT, 8, Drop.class, Dropped::new));
    }

    static List<Part> restrictedSupport() {
        return List.of(Part.of("total variation", EvidenceKind.CERTIFIED, Support.class, v -> run -> support(v, run)));
    }

    static List<Part> pooling() {
        return List.of(BoundTest.part("change of the pooled value", 16, 0.99, Pool.class, Pooling::new));
    }

    static List<Part> regret() {
        return List.of(Part.of("regret", EvidenceKind.CERTIFIED, Choice.class, v -> run -> regret(v, run)));
    }

    private enum Tilt {
        STATEMENT,
        TANH_OF_A_FIFTH
    }

    private record Reweighting(Tilt v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            T w = a.exp(x.free(1, m));
            T delta = x.free(1, m);
            if (m == 2) {
                double omega = (1 + x.choice(30)) / 8.0;
                w = a.exp(a.literal(new Matrix(1, 2, new double[] {-omega / 2 + 0x1p-20, 0})));
                delta = a.literal(new Matrix(1, 2, new double[] {omega, 0}));
            }
            T p = a.divide(w, a.rowSums(w));
            T tilted = a.multiply(p, a.exp(delta));
            T q = a.divide(tilted, a.rowSums(tilted));
            T tv = a.scale(a.rowSums(a.abs(a.subtract(p, q))), Scale.of(0.5));
            T part = a.scale(Spread.oscillation(a, delta), Scale.of(v == Tilt.STATEMENT ? 0.25 : 0.2));
            return List.of(Inequality.of("TV", tv, a.add(a.tanh(part), a.constant(1, 1, Dyadic.powerOfTwo(-45)))));
        }
    }

    private enum Drop {
        STATEMENT,
        KEPT_MASS_AS_FACTOR,
        PARTIAL_SUM_COMPARED_WITH_THE_MEAN
    }

    private record Dropped(Drop v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(org.fiducial.arithmetic.ExponentialField<T> a, Variables<T> x) {
            int kept = 1 + x.cycle(3);
            int dropped = 1 + x.choice(3);
            T w = x.free(1, kept + dropped);
            T value = x.free(kept + dropped, 2);
            T p = a.divide(w, a.rowSums(w));
            T pKept = a.columns(p, 0, kept);
            T pDropped = a.columns(p, kept, kept + dropped);
            int[] first = java.util.stream.IntStream.range(0, kept).toArray();
            int[] last = java.util.stream.IntStream.range(kept, kept + dropped).toArray();
            T delta = a.rowSums(pDropped);
            T rest = a.rowSums(pKept);
            T sumKept = a.matmul(pKept, a.gatherRows(value, first));
            T oKept = a.divide(sumKept, rest);
            T oDropped = a.divide(a.matmul(pDropped, a.gatherRows(value, last)), delta);
            T o = a.matmul(p, value);
            T factor = v == Drop.KEPT_MASS_AS_FACTOR ? rest : delta;
            return List.of(
                    new Sides<>("o - o_S", a.subtract(o, oKept), a.multiply(a.subtract(oDropped, oKept), factor)),
                    new Sides<>(
                            "partial sum",
                            a.subtract(o, v == Drop.PARTIAL_SUM_COMPARED_WITH_THE_MEAN ? oKept : sumKept),
                            a.multiply(oDropped, delta)));
        }
    }

    private enum Support {
        STATEMENT,
        FULL_L1_DISTANCE,
        SMALLER_DISTANCE_POSSIBLE
    }

    private static Evidence support(Support v, CheckRun run) {
        RandomStream random = run.draws("distributions");
        int cases = run.effort().of(50, 500, 5000);
        for (int c = 0; c < cases; c++) {
            int n = 2 + (int) random.below(5);
            int kept = 1 + (int) random.below(n - 1);
            Rational[] p = Fractions.distribution(random, n);
            Rational mass = Fractions.total(Arrays.copyOfRange(p, kept, n));
            Rational rest = Rational.ONE.subtract(mass);
            Rational[] cut = Fractions.vector(n, i -> i < kept ? p[i].divide(rest) : Rational.ZERO);
            Rational distance = Fractions.totalVariation(p, cut);
            Rational claimed = v == Support.FULL_L1_DISTANCE ? distance.add(distance) : distance;
            if (!claimed.equals(mass)) {
                return Evidence.refuted(claimed + " against mass " + mass + " at p = " + List.of(p));
            }
            Rational[] other = Fractions.distribution(random, kept);
            Rational[] q = Fractions.vector(n, i -> i < kept ? other[i] : Rational.ZERO);
            Rational least = v == Support.SMALLER_DISTANCE_POSSIBLE ? mass.add(Rational.of(1, 1000)) : mass;
            if (Fractions.totalVariation(q, p).compareTo(least) < 0
                    || v == Support.SMALLER_DISTANCE_POSSIBLE && distance.compareTo(least) < 0) {
                return Evidence.refuted("below " + least + " at p = " + List.of(p) + ", q = " + List.of(q));
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random distributions, exact fractions")
                .with("distributions", cases);
    }

    private enum Pool {
        STATEMENT,
        WEIGHTS_OF_SUM_TWO,
        HALF_LIPSCHITZ
    }

    private record Pooling(Pool v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            T one = x.free(1, m);
            T shift = a.constant(1, 1, Dyadic.of(3));
            T two = x.cycle(2) == 0 ? x.free(1, m) : a.add(one, shift);
            T w = a.exp(x.free(1, m));
            T p = a.divide(w, a.rowSums(w));
            if (v == Pool.WEIGHTS_OF_SUM_TWO) {
                p = a.add(p, p);
            }
            T distance = Spread.rowMax(a, a.abs(a.subtract(one, two)));
            T bound = a.add(
                    v == Pool.HALF_LIPSCHITZ ? a.scale(distance, Scale.of(0.5)) : distance,
                    a.constant(1, 1, Dyadic.powerOfTwo(-45)));
            org.fiducial.arithmetic.AllowedKeys all = org.fiducial.arithmetic.AllowedKeys.all(1, m);
            return List.of(
                    Inequality.of("maximum", change(a, Spread.rowMax(a, one), Spread.rowMax(a, two)), bound),
                    Inequality.of("minimum", change(a, Spread.rowMin(a, one), Spread.rowMin(a, two)), bound),
                    Inequality.of("second largest", change(a, second(a, one, m), second(a, two, m)), bound),
                    Inequality.of(
                            "mean", change(a, a.rowSums(a.multiply(one, p)), a.rowSums(a.multiply(two, p))), bound),
                    Inequality.of(
                            "log-sum-exp", change(a, a.logSumExpRows(one, all), a.logSumExpRows(two, all)), bound));
        }

        private static <T> T change(OrderedReals<T> a, T x, T y) {
            return a.abs(a.subtract(x, y));
        }

        /** The second largest element: the largest of all minima of two. */
        private static <T> T second(OrderedReals<T> a, T x, int m) {
            java.util.ArrayList<T> minima = new java.util.ArrayList<>();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < i; j++) {
                    minima.add(a.negate(a.max(a.negate(a.columns(x, i, i + 1)), a.negate(a.columns(x, j, j + 1)))));
                }
            }
            return Spread.rowMax(a, a.concatenateColumns(minima));
        }
    }

    private enum Choice {
        STATEMENT,
        ONE_EPS_INSTEAD_OF_TWO,
        REGRET_WITHOUT_THE_COUNT
    }

    private static Evidence regret(Choice v, CheckRun run) {
        RandomStream random = run.draws("scores");
        int cases = run.effort().of(200, 2000, 20000);
        Rational largest = Rational.ZERO;
        for (int c = 0; c < cases; c++) {
            int n = 2 + (int) random.below(7);
            int k = 1 + (int) random.below(n - 1);
            // Every other case is the extremal one: the best k drop by eps, the others, 2 eps below, rise by eps and
            // tie.
            boolean extremal = c % 2 == 0;
            Rational eps = Rational.of(1 + random.below(5), 4);
            Rational[] s = Fractions.vector(
                    n,
                    i -> extremal
                            ? (i >= n - k ? eps.add(eps) : Rational.ZERO)
                            : Rational.of(random.between(-9, 9), 3));
            Rational[] seen = Fractions.vector(
                    n,
                    i -> s[i].add(
                            extremal
                                    ? (i >= n - k ? eps.negate() : eps)
                                    : eps.multiply(Rational.of(random.between(-4, 4), 4))));
            int[] chosen = TopKRegret.largest(seen, k);
            Rational regret = TopKRegret.of(s, chosen);
            Rational bound = v == Choice.REGRET_WITHOUT_THE_COUNT ? TopKRegret.bound(1, eps) : TopKRegret.bound(k, eps);
            Rational kth = s[TopKRegret.largest(s, k)[k - 1]];
            Rational room = v == Choice.ONE_EPS_INSTEAD_OF_TWO ? eps : eps.add(eps);
            for (int i : chosen) {
                if (s[i].compareTo(kth.subtract(room)) < 0) {
                    return Evidence.refuted("chosen score " + s[i] + ", k-th " + kth + ", eps " + eps);
                }
            }
            if (regret.compareTo(bound) > 0) {
                return Evidence.refuted("regret " + regret + " above " + bound + " for s = " + List.of(s));
            }
            largest = Fractions.max(largest, regret.divide(bound));
        }
        return largest.equals(Rational.ONE)
                ? Evidence.verified(EvidenceKind.CERTIFIED, "random and extremal scores, exact fractions")
                        .with("cases", cases)
                        .with("largest ratio to the bound", largest)
                : Evidence.vacuous("largest ratio " + largest + ", the bound is attained");
    }
}
