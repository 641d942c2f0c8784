package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.complex.Complex;
import org.fiducial.arithmetic.complex.ComplexReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.ChunkedMatrices;
import org.fiducial.operator.dsf.ChunkedMatrices.StatePass;
import org.fiducial.operator.dsf.ChunkedScan;
import org.fiducial.operator.dsf.Convolution;
import org.fiducial.operator.dsf.DenseStep;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.Step;
import org.fiducial.operator.dsf.Trajectory;
import org.fiducial.oracle.text.RealText;
import org.jspecify.annotations.Nullable;

/** One output of a state space model or gated recurrence by one algorithm, perhaps with a mistake. */
record RecurrenceText(
        MixerInputs inputs,
        MixerParameters p,
        Algorithm algorithm,
        String output,
        @Nullable MixerMistake mistake) implements RealText {
    /** Outputs that are coefficients, not results. */
    static final List<String> COEFFICIENTS = List.of("transitions", "drives", "kernel");

    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        T tokens = inputs.take(a, "input");
        if (p.kind() == MixerKind.S4) {
            return matrices(a, tokens);
        }
        if (p.kind() == MixerKind.LRU || RecurrenceSystems.isComplex(inputs)) {
            ComplexReals<T> complex = new ComplexReals<>(a);
            Mixer<Complex<T>> mixer = RecurrenceSystems.complex(a, complex, inputs, p, mistake);
            T real = run(complex, mixer, complex.of(tokens)).real();
            T y = p.twiceReal() ? a.multiply(real, a.constant(1, 1, Dyadic.of(2))) : real;
            T skip = inputs.optionalColumn(a, "skip");
            return skip == null || mistake == MixerMistake.SKIP_MISSING
                    ? y
                    : a.add(y, a.multiply(tokens, a.transpose(skip)));
        }
        return run(a, RecurrenceSystems.real(a, inputs, p, mistake), tokens);
    }

    /** Full S4: each channel with a transition matrix of its own, the outputs beside one another. */
    private <T> T matrices(OrderedReals<T> a, T tokens) {
        List<T> channels = new ArrayList<>();
        for (int c = 0; c < inputs.width(); c++) {
            Mixer<T> mixer = RecurrenceSystems.matrices(a, inputs, c, mistake);
            channels.add(run(a, mixer, a.columns(tokens, c, c + 1)));
        }
        return a.concatenateColumns(channels);
    }

    private <T> T run(ExponentialField<T> a, Mixer<T> mixer, T tokens) {
        if (mistake == MixerMistake.STATE_BEFORE_THE_TOKEN) {
            return late(a, mixer.system(), tokens);
        }
        if (mistake == MixerMistake.STATE_LOST_BETWEEN_CHUNKS) {
            return separate(a, mixer.system(), tokens);
        }
        DynamicalSystem<T> system =
                mistake == MixerMistake.DECAY_OF_THE_TOKEN_BEFORE ? shifted(mixer.system()) : mixer.system();
        if (COEFFICIENTS.contains(output)) {
            return coefficients(a, system, tokens);
        }
        boolean states = output.equals("states");
        return switch (algorithm) {
            case CONVOLUTION -> states ? plain(a, system, tokens) : convolution(a, system, tokens);
            case BLOCKS -> states ? plain(a, system, tokens) : CausalKernel.outputs(a, system, tokens);
            case DECAY_MATRIX, CHUNK_MATRICES, CHUNK_MATRICES_AT_ONCE ->
                states ? plain(a, system, tokens) : decayMatrix(a, mixer, tokens);
            case CHUNKS -> chosen(ChunkedScan.chunks(a, system, tokens, p.chunk()), states);
            case LOGARITHMIC_CHUNKS ->
                chosen(ChunkedScan.logarithmic(a, system, mixer.exponents(), tokens, p.chunk()), states);
            case DOUBLING -> chosen(ChunkedScan.doubling(a, system, tokens), states);
            default -> plain(a, system, tokens);
        };
    }

    /** Lambda_i or B_i u_i of each token in the layout (D2), or the kernel Phi. */
    private <T> T coefficients(ExponentialField<T> a, DynamicalSystem<T> system, T tokens) {
        if (output.equals("kernel")) {
            return CausalKernel.matrix(a, system, inputs.width());
        }
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < system.length(); i++) {
            T drive = system.step(i).drive(a, a.transpose(a.gatherRows(tokens, new int[] {i})));
            T decay = a.transpose(
                    system.step(i).dense(a, inputs.width()).transition().factors());
            rows.add(output.equals("drives") ? rows(a, List.of(drive)) : decay);
        }
        return a.concatenateRows(rows);
    }

    private static <T> T chosen(Trajectory<T> run, boolean states) {
        return states ? run.states() : run.outputs();
    }

    private <T> T plain(ExponentialField<T> a, DynamicalSystem<T> system, T tokens) {
        return chosen(system.recurrence(a, tokens), output.equals("states"));
    }

    private static <T> T convolution(ExponentialField<T> a, DynamicalSystem<T> system, T tokens) {
        return system.step(0) instanceof DenseStep<T> matrices
                ? Convolution.channelOutputs(a, matrices, tokens)
                : Convolution.channelOutputs(a, channel(system.step(0)), tokens);
    }

    private static <T> ChannelStep<T> channel(Step<T> step) {
        if (step instanceof ChannelStep<T> c) {
            return c;
        }
        throw new IllegalStateException("a system of matrices, expected channels");
    }

    /** SSD as one masked matrix times the tokens, or as such matrices chunk by chunk. */
    private <T> T decayMatrix(ExponentialField<T> a, Mixer<T> mixer, T tokens) {
        List<T> reads = new ArrayList<>();
        List<T> gains = new ArrayList<>();
        for (Step<T> step : mixer.system().steps()) {
            reads.add(channel(step).readOut());
            gains.add(channel(step).gain());
        }
        T read = a.concatenateRows(reads);
        T gain = a.concatenateRows(gains);
        T exponents = a.concatenateRows(mixer.exponents());
        T y =
                switch (algorithm) {
                    case CHUNK_MATRICES ->
                        ChunkedMatrices.decayedOutputs(
                                a, read, gain, exponents, tokens, p.chunk(), StatePass.SEQUENTIAL);
                    case CHUNK_MATRICES_AT_ONCE ->
                        ChunkedMatrices.decayedOutputs(a, read, gain, exponents, tokens, p.chunk(), StatePass.MATRIX);
                    default -> a.matmul(CausalKernel.decayedWeights(a, read, gain, exponents), tokens);
                };
        T skip = channel(mixer.system().step(0)).skip();
        return skip == null ? y : a.add(y, a.multiply(tokens, a.transpose(skip)));
    }

    /** Outputs that read the state before the token; the first reads zero. */
    private <T> T late(ExponentialField<T> a, DynamicalSystem<T> system, T tokens) {
        List<T> outputs = new ArrayList<>();
        List<T> states = new ArrayList<>();
        @Nullable T before = null;
        for (int i = 0; i < system.length(); i++) {
            Step<T> step = system.step(i);
            T token = a.transpose(a.gatherRows(tokens, new int[] {i}));
            T drive = step.drive(a, token);
            T read = before == null ? a.multiply(drive, a.constant(1, 1, Dyadic.ZERO)) : before;
            outputs.add(a.transpose(step.output(a, read, token)));
            before = before == null ? drive : a.add(step.transition().apply(a, before), drive);
            states.add(read);
        }
        return output.equals("states") ? rows(a, states) : a.concatenateRows(outputs);
    }

    private static <T> T rows(ExponentialField<T> a, List<T> states) {
        List<T> rows = new ArrayList<>();
        for (T state : states) {
            List<T> parts = new ArrayList<>();
            for (int c = 0; c < a.rows(state); c++) {
                parts.add(a.gatherRows(state, new int[] {c}));
            }
            rows.add(a.concatenateColumns(parts));
        }
        return a.concatenateRows(rows);
    }

    /** Chunks that begin with a zero state. */
    private <T> T separate(ExponentialField<T> a, DynamicalSystem<T> system, T tokens) {
        List<T> parts = new ArrayList<>();
        for (int first = 0; first < system.length(); first += p.chunk()) {
            int end = Math.min(system.length(), first + p.chunk());
            int[] rows = java.util.stream.IntStream.range(first, end).toArray();
            DynamicalSystem<T> part = new DynamicalSystem<>(system.steps().subList(first, end));
            parts.add(plain(a, part, a.gatherRows(tokens, rows)));
        }
        return a.concatenateRows(parts);
    }

    /** Every token with the decay of the one before. */
    private static <T> DynamicalSystem<T> shifted(DynamicalSystem<T> system) {
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < system.length(); i++) {
            ChannelStep<T> own = channel(system.step(i));
            T decay = channel(system.step(Math.max(0, i - 1))).decay();
            steps.add(new ChannelStep<>(decay, own.gain(), own.projection(), own.readOut(), own.skip()));
        }
        return new DynamicalSystem<>(steps);
    }
}
