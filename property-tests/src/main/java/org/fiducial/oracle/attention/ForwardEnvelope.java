package org.fiducial.oracle.attention;

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
    private final double lambda;
    private final X key;
    private final X value;

    /** @param lambda confidence of the probabilistic envelope, or 0 to leave it out */
    ForwardEnvelope(Enclosing<X> engine, AttentionHead head, FloatModel model, double lambda) {
        this.engine = engine;
        this.head = head;
        this.model = model;
        this.lambda = lambda;
        this.key = engine.literal(head.key());
        this.value = engine.literal(head.value());
    }

    /** The output's envelope on the chosen query rows. */
    RowEnvelope output(int[] rows) {
        AttentionHead slice = head.rows(rows);
        ModelledReals<X> a = ModelledReals.certain(engine, model);
        Modelled<X> logits = logits(a, slice);
        Modelled<X> output =
                a.store(SoftmaxAttention.output(a, logits, a.exact(value), slice.allowed()), model.output());
        Enclosures exact = engine.enclosures(output.exact());
        ForwardRounding closed = closed(slice, engine.enclosures(logits.exact()));
        int width = head.value().columns();
        double[] bound = new double[exact.mid().length];
        boolean[] closedSmaller = new boolean[bound.length];
        for (int e = 0; e < bound.length; e++) {
            if (slice.allowed().count(e / width) > 0) {
                double size = Math.abs(exact.mid()[e]) + exact.radius()[e];
                double c = ForwardRounding.stored(closed.output()[e], size, model.output(), model);
                double m = output.deviation(e / width, e % width);
                closedSmaller[e] = c < m;
                bound[e] = Math.min(c, m);
            }
        }
        return new RowEnvelope(
                width,
                exact.mid(),
                exact.radius(),
                bound,
                closedSmaller,
                lambda > 0 ? probable(slice, bound) : bound,
                vacuous(slice.allowed(), bound, width));
    }

    /** The log-sum-exp's envelope on the chosen query rows; an empty row has 0 where minus infinity is meant. */
    RowEnvelope logSumExp(int[] rows) {
        AttentionHead slice = head.rows(rows);
        ModelledReals<X> a = ModelledReals.certain(engine, model);
        X logits = logits(a, slice).exact();
        Enclosures exact = engine.enclosures(SoftmaxAttention.logSumExp(engine, logits, slice.allowed()));
        ForwardRounding closed = closed(slice, engine.enclosures(logits));
        double[] bound = new double[rows.length];
        boolean[] closedSmaller = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            if (slice.allowed().count(i) > 0) {
                double size = Math.abs(exact.mid()[i]) + exact.radius()[i];
                bound[i] = ForwardRounding.stored(closed.logSumExp()[i], size, model.output(), model);
                closedSmaller[i] = true;
            }
        }
        return new RowEnvelope(1, exact.mid(), exact.radius(), bound, closedSmaller, bound, new boolean[rows.length]);
    }

    private Modelled<X> logits(ModelledReals<X> a, AttentionHead slice) {
        Matrix bias = slice.bias();
        return SoftmaxAttention.logits(
                a, a.literal(slice.query()), a.exact(key), slice.tau(), bias == null ? null : a.literal(bias));
    }

    private ForwardRounding closed(AttentionHead slice, Enclosures logits) {
        return ForwardRounding.of(
                slice.query(), slice.key(), slice.value(), slice.bias(), slice.tau(), slice.allowed(), logits, model);
    }

    private double[] probable(AttentionHead slice, double[] bound) {
        ModelledReals<X> a = ModelledReals.probable(engine, model, lambda);
        Modelled<X> output =
                a.store(SoftmaxAttention.output(a, logits(a, slice), a.exact(value), slice.allowed()), model.output());
        double[] out = bound.clone();
        for (int e = 0; e < out.length; e++) {
            out[e] = Math.min(out[e], output.deviation(e / output.columns(), e % output.columns()));
        }
        return out;
    }

    private boolean[] vacuous(AllowedKeys allowed, double[] bound, int width) {
        ColumnRanges ranges = new ColumnRanges(head.value());
        boolean[] out = new boolean[allowed.queries()];
        for (int i = 0; i < out.length; i++) {
            boolean wide = false;
            boolean seen = false;
            for (int c = 0; c < width && allowed.count(i) > 0; c++) {
                double range = ranges.high(allowed, i, c) - ranges.low(allowed, i, c);
                wide |= range > 0;
                seen |= range > bound[i * width + c];
            }
            out[i] = wide && !seen;
        }
        return out;
    }
}
