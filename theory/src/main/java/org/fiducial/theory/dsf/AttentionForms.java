package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.SeparableAttention.InputNormaliser;
import org.fiducial.operator.dsf.Step;
import org.fiducial.operator.dsf.Transition;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claims C1 and C2: separable attention as a dynamical system, in two forms that differ by a change of the state's units. */
final class AttentionForms {
    private AttentionForms() {}

    static List<Part> forms() {
        return List.of(
                IdentityTest.part("form A (D5)", Level.INDEPENDENT, 8, A.class, FormA::new),
                IdentityTest.part("form B (D6)", Level.INDEPENDENT, 8, B.class, FormB::new),
                IdentityTest.part(
                        "linear attention with n more states", Level.INDEPENDENT, 8, Sum.class, KeySums::new));
    }

    static List<Part> gauge() {
        return List.of(
                IdentityTest.part("change of the state's units", Level.INDEPENDENT, 8, Gauge.class, Units::new),
                IdentityTest.part("forms A and B", Level.INDEPENDENT, 8, Between.class, FormsCompared::new));
    }

    /** Attention with free features, normalisers and projection, and its tokens. */
    record Scene<T>(SeparableAttention<T> attention, T tokens) {
        static <T> Scene<T> of(Variables<T> x) {
            int length = 1 + x.cycle(4);
            int features = 1 + x.choice(3);
            int width = 1 + x.choice(2);
            return new Scene<>(
                    new SeparableAttention<>(
                            x.free(length, features),
                            x.free(length, features),
                            x.free(length, 1),
                            x.free(1 + x.choice(2), width)),
                    x.free(length, width));
        }

        int length(ExponentialField<T> a) {
            return a.rows(tokens);
        }
    }

    private enum A {
        STATEMENT,
        NORMALISER_OF_THE_TOKEN_BEFORE_IN_THE_INPUT,
        NOTHING_DECAYS
    }

