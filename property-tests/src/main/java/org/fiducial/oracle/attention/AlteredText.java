package org.fiducial.oracle.attention;

import java.util.function.BiPredicate;
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
    public <X> double[] value(ExaminedRows<X> rows) {
        X output = text.output(rows.engine(), rows.logits(), rows.envelope().value(), rows.slice(), rows.logitValues());
        return rows.engine().enclosures(output).mid();
    }

    @Override
    public <X> MistakenRows evaluate(ExaminedRows<X> rows) {
        AttentionHead slice = rows.slice();
        ModelledReals<X> a = ModelledReals.certain(rows.engine(), rows.model());
        Modelled<X> logits = SoftmaxAttention.logits(
                a,
                a.literal(slice.query()),
                a.literal(slice.key()),
                slice.tau(),
                slice.bias() == null ? null : a.literal(slice.bias()));
        Modelled<X> output = a.store(
                text.output(a, logits, a.literal(slice.value()), slice, rows.logitValues()),
                rows.model().output());
        Enclosures exact = rows.engine().enclosures(output.exact());
        double[] bound = new double[exact.mid().length];
        for (int e = 0; e < bound.length; e++) {
            bound[e] = output.deviation(e / output.columns(), e % output.columns()) + exact.radius()[e];
        }
        return new MistakenRows(exact.mid(), exact.mid(), bound);
    }
}
