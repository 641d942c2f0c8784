package org.fiducial.oracle.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.EngineLadder;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks a candidate slice by slice; slices with rows that an engine leaves undecided go to the next sharper one. */
final class TextCheck {
    /** Largest probability of calling a correct implementation suspicious. */
    private static final double FALSE_ALARM = 1e-9;

    /** More roundings than an implementation makes whose envelope could be evaluated: that took at least as many operations. */
    private static final double ROUNDINGS = 0x1p60;

    private static final double LAMBDA = RoundingErrors.confidence(ROUNDINGS, FALSE_ALARM);

    private static final String UNBOUNDED =
            "a value may leave the range of a declared format, or a divisor may be zero, so nothing bounds it";

    private final String operator;
    private final List<TextMistake> mistakes;
    private final List<TextSlice> slices;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final List<Enclosing<?>> engines = EngineLadder.engines();

    TextCheck(
            String operator,
            Map<String, String> catalogue,
            List<TextSlice> slices,
            Tensor candidate,
            FloatModel model,
            CheckOptions options) {
        this.operator = operator;
        this.mistakes = MistakeCatalogue.of(catalogue);
        this.slices = slices;
        this.candidate = candidate;
        this.model = model;
        this.options = options;
        long covered = 0;
        for (TextSlice s : slices) {
            if (s.firstElement() != covered) {
                throw new IllegalStateException(
                        "a slice begins at element " + s.firstElement() + ", expected " + covered);
            }
            covered += (long) s.rows() * s.columns();
        }
        if (covered != candidate.shape().elements()) {
            throw new IllegalStateException("the slices cover " + covered + " elements, the candidate has "
                    + candidate.shape().elements());
        }
    }

    /** @param first the envelope by the first engine, where that gave one */
    private record Part(
            int rows,
            Tally tally,
            double[] rowRatios,
            long[] decided,
            boolean vacuous,
            @Nullable TextEnvelope first) {
        Part withoutEnvelope() {
            return new Part(rows, tally, rowRatios, decided, vacuous, null);
        }

        double ratio() {
            double most = 0;
            for (double r : rowRatios) {
                most = Math.max(most, r);
            }
            return most;
        }
    }

    Verdict verdict() {
        List<Callable<Part>> work = new ArrayList<>();
        slices.forEach(s -> work.add(() -> check(s)));
        List<Part> parts = new ArrayList<>();
        long[] done = {0};
        Map<Integer, TextEnvelope> known = new HashMap<>();
        int examined = TextExamination.powerSlices(slices, options);
        WorkQueue.run(work, options.threads(), part -> {
            if (part.first != null && parts.size() < examined) {
                known.put(parts.size(), part.first);
            }
            parts.add(part.withoutEnvelope());
            done[0] += part.rows;
            options.progress().accept(done[0]);
        });
        Tally tally = new Tally();
        long[] decided = new long[engines.size()];
        double[] sliceRatios = parts.stream().mapToDouble(Part::ratio).toArray();
        double[] rowRatios = parts.stream()
                .flatMapToDouble(p -> java.util.Arrays.stream(p.rowRatios))
                .toArray();
        boolean vacuous = !parts.isEmpty();
        for (Part p : parts) {
            tally.add(p.tally);
            vacuous &= p.vacuous;
            for (int e = 0; e < decided.length; e++) {
                decided[e] += p.decided[e];
            }
        }
        Outcome outcome = tally.outcome();
        if (vacuous && outcome == Outcome.CONFORMS) {
            tally.reason("the bound exceeds the exact value everywhere, so zeros would pass");
            outcome = Outcome.INCONCLUSIVE;
        }
        TextExamination examination =
                new TextExamination(mistakes, slices, candidate, model, options, engines.get(0), known);
        return Verdict.of(
                operator,
                options.output(),
                outcome,
                model,
                tally,
                WorstElement.of(candidate, tally, model, sharp(tally.worstElement())),
                tally.violating() > 0 ? examination.diagnosis(sliceRatios) : List.of(),
                examination.power(),
                Suspicion.of(tally, FALSE_ALARM),
                EngineUse.of(engines, decided),
                rowRatios);
    }

