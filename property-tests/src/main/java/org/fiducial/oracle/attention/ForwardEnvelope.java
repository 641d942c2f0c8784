package org.fiducial.oracle.attention;

import java.util.stream.IntStream;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.attention.ColumnRanges;
import org.fiducial.theory.attention.ForwardRounding;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of one head's forward pass under one engine: the smaller of the closed bound C12 and the float model's interpretation of the
 * operator text, element by element. Keys and values are taken in once and shared by all slices of rows.
 *
 * @param <X> matrix of the engine
 */
final class ForwardEnvelope<X> {
    private final Enclosing<X> engine;
    private final AttentionHead head;
    private final FloatModel model;
    private final ModelledReals<X> certain;
    private final Modelled<X> key;
    private final Modelled<X> value;
    private @Nullable ColumnRanges ranges;

    ForwardEnvelope(Enclosing<X> engine, AttentionHead head, FloatModel model) {
        this(engine, head, model, null);
    }

    private ForwardEnvelope(
            Enclosing<X> engine, AttentionHead head, FloatModel model, @Nullable ForwardEnvelope<X> known) {
        this.engine = engine;
        this.head = head;
        this.model = model;
        this.certain = ModelledReals.certain(engine, model);
        this.key = known != null && known.head.key() == head.key() ? known.key : certain.literal(head.key());
        this.value = known != null && known.head.value() == head.value() ? known.value : certain.literal(head.value());
    }

    /** The envelope of another head under this engine; keys and values that are the same matrices are shared. */
    ForwardEnvelope<X> of(AttentionHead other) {
        return new ForwardEnvelope<>(engine, other, model, this);
    }

    Enclosing<X> engine() {
        return engine;
    }

    FloatModel model() {
        return model;
    }

    /** The head's keys. */
    X key() {
        return key.exact();
    }

    /** The head's values. */
    X value() {
        return value.exact();
    }

    private synchronized ColumnRanges ranges() {
        if (ranges == null) {
            ranges = new ColumnRanges(head.value());
        }
        return ranges;
    }

    /** The output's envelope on the chosen query rows. */
    RowEnvelope output(int[] rows) {
        AttentionHead slice = head.rows(rows);
        Modelled<X> logits = logits(certain, slice);
        Modelled<X> output =
                certain.store(SoftmaxAttention.output(certain, logits, value, slice.allowed()), model.output());
        Enclosures exact = engine.enclosures(output.exact());
        int width = head.value().columns();
        double[] bound = new double[exact.mid().length];
        for (int e = 0; e < bound.length; e++) {
            if (slice.allowed().count(e / width) > 0) {
                bound[e] = output.deviation(e / width, e % width);
            }
        }
        boolean[] closedSmaller = new boolean[bound.length];
        int[] open = closedMayBeSmaller(slice, bound);
        if (open.length > 0) {
            ForwardRounding closed = closed(slice.rows(open), rows(engine.enclosures(logits.exact()), open));
            for (int k = 0; k < open.length; k++) {
                for (int c = 0; c < width; c++) {
                    int e = open[k] * width + c;
                    double size = Math.abs(exact.mid()[e]) + exact.radius()[e];
                    double b = ForwardRounding.stored(closed.output()[k * width + c], size, model.output(), model);
                    closedSmaller[e] = b < bound[e];
                    bound[e] = Math.min(b, bound[e]);
                }
            }
        }
        return new RowEnvelope(
                width, exact.mid(), exact.radius(), bound, closedSmaller, vacuous(slice.allowed(), bound, width));
    }

    /** Midpoints of the output on the chosen query rows, without any bound. */
    double[] exact(int[] rows) {
        AttentionHead slice = head.rows(rows);
        Matrix bias = slice.bias();
        X logits = SoftmaxAttention.logits(
                engine,
                engine.literal(slice.query()),
                key.exact(),
                slice.tau(),
                bias == null ? null : engine.literal(bias));
        return engine.enclosures(SoftmaxAttention.output(engine, logits, value.exact(), slice.allowed()))
                .mid();
    }

