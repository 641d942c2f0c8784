package org.fiducial.oracle.attention;

import java.util.Arrays;
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
    public <X> double[] value(ExaminedRows<X> rows) {
        return place == Place.INPUTS ? coarseInputs(rows).exact(rows.rows()) : emulated(rows);
    }

    @Override
    public <X> MistakenRows evaluate(ExaminedRows<X> rows) {
        if (place == Place.INPUTS) {
            RowEnvelope r = coarseInputs(rows).output(rows.rows());
            return new MistakenRows(r.mid(), r.mid(), r.bound());
        }
        AttentionHead head = rows.attention().head(rows.head());
        RowEnvelope wide =
                new ForwardEnvelope<>(rows.engine(), head, admitting.apply(rows.model())).output(rows.rows());
        return new MistakenRows(emulated(rows), wide.mid(), wide.bound());
    }

    private <X> ForwardEnvelope<X> coarseInputs(ExaminedRows<X> rows) {
        AttentionHead head = rows.attention().head(rows.head());
        return rows.envelope().of(head.withInputs(rounded(head.query()), rounded(head.key()), head.value()));
    }

    private <X> double[] emulated(ExaminedRows<X> rows) {
        if (place == Place.OUTPUT) {
            return Arrays.stream(rows.right().mid()).map(format::round).toArray();
        }
        Enclosing<X> engine = rows.engine();
        AttentionHead slice = rows.slice();
        X output;
        if (place == Place.LOGITS) {
            X coarse = engine.literal(new Matrix(slice.queries(), slice.keys(), rounded(rows.logitValues())));
            output = SoftmaxAttention.output(engine, coarse, rows.envelope().value(), slice.allowed());
        } else {
            double[] normaliser = new double[slice.queries()];
            X coarse = engine.literal(weights(slice, rows.logitValues(), normaliser));
            output = engine.normalise(
                    engine.matmul(coarse, rows.envelope().value()),
                    engine.literal(new Matrix(slice.queries(), 1, normaliser)),
                    slice.allowed());
        }
        return engine.enclosures(output).mid();
    }

    /** Weights relative to the largest logit, rounded; their normalisers from weights that are not. */
    private Matrix weights(AttentionHead slice, double[] logits, double[] normaliser) {
        AllowedKeys allowed = slice.allowed();
        double[] weights = new double[logits.length];
        for (int i = 0; i < slice.queries(); i++) {
            int first = i * slice.keys();
            double top = Double.NEGATIVE_INFINITY;
            for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
                top = Math.max(top, logits[first + j]);
            }
            for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
                double weight = Math.exp(logits[first + j] - top);
                normaliser[i] += weight;
                weights[first + j] = format.round(weight);
            }
        }
        return new Matrix(slice.queries(), slice.keys(), weights);
    }

    private Matrix rounded(Matrix x) {
        return new Matrix(x.rows(), x.columns(), rounded(x.values()));
    }

    /** What overflows in the format stays as it is. */
    private double[] rounded(double[] x) {
        double[] values = x.clone();
        for (int e = 0; e < values.length; e++) {
            double r = format.round(values[e]);
            values[e] = Double.isFinite(r) ? r : values[e];
        }
        return values;
    }
}
