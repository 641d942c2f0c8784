package org.fiducial.oracle.attention;

import java.util.function.BiPredicate;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.operator.SoftmaxAttention;

/** A mistake in the operator itself, written as the text that the mistaken implementation follows. */
record AlteredText(String name, String description, BiPredicate<AttentionCase, FloatModel> when, Text text)
        implements Mistake {
    /** A mistaken operator over the right logits. */
    interface Text {
        /**
         * The mistaken output.
         *
         * @param head the rows' head
         * @param logits the exact logits, to within their radius: row by row
         */
        <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues);
    }

    @Override
    public boolean applies(AttentionCase c, FloatModel model) {
        return when.test(c, model);
    }

    @Override
    public <X> double[] value(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        AttentionHead slice = c.head(head).rows(rows);
        X logits = logits(engine, slice);
        double[] values = engine.enclosures(logits).mid();
        return engine.enclosures(text.output(engine, logits, engine.literal(slice.value()), slice, values))
                .mid();
    }

    private static <T> T logits(ExponentialField<T> a, AttentionHead slice) {
        return SoftmaxAttention.logits(
                a,
                a.literal(slice.query()),
                a.literal(slice.key()),
                slice.tau(),
                slice.bias() == null ? null : a.literal(slice.bias()));
    }

    @Override
    public <X> MistakenRows evaluate(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        AttentionHead slice = c.head(head).rows(rows);
        ModelledReals<X> a = ModelledReals.certain(engine, model);
        Modelled<X> logits = logits(a, slice);
        double[] values = engine.enclosures(logits.exact()).mid();
        Modelled<X> output = a.store(text.output(a, logits, a.literal(slice.value()), slice, values), model.output());
        Enclosures exact = engine.enclosures(output.exact());
        double[] bound = new double[exact.mid().length];
        for (int e = 0; e < bound.length; e++) {
            bound[e] = output.deviation(e / output.columns(), e % output.columns()) + exact.radius()[e];
        }
        return new MistakenRows(exact.mid(), exact.mid(), bound);
    }
}
