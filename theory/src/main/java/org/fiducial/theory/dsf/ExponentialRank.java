package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.SlotRealisation;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Modulus;
import org.fiducial.theory.identity.PrimeField;
import org.fiducial.theory.identity.Primes;
import org.fiducial.theory.identity.Residues;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.RandomStream;

/** Claim C8: softmax attention needs a state that grows with the sequence. */
final class ExponentialRank {
    private ExponentialRank() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part(
                        "q = k = 0..L-1 is Vandermonde", Level.INDEPENDENT, 5, Vandermonde.class, Determinant::new),
                Part.of(
                        "rank min(s, L - s) of blocks, over GF(p)",
                        EvidenceKind.CERTIFIED,
                        Blocks.class,
                        v -> run -> blocks(v, run)),
                BoundTest.part("minors are positive", 16, 0, Minor.class, Minors::new),
                IdentityTest.part("L - 1 slots suffice", Level.INDEPENDENT, 6, Slots.class, SlotSystem::new));
    }

    private enum Vandermonde {
        STATEMENT,
        SUMS_INSTEAD_OF_DIFFERENCES
    }

    /** det (e^(z i j)), i, j = 0..L-1, is the product of e^(z j) - e^(z i) over i < j: not zero for any real z but 0. */
    private record Determinant(Vandermonde v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(5);
            T z = x.exponents(1, 1);
            List<List<T>> m = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                List<T> row = new ArrayList<>();
                for (int j = 0; j < n; j++) {
                    row.add(power(a, z, i * j));
                }
                m.add(row);
            }
            T product = a.ones(1);
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < j; i++) {
                    T first = power(a, z, i);
                    T factor = v == Vandermonde.STATEMENT
                            ? a.subtract(power(a, z, j), first)
                            : a.add(power(a, z, j), first);
                    product = a.multiply(product, factor);
                }
            }
            return List.of(new Sides<>("determinant", determinant(a, m), product));
        }

        private static <T> T power(ExponentialField<T> a, T z, int n) {
            return n == 0 ? a.ones(1) : a.exp(a.scale(z, Scale.of(n)));
        }
    }

    /** The determinant by expansion along the first row; entries are 1 x 1. */
    static <T> T determinant(Ring<T> a, List<List<T>> m) {
        if (m.size() == 1) {
            return m.get(0).get(0);
        }
        T sum = a.constant(1, 1, Dyadic.ZERO);
        for (int j = 0; j < m.size(); j++) {
            int skipped = j;
            List<List<T>> minor = m.subList(1, m.size()).stream()
                    .map(row -> {
                        List<T> rest = new ArrayList<>(row);
                        rest.remove(skipped);
                        return rest;
                    })
                    .toList();
            T term = a.multiply(m.get(0).get(j), determinant(a, minor));
            sum = j % 2 == 0 ? a.add(sum, term) : a.subtract(sum, term);
        }
        return sum;
    }

    private enum Blocks {
        STATEMENT,
        EQUAL_KEYS,
        RANK_ONE_LESS
    }

    /**
     * The block i >= s > j of causal softmax weights at distinct integer queries and keys. A minor that is not zero modulo p for one base g
     * is not the zero Laurent polynomial, hence not zero at e, which is transcendental: the rank over the reals is at least the one found.
     */
    private static Evidence blocks(Blocks v, CheckRun run) {
        RandomStream random = run.draws("queries and keys");
        int cases = run.effort().of(24, 240, 2400);
        int largest = 0;
        for (int c = 0; c < cases; c++) {
            int length = 2 + c % 11;
            Modulus mod = new Modulus(Primes.draw(random));
            PrimeField a = PrimeField.integerPowers(mod, random);
            Matrix q = distinct(random, length);
            Matrix k = v == Blocks.EQUAL_KEYS ? new Matrix(length, 1, new double[length]) : distinct(random, length);
            Residues logits = a.matmul(a.literal(q), a.transpose(a.literal(k)));
            Residues weights = a.softmaxRows(logits, CausalKernel.causal(length));
            for (int s = 1; s < length; s++) {
                int expected = Math.min(s, length - s) - (v == Blocks.RANK_ONE_LESS ? 1 : 0);
                int rank = rank(a, weights, s);
                if (rank != expected) {
                    return Evidence.refuted("L = " + length + ", s = " + s + ": rank " + rank + " in " + a.name()
                            + ", claimed " + expected);
                }
                largest = Math.max(largest, rank);
            }
        }
        return Evidence.verified(EvidenceKind.CERTIFIED, "random distinct integer queries and keys, exactly for e")
                .with("sequences", cases)
                .with("largest rank, so no fewer features", largest);
    }

    /** Distinct integers in any order. */
    private static Matrix distinct(RandomStream random, int n) {
        TreeSet<Long> seen = new TreeSet<>();
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            long x = random.between(-40, 40);
            while (!seen.add(x)) {
                x = random.between(-40, 40);
            }
            values[i] = x;
        }
        return new Matrix(n, 1, values);
    }

    /** The rank of rows s.. and columns before s, modulo p. */
    private static int rank(PrimeField a, Residues weights, int s) {
        Modulus mod = a.modulus();
        int rows = a.rows(weights) - s;
        long[][] m = new long[rows][s];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < s; j++) {
                m[i][j] = mod.of(a.value(weights, s + i, j));
            }
        }
        int rank = 0;
        for (int c = 0; c < s && rank < rows; c++) {
            int pivot = rank;
            while (pivot < rows && m[pivot][c] == 0) {
                pivot++;
            }
            if (pivot == rows) {
                continue;
            }
            long[] row = m[pivot];
            m[pivot] = m[rank];
            m[rank] = row;
            long inverse = mod.inverse(row[c]);
            for (int i = rank + 1; i < rows; i++) {
                long f = mod.multiply(m[i][c], inverse);
                for (int j = c; j < s; j++) {
                    m[i][j] = mod.subtract(m[i][j], mod.multiply(f, row[j]));
                }
            }
            rank++;
        }
        return rank;
    }

    private enum Minor {
        STATEMENT,
        KEYS_IN_FALLING_ORDER
    }

    /** det (e^(q_i k_j)) > 0 for rising real q and k. */
    private record Minors(Minor v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T q = rising(a, x, n);
            T k = rising(a, x, n);
            List<List<T>> m = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                List<T> row = new ArrayList<>();
                for (int j = 0; j < n; j++) {
                    int at = v == Minor.STATEMENT ? j : n - 1 - j;
                    row.add(a.exp(a.multiply(a.gatherRows(q, new int[] {i}), a.gatherRows(k, new int[] {at}))));
                }
                m.add(row);
            }
            return List.of(Inequality.strict("minor", a.constant(1, 1, Dyadic.ZERO), determinant(a, m)));
        }

        private static <T> T rising(OrderedReals<T> a, Variables<T> x, int n) {
            T at = x.free(1, 1);
            List<T> values = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                values.add(at);
                at = a.add(at, a.add(a.abs(x.free(1, 1)), a.constant(1, 1, Dyadic.powerOfTwo(-4))));
            }
            return a.concatenateRows(values);
        }
    }

    private enum Slots {
        STATEMENT,
        DIAGONAL_LEFT_OUT,
        READ_OUT_OF_THE_TOKEN_BEFORE
    }

    /** Softmax attention of any logits, by L - 1 features tuned to them. */
    private record SlotSystem(Slots v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(5);
            T logits = x.exponents(length, length);
            T tokens = x.free(length, 2);
            T projection = x.free(1, 2);
            T weights = a.softmaxRows(logits, CausalKernel.causal(length));
            T used = weights;
            if (v == Slots.DIAGONAL_LEFT_OUT) {
                int[] strictly = java.util.stream.IntStream.range(0, length).toArray();
                used = a.keep(weights, AllowedKeys.ranges(length, new int[length], strictly));
            } else if (v == Slots.READ_OUT_OF_THE_TOKEN_BEFORE) {
                int[] before = java.util.stream.IntStream.range(0, length)
                        .map(i -> Math.max(0, i - 1))
                        .toArray();
                used = a.gatherRows(weights, before);
            }
            T output = SoftmaxAttention.output(
                    a, logits, a.matmul(tokens, a.transpose(projection)), CausalKernel.causal(length));
            return List.of(new Sides<>(
                    "outputs",
                    SlotRealisation.of(a, used, projection)
                            .recurrence(a, tokens)
                            .outputs(),
                    output));
        }
    }
}
