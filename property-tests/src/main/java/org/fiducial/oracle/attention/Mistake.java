package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.model.FloatModel;

/** A mistake that implementations of attention are known to make, precise enough to be evaluated. */
interface Mistake {
    /** Short name, such as "causal-other-corner". */
    String name();

    /** What an implementation does then. */
    String description();

    /** Whether it changes anything that this case and model declare. */
    boolean applies(AttentionCase c, FloatModel model);

    /** What the mistake gives on some query rows of one head, in exact arithmetic otherwise; to within the engine's radius. */
    <X> double[] value(ExaminedRows<X> rows);

    /** The mistaken output on some query rows of one head, and what else the mistake explains. */
    <X> MistakenRows evaluate(ExaminedRows<X> rows);

    /**
     * A mistaken output, row by row.
     *
     * @param value what the mistake gives in exact arithmetic otherwise
     * @param centre centre of the set of outputs that the mistake explains
     * @param bound that set's half-width: what the mistaken implementation's own rounding may add
     */
    record MistakenRows(double[] value, double[] centre, double[] bound) {}
}
