package org.fiducial.theory.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.scatterbrain.FiniteDesign.Weighted;

/** Claims C10 to C13: mean and variance of the un-normalised entries, by enumeration of every vector and every hash draw. */
final class UnbiasedEntries {
    private UnbiasedEntries() {}

    static List<Part> unbiased() {
        return List.of(
                IdentityTest.part("every vector and hash draw", Level.INDEPENDENT, 4, Mean.class, Means::new),
                UnbiasedFeatures.unbiased().get(0));
    }

    static List<Part> variances() {
        return List.of(
                IdentityTest.part("every vector and hash draw", Level.INDEPENDENT, 4, Spread.class, Variances::new));
    }

    static List<Part> controlVariates() {
        return List.of(IdentityTest.part("any coefficients", Level.INDEPENDENT, 4, Control.class, Coefficients::new));
    }

    static List<Part> naiveSums() {
        return List.of(IdentityTest.part("means and errors", Level.INDEPENDENT, 4, Naive.class, NaiveSums::new));
    }

    private static FeatureMap map(Variables<?> x) {
        return x.cycle(2) == 0 ? FeatureMap.HYPERBOLIC : FeatureMap.PLUS;
    }

    private enum Mean {
        STATEMENT,
        LOW_RANK_NOT_SUBTRACTED_IN_BUCKETS,
        NORMALISER_OF_THE_FEATURES_WRONG,
        FEATURES_TIMES_1_01,
        SUPPORT_DEPENDS_ON_THE_VECTORS
    }

    private record Means(Mean v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FiniteDesign<T> d = FiniteDesign.of(a, x, map(x));
            T value = x.free(d.keys(), 2);
            FiniteDesign.Outcome<T> w = (e, s) -> entry(a, d, e, s);
            List<Sides<T>> sides = new ArrayList<>();
            T mean = v == Mean.SUPPORT_DEPENDS_ON_THE_VECTORS ? dependent(a, d) : d.expectation(a, w);
            sides.add(new Sides<>("E w", mean, d.kernel()));
            if (v == Mean.SUPPORT_DEPENDS_ON_THE_VECTORS) {
                return sides;
            }
            for (Weighted<SparseSupport> h : d.hashes()) {
                sides.add(new Sides<>("E w given S", d.given(a, h.outcome(), w), d.kernel()));
            }
            sides.add(new Sides<>(
                    "E N",
                    d.expectation(a, (e, s) -> a.matmul(entry(a, d, e, s), value)),
                    a.matmul(d.kernel(), value)));
            sides.add(new Sides<>(
                    "E D",
                    d.expectation(a, (e, s) -> ScatterbrainAttention.normalisers(a, entry(a, d, e, s))),
                    a.rowSums(d.kernel())));
            return sides;
        }

        private <T> T entry(ExponentialField<T> a, FiniteDesign<T> d, T e, SparseSupport s) {
            return switch (v) {
                case STATEMENT, SUPPORT_DEPENDS_ON_THE_VECTORS -> ScatterbrainAttention.combined(a, d.kernel(), e, s);
                case LOW_RANK_NOT_SUBTRACTED_IN_BUCKETS -> a.add(e, a.keep(d.kernel(), s.support()));
                case NORMALISER_OF_THE_FEATURES_WRONG ->
                    ScatterbrainAttention.combined(a, d.kernel(), a.scale(e, Scale.of(2)), s);
                case FEATURES_TIMES_1_01 ->
                    ScatterbrainAttention.combined(a, d.kernel(), a.scale(e, Scale.of(1.0201)), s);
            };
        }

