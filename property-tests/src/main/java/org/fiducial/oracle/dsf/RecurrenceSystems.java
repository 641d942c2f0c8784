package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.complex.Complex;
import org.fiducial.arithmetic.complex.ComplexReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.Activations;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.ComplexLru;
import org.fiducial.operator.dsf.Convolution;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.QuasiLstm;
import org.fiducial.operator.dsf.RealGatedLru;
import org.fiducial.operator.dsf.StateSpace;
import org.fiducial.operator.dsf.Step;
import org.fiducial.operator.dsf.Transition;
import org.jspecify.annotations.Nullable;

/** The systems of a case's tensors, perhaps with a mistake in their coefficients. */
final class RecurrenceSystems {
    private RecurrenceSystems() {}

    static boolean isComplex(MixerInputs x) {
        return x.has("rates-imaginary") || x.has("b-imaginary") || x.has("c-imaginary");
    }

    static <T> Mixer<T> real(OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        return switch (p.kind()) {
            case S6, SSD -> selective(a, x, p, mistake);
            case S4D ->
                new Mixer<>(
                        invariant(
                                a,
                                x.column(a, "delta"),
                                rates(a, x, p, mistake),
                                x.take(a, "b"),
                                x.take(a, "c"),
                                skip(a, x, mistake),
                                discretisation(p, mistake),
                                x.length()),
                        List.of());
            case RG_LRU -> gatedLru(a, x, p, mistake);
            case RG_LRU_EXPANDED -> new Mixer<>(expanded(a, x, p, mistake), List.of());
            case QUASI_LSTM -> new Mixer<>(quasiLstm(a, x, p, mistake), List.of());
            default -> throw new IllegalStateException(p.kind() + " is no real recurrence");
        };
    }

    private static <T> @Nullable T skip(OrderedReals<T> a, MixerInputs x, @Nullable MixerMistake mistake) {
        return mistake == MixerMistake.SKIP_MISSING ? null : x.optionalColumn(a, "skip");
    }

    private static Discretisation discretisation(MixerParameters p, @Nullable MixerMistake mistake) {
        if (mistake != MixerMistake.OTHER_DISCRETISATION) {
            return p.discretisation();
        }
        return p.discretisation() == Discretisation.EULER ? Discretisation.ZERO_ORDER_HOLD : Discretisation.EULER;
    }

    private static <T> T rates(OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        T stored = x.take(a, "rates");
        T rates =
                switch (p.rates()) {
                    case "negative" -> a.negate(stored);
                    case "logarithm" -> a.exp(stored);
                    default -> stored;
                };
        return mistake == MixerMistake.RATES_OF_THE_WRONG_SIGN ? a.negate(rates) : rates;
    }

    private static <T> Mixer<T> selective(
            OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        T delta = x.take(a, "delta");
        if (x.has("delta-bias") && mistake != MixerMistake.DELTA_BIAS_MISSING) {
            delta = a.add(delta, x.take(a, "delta-bias"));
        }
        if (p.softplus() && mistake != MixerMistake.SOFTPLUS_MISSING) {
            delta = Activations.softplus(a, delta);
        }
        T rates = rates(a, x, p, mistake);
        Discretisation d = discretisation(p, mistake);
        DynamicalSystem<T> system =
                StateSpace.selective(a, d, delta, rates, x.take(a, "b"), x.take(a, "c"), skip(a, x, mistake));
        if (mistake == MixerMistake.INPUT_NOT_DISCRETISED) {
            system = undiscretised(a, system, x);
        }
        return new Mixer<>(system, StateSpace.exponents(a, delta, rates));
    }