    /** The log-sum-exp's envelope on the chosen query rows; an empty row has 0 where minus infinity is meant. */
    RowEnvelope logSumExp(int[] rows) {
        AttentionHead slice = head.rows(rows);
        X logits = logits(certain, slice).exact();
        Enclosures exact = engine.enclosures(SoftmaxAttention.logSumExp(engine, logits, slice.allowed()));
        ForwardRounding closed = closed(slice, engine.enclosures(logits));
        double[] bound = new double[rows.length];
        boolean[] closedSmaller = new boolean[rows.length];
        boolean[] vacuous = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int keys = slice.allowed().count(i);
            if (keys > 0) {
                double size = Math.abs(exact.mid()[i]) + exact.radius()[i];
                bound[i] = ForwardRounding.stored(closed.logSumExp()[i], size, model.output(), model);
                closedSmaller[i] = true;
                // Between the largest logit and that plus log keys (C11); of one key it is the logit, where 0 would say
                // nothing.
                double range = keys > 1 ? Math.log(keys) : Math.abs(exact.mid()[i]);
                vacuous[i] = range > 0 && !(range > bound[i]);
            }
        }
        return new RowEnvelope(1, exact.mid(), exact.radius(), bound, closedSmaller, vacuous);
    }

    private Modelled<X> logits(ModelledReals<X> a, AttentionHead slice) {
        Matrix bias = slice.bias();
        return SoftmaxAttention.logits(
                a, a.literal(slice.query()), key, slice.tau(), bias == null ? null : a.literal(bias));
    }

    private ForwardRounding closed(AttentionHead slice, Enclosures logits) {
        return ForwardRounding.of(
                slice.query(), slice.key(), slice.value(), slice.bias(), slice.tau(), slice.allowed(), logits, model);
    }

    /**
     * The largest distances of the output on the chosen query rows under the probabilistic model.
     *
     * @param lambda its confidence
     */
    double[] probable(int[] rows, double lambda) {
        AttentionHead slice = head.rows(rows);
        ModelledReals<X> a = ModelledReals.probable(engine, model, lambda);
        Modelled<X> output =
                a.store(SoftmaxAttention.output(a, logits(a, slice), value, slice.allowed()), model.output());
        double[] out = new double[rows.length * output.columns()];
        for (int e = 0; e < out.length; e++) {
            out[e] = output.deviation(e / output.columns(), e % output.columns());
        }
        return out;
    }

    /** Rows in which some bound exceeds what the closed one has at least, so that the closed one may be smaller. */
    private int[] closedMayBeSmaller(AttentionHead slice, double[] bound) {
        int width = head.value().columns();
        return IntStream.range(0, slice.queries())
                .filter(i -> {
                    if (slice.allowed().count(i) == 0) {
                        return false;
                    }
                    double rho = ForwardRounding.rho(slice.allowed(), i, model);
                    ColumnRanges.Row extremes = ranges().row(slice.allowed(), i);
                    for (int c = 0; c < width; c++) {
                        double largest = Math.max(Math.abs(extremes.low()[c]), Math.abs(extremes.high()[c]));
                        if (!(bound[i * width + c] <= rho * largest)) {
                            return true;
                        }
                    }
                    return false;
                })
                .toArray();
    }

    private static Enclosures rows(Enclosures x, int[] rows) {
        double[] mid = new double[rows.length * x.columns()];
        double[] radius = new double[mid.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(x.mid(), rows[i] * x.columns(), mid, i * x.columns(), x.columns());
            System.arraycopy(x.radius(), rows[i] * x.columns(), radius, i * x.columns(), x.columns());
        }
        return new Enclosures(rows.length, x.columns(), mid, radius);
    }

    private boolean[] vacuous(AllowedKeys allowed, double[] bound, int width) {
        boolean[] out = new boolean[allowed.queries()];
        for (int i = 0; i < out.length; i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            boolean wide = false;
            boolean seen = false;
            ColumnRanges.Row extremes = ranges().row(allowed, i);
            for (int c = 0; c < width; c++) {
                double range = extremes.high()[c] - extremes.low()[c];
                wide |= range > 0;
                seen |= range > bound[i * width + c];
            }
            out[i] = wide && !seen;
        }
        return out;
    }
}
