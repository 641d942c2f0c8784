package org.fiducial.theory.dsf;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.StateSpace;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C4: when a state space model is an attention with features of the token alone, and when it cannot be. */
final class TokenLocality {
    private TokenLocality() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("two equal tokens and a third", Level.INDEPENDENT, 6, Ratio.class, Ratios::new),
                Part.of(
                        "SSD with a > 0 is no separable attention",
                        EvidenceKind.CONSTRUCTED,
                        LocalityCounterexamples.Ssd.class,
                        LocalityCounterexamples::ssd),
                IdentityTest.part("a = 0", Level.INDEPENDENT, 6, Zero.class, NoDecay::new),
                IdentityTest.part("A = 0 is not necessary", Level.INDEPENDENT, 6, Cancel.class, Cancelled::new),
                Part.of(
                        "S6: decaying coordinates contribute nothing",
                        EvidenceKind.CERTIFIED,
                        LocalityCounterexamples.Groups.class,
                        v -> run -> LocalityCounterexamples.groups(v, run)),
                Part.of(
                        "length 3 does not suffice",
                        EvidenceKind.CONSTRUCTED,
                        LocalityCounterexamples.Length.class,
                        LocalityCounterexamples::length),
                Part.of(
                        "normalisers in the transition",
                        EvidenceKind.CONSTRUCTED,
                        LocalityCounterexamples.Ratio.class,
                        LocalityCounterexamples::normalisers),
                IdentityTest.part("constant decay", Level.INDEPENDENT, 6, Constant.class, ConstantDecay::new));
    }

    private enum Ratio {
        STATEMENT,
        DECAY_OF_THE_LAST_TOKEN,
        ATTENTION_DECAYS_TOO
    }

    /** On (y, y, z) a scalar decay makes Phi_20 = lambda(y) Phi_21; attention gives both tokens one weight. */
    private record Ratios(Ratio v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int features = 1 + x.cycle(3);
            ChannelStep<T> y = new ChannelStep<>(x.free(1, 1), x.free(1, features), null, x.free(1, features), null);
            ChannelStep<T> z = new ChannelStep<>(x.free(1, 1), x.free(1, features), null, x.free(1, features), null);
            T weights = CausalKernel.weights(a, DynamicalSystem.of(List.of(y, y, z)));
            T queryY = x.free(1, features);
            T keyY = x.free(1, features);
            T attention = new SeparableAttention<>(
                            a.concatenateRows(List.of(queryY, queryY, x.free(1, features))),
                            a.concatenateRows(List.of(keyY, keyY, x.free(1, features))),
                            x.free(3, 1),
                            null)
                    .weights(a);
            T decay = v == Ratio.DECAY_OF_THE_LAST_TOKEN ? z.decay() : y.decay();
            T second = entry(a, attention, 2, 1);
            return List.of(
                    new Sides<>("decay", entry(a, weights, 2, 0), a.multiply(entry(a, weights, 2, 1), decay)),
                    new Sides<>(
                            "attention",
                            entry(a, attention, 2, 0),
                            v == Ratio.ATTENTION_DECAYS_TOO ? a.multiply(second, decay) : second));
        }
    }

    static <T> T entry(ExponentialField<T> a, T x, int i, int j) {
        return a.columns(a.gatherRows(x, new int[] {i}), j, j + 1);
    }

    private enum Zero {
        STATEMENT,
        STEP_SIZE_NOT_IN_THE_KEY
    }

    /** With a = 0, SSD is attention of psi = delta b, phi = c, eta = 1; delta is any number here. */
    private record NoDecay(Zero v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int features = 1 + x.choice(3);
            T delta = x.free(length, 1);
            T b = x.free(length, features);
            T c = x.free(length, features);
            T tokens = x.free(length, 2);
            T one = a.ones(1);
            List<ChannelStep<T>> steps = new java.util.ArrayList<>();
            for (int i = 0; i < length; i++) {
                int[] row = {i};
                steps.add(StateSpace.of(
                        a, one, a.gatherRows(delta, row), a.gatherRows(b, row), a.gatherRows(c, row), null));
            }
            T keys = v == Zero.STATEMENT ? a.multiply(b, delta) : b;
            return List.of(new Sides<>(
                    "outputs",
                    DynamicalSystem.of(steps).recurrence(a, tokens).outputs(),
                    new SeparableAttention<>(c, keys, a.ones(length), null).output(a, tokens)));
        }
    }

    private enum Cancel {
        STATEMENT,
        DECAYING_COORDINATES_OF_ONE_SIGN,
        DIFFERENT_RATES
    }

    /** n = 3, rates (0, 1, 1), c = (2, 1, 1), b = (1, t, -t): the decaying coordinates cancel and the weights are 2 delta_j. */
    private record Cancelled(Cancel v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(3);
            T one = a.ones(1);
            T c = a.concatenateColumns(List.of(a.constant(1, 1, Dyadic.of(2)), one, one));
            T delta = x.free(length, 1);
            List<ChannelStep<T>> steps = new java.util.ArrayList<>();
            for (int i = 0; i < length; i++) {
                T decay = x.free(1, 1);
                T t = x.free(1, 1);
                T b = a.concatenateColumns(
                        List.of(one, t, v == Cancel.DECAYING_COORDINATES_OF_ONE_SIGN ? t : a.negate(t)));
                T third = v == Cancel.DIFFERENT_RATES ? a.multiply(decay, decay) : decay;
                steps.add(StateSpace.of(
                        a,
                        a.concatenateColumns(List.of(one, decay, third)),
                        a.gatherRows(delta, new int[] {i}),
                        b,
                        c,
                        null));
            }
            T keys = a.multiply(delta, a.constant(1, 1, Dyadic.of(2)));
            T right = new SeparableAttention<>(a.ones(length), keys, a.ones(length), null).weights(a);
            return List.of(new Sides<>("weights", CausalKernel.weights(a, DynamicalSystem.of(steps)), right));
        }
    }

    private enum Constant {
        STATEMENT,
        KEYS_GROW_WITH_THE_SAME_POWER
    }

    /** A constant decay is attention of features lambda^i and lambda^-j of the position: weight ratio lambda^(j' - j). */
    private record ConstantDecay(Constant v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(4);
            int features = 1 + x.choice(2);
            T decay = x.free(1, 1);
            T b = x.free(length, features);
            T c = x.free(length, features);
            List<ChannelStep<T>> steps = new java.util.ArrayList<>();
            List<T> powers = new java.util.ArrayList<>();
            T power = a.ones(1);
            for (int i = 0; i < length; i++) {
                int[] row = {i};
                steps.add(new ChannelStep<>(decay, a.gatherRows(b, row), null, a.gatherRows(c, row), null));
                powers.add(power);
                power = a.multiply(power, decay);
            }
            T p = a.concatenateRows(powers);
            T keys = v == Constant.STATEMENT ? a.divide(b, p) : a.multiply(b, p);
            return List.of(new Sides<>(
                    "weights",
                    CausalKernel.weights(a, DynamicalSystem.of(steps)),
                    new SeparableAttention<>(a.multiply(c, p), keys, a.ones(length), null).weights(a)));
        }
    }
}
