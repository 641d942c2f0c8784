package org.fiducial.theory.softmax;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.OnlineState;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C4: tiles, orders, merge trees and references do not matter. */
final class OnlineEvaluation {
    private OnlineEvaluation() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("merge trees (D9)", Level.INDEPENDENT, 12, Tree.class, MergeTree::new),
                IdentityTest.part("associative, commutative, identity", Level.INDEPENDENT, 8, Law.class, Laws::new),
                IdentityTest.part("normalised parts (D10)", Level.INDEPENDENT, 8, Parts.class, Normalised::new));
    }

    /** The allowed keys that belong to one tile of a random partition of the keys. */
    private static <T> List<AllowedKeys> tiles(Variables<T> x, AllowedKeys allowed, int tiles) {
        BitSet[] outside = new BitSet[tiles];
        for (int t = 0; t < tiles; t++) {
            outside[t] = new BitSet();
            outside[t].set(0, allowed.keys());
        }
        int[] order = x.permutation(allowed.keys());
        for (int j = 0; j < order.length; j++) {
            outside[order[j] % tiles].clear(j);
        }
        List<AllowedKeys> cut = new ArrayList<>();
        for (BitSet o : outside) {
            BitSet[] rows = new BitSet[allowed.queries()];
            java.util.Arrays.fill(rows, o);
            cut.add(allowed.without(rows));
        }
        return cut;
    }

    private static <T> List<OnlineState<T>> states(
            ExponentialField<T> a, Variables<T> x, RowScene<T> r, List<AllowedKeys> tiles) {
        List<OnlineState<T>> states = new ArrayList<>();
        for (AllowedKeys tile : tiles) {
            states.add(OnlineState.of(a, r.logits(), r.value(), tile, x.exponents(r.queries(), 1)));
        }
        return states;
    }

    private enum Tree {
        STATEMENT,
        LAST_TILE_DROPPED,
        ONE_TILE_MERGED_TWICE,
        ONE_PART_NOT_RESCALED
    }

    private record MergeTree(Tree v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            List<OnlineState<T>> open = states(a, x, r, tiles(x, r.allowed(), 3));
            if (v == Tree.LAST_TILE_DROPPED) {
                open.remove(2);
            } else if (v == Tree.ONE_TILE_MERGED_TWICE) {
                open.add(open.get(0));
            }
            while (open.size() > 1) {
                OnlineState<T> one = open.remove(x.choice(open.size()));
                OnlineState<T> two = open.remove(x.choice(open.size()));
                T c = x.exponents(r.queries(), 1);
                if (v == Tree.ONE_PART_NOT_RESCALED) {
                    two = new OnlineState<>(two.present(), c, two.normaliser(), two.accumulator());
                }
                open.add(one.merge(a, two, c));
            }
            return sidesOf(a, r, open.get(0));
        }
    }

    private static <T> List<Identity.Sides<T>> sidesOf(ExponentialField<T> a, RowScene<T> r, OnlineState<T> s) {
        return List.of(
                new Identity.Sides<>(
                        "a / l", s.output(a), SoftmaxAttention.output(a, r.logits(), r.value(), r.allowed())),
                new Identity.Sides<>(
                        "l e^c",
                        a.multiply(s.normaliser(), a.exp(s.reference())),
                        SoftmaxAttention.normalisers(a, r.logits(), r.allowed())));
    }

    private enum Law {
        STATEMENT,
        MERGE_OF_DIFFERENT_PARTS,
        EMPTY_PART_COUNTS_AS_A_KEY_OF_VALUE_ZERO
    }

    /** Equality on the quotient: l e^c and a e^c agree. */
    private record Laws(Law v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            List<OnlineState<T>> s = states(a, x, r, tiles(x, r.allowed(), 3));
            OnlineState<T> left = s.get(0).merge(a, s.get(1), c(x, r)).merge(a, s.get(2), c(x, r));
            OnlineState<T> right = s.get(0).merge(a, s.get(1).merge(a, s.get(2), c(x, r)), c(x, r));
            OnlineState<T> swapped = s.get(1).merge(a, s.get(v == Law.MERGE_OF_DIFFERENT_PARTS ? 2 : 0), c(x, r));
            boolean counted = v == Law.EMPTY_PART_COUNTS_AS_A_KEY_OF_VALUE_ZERO;
            OnlineState<T> empty = new OnlineState<>(
                    counted
                            ? AllowedKeys.all(r.queries(), 1)
                            : AllowedKeys.ranges(1, new int[r.queries()], new int[r.queries()]),
                    c(x, r),
                    a.constant(r.queries(), 1, counted ? Dyadic.ONE : Dyadic.ZERO),
                    a.constant(r.queries(), r.width(), Dyadic.ZERO));
            return List.of(
                    same(a, "associative, l", left.normaliser(), left, right.normaliser(), right),
                    same(a, "associative, a", left.accumulator(), left, right.accumulator(), right),
                    commuted(a, s.get(0).merge(a, s.get(1), c(x, r)), swapped),
                    commuted(a, s.get(0), s.get(0).merge(a, empty, c(x, r))));
        }

        private static <T> T c(Variables<T> x, RowScene<T> r) {
            return x.exponents(r.queries(), 1);
        }

        private static <T> Sides<T> commuted(ExponentialField<T> a, OnlineState<T> one, OnlineState<T> two) {
            return same(a, "l", one.normaliser(), one, two.normaliser(), two);
        }

        private static <T> Sides<T> same(
                ExponentialField<T> a, String name, T x, OnlineState<T> of, T y, OnlineState<T> and) {
            return new Sides<>(name, a.multiply(x, a.exp(of.reference())), a.multiply(y, a.exp(and.reference())));
        }
    }

    private enum Parts {
        STATEMENT,
        PLAIN_MEAN_OF_THE_PARTS,
        OUTPUT_OF_ONE_PART_MISSING
    }

    private record Normalised(Parts v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            List<T> outputs = new ArrayList<>();
            List<T> normalisers = new ArrayList<>();
            for (AllowedKeys tile : tiles(x, r.allowed(), 3)) {
                outputs.add(SoftmaxAttention.output(a, r.logits(), r.value(), tile));
                normalisers.add(
                        v == Parts.PLAIN_MEAN_OF_THE_PARTS
                                ? a.ones(r.queries())
                                : SoftmaxAttention.normalisers(a, r.logits(), tile));
            }
            if (v == Parts.OUTPUT_OF_ONE_PART_MISSING) {
                outputs.set(0, a.constant(r.queries(), r.width(), Dyadic.ZERO));
            }
            return List.of(new Sides<>(
                    "output",
                    OnlineState.mergeNormalised(a, outputs, normalisers, r.allowed()),
                    SoftmaxAttention.output(a, r.logits(), r.value(), r.allowed())));
        }
    }
}
