package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.AttentionMask;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * One head of a case: everything that (D1)-(D5) take, exactly.
 *
 * @param query [n, d]
 * @param key [m, d]; rows that no query may see are zero
 * @param value [m, dv]; rows that no query may see are zero
 * @param bias [n, m], or null
 * @param tau the scale
 * @param mask the mask the allowed sets come from
 * @param allowed allowed keys, one row a query
 */
public record AttentionHead(
        Matrix query,
        Matrix key,
        Matrix value,
        @Nullable Matrix bias,
        Scale tau,
        AttentionMask mask,
        AllowedKeys allowed) {

    int queries() {
        return query.rows();
    }

    int keys() {
        return key.rows();
    }

    /** The head with only the chosen query rows. */
    public AttentionHead rows(int[] rows) {
        return new AttentionHead(
                query.rows(rows), key, value, bias == null ? null : bias.rows(rows), tau, mask, allowed.rows(rows));
    }

    AttentionHead withTau(Scale other) {
        return new AttentionHead(query, key, value, bias, other, mask, allowed);
    }

    public AttentionHead withAllowed(AllowedKeys other) {
        return new AttentionHead(query, key, value, bias, tau, mask, other);
    }

    AttentionHead withInputs(Matrix q, Matrix k, Matrix v) {
        return new AttentionHead(q, k, v, bias, tau, mask, allowed);
    }

    AttentionHead withBias(@Nullable Matrix other) {
        return new AttentionHead(query, key, value, other, tau, mask, allowed);
    }
}
