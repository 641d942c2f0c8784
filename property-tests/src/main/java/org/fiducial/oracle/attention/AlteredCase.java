package org.fiducial.oracle.attention;

import java.util.function.BiPredicate;
import org.fiducial.arithmetic.model.FloatModel;

/** A mistake that amounts to correct attention over other inputs: another scale, mask, head, key order. */
record AlteredCase(String name, String description, BiPredicate<AttentionCase, FloatModel> when, Alteration alteration)
        implements Mistake {
    /** The head that the mistaken implementation evaluates. */
    interface Alteration {
        AttentionHead of(AttentionCase c, int head);
    }

    @Override
    public boolean applies(AttentionCase c, FloatModel model) {
        return when.test(c, model);
    }

    @Override
    public <X> double[] value(ExaminedRows<X> rows) {
        return altered(rows).exact(rows.rows());
    }

    @Override
    public <X> MistakenRows evaluate(ExaminedRows<X> rows) {
        RowEnvelope r = altered(rows).output(rows.rows());
        return new MistakenRows(r.mid(), r.mid(), r.bound());
    }

    private <X> ForwardEnvelope<X> altered(ExaminedRows<X> rows) {
        return rows.envelope().of(alteration.of(rows.attention(), rows.head()));
    }
}
