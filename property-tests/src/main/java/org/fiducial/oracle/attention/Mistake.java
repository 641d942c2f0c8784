package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.NamedMistake;

/** A mistake that implementations of attention are known to make, precise enough to be evaluated. */
interface Mistake extends NamedMistake {
    /** Short name, such as "causal-other-corner". */
    @Override
    String name();

    @Override
    default String label() {
        return name();
    }

    /** Whether it changes anything that this case and model declare. */
    boolean applies(AttentionCase c, FloatModel model);

    /** What the mistake gives on some query rows of one head, in exact arithmetic otherwise; to within the engine's radius. */
    <X> double[] value(ExaminedRows<X> rows);

    /** The mistaken output on some query rows of one head, and what else the mistake explains. */
    <X> MistakenRows evaluate(ExaminedRows<X> rows);

    /** Whether an implementation that makes the mistake can return this number. */
    default boolean mayReturn(double x) {
        return true;
    }

    /**
     * A mistaken output, row by row.
     *
     * @param value what the mistake gives in exact arithmetic otherwise; NaN where that is no number or infinite
     * @param centre centre of the set of outputs that the mistake explains; NaN where they are no numbers or infinite
     * @param bound that set's half-width: what the mistaken implementation's own rounding may add; NaN where anything may come out
     */
    record MistakenRows(double[] value, double[] centre, double[] bound) {}
}
