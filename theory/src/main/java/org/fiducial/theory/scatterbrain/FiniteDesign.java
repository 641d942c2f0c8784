package org.fiducial.theory.scatterbrain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.identity.Variables;

/**
 * Finitely many projection vectors and finitely many hash draws, all combinations enumerated. Inner products and half norms are free
 * exponents, so what holds here holds for every query, key and set of vectors. The exact entry is the kernel of the vectors' own law; the
 * normal law replaces it by exp(x.y) (claim C1) and changes nothing else.
 *
 * @param queries n
 * @param keys m
 * @param allowed the mask
 * @param kernel the mean of one vector's estimate, [n, m]; zero outside the mask
 * @param draws estimates of every pair of vectors, with their probabilities
 * @param single estimates of every vector alone, with their probabilities
 * @param hashes supports with their probabilities
 */
record FiniteDesign<T>(
        int queries,
        int keys,
        AllowedKeys allowed,
        T kernel,
        List<Weighted<T>> draws,
        List<Weighted<T>> single,
        List<Weighted<SparseSupport>> hashes) {
    /** Probabilities of the vectors and of the hash draws. */
    private static final double[] WEIGHTS = {0.5, 0.25, 0.25};

    /** Projections in a draw. */
    static final int PROJECTIONS = 2;

    /** An outcome and its probability, a binary fraction. */
    record Weighted<X>(double weight, X outcome) {}

    /** A design with features of the given map; the last hash draw's support is full or empty in turn. */
    static <T> FiniteDesign<T> of(ExponentialField<T> a, Variables<T> x, FeatureMap map) {
        int n = 2;
        int m = 2 + x.cycle(2);
        AllowedKeys allowed = x.allowed(n, m);
        int k = WEIGHTS.length;
        T queryInner = x.exponents(n, k);
        T keyInner = x.exponents(m, k);
        T halfX = x.exponents(n, 1);
        T halfY = x.exponents(m, 1);
        List<Weighted<T>> single = new ArrayList<>();
        T kernel = a.constant(n, m, Dyadic.ZERO);
        for (int r = 0; r < k; r++) {
            T e = estimates(a, map, queryInner, keyInner, halfX, halfY, r);
            single.add(new Weighted<>(WEIGHTS[r], a.keep(e, allowed)));
            kernel = a.add(kernel, a.scale(a.keep(e, allowed), Scale.of(WEIGHTS[r])));
        }
        List<Weighted<T>> draws = new ArrayList<>();
        for (int r = 0; r < k; r++) {
            for (int s = 0; s < k; s++) {
                T e = estimates(a, map, queryInner, keyInner, halfX, halfY, r, s);
                draws.add(new Weighted<>(WEIGHTS[r] * WEIGHTS[s], a.keep(e, allowed)));
            }
        }
        List<Weighted<SparseSupport>> hashes = new ArrayList<>();
        for (int h = 0; h < WEIGHTS.length; h++) {
            hashes.add(new Weighted<>(WEIGHTS[h], support(x, allowed)));
        }
        return new FiniteDesign<>(n, m, allowed, kernel, draws, single, hashes);
    }

    private static <T> T estimates(
            ExponentialField<T> a, FeatureMap map, T queryInner, T keyInner, T halfX, T halfY, int... vectors) {
        T fx = a.exp(map.exponents(a, chosen(a, queryInner, vectors), halfX));
        T fy = a.exp(map.exponents(a, chosen(a, keyInner, vectors), halfY));
        return ScatterbrainAttention.estimates(a, fx, fy, map.divisor(vectors.length));
    }

    private static <T> T chosen(Ring<T> a, T columns, int... index) {
        return a.transpose(a.gatherRows(a.transpose(columns), index));
    }

    private static <T> SparseSupport support(Variables<T> x, AllowedKeys allowed) {
        BitSet[] pairs = new BitSet[allowed.queries()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new BitSet();
            for (int j = 0; j < allowed.keys(); j++) {
                pairs[i].set(j, x.choice(2) == 1);
            }
        }
        return SparseSupport.of(allowed, pairs);
    }

    /** The expectation of f over vectors and hash draws, drawn independently. */
    T expectation(Ring<T> a, Outcome<T> f) {
        T sum = null;
        for (Weighted<SparseSupport> h : hashes) {
            T given = a.scale(given(a, h.outcome(), f), Scale.of(h.weight()));
            sum = sum == null ? given : a.add(sum, given);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    /** The conditional expectation given the support. */
    T given(Ring<T> a, SparseSupport s, Outcome<T> f) {
        return mean(a, draws, e -> f.of(e, s));
    }

    /** The plain expectation of a function of the estimates. */
    static <T> T mean(Ring<T> a, List<Weighted<T>> draws, java.util.function.UnaryOperator<T> f) {
        T sum = null;
        for (Weighted<T> w : draws) {
            T term = a.scale(f.apply(w.outcome()), Scale.of(w.weight()));
            sum = sum == null ? term : a.add(sum, term);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    /** What a draw of the estimates and a support give. */
    @FunctionalInterface
    interface Outcome<T> {
        T of(T estimates, SparseSupport s);
    }

    /** The probability that the pair is in the support, as a matrix; with {@code not}, that it is not. Zero outside the mask. */
    T coverage(Ring<T> a, boolean not) {
        double[] p = new double[queries * keys];
        for (Weighted<SparseSupport> h : hashes) {
            AllowedKeys in = not ? h.outcome().rest() : h.outcome().support();
            for (int e = 0; e < p.length; e++) {
                p[e] += in.allows(e / keys, e % keys) ? h.weight() : 0;
            }
        }
        return a.literal(new org.fiducial.tensor.Matrix(queries, keys, p));
    }
}
