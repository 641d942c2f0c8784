package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.operator.SoftmaxAttention;
import org.jspecify.annotations.Nullable;

/**
 * Some query rows of one head, on which mistakes are evaluated. What mistakes have in common, the right logits and the inputs as the engine
 * holds them, is computed once.
 *
 * @param <X> matrix of the engine
 */
final class ExaminedRows<X> {
    private final AttentionCase attention;
    private final int head;
    private final int[] rows;
    private final AttentionHead slice;
    private final ForwardEnvelope<X> envelope;
    private final RowEnvelope right;
    private @Nullable X logits;

    ExaminedRows(Enclosing<X> engine, AttentionCase attention, FloatModel model, int head, int[] rows) {
        this.attention = attention;
        this.head = head;
        this.rows = rows;
        this.slice = attention.head(head).rows(rows);
        this.envelope = new ForwardEnvelope<>(engine, attention.head(head), model);
        this.right = envelope.output(rows);
    }

    AttentionCase attention() {
        return attention;
    }

    /** Number of the head. */
    int head() {
        return head;
    }

    int[] rows() {
        return rows;
    }

    /** The head with these query rows alone. */
    AttentionHead slice() {
        return slice;
    }

    /** The head's envelope. */
    ForwardEnvelope<X> envelope() {
        return envelope;
    }

    Enclosing<X> engine() {
        return envelope.engine();
    }

    FloatModel model() {
        return envelope.model();
    }

    /** The correct output's envelope. */
    RowEnvelope right() {
        return right;
    }

    /** The right logits. */
    synchronized X logits() {
        if (logits == null) {
            X computed = SoftmaxAttention.logits(
                    engine(),
                    engine().literal(slice.query()),
                    envelope.key(),
                    slice.tau(),
                    slice.bias() == null ? null : engine().literal(slice.bias()));
            logits = computed;
            // Computed as a whole now, they are taken as they are from here on.
            engine().enclosures(computed);
            return computed;
        }
        return logits;
    }

    /** Midpoints of {@link #logits}, row by row; not to be changed. */
    double[] logitValues() {
        return engine().enclosures(logits()).mid();
    }
}