    private record FormA(A v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(x);
            DynamicalSystem<T> system = s.attention()
                    .formA(
                            a,
                            v == A.NORMALISER_OF_THE_TOKEN_BEFORE_IN_THE_INPUT
                                    ? InputNormaliser.PREVIOUS
                                    : InputNormaliser.CURRENT);
            T anything = x.free(1, 1);
            T one = a.constant(1, 1, Dyadic.ONE);
            List<Step<T>> steps = new ArrayList<>();
            for (int i = 0; i < system.length(); i++) {
                ChannelStep<T> c = (ChannelStep<T>) system.step(i);
                // What stands before the first token is immaterial, because h_{-1} = 0.
                T decay = v == A.NOTHING_DECAYS ? one : i == 0 ? a.multiply(c.decay(), anything) : c.decay();
                steps.add(new ChannelStep<>(decay, c.gain(), c.projection(), c.readOut(), c.skip()));
            }
            DynamicalSystem<T> changed = new DynamicalSystem<>(steps);
            return List.of(
                    new Sides<>(
                            "recurrence",
                            changed.recurrence(a, s.tokens()).outputs(),
                            s.attention().output(a, s.tokens())),
                    new Sides<>(
                            "kernel",
                            CausalKernel.weights(a, changed),
                            s.attention().weights(a)));
        }
    }

    private enum B {
        STATEMENT,
        READ_OUT_NOT_NORMALISED,
        NORMALISER_IN_THE_INPUT_INSTEAD,
        KEYS_OF_THE_NEXT_TOKEN
    }

    private record FormB(B v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(x);
            SeparableAttention<T> right = s.attention();
            int length = s.length(a);
            T ones = a.ones(length);
            int[] next = java.util.stream.IntStream.range(0, length)
                    .map(i -> Math.min(i + 1, length - 1))
                    .toArray();
            SeparableAttention<T> left =
                    switch (v) {
                        case STATEMENT -> right;
                        case READ_OUT_NOT_NORMALISED ->
                            new SeparableAttention<>(
                                    right.queryFeatures(), right.keyFeatures(), ones, right.projection());
                        case NORMALISER_IN_THE_INPUT_INSTEAD ->
                            new SeparableAttention<>(
                                    right.queryFeatures(),
                                    a.divide(right.keyFeatures(), right.normalisers()),
                                    ones,
                                    right.projection());
                        case KEYS_OF_THE_NEXT_TOKEN ->
                            new SeparableAttention<>(
                                    right.queryFeatures(),
                                    a.gatherRows(right.keyFeatures(), next),
                                    right.normalisers(),
                                    right.projection());
                    };
            DynamicalSystem<T> system = left.formB(a);
            int width = a.columns(s.tokens());
            T matrix = CausalKernel.matrix(a, system, width);
            return List.of(
                    new Sides<>("recurrence", system.recurrence(a, s.tokens()).outputs(), right.output(a, s.tokens())),
                    new Sides<>("weights", CausalKernel.weights(a, system), right.weights(a)),
                    new Sides<>(
                            "layout (D2)",
                            a.matmul(matrix, stacked(a, s.tokens())),
                            stacked(a, right.output(a, s.tokens()))));
        }
    }

    /** The rows of a sequence below one another, as one column. */
    static <T> T stacked(ExponentialField<T> a, T sequence) {
        List<T> columns = new ArrayList<>();
        for (int i = 0; i < a.rows(sequence); i++) {
            columns.add(a.transpose(a.gatherRows(sequence, new int[] {i})));
        }
        return a.concatenateRows(columns);
    }

    private enum Sum {
        STATEMENT,
        SUM_OF_THE_KEYS_WITHOUT_THE_OWN_ONE
    }

    /** Linear attention as a recurrence whose coefficients are functions of the token alone, divided at the end. */
    private record KeySums(Sum v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int features = 1 + x.choice(3);
            T q = x.free(length, features);
            T k = x.free(length, features);
            T projection = x.free(2, 2);
            T tokens = x.free(length, 2);
            SeparableAttention<T> linear = SeparableAttention.linear(a, q, k, projection);
            T sums = SeparableAttention.sums(a, q, k)
                    .recurrence(a, SeparableAttention.augmented(a, linear.values(a, tokens)))
                    .outputs();
            T normalisers = a.columns(sums, 2, 3);
            T quotient = SeparableAttention.quotient(a, sums);
            if (v == Sum.SUM_OF_THE_KEYS_WITHOUT_THE_OWN_ONE) {
                normalisers = a.subtract(normalisers, a.rowSums(a.multiply(q, k)));
            }
            return List.of(
                    new Sides<>("normalisers", normalisers, linear.normalisers()),
                    new Sides<>("output", quotient, linear.output(a, tokens)));
        }
    }

    private enum Gauge {
        STATEMENT,
        UNITS_OF_THE_OWN_TOKEN_ON_BOTH_SIDES,
        READ_OUT_MULTIPLIED
    }

    private record Units(Gauge v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int size = 1 + x.choice(3);
            int width = 1 + x.choice(2);
            FreeSystem<T> free = FreeSystem.dense(x, 1 + x.cycle(4), size, width, false);
            List<DenseStep<T>> steps = new ArrayList<>();
            T before = x.free(size, 1);
            for (int i = 0; i < free.system().length(); i++) {
                DenseStep<T> step = free.system().step(i).dense(a, width);
                T units = x.free(size, 1);
                T from = v == Gauge.UNITS_OF_THE_OWN_TOKEN_ON_BOTH_SIDES ? units : before;
                T read = a.transpose(units);
                steps.add(new DenseStep<>(
                        Transition.diagonal(
                                a.divide(a.multiply(step.transition().factors(), units), from)),
                        a.multiply(step.input(), units),
                        v == Gauge.READ_OUT_MULTIPLIED
                                ? a.multiply(step.output(), read)
                                : a.divide(step.output(), read),
                        step.skip()));
                before = units;
            }
            DynamicalSystem<T> changed = DynamicalSystem.of(steps);
            return List.of(
                    new Sides<>(
                            "kernel",
                            CausalKernel.matrix(a, changed, width),
                            CausalKernel.matrix(a, free.system(), width)),
                    new Sides<>(
                            "outputs",
                            changed.recurrence(a, free.tokens()).outputs(),
                            free.system().recurrence(a, free.tokens()).outputs()));
        }
    }

    private enum Between {
        STATEMENT,
        UNITS_ETA_INSTEAD_OF_ITS_RECIPROCAL
    }

    /** Form A's coefficients are form B's in units of 1 / eta_i. */
    private record FormsCompared(Between v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(x);
            DynamicalSystem<T> formA = s.attention().formA(a, InputNormaliser.CURRENT);
            DynamicalSystem<T> formB = s.attention().formB(a);
            T one = a.constant(1, 1, Dyadic.ONE);
            T before = one;
            List<Sides<T>> sides = new ArrayList<>();
            for (int i = 0; i < s.length(a); i++) {
                T eta = a.gatherRows(s.attention().normalisers(), new int[] {i});
                T units = v == Between.STATEMENT ? a.divide(one, eta) : eta;
                ChannelStep<T> left = (ChannelStep<T>) formA.step(i);
                ChannelStep<T> right = (ChannelStep<T>) formB.step(i);
                sides.add(new Sides<>("Lambda", left.decay(), a.divide(a.multiply(right.decay(), units), before)));
                sides.add(new Sides<>("B", left.gain(), a.multiply(right.gain(), units)));
                sides.add(new Sides<>("C", left.readOut(), a.divide(right.readOut(), units)));
                before = units;
            }
            return sides;
        }
    }
}
