package org.fiducial.operator.urpe;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;

/**
 * URPE attention of one head, sheet urpe (D1)-(D4): softmax attention whose weights are multiplied, after normalisation, by a second
 * matrix. Logits are those of {@link org.fiducial.operator.SoftmaxAttention#logits} with the Toeplitz bias.
 *
 * <p>Shapes: logits [n, n], multiplier [n, n], value [n, dv]. Rows without allowed keys are 0, (D3).
 */
public final class UrpeAttention {
    private UrpeAttention() {}

    /** A_U = P (*) C, (D4); zero where a key is not allowed, whatever C holds there. */
    public static <T> T attention(ExponentialField<T> a, T logits, T multiplier, AllowedKeys allowed) {
        return attention(a, a.softmaxRows(logits, allowed), multiplier);
    }

    /** A_U of given weights P, (D4). */
    public static <T> T attention(Ring<T> a, T weights, T multiplier) {
        return a.multiply(weights, multiplier);
    }

    /** Row gains rho_i, the sums of the rows of A_U: one column. */
    public static <T> T rowGains(Ring<T> a, T attention) {
        return a.rowSums(attention);
    }

    /** A_U V of given logits. */
    public static <T> T output(ExponentialField<T> a, T logits, T multiplier, T value, AllowedKeys allowed) {
        return a.matmul(attention(a, logits, multiplier, allowed), value);
    }
}
