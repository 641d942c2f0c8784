package org.fiducial.oracle.attention;

import java.util.function.BiPredicate;
import org.fiducial.arithmetic.Enclosing;
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
    public <X> double[] value(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        return new ForwardEnvelope<>(engine, alteration.of(c, head), model).exact(rows);
    }

    @Override
    public <X> MistakenRows evaluate(
            Enclosing<X> engine, AttentionCase c, int head, int[] rows, FloatModel model, RowEnvelope right) {
        RowEnvelope r = new ForwardEnvelope<>(engine, alteration.of(c, head), model).output(rows);
        return new MistakenRows(r.mid(), r.mid(), r.bound());
    }
}
