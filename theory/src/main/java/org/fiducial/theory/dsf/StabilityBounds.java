package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.RealGatedLru;
import org.fiducial.operator.dsf.StateSpace;
import org.fiducial.operator.dsf.Step;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C14: discretisations, sizes of states, windows, gains and perturbed transitions. */
final class StabilityBounds {
    private StabilityBounds() {}

    static List<Part> parts() {
        return List.of(
                BoundTest.part("(a), (c) discretisations", 24, 0.9, Input.class, InputFactors::new),
                BoundTest.part("(b) states of S6", 12, 0.9, States.class, StateBounds::new),
                BoundTest.part("(d) contraction and windows", 12, 0.9, Window.class, Windows::new),
                IdentityTest.part("(e) gain and variance of RG-LRU", Level.INDEPENDENT, 6, Gain.class, Gains::new),
                BoundTest.part("(e) gain of RG-LRU is not bounded", 8, 0, Growth.class, GainGrowth::new),
                BoundTest.part("(f) perturbed transitions", 12, 0.9, Perturbed.class, Perturbation::new));
    }

    private static <T> T power(int exponent, OrderedReals<T> a) {
        return a.constant(1, 1, Dyadic.powerOfTwo(exponent));
    }

    /** A positive number, in every other input a small one. */
    private static <T> T positive(OrderedReals<T> a, Variables<T> x) {
        T size = a.add(a.abs(x.free(1, 1)), power(-5, a));
        return x.cycle(2) == 0 ? a.multiply(size, power(-9, a)) : size;
    }

    private enum Input {
        STATEMENT,
        HALF_THE_QUADRATIC_TERM,
        HALF_THE_CUBIC_TERM
    }

