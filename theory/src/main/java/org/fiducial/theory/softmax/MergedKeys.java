package org.fiducial.theory.softmax;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C16: equal keys merge into one of weight r, groups into one of their total weight. */
final class MergedKeys {
    private MergedKeys() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("equal keys", Level.INDEPENDENT, 8, Equal.class, EqualKeys::new),
                IdentityTest.part("groups", Level.INDEPENDENT, 8, Group.class, Groups::new),
                BoundTest.part("without the multiplicity", 20, 0.95, Plain.class, WithoutBias::new));
    }

    private enum Equal {
        STATEMENT,
        MULTIPLICITY_FORGOTTEN,
        SUM_OF_THE_VALUES,
        MULTIPLICITY_OFF_BY_ONE
    }

    /** r equal keys with weight e^s each against one of weight r e^s, the exponential of s + ln r. */
    private record EqualKeys(Equal v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int r = 2 + x.cycle(4);
            int others = 1 + x.choice(3);
            T s = x.exponents(1, 1);
            T rest = x.exponents(1, others);
            T values = x.free(r, 2);
            T restValues = x.free(others, 2);
            T logits = a.concatenateColumns(List.of(a.transpose(a.gatherRows(s, new int[r])), rest));
            T full = SoftmaxAttention.output(
                    a, logits, a.concatenateRows(List.of(values, restValues)), AllowedKeys.all(1, r + others));
            int counted = v == Equal.MULTIPLICITY_FORGOTTEN ? 1 : v == Equal.MULTIPLICITY_OFF_BY_ONE ? r + 1 : r;
            T weight = a.multiply(a.exp(s), a.constant(1, 1, Dyadic.of(counted)));
            T sum = a.transpose(a.rowSums(a.transpose(values)));
            T mean = v == Equal.SUM_OF_THE_VALUES ? sum : a.divide(sum, a.constant(1, 1, Dyadic.of(r)));
            T restWeights = a.exp(rest);
            T z = a.add(weight, a.rowSums(restWeights));
            T merged = a.divide(a.add(a.multiply(mean, weight), a.matmul(restWeights, restValues)), z);
            return List.of(
                    new Sides<>("output", full, merged),
                    new Sides<>(
                            "normaliser e^L",
                            SoftmaxAttention.normalisers(a, logits, AllowedKeys.all(1, r + others)),
                            z));
        }
    }

    private enum Group {
        STATEMENT,
        GROUP_VALUE_IS_THE_PLAIN_MEAN
    }

    private record Groups(Group v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int size = 2 + x.cycle(3);
            int others = 1 + x.choice(3);
            T group = x.exponents(1, size);
            T rest = x.exponents(1, others);
            T values = x.free(size, 2);
            T restValues = x.free(others, 2);
            T weight = a.rowSums(a.exp(group));
            T value = v == Group.STATEMENT
                    ? SoftmaxAttention.output(a, group, values, AllowedKeys.all(1, size))
                    : a.divide(a.transpose(a.rowSums(a.transpose(values))), a.constant(1, 1, Dyadic.of(size)));
            T restWeights = a.exp(rest);
            T merged = a.divide(
                    a.add(a.multiply(value, weight), a.matmul(restWeights, restValues)),
                    a.add(weight, a.rowSums(restWeights)));
            T full = SoftmaxAttention.output(
                    a,
                    a.concatenateColumns(List.of(group, rest)),
                    a.concatenateRows(List.of(values, restValues)),
                    AllowedKeys.all(1, size + others));
            return List.of(new Sides<>("output", full, merged));
        }
    }

    private enum Plain {
        STATEMENT,
        FOURTH_ROOTS
    }

    /** TV of r_g w_g / sum and w_g / sum against (sqrt t - 1) / (sqrt t + 1), t = max r / min r. */
    private record WithoutBias(Plain v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            double[] counts = new double[m];
            List<Double> sorted = new ArrayList<>();
            for (int j = 0; j < m; j++) {
                counts[j] = 1 + x.choice(9);
                sorted.add(counts[j]);
            }
            T logits = x.exponents(1, m);
            if (m == 2) {
                // The extremal input: masses in the ratio 1 : sqrt t before the counts, up to one part in 2^20.
                counts[1] = 4 * counts[0];
                sorted.set(1, counts[1]);
                double log = -Math.log(counts[1] / counts[0]) / 2;
                logits = a.literal(new Matrix(1, 2, new double[] {0, Math.rint(log * 0x1p20) * 0x1p-20}));
            }
            double most = java.util.Collections.max(sorted);
            double least = java.util.Collections.min(sorted);
            if (most == least) {
                return List.of();
            }
            AllowedKeys all = AllowedKeys.all(1, m);
            T plain = a.softmaxRows(logits, all);
            T weighted = a.multiply(a.exp(logits), a.literal(new Matrix(1, m, counts)));
            T p = a.divide(weighted, a.rowSums(weighted));
            T half = a.constant(1, 1, Dyadic.powerOfTwo(-1));
            T tv = a.multiply(a.rowSums(a.abs(a.subtract(p, plain))), half);
            T root = a.sqrt(a.divide(a.literal(one(most)), a.literal(one(least))));
            T t = v == Plain.FOURTH_ROOTS ? a.sqrt(root) : root;
            return List.of(Inequality.of("TV", tv, a.divide(a.subtract(t, a.ones(1)), a.add(t, a.ones(1)))));
        }

        private static Matrix one(double x) {
            return new Matrix(1, 1, new double[] {x});
        }
    }
}