    private static <T> DynamicalSystem<T> undiscretised(OrderedReals<T> a, DynamicalSystem<T> system, MixerInputs x) {
        T b = x.take(a, "b");
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < system.length(); i++) {
            if (system.step(i) instanceof ChannelStep<T> s) {
                steps.add(new ChannelStep<>(s.decay(), a.gatherRows(b, new int[] {i}), null, s.readOut(), s.skip()));
            }
        }
        return new DynamicalSystem<>(steps);
    }

    private static <T> DynamicalSystem<T> invariant(
            ExponentialField<T> a,
            T delta,
            T rates,
            T input,
            T output,
            @Nullable T skip,
            Discretisation d,
            int length) {
        return Convolution.invariant(StateSpace.step(a, d, delta, rates, input, output, skip), length);
    }

    private static <T> T gate(OrderedReals<T> a, MixerInputs x, String name, MixerParameters p) {
        T gate = x.take(a, name);
        return p.sigmoid() ? Activations.sigmoid(a, gate) : gate;
    }

    private static RealGatedLru.Root root(MixerParameters p, @Nullable MixerMistake mistake) {
        boolean paper = p.root() == RealGatedLru.Root.PAPER;
        return paper == (mistake == MixerMistake.OTHER_ROOT) ? RealGatedLru.Root.CODE : RealGatedLru.Root.PAPER;
    }

    /** theta with softplus(theta) one eighth of what it was cannot be written; the gate is divided instead, which is the same. */
    private static <T> T recurrenceGate(
            OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        T gate = gate(a, x, "recurrence-gate", p);
        return mistake == MixerMistake.FACTOR_EIGHT_MISSING
                ? a.multiply(gate, a.constant(1, 1, Dyadic.powerOfTwo(-3)))
                : gate;
    }

    private static <T> Mixer<T> gatedLru(
            OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        T theta = x.take(a, "theta");
        T r = recurrenceGate(a, x, p, mistake);
        T decay = RealGatedLru.decay(a, theta, r);
        T ones = a.constant(x.length(), x.width(), Dyadic.ONE);
        T factor = mistake == MixerMistake.INPUT_FACTOR_MISSING
                ? ones
                : RealGatedLru.inputFactor(a, decay, root(p, mistake));
        T g = mistake == MixerMistake.INPUT_GATE_MISSING ? ones : gate(a, x, "input-gate", p);
        T exponents = RealGatedLru.exponents(a, theta, r);
        List<T> each = new ArrayList<>();
        for (int i = 0; i < x.length(); i++) {
            each.add(a.transpose(a.gatherRows(exponents, new int[] {i})));
        }
        return new Mixer<>(RealGatedLru.of(a, decay, a.multiply(factor, g)), each);
    }

    private static <T> DynamicalSystem<T> expanded(
            OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        DynamicalSystem<T> system = RealGatedLru.expanded(
                a,
                x.take(a, "theta"),
                recurrenceGate(a, x, p, mistake),
                x.take(a, "b"),
                x.take(a, "c"),
                skip(a, x, mistake),
                root(p, mistake));
        return mistake == MixerMistake.INPUT_FACTOR_MISSING ? undiscretised(a, system, x) : system;
    }

    private static <T> DynamicalSystem<T> quasiLstm(
            OrderedReals<T> a, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        T ones = a.constant(x.length(), x.width(), Dyadic.ONE);
        T pre = x.take(a, "forget-gate");
        boolean reversed = p.reversed() != (mistake == MixerMistake.FORGET_GATE_REVERSED);
        T forget;
        if (!p.sigmoid()) {
            forget = pre;
        } else if (reversed) {
            T alpha = x.has("alpha") ? x.take(a, "alpha") : a.ones(1);
            forget = QuasiLstm.reversedGate(a, pre, alpha);
        } else {
            forget = Activations.sigmoid(a, pre);
        }
        T input = mistake == MixerMistake.INPUT_GATE_MISSING ? ones : gate(a, x, "input-gate", p);
        if (mistake == MixerMistake.INPUT_ONE_MINUS_FORGET) {
            input = a.subtract(ones, forget);
        }
        T output = mistake == MixerMistake.OUTPUT_GATE_MISSING ? ones : gate(a, x, "output-gate", p);
        return QuasiLstm.of(a, forget, input, output, null);
    }

    /** One channel of full S4, whose transition is a matrix. */
    static <T> Mixer<T> matrices(OrderedReals<T> a, MixerInputs x, int channel, @Nullable MixerMistake mistake) {
        T b = x.take(a, "b");
        int n = a.columns(b);
        int[] row = {channel};
        int[] rows =
                java.util.stream.IntStream.range(channel * n, (channel + 1) * n).toArray();
        T transition = a.gatherRows(x.take(a, "transition"), rows);
        T skip = skip(a, x, mistake);
        Step<T> step = new DenseStep<>(
                Transition.dense(mistake == MixerMistake.TRANSITION_TRANSPOSED ? a.transpose(transition) : transition),
                a.transpose(a.gatherRows(b, row)),
                a.gatherRows(x.take(a, "c"), row),
                skip == null ? null : a.gatherRows(skip, row));
        return new Mixer<>(Convolution.invariant(step, x.length()), List.of());
    }

    /** LRU, or S4D with imaginary parts; the skip is added to the real parts afterwards. */
    static <T> Mixer<Complex<T>> complex(
            OrderedReals<T> a, ComplexReals<T> c, MixerInputs x, MixerParameters p, @Nullable MixerMistake mistake) {
        boolean conjugated = mistake == MixerMistake.READ_OUT_CONJUGATED;
        Complex<T> input = part(a, c, x, "b", false);
        Complex<T> output = part(a, c, x, "c", conjugated);
        if (p.kind() == MixerKind.LRU) {
            Complex<T> lambda = ComplexLru.eigenvalues(a, x.column(a, "nu"), x.column(a, "theta"));
            T gamma = mistake == MixerMistake.INPUT_FACTOR_MISSING
                    ? a.constant(a.rows(lambda.real()), 1, Dyadic.ONE)
                    : ComplexLru.inputFactor(a, lambda);
            Step<Complex<T>> step = ComplexLru.step(a, lambda, gamma, input, output);
            return new Mixer<>(Convolution.invariant(step, x.length()), List.of());
        }
        T real = rates(a, x, p, mistake);
        T imaginary = x.has("rates-imaginary")
                ? x.take(a, "rates-imaginary")
                : a.constant(a.rows(real), a.columns(real), Dyadic.ZERO);
        // Rates stored as -a, or by the logarithm of their real part, have the imaginary part of -a.
        Complex<T> rates = new Complex<>(real, p.rates().equals("positive") ? imaginary : a.negate(imaginary));
        DynamicalSystem<Complex<T>> system = invariant(
                c, c.of(x.column(a, "delta")), rates, input, output, null, discretisation(p, mistake), x.length());
        return new Mixer<>(system, List.of());
    }

    private static <T> Complex<T> part(
            OrderedReals<T> a, ComplexReals<T> c, MixerInputs x, String name, boolean conjugated) {
        Complex<T> real = c.of(x.take(a, name));
        if (!x.has(name + "-imaginary")) {
            return real;
        }
        T imaginary = x.take(a, name + "-imaginary");
        return new Complex<>(real.real(), conjugated ? a.negate(imaginary) : imaginary);
    }
}
