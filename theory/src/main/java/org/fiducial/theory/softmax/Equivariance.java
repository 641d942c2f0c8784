package org.fiducial.theory.softmax;

import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C3: permutations, linear maps of the values, rotations of queries and keys. */
final class Equivariance {
    private Equivariance() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("permutation of keys", Level.INDEPENDENT, 12, Keys.class, KeyOrder::new),
                IdentityTest.part("permutation of queries", Level.INDEPENDENT, 8, Queries.class, QueryOrder::new),
                IdentityTest.part("affine maps of the values", Level.INDEPENDENT, 12, Values.class, ValueMap::new),
                IdentityTest.part("rotation of queries and keys", Level.INDEPENDENT, 6, Turn.class, Rotation::new));
    }

    private enum Keys {
        STATEMENT,
        VALUES_NOT_PERMUTED,
        MASK_NOT_PERMUTED,
        BIAS_COLUMNS_NOT_PERMUTED
    }

    private record KeyOrder(Keys v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 3;
            int m = 4;
            int[] order = x.permutation(m);
            AllowedKeys allowed = x.allowed(n, m);
            BitSet[] removed = new BitSet[n];
            for (int i = 0; i < n; i++) {
                removed[i] = new BitSet(m);
                for (int j = 0; j < m; j++) {
                    removed[i].set(j, !allowed.allows(i, v == Keys.MASK_NOT_PERMUTED ? j : order[j]));
                }
            }
            AllowedKeys moved = AllowedKeys.all(n, m).without(removed);
            T logits = x.exponents(n, m);
            T bias = x.exponents(n, m);
            T value = x.free(m, 2);
            T movedLogits = a.add(
                    columns(a, logits, order), v == Keys.BIAS_COLUMNS_NOT_PERMUTED ? bias : columns(a, bias, order));
            T movedValue = v == Keys.VALUES_NOT_PERMUTED ? value : a.gatherRows(value, order);
            return List.of(new Sides<>(
                    "output",
                    SoftmaxAttention.output(a, movedLogits, movedValue, moved),
                    SoftmaxAttention.output(a, a.add(logits, bias), value, allowed)));
        }
    }

    private static <T> T columns(ExponentialField<T> a, T x, int[] order) {
        return a.transpose(a.gatherRows(a.transpose(x), order));
    }

    private enum Queries {
        STATEMENT,
        OUTPUT_NOT_PERMUTED,
        MASK_NOT_PERMUTED
    }

    private record QueryOrder(Queries v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 4;
            int m = 3;
            int[] order = x.permutation(n);
            AllowedKeys allowed = x.allowed(n, m);
            T logits = x.exponents(n, m);
            T value = x.free(m, 2);
            T output = SoftmaxAttention.output(a, logits, value, allowed);
            T left = SoftmaxAttention.output(
                    a,
                    a.gatherRows(logits, order),
                    value,
                    v == Queries.MASK_NOT_PERMUTED ? allowed : allowed.rows(order));
            return List.of(new Sides<>(
                    "output", left, v == Queries.OUTPUT_NOT_PERMUTED ? output : a.gatherRows(output, order)));
        }
    }

    private enum Values {
        STATEMENT,
        OFFSET_ADDED_TO_EMPTY_ROWS_TOO,
        OFFSET_FORGOTTEN,
        MAP_TRANSPOSED
    }

    private record ValueMap(Values v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 3;
            int m = 4;
            int dv = 2;
            AllowedKeys allowed = x.allowed(n, m);
            T logits = x.exponents(n, m);
            T value = x.free(m, dv);
            T other = x.free(m, dv);
            T map = x.free(dv, dv);
            T offset = x.free(1, dv);
            T output = SoftmaxAttention.output(a, logits, value, allowed);
            T mapped = a.matmul(output, v == Values.MAP_TRANSPOSED ? a.transpose(map) : map);
            // An offset per value moves the rows that allow a key; the sum of a row's weights says which.
            T rows = v == Values.OFFSET_ADDED_TO_EMPTY_ROWS_TOO ? a.ones(n) : a.rowSums(a.softmaxRows(logits, allowed));
            T right = v == Values.OFFSET_FORGOTTEN ? mapped : a.add(mapped, a.matmul(rows, offset));
            return List.of(
                    new Sides<>(
                            "V W + 1 t",
                            SoftmaxAttention.output(a, logits, a.add(a.matmul(value, map), offset), allowed),
                            right),
                    new Sides<>(
                            "V + V'",
                            SoftmaxAttention.output(a, logits, a.add(value, other), allowed),
                            a.add(output, SoftmaxAttention.output(a, logits, other, allowed))));
        }
    }

    private enum Turn {
        STATEMENT,
        KEYS_NOT_ROTATED,
        KEYS_ROTATED_BACK,
        MAP_NOT_ORTHOGONAL
    }

    /** Logits under a rotation by a free angle in each plane, c = (1 - t^2) / (1 + t^2) and s = 2t / (1 + t^2), and signed swaps. */
    private record Rotation(Turn v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2;
            int m = 3;
            T q = x.free(n, 4);
            T k = x.free(m, 4);
            T rotation = a.matmul(a.matmul(plane(a, x, 0), plane(a, x, 1)), plane(a, x, 2));
            T other =
                    switch (v) {
                        case KEYS_NOT_ROTATED -> identity(a, 4);
                        case KEYS_ROTATED_BACK -> a.transpose(rotation);
                        default -> rotation;
                    };
            Scale tau = Scale.of(0.5);
            return List.of(new Sides<>(
                    "logits",
                    SoftmaxAttention.logits(a, a.matmul(q, rotation), a.matmul(k, other), tau, null),
                    SoftmaxAttention.logits(a, q, k, tau, null)));
        }

        /** A rotation in the plane of coordinates i and i + 1. */
        private <T> T plane(ExponentialField<T> a, Variables<T> x, int i) {
            T t = x.free(1, 1);
            T one = a.ones(1);
            T square = a.multiply(t, t);
            T norm = a.add(one, square);
            T c = a.divide(a.subtract(one, square), norm);
            T s = a.divide(a.scale(t, Scale.of(2)), v == Turn.MAP_NOT_ORTHOGONAL ? a.add(norm, norm) : norm);
            T top = a.concatenateColumns(List.of(c, a.negate(s)));
            T bottom = a.concatenateColumns(List.of(s, c));
            T block = a.concatenateRows(List.of(top, bottom));
            T before = a.constant(i, 4, Dyadic.ZERO);
            T middle = a.concatenateColumns(
                    List.of(a.constant(2, i, Dyadic.ZERO), block, a.constant(2, 2 - i, Dyadic.ZERO)));
            T after = a.constant(2 - i, 4, Dyadic.ZERO);
            T inside = a.concatenateRows(List.of(before, middle, after));
            return a.add(inside, outside(a, i));
        }

        private static <T> T outside(ExponentialField<T> a, int i) {
            double[] ones = new double[16];
            for (int j = 0; j < 4; j++) {
                ones[5 * j] = j == i || j == i + 1 ? 0 : 1;
            }
            return a.literal(new org.fiducial.tensor.Matrix(4, 4, ones));
        }
    }

    private static <T> T identity(ExponentialField<T> a, int n) {
        double[] ones = new double[n * n];
        for (int j = 0; j < n; j++) {
            ones[(n + 1) * j] = 1;
        }
        return a.literal(new org.fiducial.tensor.Matrix(n, n, ones));
    }
}