    /** 0 <= delta - (1 - e^(-a delta)) / a <= a delta^2 / 2, and |e^z - (1 + z/2) / (1 - z/2)| <= |z|^3 / 12 for z <= 0. */
    private record InputFactors(Input v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T delta = positive(a, x);
            T rate = a.add(a.abs(x.free(1, 1)), power(-3, a));
            T z = a.multiply(delta, rate);
            T decay = Discretisation.ZERO_ORDER_HOLD.decay(a, z);
            T euler = Discretisation.EULER.input(a, delta, rate, z, decay);
            T hold = Discretisation.ZERO_ORDER_HOLD.input(a, delta, rate, z, decay);
            T difference = a.subtract(euler, hold);
            int shift = v == Input.HALF_THE_QUADRATIC_TERM ? -2 : -1;
            T quadratic = a.multiply(a.multiply(z, delta), power(shift, a));
            T cubic = a.divide(
                    a.multiply(z, a.multiply(z, z)),
                    a.constant(1, 1, Dyadic.of(v == Input.HALF_THE_CUBIC_TERM ? 24 : 12)));
            T bilinear = a.abs(a.subtract(decay, Discretisation.rational(a, z)));
            return List.of(
                    Inequality.strict("(a) not below the hold", a.constant(1, 1, Dyadic.ZERO), difference),
                    Inequality.of("(a)", difference, quadratic),
                    Inequality.of("(c)", bilinear, cubic));
        }
    }

    private enum States {
        STATEMENT,
        WITHOUT_THE_STEP,
        WITHOUT_THE_RECIPROCAL_OF_THE_RATE
    }

    /** |h| <= max |b u| (1 / a + max delta): the recurrence of S6, of one sign and constant in every other input. */
    private record StateBounds(States v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int length = 12;
            boolean extremal = x.cycle(2) == 0;
            // delta / (1 - e^(-a delta)) against 1/a + delta is close to 1 where a delta is large, and where it is
            // small.
            T rate = extremal ? a.constant(1, 1, Dyadic.of(x.cycle(4) == 0 ? 40 : 1)) : positive(a, x);
            T one = a.ones(1);
            int[] same = new int[length];
            T delta = extremal
                    ? a.gatherRows(one, same)
                    : a.add(a.abs(x.free(length, 1)), a.constant(length, 1, Dyadic.powerOfTwo(-4)));
            T b = extremal ? a.gatherRows(one, same) : x.free(length, 1);
            T tokens = extremal ? a.gatherRows(one, same) : x.free(length, 1);
            T states = StateSpace.selective(a, Discretisation.EULER, delta, rate, b, a.ones(length), null)
                    .recurrence(a, tokens)
                    .states();
            T most = Spread.largest(a, a.abs(a.multiply(b, tokens)));
            T step = Spread.largest(a, delta);
            T reciprocal = a.divide(one, rate);
            T factor =
                    switch (v) {
                        case STATEMENT -> a.add(reciprocal, step);
                        case WITHOUT_THE_STEP -> reciprocal;
                        case WITHOUT_THE_RECIPROCAL_OF_THE_RATE -> step;
                    };
            T decay = Discretisation.EULER.decay(a, a.multiply(step, rate));
            T series = a.divide(step, a.subtract(one, decay));
            return List.of(
                    Inequality.loose("geometric series", series, a.add(reciprocal, step)),
                    Inequality.of("states", a.abs(states), a.matmul(a.ones(length), a.multiply(most, factor))));
        }
    }

    private enum Window {
        STATEMENT,
        WINDOW_ONE_LONGER,
        CONTRACTION_FORGOTTEN
    }

    /** |h_i| <= beta / (1 - lambda), and the newest w tokens alone give h_i up to lambda^w beta / (1 - lambda). */
    private record Windows(Window v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int length = 16;
            boolean extremal = x.cycle(2) == 0;
            T one = a.ones(1);
            T lambda = extremal
                    ? power(-1 - x.choice(2), a)
                    : a.divide(a.abs(x.free(1, 1)), a.constant(1, 1, Dyadic.of(5)));
            List<ChannelStep<T>> steps = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                T decay = extremal ? lambda : a.multiply(lambda, a.multiply(x.free(1, 1), power(-2, a)));
                steps.add(new ChannelStep<>(decay, one, null, one, null));
            }
            DynamicalSystem<T> system = DynamicalSystem.of(steps);
            T tokens = extremal ? a.ones(length) : x.free(length, 1);
            T beta = Spread.largest(a, a.abs(tokens));
            T states = system.recurrence(a, tokens).states();
            int w = 3;
            int[] newest = java.util.stream.IntStream.range(length - w, length).toArray();
            T windowed = new DynamicalSystem<>(system.steps().subList(length - w, length))
                    .recurrence(a, a.gatherRows(tokens, newest))
                    .states();
            T all = a.divide(beta, a.subtract(one, lambda));
            T factor = one;
            for (int k = 0; k < (v == Window.WINDOW_ONE_LONGER ? w + 1 : w); k++) {
                factor = a.multiply(factor, lambda);
            }
            T last =
                    a.subtract(a.gatherRows(states, new int[] {length - 1}), a.gatherRows(windowed, new int[] {w - 1}));
            T slack = power(-100, a);
            T size = v == Window.CONTRACTION_FORGOTTEN ? beta : all;
            return List.of(
                    Inequality.of("size", a.abs(states), a.matmul(a.ones(length), a.add(size, slack))),
                    Inequality.of("window", a.abs(last), a.add(a.multiply(factor, all), slack)));
        }
    }

    private enum Gain {
        STATEMENT,
        INPUT_FACTOR_NOT_SQUARED
    }

    /** With constant lambda: (1 - lambda^2) / (1 - lambda)^2 = (1 + lambda) / (1 - lambda), and white input gives variance 1 - lambda^(2L). */
    private record Gains(Gain v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(5);
            T one = a.ones(1);
            T lambda = x.free(1, 1);
            T square = a.multiply(lambda, lambda);
            T factor = a.subtract(one, v == Gain.STATEMENT ? square : lambda);
            T rest = a.subtract(one, lambda);
            T gain = a.divide(factor, a.multiply(rest, rest));
            // Variances obey the same recurrence with the squares of its coefficients.
            ChannelStep<T> step = new ChannelStep<>(square, factor, null, one, null);
            T variance = new DynamicalSystem<>(Collections.<Step<T>>nCopies(length, step))
                    .recurrence(a, a.ones(length))
                    .outputs();
            T power = one;
            List<T> claimed = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                power = a.multiply(power, square);
                claimed.add(a.subtract(one, power));
            }
            return List.of(
                    new Sides<>("squared gain", gain, a.divide(a.add(lambda, one), rest)),
                    new Sides<>("variance", variance, a.concatenateRows(claimed)));
        }
    }

    private enum Growth {
        STATEMENT,
        GAIN_BELOW_100
    }

    /** The l1 gain sqrt(1 - lambda^2) / (1 - lambda) at lambda = 1 - 2^-k lies between 2^(k/2) and 2^((k+1)/2). */
    private record GainGrowth(Growth v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int k = 2 * (1 + x.cycle(8));
            T one = a.ones(1);
            T rest = power(-k, a);
            T factor = RealGatedLru.inputFactor(a, a.subtract(one, rest), RealGatedLru.Root.PAPER);
            T gain = a.divide(factor, rest);
            T most = v == Growth.STATEMENT ? a.sqrt(power(k + 1, a)) : a.constant(1, 1, Dyadic.of(100));
            return List.of(
                    Inequality.strict("from below", power(k / 2, a), gain),
                    Inequality.strict("from above", gain, most));
        }
    }

    private enum Perturbed {
        STATEMENT,
        ONE_TRANSITION_FEWER,
        LINEAR_IN_THE_DISTANCE
    }

    /** Transitions off by relative errors of at most e: the kernel is off by ((1 + e)^(i-j) - 1) |C| prod |Lambda| |B|. */
    private record Perturbation(Perturbed v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int length = 4;
            int features = 2;
            boolean extremal = x.cycle(2) == 0;
            T one = a.ones(1);
            T e = power(-2 - x.choice(6), a);
            List<ChannelStep<T>> exact = new ArrayList<>();
            List<ChannelStep<T>> off = new ArrayList<>();
            List<ChannelStep<T>> sizes = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                T decay = extremal ? a.abs(x.free(1, features)) : x.free(1, features);
                T gain = extremal ? a.abs(x.free(1, features)) : x.free(1, features);
                T read = extremal ? a.abs(x.free(1, features)) : x.free(1, features);
                T part = extremal ? one : a.multiply(x.free(1, 1), power(-2, a));
                T factor = a.add(one, a.multiply(e, part));
                exact.add(new ChannelStep<>(decay, gain, null, read, null));
                off.add(new ChannelStep<>(a.multiply(decay, factor), gain, null, read, null));
                sizes.add(new ChannelStep<>(a.abs(decay), a.abs(gain), null, a.abs(read), null));
            }
            T difference = a.abs(a.subtract(
                    CausalKernel.weights(a, DynamicalSystem.of(off)),
                    CausalKernel.weights(a, DynamicalSystem.of(exact))));
            T growth = growth(a, e, length);
            T bound = a.multiply(CausalKernel.weights(a, DynamicalSystem.of(sizes)), growth);
            T slack = a.constant(length, length, Dyadic.powerOfTwo(-150));
            return List.of(Inequality.of("kernel", difference, a.add(bound, slack)));
        }

        /** (1 + e)^(i-j) - 1 below the diagonal, zero elsewhere. */
        private <T> T growth(OrderedReals<T> a, T e, int length) {
            T one = a.ones(1);
            List<T> powers = new ArrayList<>();
            T power = one;
            for (int t = 0; t < length; t++) {
                powers.add(
                        v == Perturbed.LINEAR_IN_THE_DISTANCE
                                ? a.multiply(e, a.constant(1, 1, Dyadic.of(t)))
                                : a.subtract(power, one));
                power = a.multiply(power, a.add(one, e));
            }
            T zero = a.constant(1, 1, Dyadic.ZERO);
            List<T> rows = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                List<T> row = new ArrayList<>();
                for (int j = 0; j < length; j++) {
                    int t = i - j - (v == Perturbed.ONE_TRANSITION_FEWER ? 1 : 0);
                    row.add(t > 0 ? powers.get(t) : zero);
                }
                rows.add(a.concatenateColumns(row));
            }
            return a.concatenateRows(rows);
        }
    }
}