        /** The hash draw is a function of the first vector: the outcome that has its index is certain. */
        private static <T> T dependent(ExponentialField<T> a, FiniteDesign<T> d) {
            T sum = a.constant(d.queries(), d.keys(), Dyadic.ZERO);
            int k = d.single().size();
            for (int o = 0; o < d.draws().size(); o++) {
                Weighted<T> draw = d.draws().get(o);
                // The first vector decides which keys are exact: none for the first, all for the others.
                SparseSupport s = o / k == 0 ? SparseSupport.empty(d.allowed()) : SparseSupport.full(d.allowed());
                T w = ScatterbrainAttention.combined(a, d.kernel(), draw.outcome(), s);
                sum = a.add(sum, a.scale(w, Scale.of(draw.weight())));
            }
            return sum;
        }
    }

    private enum Spread {
        STATEMENT,
        TIMES_THE_PROBABILITY_OF_THE_SUPPORT,
        NOT_DIVIDED_BY_THE_NUMBER_OF_VECTORS,
        COVARIANCE_WITH_THE_PRODUCT_OF_PROBABILITIES
    }

    /** Var w = (1 - p) Var e, and Cov(w, w') = P(neither in S) Cov(e, e') for the pairs of a row. */
    private record Variances(Spread v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FiniteDesign<T> d = FiniteDesign.of(a, x, map(x));
            T k = d.kernel();
            T found = d.expectation(a, (e, s) -> square(a, a.subtract(ScatterbrainAttention.combined(a, k, e, s), k)));
            T one = a.subtract(FiniteDesign.mean(a, d.single(), e -> square(a, e)), square(a, k));
            T ofMean = v == Spread.NOT_DIVIDED_BY_THE_NUMBER_OF_VECTORS
                    ? one
                    : a.scale(one, Scale.of(1.0 / FiniteDesign.PROJECTIONS));
            T rest = d.coverage(a, v != Spread.TIMES_THE_PROBABILITY_OF_THE_SUPPORT);
            List<Sides<T>> sides = new ArrayList<>();
            sides.add(new Sides<>("variance", found, a.multiply(rest, ofMean)));
            for (int j = 1; j < d.keys(); j++) {
                int other = j;
                T cov = d.expectation(a, (e, s) -> {
                    T w = a.subtract(ScatterbrainAttention.combined(a, k, e, s), k);
                    return a.multiply(a.columns(w, 0, 1), a.columns(w, other, other + 1));
                });
                T both = a.scale(
                        a.subtract(
                                FiniteDesign.mean(
                                        a,
                                        d.single(),
                                        e -> a.multiply(a.columns(e, 0, 1), a.columns(e, other, other + 1))),
                                a.multiply(a.columns(k, 0, 1), a.columns(k, other, other + 1))),
                        Scale.of(1.0 / FiniteDesign.PROJECTIONS));
                sides.add(new Sides<>("covariance", cov, a.multiply(a.literal(neither(d, other)), both)));
            }
            return sides;
        }

        /** P(neither of (i, 0) and (i, j) in S), one row a query. */
        private <T> org.fiducial.tensor.Matrix neither(FiniteDesign<T> d, int j) {
            double[] p = new double[d.queries()];
            for (int i = 0; i < p.length; i++) {
                double first = 0;
                double second = 0;
                for (Weighted<SparseSupport> h : d.hashes()) {
                    boolean a = h.outcome().rest().allows(i, 0);
                    boolean b = h.outcome().rest().allows(i, j);
                    p[i] += a && b ? h.weight() : 0;
                    first += a ? h.weight() : 0;
                    second += b ? h.weight() : 0;
                }
                if (v == Spread.COVARIANCE_WITH_THE_PRODUCT_OF_PROBABILITIES) {
                    p[i] = first * second;
                }
            }
            return new org.fiducial.tensor.Matrix(p.length, 1, p);
        }
    }

    private static <T> T square(ExponentialField<T> a, T x) {
        return a.multiply(x, x);
    }

    private enum Control {
        STATEMENT,
        PLAIN_COEFFICIENT_IN_THE_VARIANCE,
        KERNEL_ADDED_WITHOUT_SUBTRACTING
    }

    /** Integer coefficients -1 to 3 of each hash draw: counts of tables among them. */
    private record Coefficients(Control v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FiniteDesign<T> d = FiniteDesign.of(a, x, map(x));
            T k = d.kernel();
            T mean = a.constant(d.queries(), d.keys(), Dyadic.ZERO);
            T variance = mean;
            T factor = mean;
            for (Weighted<SparseSupport> h : d.hashes()) {
                double[] c = new double[d.queries() * d.keys()];
                for (int e = 0; e < c.length; e++) {
                    c[e] = x.choice(5) - 1;
                }
                T coefficients = a.literal(new org.fiducial.tensor.Matrix(d.queries(), d.keys(), c));
                Scale p = Scale.of(h.weight());
                java.util.function.UnaryOperator<T> entry = e -> a.add(
                        e,
                        a.multiply(coefficients, v == Control.KERNEL_ADDED_WITHOUT_SUBTRACTING ? k : a.subtract(k, e)));
                mean = a.add(mean, a.scale(FiniteDesign.mean(a, d.draws(), entry), p));
                variance = a.add(
                        variance,
                        a.scale(FiniteDesign.mean(a, d.draws(), e -> square(a, a.subtract(entry.apply(e), k))), p));
                T left = v == Control.PLAIN_COEFFICIENT_IN_THE_VARIANCE
                        ? coefficients
                        : a.subtract(a.constant(d.queries(), d.keys(), Dyadic.ONE), coefficients);
                factor = a.add(factor, a.scale(square(a, left), p));
            }
            T one = a.subtract(FiniteDesign.mean(a, d.draws(), e -> square(a, e)), square(a, k));
            return List.of(new Sides<>("mean", mean, k), new Sides<>("variance", variance, a.multiply(factor, one)));
        }
    }

    private enum Naive {
        STATEMENT,
        NAIVE_SUM_IS_UNBIASED,
        SPARSE_ERROR_FORGETS_THE_MISSED_PAIRS
    }

    /** E (e + c sigma) = (1 + p) sigma; sparse alone: mean p sigma, squared error (1 - p) sigma^2. */
    private record NaiveSums(Naive v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FiniteDesign<T> d = FiniteDesign.of(a, x, map(x));
            T k = d.kernel();
            T naive = d.expectation(a, (e, s) -> a.add(e, a.keep(k, s.support())));
            T sparse = d.expectation(a, (e, s) -> a.keep(k, s.support()));
            T error = d.expectation(a, (e, s) -> square(a, a.subtract(a.keep(k, s.support()), k)));
            T p = d.coverage(a, false);
            T claimed = v == Naive.NAIVE_SUM_IS_UNBIASED ? k : a.add(k, a.multiply(k, p));
            T missed = d.coverage(a, v != Naive.SPARSE_ERROR_FORGETS_THE_MISSED_PAIRS);
            return List.of(
                    new Sides<>("naive sum", naive, claimed),
                    new Sides<>("sparse alone", sparse, a.multiply(k, p)),
                    new Sides<>("its error", error, a.multiply(square(a, k), missed)));
        }
    }
}
