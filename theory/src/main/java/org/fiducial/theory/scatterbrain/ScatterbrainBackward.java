package org.fiducial.theory.scatterbrain;

import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.ScatterbrainGradients;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.Part;
import org.fiducial.theory.gradient.ReverseMode;
import org.fiducial.theory.gradient.Traced;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C27: the backward pass (D11) is the derivative, and its sums are what the sheet says. */
final class ScatterbrainBackward {
    private ScatterbrainBackward() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("sums", Level.INDEPENDENT, 8, Sum.class, Sums::new),
                IdentityTest.part("derivative of the text", Level.INTEGER, 6, Chain.class, Derivative::new),
                IdentityTest.part("full support is softmax attention", Level.INTEGER, 4, Full.class, FullSupport::new));
    }

    private static <T> T columnSums(ExponentialField<T> a, T x) {
        return a.transpose(a.rowSums(a.transpose(x)));
    }

    /** One row: 1 where the query has an allowed key. */
    private static <T> T present(ExponentialField<T> a, AllowedKeys allowed) {
        double[] present = new double[allowed.queries()];
        for (int i = 0; i < present.length; i++) {
            present[i] = allowed.count(i) > 0 ? 1 : 0;
        }
        return a.literal(new org.fiducial.tensor.Matrix(1, present.length, present));
    }

    private enum Sum {
        STATEMENT,
        EMPTY_ROWS_COUNTED,
        WEIGHTED_BY_THE_KERNEL
    }

    /** sum_j g_ij w_ij = 0, and sum_j dV_j = sum of G over rows with keys, for any features, support and mask. */
    private record Sums(Sum v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FreeScene<T> s = FreeScene.of(x);
            int n = s.s().allowed().queries();
            int m = s.s().allowed().keys();
            T g = x.free(n, a.columns(s.value()));
            T w = s.unnormalised(a);
            ScatterbrainGradients<T> d = ScatterbrainGradients.of(
                    a,
                    x.free(n, 2),
                    x.free(m, 2),
                    s.value(),
                    s.logits(),
                    s.queryFeatures(a),
                    s.keyFeatures(a),
                    x.free(FreeScene.FEATURES, 2),
                    FreeScene.FEATURES,
                    w,
                    g,
                    s.s());
            T weight = v == Sum.WEIGHTED_BY_THE_KERNEL ? a.exp(s.logits(), s.s().allowed()) : w;
            T rows = v == Sum.EMPTY_ROWS_COUNTED ? a.transpose(a.ones(n)) : present(a, s.s().allowed());
            return List.of(
                    new Sides<>("entries", a.rowSums(a.multiply(d.entries(), weight)), a.constant(n, 1, Dyadic.ZERO)),
                    new Sides<>("values", columnSums(a, d.value()), a.matmul(rows, g)));
        }
    }

    private enum Chain {
        STATEMENT,
        FEATURES_WITHOUT_THEIR_NORM,
        SUPPORT_DIFFERENTIATED_AS_FEATURES,
        NORMALISER_HELD_CONSTANT
    }

    /** The text with halved integer queries and keys as variables: the derivative by them is twice that by x and y. */
    private record Derivative(Chain v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int d = 1 + x.cycle(2);
            int n = 2;
            int m = 2 + x.choice(2);
            FeatureMap map = x.choice(2) == 0 ? FeatureMap.PLUS : FeatureMap.HYPERBOLIC;
            T halfQuery = x.integers(n, d, 1);
            T halfKey = x.integers(m, d, 1);
            T projections = x.integers(2, d, 1);
            T value = x.free(m, 2);
            T g = x.free(n, 2);
            SparseSupport s = SparseSupport.of(x.allowed(n, m), pairs(x, n, m));
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> q = tape.variable(halfQuery);
            Traced<T> k = tape.variable(halfKey);
            Traced<T> u = tape.variable(value);
            Scene<Traced<T>> traced = Scene.of(tape, map, q, k, tape.variable(projections));
            Traced<T> w = ScatterbrainAttention.unnormalised(tape, traced.logits(), traced.estimates(), s);
            Traced<T> output = v == Chain.NORMALISER_HELD_CONSTANT
                    ? tape.normalise(
                            tape.matmul(w, u),
                            tape.variable(ScatterbrainAttention.normalisers(a, w.value())),
                            s.allowed())
                    : ScatterbrainAttention.output(tape, w, u, s);
            List<T> exact = tape.gradients(List.of(output), List.of(g), List.of(q, k, u));
            Scene<T> plain = Scene.of(a, map, halfQuery, halfKey, projections);
            SparseSupport used = v == Chain.SUPPORT_DIFFERENTIATED_AS_FEATURES ? SparseSupport.empty(s.allowed()) : s;
            ScatterbrainGradients<T> hand = ScatterbrainGradients.of(
                    a,
                    v == Chain.FEATURES_WITHOUT_THEIR_NORM ? a.subtract(plain.x(), plain.x()) : plain.x(),
                    plain.y(),
                    value,
                    plain.logits(),
                    plain.queryFeatures(),
                    plain.keyFeatures(),
                    map.directions(a, projections),
                    map.divisor(2),
                    w.value(),
                    g,
                    used);
            return List.of(
                    new Sides<>("dx", a.add(hand.x(), hand.x()), exact.get(0)),
                    new Sides<>("dy", a.add(hand.y(), hand.y()), exact.get(1)),
                    new Sides<>("dV", hand.value(), exact.get(2)));
        }
    }

    private static BitSet[] pairs(Variables<?> x, int n, int m) {
        BitSet[] pairs = new BitSet[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = new BitSet();
            for (int j = 0; j < m; j++) {
                pairs[i].set(j, x.choice(2) == 1);
            }
        }
        // One pair of the last query in the support, one out of it: empty rows are always the first ones.
        pairs[n - 1].set(0);
        pairs[n - 1].clear(m - 1);
        return pairs;
    }

    /** The forward pass from halved integer vectors. */
    private record Scene<T>(T x, T y, T logits, T queryFeatures, T keyFeatures, T estimates) {
        static <T> Scene<T> of(ExponentialField<T> a, FeatureMap map, T halfQuery, T halfKey, T projections) {
            T x = a.add(halfQuery, halfQuery);
            T y = a.add(halfKey, halfKey);
            T fq = map.features(a, x, projections, twiceSquares(a, halfQuery));
            T fk = map.features(a, y, projections, twiceSquares(a, halfKey));
            return new Scene<>(
                    x,
                    y,
                    a.matmul(x, a.transpose(y)),
                    fq,
                    fk,
                    ScatterbrainAttention.estimates(a, fq, fk, map.divisor(a.rows(projections))));
        }

        private static <T> T twiceSquares(ExponentialField<T> a, T half) {
            T squares = a.rowSums(a.multiply(half, half));
            return a.add(squares, squares);
        }
    }

    private enum Full {
        STATEMENT,
        EMPTY_SUPPORT
    }

    private record FullSupport(Full v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            IntegerScene<T> s = IntegerScene.of(a, x, 2);
            int n = a.rows(s.x());
            int m = a.rows(s.y());
            T value = x.free(m, 2);
            T g = x.free(n, 2);
            AllowedKeys allowed = x.allowed(n, m);
            SparseSupport support = v == Full.STATEMENT ? SparseSupport.full(allowed) : SparseSupport.empty(allowed);
            T fq = s.features(a, FeatureMap.PLUS, s.x(), s.halfX());
            T fk = s.features(a, FeatureMap.PLUS, s.y(), s.halfY());
            T e = ScatterbrainAttention.estimates(a, fq, fk, 2);
            T w = ScatterbrainAttention.unnormalised(a, s.logits(a), e, support);
            ScatterbrainGradients<T> d = ScatterbrainGradients.of(
                    a, s.x(), s.y(), value, s.logits(a), fq, fk, s.projections(), 2, w, g, support);
            T weights = a.softmaxRows(s.logits(a), allowed);
            T output = SoftmaxAttention.output(a, s.logits(a), value, allowed);
            AttentionGradients<T> exact =
                    AttentionGradients.of(a, s.x(), s.y(), value, Scale.of(1), allowed, weights, output, g, null);
            return List.of(
                    new Sides<>("dx", d.x(), exact.query()),
                    new Sides<>("dy", d.y(), exact.key()),
                    new Sides<>("dV", d.value(), exact.value()));
        }
    }
}
