package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.SeparableAttention.InputNormaliser;
import org.fiducial.operator.dsf.Transition;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.lemma.ExactMatrices;
import org.fiducial.theory.random.RandomStream;

/** Claims C6, C7 and C16: what the size of the state allows. */
final class StateSize {
    private StateSize() {}

    static List<Part> padding() {
        return List.of(IdentityTest.part("padded states", Level.INDEPENDENT, 8, Pad.class, Padded::new));
    }

    static List<Part> rank() {
        return List.of(
                IdentityTest.part("factors of inner size N", Level.INDEPENDENT, 8, Factor.class, Factors::new),
                Part.of("rank of blocks", EvidenceKind.CERTIFIED, Rank.class, v -> run -> ranks(v, run)));
    }

    static List<Part> heads() {
        return List.of(
                Part.of("states counted", EvidenceKind.COUNTED, Count.class, v -> run -> count(v)),
                IdentityTest.part("one normaliser a head", Level.INDEPENDENT, 6, Heads.class, BlockForm::new));
    }

    private enum Pad {
        STATEMENT,
        INPUT_AND_READ_OUT_BOTH_ARBITRARY
    }

    private record Padded(Pad v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int size = 1 + x.choice(3);
            int more = 1 + x.choice(2);
            int width = 1 + x.choice(2);
            boolean silent = x.cycle(2) == 0;
            FreeSystem<T> free = FreeSystem.dense(x, 1 + x.choice(4), size, width, false);
            List<DenseStep<T>> steps = new ArrayList<>();
            for (int i = 0; i < free.system().length(); i++) {
                DenseStep<T> s = free.system().step(i).dense(a, width);
                int outputs = a.rows(s.output());
                boolean both = v == Pad.INPUT_AND_READ_OUT_BOTH_ARBITRARY;
                T input = silent && !both ? a.constant(more, width, Dyadic.ZERO) : x.free(more, width);
                T output = silent || both ? x.free(outputs, more) : a.constant(outputs, more, Dyadic.ZERO);
                steps.add(new DenseStep<>(
                        Transition.diagonal(
                                a.concatenateRows(List.of(s.transition().factors(), x.free(more, 1)))),
                        a.concatenateRows(List.of(s.input(), input)),
                        a.concatenateColumns(List.of(s.output(), output)),
                        s.skip()));
            }
            return List.of(new Sides<>(
                    "kernel",
                    CausalKernel.matrix(a, DynamicalSystem.of(steps), width),
                    CausalKernel.matrix(a, free.system(), width)));
        }
    }

    private enum Factor {
        STATEMENT,
        TRANSITION_OF_THE_SPLIT_LEFT_OUT
    }

    /** Phi_ij for i >= s > j is (C_i Lambda_i ... Lambda_s) (Lambda_{s-1} ... Lambda_{j+1} B_j): an outer factor and an inner one of size N. */
    private record Factors(Factor v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(3);
            int size = 1 + x.choice(3);
            int width = 1 + x.choice(2);
            boolean full = x.choice(2) == 0;
            int split = 1 + x.choice(length - 1);
            DynamicalSystem<T> s =
                    FreeSystem.dense(x, length, size, width, full).system();
            List<T> outer = new ArrayList<>();
            for (int i = split; i < length; i++) {
                Transition<T> since = s.step(split).transition();
                for (int l = split + 1; l <= i; l++) {
                    since = s.step(l).transition().after(a, since);
                }
                T output = s.step(i).dense(a, width).output();
                if (v == Factor.TRANSITION_OF_THE_SPLIT_LEFT_OUT && i == split) {
                    outer.add(output);
                } else {
                    outer.add(
                            full
                                    ? a.matmul(output, since.factors())
                                    : a.multiply(output, a.transpose(since.factors())));
                }
            }
            List<T> inner = new ArrayList<>();
            for (int j = 0; j < split; j++) {
                T reached = s.step(j).dense(a, width).input();
                for (int l = j + 1; l < split; l++) {
                    reached = s.step(l).transition().apply(a, reached);
                }
                inner.add(reached);
            }
            T matrix = CausalKernel.matrix(a, s, width);
            int outputs = a.rows(s.step(0).dense(a, width).output());
            int[] rows = java.util.stream.IntStream.range(split * outputs, length * outputs)
                    .toArray();
            T block = a.columns(a.gatherRows(matrix, rows), 0, split * width);
            return List.of(
                    new Sides<>("block", block, a.matmul(a.concatenateRows(outer), a.concatenateColumns(inner))));
        }
    }

    private enum Rank {
        STATEMENT,
        ONE_LESS
    }

    /** Ranks of blocks of random integer systems: never above N, and N where both sides have room. */
    private static Evidence ranks(Rank v, CheckRun run) {
        RandomStream random = run.draws("systems");
        int cases = run.effort().of(20, 200, 2000);
        int attained = 0;
        for (int c = 0; c < cases; c++) {
            int size = 1 + c % 3;
            int length = 8;
            int split = 4;
            List<DenseStep<Grid<Rational>>> steps = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                steps.add(new DenseStep<>(
                        Transition.diagonal(ExactMatrices.random(random, size, 1, 5)),
                        ExactMatrices.random(random, size, 1, 5),
                        ExactMatrices.random(random, 1, size, 5),
                        ExactMatrices.random(random, 1, 1, 5)));
            }
            // Every other case: the weights of a separable attention with as many features.
            Grid<Rational> matrix = c % 2 == 0
                    ? CausalKernel.matrix(ExactMatrices.FIELD, DynamicalSystem.of(steps), 1)
                    : new SeparableAttention<>(
                                    ExactMatrices.random(random, length, size, 5),
                                    ExactMatrices.random(random, length, size, 5),
                                    ExactMatrices.FIELD.matrix(length, 1, (i, j) -> Rational.of(i + 2L)),
                                    null)
                            .weights(ExactMatrices.FIELD);
            int rank = ExactMatrices.rank(ExactMatrices.FIELD.matrix(
                    length - split, split, (i, j) -> ExactMatrices.get(matrix, split + i, j)));
            int bound = v == Rank.STATEMENT ? size : size - 1;
            attained += rank == size ? 1 : 0;
            if (rank > bound) {
                return Evidence.refuted(
                        "rank " + rank + " of a block, state size " + size + ", claimed at most " + bound);
            }
        }
        return attained == 0
                ? Evidence.vacuous("no block of full rank")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random integer systems and attentions, exact fractions")
                        .with("systems", cases)
                        .with("rank attained", attained);
    }

    private enum Count {
        STATEMENT,
        AS_MANY_AS_ONE_HEAD
    }

    /** Two values of every size decide a formula that is linear in n / H, d / H and H. */
    private static Evidence count(Count v) {
        int sizes = 0;
        for (int heads : new int[] {1, 2, 4}) {
            for (int features : new int[] {4, 8}) {
                for (int width : new int[] {4, 12}) {
                    int states = 0;
                    for (int h = 0; h < heads; h++) {
                        Grid<Rational> ones = ExactMatrices.FIELD.matrix(2, features / heads, (i, j) -> Rational.ONE);
                        Grid<Rational> values = ExactMatrices.FIELD.matrix(2, width / heads, (i, j) -> Rational.ONE);
                        states += SeparableAttention.linear(ExactMatrices.FIELD, ones, ones, null)
                                .formB(ExactMatrices.FIELD)
                                .recurrence(ExactMatrices.FIELD, values)
                                .states()
                                .columns();
                    }
                    int claimed = v == Count.STATEMENT ? features * width / heads : features * width;
                    if (states != claimed) {
                        return Evidence.refuted("H, n, d = " + List.of(heads, features, width) + ": " + states
                                + " states, claimed " + claimed);
                    }
                    sizes++;
                }
            }
        }
        return Evidence.verified(EvidenceKind.COUNTED, "states of running systems at a grid of sizes")
                .with("sizes", sizes);
    }

    private enum Heads {
        STATEMENT,
        ONE_NORMALISER_FOR_BOTH
    }

    /** Two heads of form A, beside one another, are one system whose Lambda has a block for each head's normaliser. */
    private record BlockForm(Heads v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(3);
            int features = 1 + x.choice(2);
            T tokens = x.free(length, 2);
            List<SeparableAttention<T>> heads = new ArrayList<>();
            for (int h = 0; h < 2; h++) {
                heads.add(new SeparableAttention<>(
                        x.free(length, features), x.free(length, features), x.free(length, 1), x.free(1, 2)));
            }
            DynamicalSystem<T> one = heads.get(0).formA(a, InputNormaliser.CURRENT);
            SeparableAttention<T> second = heads.get(1);
            DynamicalSystem<T> two = (v == Heads.STATEMENT
                            ? second
                            : new SeparableAttention<>(
                                    second.queryFeatures(),
                                    second.keyFeatures(),
                                    heads.get(0).normalisers(),
                                    second.projection()))
                    .formA(a, InputNormaliser.CURRENT);
            List<DenseStep<T>> steps = new ArrayList<>();
            T zeros = a.constant(1, features, Dyadic.ZERO);
            for (int i = 0; i < length; i++) {
                DenseStep<T> p = one.step(i).dense(a, 2);
                DenseStep<T> q = two.step(i).dense(a, 2);
                steps.add(new DenseStep<>(
                        Transition.diagonal(a.concatenateRows(
                                List.of(p.transition().factors(), q.transition().factors()))),
                        a.concatenateRows(List.of(p.input(), q.input())),
                        a.concatenateRows(List.of(
                                a.concatenateColumns(List.of(p.output(), zeros)),
                                a.concatenateColumns(List.of(zeros, q.output())))),
                        null));
            }
            return List.of(new Sides<>(
                    "outputs",
                    DynamicalSystem.of(steps).recurrence(a, tokens).outputs(),
                    a.concatenateColumns(List.of(heads.get(0).output(a, tokens), second.output(a, tokens)))));
        }
    }
}
