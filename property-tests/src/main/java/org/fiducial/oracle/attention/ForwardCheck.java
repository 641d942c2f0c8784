package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.EngineLadder;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.fiducial.verified.Tiles;
import org.jspecify.annotations.Nullable;

/** Checks an output or log-sum-exp, slice by slice of query rows; rows that an engine leaves undecided go to the next sharper one. */
final class ForwardCheck {
    /** Largest probability of calling a correct implementation suspicious. */
    static final String UNBOUNDED = "a value may leave the range of a declared format, so nothing bounds it";

    private static final double FALSE_ALARM = 1e-9;

    /** One row in so many is held against the probabilistic envelope: those that are farthest off. */
    private static final int SUSPECTED = 32;

    private static final int LOGITS_A_SLICE = 1 << 17;

    private final AttentionCase attention;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final List<Enclosing<?>> engines = EngineLadder.engines();
    private final double lambda;
    private final int columns;
    private final boolean isOutput;

    ForwardCheck(AttentionCase attention, Tensor candidate, FloatModel model, CheckOptions options) {
        this.attention = attention;
        this.candidate = candidate;
        this.model = model;
        this.options = options;
        this.isOutput = options.output().equals("output");
        this.columns = isOutput ? candidate.shape().size(-1) : 1;
        // A rounding-error product for each term of each logit, of the normaliser and of each output element; for each
        // element a mean of
        // errors, and a row's own.
        double terms = attention.width() + columns + 1.0;
        double events = (double) attention.heads() * attention.queries() * (attention.keys() * terms + columns + 1);
        this.lambda = RoundingErrors.confidence(events, FALSE_ALARM);
    }

    Verdict verdict() {
        int sliceRows = Math.max(1, LOGITS_A_SLICE / attention.keys());
        List<Callable<Part>> work = new ArrayList<>();
        for (int h = 0; h < attention.heads(); h++) {
            SharedHead shared = new SharedHead(h);
            for (int t = 0; t < Tiles.count(attention.queries(), sliceRows); t++) {
                int[] rows = range(
                        Tiles.begin(t, attention.queries(), sliceRows), Tiles.end(t, attention.queries(), sliceRows));
                work.add(() -> slice(shared, rows));
            }
        }
        Tally tally = new Tally();
        long[] decided = new long[engines.size()];
        double[] rowRatios = new double[(int) attention.rows()];
        long[] done = {0};
        WorkQueue.run(work, options.threads(), part -> {
            tally.add(part.tally);
            for (int e = 0; e < decided.length; e++) {
                decided[e] += part.decided[e];
            }
            System.arraycopy(part.rowRatios, 0, rowRatios, part.firstRow, part.rowRatios.length);
            done[0] += part.rowRatios.length;
            options.progress().accept(done[0]);
        });
        MistakeExamination mistakes =
                new MistakeExamination(attention, candidate, model, options, engines.get(0), isOutput);
        // The worst element's exact value needs one thread, the mistakes take what there is.
        List<WorstElement> worst = new ArrayList<>();
        List<Exposure> power = new ArrayList<>();
        List<Callable<Runnable>> rest = List.of(
                () -> {
                    List<Exposure> found = mistakes.power();
                    return () -> power.addAll(found);
                },
                () -> {
                    WorstElement found = worst(tally);
                    return () -> worst.add(found);
                });
        WorkQueue.run(rest, options.threads(), Runnable::run);
        return Verdict.of(
                "softmax-attention",
                options.output(),
                tally.outcome(),
                model,
                tally,
                worst.get(0),
                tally.violating() > 0 ? mistakes.diagnosis(rowRatios) : List.of(),
                power,
                Suspicion.of(tally, FALSE_ALARM),
                EngineUse.of(engines, decided),
                rowRatios);
    }

    /** A head taken apart once, on first use. */
    private final class SharedHead {
        private final int index;
        private @Nullable ForwardEnvelope<?> first;

