package org.fiducial.theory.urpe;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.theory.identity.Variables;

/**
 * One head with free content logits and free tables: what the content logits come from does not matter.
 *
 * @param content free exponents, [n, n]
 * @param bias the table b, free exponents, [2n - 1, 1]
 * @param multiplier the table c, free, [2n - 1, 1]
 * @param value free, [n, dv]
 */
record TableScene<T>(int n, AllowedKeys allowed, T content, T bias, T multiplier, T value, RelativeOffsets offsets) {
    /** A scene of one to four tokens in turn, its mask drawn or full. */
    static <T> TableScene<T> of(Variables<T> x, boolean masked) {
        int n = 1 + x.cycle(4);
        return new TableScene<>(
                n,
                masked ? x.allowed(n, n) : AllowedKeys.all(n, n),
                x.exponents(n, n),
                x.exponents(2 * n - 1, 1),
                x.free(2 * n - 1, 1),
                x.free(n, 2),
                RelativeOffsets.unique(n));
    }

    T logits(ExponentialField<T> a) {
        return a.add(content, offsets.matrix(a, bias, n));
    }

    T weights(ExponentialField<T> a) {
        return a.softmaxRows(logits(a), allowed);
    }

    T c(ExponentialField<T> a) {
        return offsets.matrix(a, multiplier, n);
    }

    T attention(ExponentialField<T> a) {
        return UrpeAttention.attention(a, logits(a), c(a), allowed);
    }

    T output(ExponentialField<T> a) {
        return UrpeAttention.output(a, logits(a), c(a), value, allowed);
    }
}
