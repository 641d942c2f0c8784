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
 * A mistake of precision: something is stored in a coarser format than declared. It explains whatever conforms to the model that admits it (of
 * sums, what they may lose); its power is measured on an emulation that rounds there and nowhere else.
 */
record CoarserFormat(
        String name,
        String description,
        BiPredicate<AttentionCase, FloatModel> when,
        Format format,
        Place place,
        UnaryOperator<FloatModel> admitting)
        implements Mistake {
    /** On about so many rows sums in a format are emulated when power is asked for. */
    private static final int ACCUMULATED_ROWS = 8;

    /** What is stored too coarsely. */
    enum Place {
        INPUTS,
        LOGITS,
        WEIGHTS,
        ACCUMULATION,
        OUTPUT
    }

    @Override
    public boolean applies(AttentionCase c, FloatModel model) {
        return when.test(c, model);
    }

    @Override
    public <X> double[] value(ExaminedRows<X> rows) {
        if (place == Place.ACCUMULATION) {
            // A rounding for every product takes long, and some rows show as much as all.
            return accumulated(rows, Math.max(1, rows.slice().queries() / ACCUMULATED_ROWS));
        }
        return place == Place.INPUTS ? coarseInputs(rows).exact(rows.rows()) : emulated(rows);
    }

    @Override
    public <X> MistakenRows evaluate(ExaminedRows<X> rows) {
        if (place == Place.INPUTS) {
            RowEnvelope r = coarseInputs(rows).output(rows.rows());
            return new MistakenRows(r.mid(), r.mid(), r.bound());
        }
        if (place == Place.ACCUMULATION) {
            return new MistakenRows(emulated(rows), rows.right().mid(), accumulationBounds(rows));
        }
        AttentionHead head = rows.attention().head(rows.head());
        RowEnvelope wide =
                new ForwardEnvelope<>(rows.engine(), head, admitting.apply(rows.model())).output(rows.rows());
        return new MistakenRows(emulated(rows), wide.mid(), wide.bound());
    }

    @Override
    public boolean mayReturn(double x) {
        return place != Place.OUTPUT || !Double.isFinite(x) || format.round(x) == x;
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
        if (place == Place.ACCUMULATION) {
            return accumulated(rows, 1);
        }
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

    /** Sums key by key, rounded after each, in one row of so many; the other rows keep the right output. */
    private double[] accumulated(ExaminedRows<?> rows, int step) {
        AttentionHead slice = rows.slice();
        double[] values = slice.value().values();
        int width = slice.value().columns();
        double[] out = rows.right().mid().clone();
        for (int i = 0; i < slice.queries(); i += step) {
            int row = i * width;
            Arrays.fill(out, row, row + width, 0);
            eachWeight(slice, rows.logitValues(), i, (j, weight) -> {
                for (int c = 0; c < width; c++) {
                    out[row + c] = format.round(out[row + c] + weight * values[j * width + c]);
                }
            });
        }
        return out;
    }

    /**
     * What a row's sums may lose in the format, in any order: (1 + u)^m - 1 times the sum of absolute terms, once for the values and once for
     * the normaliser. The envelope of a model with that accumulation has the first product in it too, and soon bounds nothing.
     */
    private <X> double[] accumulationBounds(ExaminedRows<X> rows) {
        AttentionHead slice = rows.slice();
        int width = slice.value().columns();
        double[] bound = rows.right().bound().clone();
        for (int i = 0; i < slice.queries(); i++) {
            int row = i * width;
            double share = 2 * Math.expm1(slice.allowed().count(i) * Math.log1p(format.unitRoundoff()));
            eachWeight(slice, rows.logitValues(), i, (j, weight) -> {
                for (int c = 0; c < width; c++) {
                    bound[row + c] += share * weight * Math.abs(slice.value().get(j, c));
                }
            });
        }
        return bound;
    }

    private interface WeightOf {
        void of(int key, double weight);
    }

    /** The softmax weights of one row in binary64. */
    private static void eachWeight(AttentionHead slice, double[] logits, int i, WeightOf use) {
        AllowedKeys allowed = slice.allowed();
        int first = i * slice.keys();
        double top = MistakenTexts.maximum(allowed, i, logits);
        double normaliser = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            normaliser += Math.exp(logits[first + j] - top);
        }
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            use.of(j, Math.exp(logits[first + j] - top) / normaliser);
        }
    }

    /** Weights relative to the largest logit, rounded; their normalisers from weights that are not. */
    private Matrix weights(AttentionHead slice, double[] logits, double[] normaliser) {
        AllowedKeys allowed = slice.allowed();
        double[] weights = new double[logits.length];
        for (int i = 0; i < slice.queries(); i++) {
            int first = i * slice.keys();
            double top = MistakenTexts.maximum(allowed, i, logits);
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