        SharedHead(int index) {
            this.index = index;
        }

        synchronized ForwardEnvelope<?> envelope(int engine) {
            if (engine > 0) {
                return new ForwardEnvelope<>(engines.get(engine), attention.head(index), model);
            }
            if (first == null) {
                first = new ForwardEnvelope<>(engines.get(0), attention.head(index), model);
            }
            return first;
        }
    }

    private record Part(int firstRow, Tally tally, double[] rowRatios, long[] decided) {}

    private Part slice(SharedHead head, int[] rows) {
        Tally tally = new Tally();
        double[] values = candidate.valuesAt(element(head.index, rows[0], 0), rows.length * columns);
        double[] ratios = new double[rows.length];
        long[] decided = new long[engines.size()];
        int[] open = rows;
        for (int e = 0; open.length > 0; e++) {
            boolean last = e == engines.size() - 1;
            ForwardEnvelope<?> envelope = head.envelope(e);
            RowEnvelope r;
            try {
                r = isOutput ? envelope.output(open) : envelope.logSumExp(open);
            } catch (ArithmeticException beyondTheEngine) {
                if (!last) {
                    continue;
                }
                r = RowEnvelope.unknown(open.length, columns);
            }
            List<Integer> undecided = new ArrayList<>();
            for (int i = 0; i < open.length; i++) {
                int first = (open[i] - rows[0]) * columns;
                if (!last && !decides(values, first, head.index, open[i], i, r)) {
                    undecided.add(open[i]);
                } else {
                    ratios[open[i] - rows[0]] = count(tally, values, first, head.index, open[i], i, r);
                    decided[e]++;
                }
            }
            if (e == 0 && isOutput) {
                suspect(tally, head, open, values, ratios, rows[0], r);
            }
            open = undecided.stream().mapToInt(Integer::intValue).toArray();
        }
        return new Part(head.index * attention.queries() + rows[0], tally, ratios, decided);
    }

