package org.fiducial.oracle.attention;

import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;

/**
 * A mistake of precision: something is stored in a coarser format than declared. It explains whatever conforms to the model that admits it;
 * its power is measured on an emulation that rounds there and nowhere else.
 */
record CoarserFormat(
        String name,
        String description,
        BiPredicate<AttentionCase, FloatModel> when,
        Format format,
        Place place,
        UnaryOperator<FloatModel> admitting)
        implements Mistake {
    /** What is stored too coarsely. */
    enum Place {
        INPUTS,
        LOGITS,
        WEIGHTS,
        OUTPUT
    }

    @Override
    public boolean applies(AttentionCase c, FloatModel model) {
        return when.test(c, model);
    }

    @Override
    public <X> double[] value(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        AttentionHead exact = c.head(head);
        if (place == Place.INPUTS) {
            return new ForwardEnvelope<>(engine, rounded(exact), model).exact(rows);
        }
        return emulated(engine, exact.rows(rows), right);
    }

    @Override
    public <X> MistakenRows evaluate(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        AttentionHead exact = c.head(head);
        if (place == Place.INPUTS) {
            RowEnvelope r = new ForwardEnvelope<>(engine, rounded(exact), model).output(rows);
            return new MistakenRows(r.mid(), r.mid(), r.bound());
        }
        RowEnvelope wide = new ForwardEnvelope<>(engine, exact, admitting.apply(model)).output(rows);
        return new MistakenRows(emulated(engine, exact.rows(rows), right), wide.mid(), wide.bound());
    }

    private AttentionHead rounded(AttentionHead exact) {
        return exact.withInputs(rounded(exact.query()), rounded(exact.key()), exact.value());
    }

    private <X> double[] emulated(Enclosing<X> engine, AttentionHead slice, RowEnvelope right) {
        int width = slice.value().columns();
        double[] out = new double[slice.queries() * width];
        if (place == Place.OUTPUT) {
            for (int e = 0; e < out.length; e++) {
                out[e] = format.round(right.mid()[e]);
            }
            return out;
        }
        double[] logits = engine.enclosures(SoftmaxAttention.logits(
                        engine,
                        engine.literal(slice.query()),
                        engine.literal(slice.key()),
                        slice.tau(),
                        slice.bias() == null ? null : engine.literal(slice.bias())))
                .mid();
        AllowedKeys allowed = slice.allowed();
        int keys = slice.keys();
        for (int i = 0; i < slice.queries(); i++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    double s = logits[i * keys + j];
                    logits[i * keys + j] = place == Place.LOGITS ? format.round(s) : s;
                    top = Math.max(top, logits[i * keys + j]);
                }
            }
            double normaliser = 0;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    double weight = Math.exp(logits[i * keys + j] - top);
                    normaliser += weight;
                    double stored = place == Place.WEIGHTS ? format.round(weight) : weight;
                    for (int c = 0; c < width; c++) {
                        out[i * width + c] += stored * slice.value().get(j, c);
                    }
                }
            }
            for (int c = 0; c < width && normaliser > 0; c++) {
                out[i * width + c] /= normaliser;
            }
        }
        return out;
    }

    private Matrix rounded(Matrix x) {
        double[] values = x.values().clone();
        for (int e = 0; e < values.length; e++) {
            double r = format.round(values[e]);
            values[e] = Double.isFinite(r) ? r : values[e];
        }
        return new Matrix(x.rows(), x.columns(), values);
    }
}
