package org.fiducial.oracle.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Evaluates a catalogue of mistakes on some slices: which of them explain a candidate, and which the check could see. */
final class TextExamination {
    /** Largest number of slices examined. */
    private static final int SLICES = 8;

    /** See {@link Deviations}. */
    private static final double FAR = 8;

    /** How near a number is to a value without a bound, relatively, to be explained by it. */
    private static final double NEAR = 1.0 / 64;

    private record Sample(TextSlice slice, TextEnvelope right) {}

    private final List<TextMistake> mistakes;
    private final List<TextSlice> slices;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final Enclosing<?> engine;
    private final Map<Integer, TextEnvelope> known;

    /**
     * @param engine what evaluates
     * @param known envelopes of this engine that were made already, by the number of their slice
     */
    TextExamination(
            List<TextMistake> mistakes,
            List<TextSlice> slices,
            Tensor candidate,
            FloatModel model,
            CheckOptions options,
            Enclosing<?> engine,
            Map<Integer, TextEnvelope> known) {
        this.mistakes = mistakes;
        this.slices = slices;
        this.candidate = candidate;
        this.model = model;
        this.options = options;
        this.engine = engine;
        this.known = known;
    }

    /** How many slices, from the first one on, {@link #power} looks at. */
    static int powerSlices(List<TextSlice> slices, CheckOptions options) {
        int rows = slices.stream().mapToInt(TextSlice::rows).max().orElse(1);
        return options.powerRows() == 0 ? 0 : Math.min(SLICES, Math.max(1, options.powerRows() / rows));
    }

    /** What the check would have seen of each mistake; nothing if it is not asked for. */
    List<Exposure> power() {
        if (options.powerRows() == 0) {
            return List.of();
        }
        List<Sample> samples = samples(new double[slices.size()], powerSlices(slices, options));
        List<Exposure> out = new ArrayList<>();
        List<Callable<Exposure>> work = new ArrayList<>();
        for (TextMistake mistake : mistakes) {
            work.add(() -> exposure(mistake, samples));
        }
        WorkQueue.run(work, options.threads(), out::add);
        return out;
    }

    private Exposure exposure(TextMistake mistake, List<Sample> samples) {
        double factor = 0;
        boolean exposed = false;
        boolean applicable = false;
        for (Sample s : samples) {
            double[] m = orNothing(() -> mistake.value(engine, s.slice, model, s.right));
            for (int e = 0; m != null && e < m.length; e++) {
                double distance = Math.abs(m[e] - s.right.mid()[e]);
                double bound = s.right.bound()[e];
                applicable |= !(distance <= s.right.radius()[e]);
                if (bound == Double.POSITIVE_INFINITY) {
                    continue;
                }
                if (!Double.isFinite(distance)) {
                    factor = Double.POSITIVE_INFINITY;
                    exposed = true;
                } else if (distance > 0) {
                    factor = Math.max(factor, distance / bound);
                    exposed |= distance - 2 * s.right.radius()[e] > bound;
                }
            }
        }
        return new Exposure(mistake.name(), mistake.description(), applicable, exposed, factor);
    }

    /**
     * The mistakes that explain a violating candidate on every slice examined.
     *
     * @param sliceRatios largest ratio of each slice; the worst are examined
     */
    List<Diagnosis> diagnosis(double[] sliceRatios) {
        List<Sample> samples = samples(sliceRatios, SLICES);
        List<Explanation> all = new ArrayList<>();
        for (TextMistake mistake : mistakes) {
            Explanation e = explanation(mistake, samples);
            if (e != null) {
                all.add(e);
            }
        }
        // Among formats, the one first whose emulation deviates as much as the candidate does.
        all.sort(Comparator.comparingDouble(Explanation::unlikeness));
        return all.stream().map(Explanation::diagnosis).toList();
    }

    /** @param unlikeness of a coarser format, how far the candidate's deviations are from an emulation's; negative for other mistakes */
    private record Explanation(Diagnosis diagnosis, double unlikeness) {}

