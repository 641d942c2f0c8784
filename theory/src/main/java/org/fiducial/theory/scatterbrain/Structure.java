package org.fiducial.theory.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claims C17 to C19: low-rank plus sparse structure, degenerate settings, and the forms in which implementations evaluate (D6). */
final class Structure {
    private Structure() {}

    static List<Part> lowRankPlusSparse() {
        return List.of(
                IdentityTest.part("minors off the support vanish", Level.INDEPENDENT, 6, Rank.class, Minors::new),
                // Signs of sums of positive terms need no precision, so there is no mutant of too little of it.
                Part.of(
                        "entries and normalisers are positive",
                        EvidenceKind.CERTIFIED,
                        Sign.class,
                        v -> new BoundTest(new Positive(v), 20, 0)));
    }

    static List<Part> degenerate() {
        return List.of(
                IdentityTest.part("empty, full and sparse alone", Level.INDEPENDENT, 8, Setting.class, Settings::new),
                IdentityTest.part("opposite pair", Level.INTEGER, 6, Opposite.class, OppositePair::new),
                IdentityTest.part("invariances", Level.INDEPENDENT, 8, Invariance.class, Invariances::new));
    }

    static List<Part> forms() {
        return List.of(IdentityTest.part(
                "efficient, multi-table and log-scaled forms", Level.INDEPENDENT, 8, Form.class, Forms::new));
    }

    private enum Rank {
        STATEMENT,
        MINOR_MEETS_THE_SUPPORT
    }

    /** Every 3 x 3 minor of w that avoids the support vanishes for two features. */
    private record Minors(Rank v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int r = FreeScene.FEATURES + 1;
            java.util.BitSet[] pairs = new java.util.BitSet[r + 1];
            for (int i = 0; i <= r; i++) {
                pairs[i] = new java.util.BitSet();
                // The support stays in the last row and column, or on the diagonal of the minor for the mutant.
                pairs[i].set(v == Rank.STATEMENT ? r : Math.min(i, r - 1));
                if (i == r) {
                    pairs[i].set(0, r + 1);
                }
            }
            SparseSupport s = SparseSupport.of(AllowedKeys.all(r + 1, r + 1), pairs);
            FreeScene<T> scene = new FreeScene<>(
                    s,
                    x.exponents(r + 1, r + 1),
                    x.exponents(r + 1, FreeScene.FEATURES),
                    x.exponents(r + 1, FreeScene.FEATURES),
                    x.free(r + 1, 1));
            T w = scene.unnormalised(a);
            T det = determinant(a, w);
            T correction = ScatterbrainAttention.correction(a, scene.logits(), scene.estimates(a), s);
            return List.of(
                    new Sides<>("minor", det, a.constant(1, 1, Dyadic.ZERO)),
                    new Sides<>("sparse part", a.keep(correction, s.rest()), a.constant(r + 1, r + 1, Dyadic.ZERO)));
        }