    /**
     * Holds the rows that are farthest off against the probabilistic envelope. Any row may raise the suspicion, so leaving rows out raises no
     * false alarm.
     */
    private void suspect(
            Tally tally, SharedHead head, int[] rows, double[] values, double[] ratios, int first, RowEnvelope r) {
        List<Integer> far = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (ratios[rows[i] - first] > 0 && !emptyRow(head.index, rows[i])) {
                far.add(i);
            }
        }
        far.sort(Comparator.comparingDouble(i -> -ratios[rows[i] - first]));
        List<Integer> chosen = far.subList(0, Math.min(far.size(), (rows.length + SUSPECTED - 1) / SUSPECTED));
        if (chosen.isEmpty()) {
            return;
        }
        double[] probable =
                head.envelope(0).probable(chosen.stream().mapToInt(i -> rows[i]).toArray(), lambda);
        for (int k = 0; k < chosen.size(); k++) {
            int i = chosen.get(k);
            for (int c = 0; c < columns; c++) {
                int e = i * columns + c;
                double x = values[(rows[i] - first) * columns + c];
                double least = Math.max(0, Math.abs(x - r.mid()[e]) - 2 * r.radius()[e]);
                double bound = Math.min(r.bound()[e], probable[k * columns + c]);
                tally.suspect(!Double.isFinite(x) || least == 0 ? 0 : least / bound);
            }
        }
    }

    private long element(int head, int row, int column) {
        return ((long) head * attention.queries() + row) * columns + column;
    }

    private boolean decides(double[] values, int first, int head, int row, int i, RowEnvelope r) {
        if (emptyRow(head, row)) {
            return true;
        }
        for (int c = 0; c < columns; c++) {
            int e = i * columns + c;
            if (Tally.judge(values[first + c], r.mid()[e], r.radius()[e], r.bound()[e]) == null) {
                return false;
            }
        }
        return true;
    }

    private boolean emptyRow(int head, int row) {
        return attention.allowedCount(head, row) == 0;
    }

    private double count(Tally tally, double[] values, int first, int head, int row, int i, RowEnvelope r) {
        double worst = 0;
        boolean empty = emptyRow(head, row);
        for (int c = 0; c < columns; c++) {
            int e = i * columns + c;
            long element = element(head, row, c);
            double x = values[first + c];
            if (empty) {
                worst = Math.max(worst, countEmpty(tally, element, x));
                continue;
            }
            Outcome outcome = tally.reasoned(Tally.judge(x, r.mid()[e], r.radius()[e], r.bound()[e]), x, UNBOUNDED);
            if (outcome == Outcome.CONFORMS && r.vacuous()[i]) {
                tally.reason(
                        isOutput
                                ? "the bound of some rows is wider than the hull of their values in every column (C2), so any weights would pass"
                                : "the bound of some rows is wider than all that weights can add to their largest logit (C11), so that logit alone, or 0 where there is one key, would pass");
                outcome = Outcome.INCONCLUSIVE;
            }
            tally.count(outcome, element, x, r.mid()[e], r.radius()[e], r.bound()[e]);
            tally.envelope(r.closed()[e]);
            if (outcome != Outcome.INCONCLUSIVE) {
                worst = Math.max(worst, Tally.ratio(x, r.mid()[e], r.bound()[e]));
            }
        }
        return worst;
    }

    /** A row without allowed keys has output 0 and log-sum-exp minus infinity, (D5); nothing rounds there. */
    private double countEmpty(Tally tally, long element, double x) {
        double expected = isOutput ? 0 : Double.NEGATIVE_INFINITY;
        boolean right = x == expected;
        if (!right) {
            String found = Double.isNaN(x) ? "NaN, expected " : "not ";
            tally.reason("a row without allowed keys is " + found + (isOutput ? "0" : "-infinity") + " (D5)");
        }
        tally.count(right ? Outcome.CONFORMS : Outcome.VIOLATES, element, right ? 0 : x, 0, 0, 0);
        return right ? 0 : Double.POSITIVE_INFINITY;
    }

    private WorstElement worst(Tally tally) {
        long element = tally.worstElement();
        int[] index = candidate.shape().index(element);
        int row = (int) (element / columns % attention.queries());
        int head = (int) (element / columns / attention.queries());
        double x = candidate.valueAt(element);
        if (emptyRow(head, row)) {
            return new WorstElement(
                    index,
                    x,
                    isOutput ? "0" : "-Infinity",
                    0,
                    0,
                    tally.worstRatio() == 0 ? 0 : Double.POSITIVE_INFINITY,
                    tally.worstRatio());
        }
        return WorstElement.of(candidate, tally, model, sharp(head, row, (int) (element % columns)));
    }

    /** The exact value by the second engine, or null where the numbers are beyond it. */
    private @Nullable Enclosure sharp(int head, int row, int column) {
        try {
            return sharp(engines.get(1), head, row, column);
        } catch (ArithmeticException beyondTheEngine) {
            return null;
        }
    }

    private <X> Enclosure sharp(Enclosing<X> engine, int headIndex, int row, int column) {
        AttentionHead head = attention.head(headIndex).rows(new int[] {row});
        X logits = SoftmaxAttention.logits(
                engine,
                engine.literal(head.query()),
                engine.literal(head.key()),
                head.tau(),
                head.bias() == null ? null : engine.literal(head.bias()));
        if (!isOutput) {
            return engine.enclosure(SoftmaxAttention.logSumExp(engine, logits, head.allowed()), 0, 0);
        }
        double[] values = new double[head.keys()];
        for (int j = 0; j < values.length; j++) {
            values[j] = head.value().get(j, column);
        }
        X value = engine.literal(new Matrix(values.length, 1, values));
        return engine.enclosure(SoftmaxAttention.output(engine, logits, value, head.allowed()), 0, 0);
    }

    private static int[] range(int first, int end) {
        int[] rows = new int[end - first];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = first + i;
        }
        return rows;
    }
}