    private @Nullable Explanation explanation(TextMistake mistake, List<Sample> samples) {
        boolean differs = false;
        double ratio = 0;
        Deviations observed = new Deviations();
        Deviations expected = new Deviations();
        for (Sample s : samples) {
            TextMistake.Mistaken m = orNothing(() -> mistake.of(engine, s.slice, model, s.right));
            for (int e = 0; e < s.right.mid().length; e++) {
                double x = candidate.valueAt(s.slice.firstElement() + e);
                double centre = m == null ? s.right.mid()[e] : m.centre()[e];
                double bound = m == null ? s.right.bound()[e] + s.right.radius()[e] : m.bound()[e];
                double value = m == null ? centre : m.value()[e];
                boolean known = bound < Double.POSITIVE_INFINITY;
                double distance = Math.abs(x - centre);
                // A bound that holds of everything explains nothing, unless nothing is known there anyway; and where
                // the
                // range may be left, what is infinite and what is near the value.
                boolean beyond = s.right.bound()[e] == Double.POSITIVE_INFINITY
                        || !Double.isFinite(x)
                        || distance <= NEAR * Math.abs(centre);
                if (!(known ? distance <= bound : beyond) || !mistake.mayReturn(x)) {
                    return null;
                }
                ratio = Math.max(ratio, distance == 0 || !known ? 0 : distance / bound);
                differs |= centre != s.right.mid()[e]
                        || bound > s.right.bound()[e] + s.right.radius()[e];
                observed.add(x - s.right.mid()[e], s.right.bound()[e]);
                expected.add(value - s.right.mid()[e], s.right.bound()[e]);
            }
        }
        boolean fits = differs && (!mistake.isCoarse() || observed.isLike(expected));
        double unlikeness = mistake.isCoarse() ? observed.unlikeness(expected) : -1;
        return fits
                ? new Explanation(new Diagnosis(mistake.name(), mistake.description(), 1, ratio), unlikeness)
                : null;
    }

    /**
     * A coarser format's envelope contains many small deviations of other causes. So the candidate's deviations from the exact output must also
     * be within a factor of what an emulation of the format shows: in root mean square, and in how many elements leave the right envelope.
     */
    private static final class Deviations {
        private double squares;
        private long outside;

        void add(double deviation, double bound) {
            squares += deviation * deviation;
            outside += Math.abs(deviation) > bound ? 1 : 0;
        }

        /** The logarithm of the ratio of the root mean squares, without its sign. */
        double unlikeness(Deviations emulated) {
            return Math.abs(Math.log(squares / emulated.squares)) / 2;
        }

        boolean isLike(Deviations emulated) {
            return squares >= emulated.squares / (FAR * FAR)
                    && squares <= emulated.squares * FAR * FAR
                    && outside * FAR >= emulated.outside
                    && outside <= FAR * emulated.outside;
        }
    }

    private static <V> @Nullable V orNothing(Supplier<@Nullable V> evaluation) {
        try {
            return evaluation.get();
        } catch (ArithmeticException beyondTheEngine) {
            return null;
        }
    }

    /** The slices with the largest ratios, the first ones among equals. */
    private List<Sample> samples(double[] sliceRatios, int most) {
        List<Integer> order = new ArrayList<>();
        for (int s = 0; s < slices.size(); s++) {
            order.add(s);
        }
        order.sort(Comparator.comparingDouble(s -> -sliceRatios[s]));
        List<Sample> out = new ArrayList<>();
        for (int s : order.subList(0, Math.min(order.size(), Math.min(most, SLICES)))) {
            TextSlice slice = slices.get(s);
            TextEnvelope right = known.get(s);
            if (right == null) {
                right = orNothing(() -> TextEnvelope.certain(engine, model, slice));
            }
            out.add(new Sample(slice, right == null ? TextEnvelope.unknown(slice) : right));
        }
        return out;
    }
}
