package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.ChunkedScan;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.Segment;
import org.fiducial.operator.dsf.Transition;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C12: the scan operator is associative, and every executor gives the recurrence's outputs. */
final class ScanOrders {
    private ScanOrders() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("associative, identity (1, 0)", Level.INDEPENDENT, 4, Law.class, Associative::new),
                IdentityTest.part("all trees up to 8 tokens", Level.INDEPENDENT, 8, Tree.class, AllTrees::new),
                IdentityTest.part("executors agree", Level.INDEPENDENT, 10, Executor.class, Executors::new),
                IdentityTest.part(
                        "decays as exponentials of sums", Level.INDEPENDENT, 8, Logarithm.class, Logarithmic::new),
                ChunkProducts.part());
    }

    private enum Law {
        STATEMENT,
        COMMUTATIVE_TOO,
        OFFSET_OF_THE_EARLIER_SEGMENT_NOT_PROPAGATED
    }

    private record Associative(Law v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            boolean full = x.cycle(2) == 0;
            int size = 1 + x.choice(3);
            List<Segment<T>> s = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                s.add(new Segment<>(
                        full ? Transition.dense(x.free(size, size)) : Transition.diagonal(x.free(size, 1)),
                        x.free(size, 1)));
            }
            Segment<T> left = s.get(2).after(a, s.get(1)).after(a, s.get(0));
            Segment<T> right =
                    switch (v) {
                        case STATEMENT -> s.get(2).after(a, s.get(1).after(a, s.get(0)));
                        case COMMUTATIVE_TOO -> s.get(1).after(a, s.get(2)).after(a, s.get(0));
                        case OFFSET_OF_THE_EARLIER_SEGMENT_NOT_PROPAGATED -> {
                            Segment<T> two = s.get(1).after(a, s.get(0));
                            yield new Segment<>(
                                    s.get(2).transition().after(a, two.transition()),
                                    a.add(two.offset(), s.get(2).offset()));
                        }
                    };
            Transition<T> unit =
                    full ? Transition.dense(a.literal(unitMatrix(size))) : Transition.diagonal(a.ones(size));
            Segment<T> identity = new Segment<>(unit, a.constant(size, 1, Dyadic.ZERO));
            return List.of(
                    new Sides<>(
                            "transition",
                            left.transition().factors(),
                            right.transition().factors()),
                    new Sides<>("offset", left.offset(), right.offset()),
                    new Sides<>(
                            "identity",
                            s.get(0).after(a, identity).offset(),
                            s.get(0).offset()),
                    new Sides<>(
                            "identity",
                            identity.after(a, s.get(0)).offset(),
                            s.get(0).offset()));
        }

        private static Matrix unitMatrix(int n) {
            double[] values = new double[n * n];
            for (int i = 0; i < n; i++) {
                values[i * n + i] = 1;
            }
            return new Matrix(n, n, values);
        }
    }

    private enum Tree {
        STATEMENT,
        EARLIER_SEGMENT_ON_THE_LEFT
    }

    /** Every binary tree over 1..8 tokens, 626 of them, by its numbering: the state after the last token. */
    private record AllTrees(Tree v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(8);
            FreeSystem<T> free = FreeSystem.channels(x, length, 1, 2);
            List<Segment<T>> tokens = Segment.of(a, free.system(), free.tokens());
            T states = free.system().recurrence(a, free.tokens()).states();
            T last = a.gatherRows(states, new int[] {length - 1});
            List<T> found = new ArrayList<>();
            List<T> expected = new ArrayList<>();
            for (Segment<T> s : products(a, tokens, 0, length)) {
                found.add(a.transpose(s.offset()));
                expected.add(last);
            }
            return List.of(new Sides<>("state", a.concatenateRows(found), a.concatenateRows(expected)));
        }

        /** The products of all trees over first <= i < end. */
        private <T> List<Segment<T>> products(ExponentialField<T> a, List<Segment<T>> tokens, int first, int end) {
            if (end - first == 1) {
                return List.of(tokens.get(first));
            }
            List<Segment<T>> all = new ArrayList<>();
            for (int at = first + 1; at < end; at++) {
                for (Segment<T> earlier : products(a, tokens, first, at)) {
                    for (Segment<T> later : products(a, tokens, at, end)) {
                        all.add(v == Tree.STATEMENT ? later.after(a, earlier) : earlier.after(a, later));
                    }
                }
            }
            return all;
        }
    }

    private enum Executor {
        STATEMENT,
        NO_STATE_CARRIED,
        LAST_CHUNK_DROPPED
    }

    /** Recurrence, kernel, chunks of any size, doubling and a random tree, with matrices and with channels. */
    private record Executors(Executor v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(5);
            int shape = x.choice(3);
            FreeSystem<T> free =
                    shape == 0 ? FreeSystem.channels(x, length, 2, 2) : FreeSystem.dense(x, length, 2, 2, shape == 1);
            int chunk = 1 + x.choice(length - 1);
            T expected = free.system().recurrence(a, free.tokens()).outputs();
            T chunks =
                    ChunkedScan.chunks(a, free.system(), free.tokens(), chunk).outputs();
            if (v == Executor.NO_STATE_CARRIED) {
                chunks = separately(a, free, chunk);
            } else if (v == Executor.LAST_CHUNK_DROPPED) {
                int[] rows = java.util.stream.IntStream.range(0, length)
                        .map(i -> Math.min(i, length - 2))
                        .toArray();
                chunks = a.gatherRows(chunks, rows);
            }
            int offset = x.choice(5);
            IntBinaryOperator split = (first, end) -> first + 1 + offset % (end - first - 1);
            T tree = Segment.product(a, Segment.of(a, free.system(), free.tokens()), 0, length, split)
                    .offset();
            T states = free.system().recurrence(a, free.tokens()).states();
            T last = a.gatherRows(states, new int[] {length - 1});
            return List.of(
                    new Sides<>("chunks", chunks, expected),
                    new Sides<>(
                            "doubling",
                            ChunkedScan.doubling(a, free.system(), free.tokens())
                                    .outputs(),
                            expected),
                    new Sides<>("kernel", CausalKernel.outputs(a, free.system(), free.tokens()), expected),
                    new Sides<>(
                            "matrix",
                            a.matmul(
                                    CausalKernel.matrix(a, free.system(), 2), AttentionForms.stacked(a, free.tokens())),
                            AttentionForms.stacked(a, expected)),
                    new Sides<>("tree", a.transpose(AttentionForms.stacked(a, tree)), last),
                    new Sides<>(
                            "dense",
                            free.system()
                                    .dense(a, 2)
                                    .recurrence(a, free.tokens())
                                    .states(),
                            states));
        }

        /** Chunks that do not know of one another. */
        private static <T> T separately(ExponentialField<T> a, FreeSystem<T> free, int chunk) {
            List<T> parts = new ArrayList<>();
            for (int first = 0; first < free.system().length(); first += chunk) {
                int end = Math.min(first + chunk, free.system().length());
                int[] rows = java.util.stream.IntStream.range(first, end).toArray();
                parts.add(new DynamicalSystem<>(free.system().steps().subList(first, end))
                        .recurrence(a, a.gatherRows(free.tokens(), rows))
                        .outputs());
            }
            return a.concatenateRows(parts);
        }
    }

    private enum Logarithm {
        STATEMENT,
        SUMS_WITHOUT_THE_OWN_EXPONENT
    }

    /** Transitions e^-z: chunks with e^-(Z_i - Z_j), and for one decay a token the matrix of such exponentials, against the recurrence. */
    private record Logarithmic(Logarithm v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(5);
            int chunk = 1 + x.choice(length);
            int features = 1 + x.choice(2);
            T reads = x.free(length, features);
            T gains = x.free(length, features);
            T exponents = x.exponents(length, 1);
            T tokens = x.free(length, 2);
            List<T> each = new ArrayList<>();
            List<ChannelStep<T>> steps = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                int[] row = {i};
                each.add(a.gatherRows(exponents, row));
                steps.add(new ChannelStep<>(
                        a.exp(a.negate(each.get(i))), a.gatherRows(gains, row), null, a.gatherRows(reads, row), null));
            }
            DynamicalSystem<T> system = DynamicalSystem.of(steps);
            T expected = system.recurrence(a, tokens).outputs();
            T used = exponents;
            if (v == Logarithm.SUMS_WITHOUT_THE_OWN_EXPONENT) {
                int[] before = java.util.stream.IntStream.range(0, length)
                        .map(i -> Math.max(0, i - 1))
                        .toArray();
                used = a.gatherRows(exponents, before);
            }
            T weights = CausalKernel.decayedWeights(a, reads, gains, used);
            return List.of(
                    new Sides<>(
                            "chunks",
                            ChunkedScan.logarithmic(a, system, each, tokens, chunk)
                                    .outputs(),
                            expected),
                    new Sides<>("matrix", a.matmul(weights, tokens), expected));
        }
    }
}