    private Part check(TextSlice slice) {
        Tally tally = new Tally();
        double[] ratios = new double[slice.rows()];
        long[] decided = new long[engines.size()];
        boolean[] closed = new boolean[slice.rows()];
        boolean vacuous = false;
        TextEnvelope first = null;
        for (int e = 0, left = slice.rows(); left > 0; e++) {
            boolean last = e == engines.size() - 1;
            TextEnvelope r = envelope(slice, e, last);
            if (r == null) {
                continue;
            }
            vacuous = r.isVacuous();
            if (e == 0) {
                first = r;
            }
            double[] probable = e == 0
                    ? TextEnvelope.probable(engines.get(0), model, slice, LAMBDA)
                            .bound()
                    : r.bound();
            for (int i = 0; i < slice.rows(); i++) {
                if (!closed[i] && (last || decides(slice, i, r))) {
                    ratios[i] = count(tally, slice, i, r, probable);
                    closed[i] = true;
                    decided[e]++;
                    left--;
                }
            }
        }
        return new Part(slice.rows(), tally, ratios, decided, vacuous, first);
    }

    /** The envelope, or null where the numbers are beyond this engine and a sharper one is left. */
    private @Nullable TextEnvelope envelope(TextSlice slice, int engine, boolean last) {
        try {
            return TextEnvelope.certain(engines.get(engine), model, slice);
        } catch (ArithmeticException beyondTheEngine) {
            return last ? TextEnvelope.unknown(slice) : null;
        }
    }

    private boolean decides(TextSlice slice, int row, TextEnvelope r) {
        for (int c = 0; c < slice.columns(); c++) {
            int e = row * slice.columns() + c;
            double x = candidate.valueAt(slice.firstElement() + e);
            // What has no bound under this engine may have one under a sharper one, whose enclosures exclude zero.
            if (r.bound()[e] == Double.POSITIVE_INFINITY
                    || Tally.judge(x, r.mid()[e], r.radius()[e], r.bound()[e]) == null) {
                return false;
            }
        }
        return true;
    }

    private double count(Tally tally, TextSlice slice, int row, TextEnvelope r, double[] probable) {
        double worst = 0;
        for (int c = 0; c < slice.columns(); c++) {
            int e = row * slice.columns() + c;
            long element = slice.firstElement() + e;
            double x = candidate.valueAt(element);
            Outcome outcome = tally.reasoned(Tally.judge(x, r.mid()[e], r.radius()[e], r.bound()[e]), x, UNBOUNDED);
            tally.count(outcome, element, x, r.mid()[e], r.radius()[e], r.bound()[e]);
            tally.envelope(false);
            if (outcome != Outcome.INCONCLUSIVE) {
                worst = Math.max(worst, Tally.ratio(x, r.mid()[e], r.bound()[e]));
                if (Double.isFinite(x)) {
                    double least = Math.max(0, Math.abs(x - r.mid()[e]) - 2 * r.radius()[e]);
                    tally.suspect(least == 0 ? 0 : least / Math.min(probable[e], r.bound()[e]));
                }
            }
        }
        return worst;
    }

    private @Nullable Enclosure sharp(long element) {
        for (TextSlice s : slices) {
            long place = element - s.firstElement();
            if (place < (long) s.rows() * s.columns()) {
                int row = (int) (place / s.columns());
                int column = (int) (place % s.columns());
                try {
                    return sharp(engines.get(1), s.algorithms().get(0), row, column);
                } catch (ArithmeticException beyondTheEngine) {
                    return null;
                }
            }
        }
        return null;
    }

    private static <X> Enclosure sharp(Enclosing<X> engine, OperatorText text, int row, int column) {
        return engine.enclosure(text.evaluate(engine), row, column);
    }
}