        /** Of the leading 3 x 3 minor. */
        private static <T> T determinant(Ring<T> a, T w) {
            T sum = a.constant(1, 1, Dyadic.ZERO);
            int[][] even = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}};
            int[][] odd = {{0, 2, 1}, {1, 0, 2}, {2, 1, 0}};
            for (int[] p : even) {
                sum = a.add(sum, product(a, w, p));
            }
            for (int[] p : odd) {
                sum = a.subtract(sum, product(a, w, p));
            }
            return sum;
        }

        private static <T> T product(Ring<T> a, T w, int[] p) {
            T t = element(a, w, 0, p[0]);
            return a.multiply(a.multiply(t, element(a, w, 1, p[1])), element(a, w, 2, p[2]));
        }
    }

    private static <T> T element(Ring<T> a, T w, int i, int j) {
        return a.columns(a.gatherRows(w, new int[] {i}), j, j + 1);
    }

    private enum Sign {
        STATEMENT,
        CORRECTION_ALONE
    }

    private record Positive(Sign v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            FreeScene<T> scene = FreeScene.of(x);
            scene = scene.with(SparseSupport.of(
                    AllowedKeys.all(
                            scene.s().allowed().queries(), scene.s().allowed().keys()),
                    chosen(scene.s())));
            T w = v == Sign.STATEMENT
                    ? scene.unnormalised(a)
                    : ScatterbrainAttention.correction(a, scene.logits(), scene.estimates(a), scene.s());
            T zero = a.subtract(w, w);
            T d = ScatterbrainAttention.normalisers(a, w);
            return List.of(
                    Inequality.strict("entries", a.constant(a.rows(w), a.columns(w), Dyadic.ZERO), w),
                    Inequality.strict("normalisers", a.constant(a.rows(zero), 1, Dyadic.ZERO), d));
        }

        private static java.util.BitSet[] chosen(SparseSupport s) {
            java.util.BitSet[] pairs = new java.util.BitSet[s.support().queries()];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = new java.util.BitSet();
                for (int j = 0; j < s.support().keys(); j++) {
                    pairs[i].set(j, s.support().allows(i, j));
                }
            }
            return pairs;
        }
    }

    private enum Setting {
        STATEMENT,
        FULL_SUPPORT_KEEPS_THE_ESTIMATES,
        SPARSE_ALONE_KEEPS_THE_MASK
    }

    private record Settings(Setting v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FreeScene<T> scene = FreeScene.of(x);
            AllowedKeys allowed = scene.s().allowed();
            T e = scene.estimates(a);
            SparseSupport full = SparseSupport.full(allowed);
            SparseSupport empty = SparseSupport.empty(allowed);
            T performer =
                    a.normalise(a.matmul(a.keep(e, allowed), scene.value()), a.rowSums(a.keep(e, allowed)), allowed);
            T softmax = SoftmaxAttention.output(a, scene.logits(), scene.value(), allowed);
            FreeScene<T> whole = scene.with(v == Setting.FULL_SUPPORT_KEEPS_THE_ESTIMATES ? scene.s() : full);
            SparseSupport alone =
                    v == Setting.SPARSE_ALONE_KEEPS_THE_MASK ? full : scene.s().alone();
            return List.of(
                    new Sides<>("S empty", scene.with(empty).output(a), performer),
                    new Sides<>("S full", whole.output(a), softmax),
                    new Sides<>(
                            "no features",
                            scene.with(alone).output(a),
                            SoftmaxAttention.output(
                                    a, scene.logits(), scene.value(), scene.s().support())));
        }
    }

    private enum Opposite {
        STATEMENT,
        EQUAL_PAIR
    }

    /** x = -y: the estimate is the kernel whatever the projections are. */
    private record OppositePair(Opposite v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            IntegerScene<T> s = IntegerScene.of(a, x, 3);
            org.fiducial.operator.scatterbrain.FeatureMap map = x.choice(2) == 0
                    ? org.fiducial.operator.scatterbrain.FeatureMap.PLUS
                    : org.fiducial.operator.scatterbrain.FeatureMap.HYPERBOLIC;
            T one = a.add(a.subtract(s.x(), s.x()), a.constant(1, 1, Dyadic.of(2)));
            T q = a.gatherRows(one, new int[] {0});
            T k = v == Opposite.STATEMENT ? a.negate(q) : q;
            // |q|^2 / 2 = 2 d for q = (2, ..., 2).
            T half = a.constant(1, 1, Dyadic.of(2L * a.columns(q)));
            T shifted = a.add(s.projections(), a.constant(1, 1, Dyadic.ONE));
            T e = ScatterbrainAttention.estimates(
                    a, map.features(a, q, shifted, half), map.features(a, k, shifted, half), map.divisor(3));
            return List.of(new Sides<>("estimate", e, a.exp(a.matmul(q, a.transpose(k)))));
        }
    }

    private enum Invariance {
        STATEMENT,
        SUPPORT_NOT_PERMUTED,
        VALUES_NOT_PERMUTED,
        NOT_AFFINE_IN_THE_VALUES
    }

    /** Permutation of keys with the support, and out(V + 1 c) = out(V) + c in rows with allowed keys. */
    private record Invariances(Invariance v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FreeScene<T> scene = FreeScene.of(x);
            int m = scene.s().allowed().keys();
            int[] order = x.permutation(m);
            if (isIdentity(order)) {
                order = java.util.stream.IntStream.range(0, m)
                        .map(j -> m - 1 - j)
                        .toArray();
            }
            SparseSupport moved = moved(scene.s(), order);
            if (v == Invariance.SUPPORT_NOT_PERMUTED) {
                moved = SparseSupport.of(
                        moved.allowed(),
                        Positive.chosen(SparseSupport.full(scene.s().support())));
            }
            FreeScene<T> permuted = new FreeScene<>(
                    moved,
                    a.transpose(a.gatherRows(a.transpose(scene.logits()), order)),
                    scene.queryExponents(),
                    a.gatherRows(scene.keyExponents(), order),
                    v == Invariance.VALUES_NOT_PERMUTED ? scene.value() : a.gatherRows(scene.value(), order));
            T c = x.free(1, a.columns(scene.value()));
            T output = scene.output(a);
            FreeScene<T> raised = new FreeScene<>(
                    scene.s(), scene.logits(), scene.queryExponents(), scene.keyExponents(), a.add(scene.value(), c));
            double[] present = new double[scene.s().allowed().queries()];
            for (int i = 0; i < present.length; i++) {
                present[i] = scene.s().allowed().count(i) > 0 ? 1 : 0;
            }
            T there = a.literal(new org.fiducial.tensor.Matrix(present.length, 1, present));
            T by = v == Invariance.NOT_AFFINE_IN_THE_VALUES ? a.add(c, c) : c;
            return List.of(
                    new Sides<>("permuted keys", permuted.output(a), output),
                    new Sides<>("raised values", raised.output(a), a.add(output, a.matmul(there, by))));
        }

        private static boolean isIdentity(int[] order) {
            for (int j = 0; j < order.length; j++) {
                if (order[j] != j) {
                    return false;
                }
            }
            return true;
        }

        private static SparseSupport moved(SparseSupport s, int[] order) {
            int n = s.allowed().queries();
            java.util.BitSet[] hidden = new java.util.BitSet[n];
            java.util.BitSet[] pairs = new java.util.BitSet[n];
            for (int i = 0; i < n; i++) {
                hidden[i] = new java.util.BitSet();
                pairs[i] = new java.util.BitSet();
                for (int j = 0; j < order.length; j++) {
                    hidden[i].set(j, !s.allowed().allows(i, order[j]));
                    pairs[i].set(j, s.support().allows(i, order[j]));
                }
            }
            return SparseSupport.of(AllowedKeys.all(n, order.length).without(hidden), pairs);
        }
    }

    private enum Form {
        STATEMENT,
        CORRECTION_ADDED_ONCE_A_TABLE,
        KEY_SCALE_NOT_MULTIPLIED_BACK,
        LOW_RANK_OVER_ALL_KEYS
    }

    private record Forms(Form v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FreeScene<T> scene = FreeScene.of(x);
            SparseSupport s = scene.s();
            T e = scene.estimates(a);
            T w = scene.unnormalised(a);
            List<Sides<T>> sides = new ArrayList<>();
            SparseSupport efficient = v == Form.LOW_RANK_OVER_ALL_KEYS
                    ? SparseSupport.of(
                            AllowedKeys.all(s.allowed().queries(), s.allowed().keys()), Positive.chosen(s))
                    : s;
            T sums = ScatterbrainAttention.efficientSums(
                    a,
                    scene.logits(),
                    scene.queryFeatures(a),
                    scene.keyFeatures(a),
                    scene.value(),
                    FreeScene.FEATURES,
                    efficient);
            sides.add(
                    new Sides<>("efficient form", ScatterbrainAttention.efficientOutput(a, sums, s), scene.output(a)));
            sides.add(new Sides<>("multi-table form", tables(a, x, scene, e), a.subtract(w, a.keep(e, s.allowed()))));
            sides.add(new Sides<>("log-scaled form", scaled(a, x, scene), w));
            return sides;
        }

        /** Three tables; every pair of the support is in at least one. */
        private <T> T tables(ExponentialField<T> a, Variables<T> x, FreeScene<T> scene, T e) {
            int n = scene.s().allowed().queries();
            int m = scene.s().allowed().keys();
            double[][] in = new double[3][n * m];
            double[] times = new double[n * m];
            for (int p = 0; p < n * m; p++) {
                int first = x.choice(3);
                for (int h = 0; h < 3; h++) {
                    in[h][p] = h == first || x.choice(2) == 1 || p == 0 ? 1 : 0;
                    times[p] += in[h][p];
                }
            }
            if (v == Form.CORRECTION_ADDED_ONCE_A_TABLE) {
                java.util.Arrays.fill(times, 1);
            }
            List<T> tables = new ArrayList<>();
            for (double[] table : in) {
                tables.add(a.literal(new org.fiducial.tensor.Matrix(n, m, table)));
            }
            return ScatterbrainAttention.correctionByTables(
                    a, scene.logits(), e, tables, a.literal(new org.fiducial.tensor.Matrix(n, m, times)), scene.s());
        }

        /** Features with a scale a query and one scale for all keys taken out of the exponents and multiplied back. */
        private <T> T scaled(ExponentialField<T> a, Variables<T> x, FreeScene<T> scene) {
            T perQuery = x.exponents(scene.s().allowed().queries(), 1);
            T keys = x.exponents(1, 1);
            T fq = a.exp(a.subtract(scene.queryExponents(), perQuery));
            T fk = a.exp(a.subtract(scene.keyExponents(), keys));
            T back = v == Form.KEY_SCALE_NOT_MULTIPLIED_BACK ? perQuery : a.add(perQuery, keys);
            T e = a.multiply(ScatterbrainAttention.estimates(a, fq, fk, FreeScene.FEATURES), a.exp(back));
            return ScatterbrainAttention.unnormalised(a, scene.logits(), e, scene.s());
        }
    }
}
