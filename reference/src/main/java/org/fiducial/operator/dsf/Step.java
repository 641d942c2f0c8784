package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.Ring;
import org.jspecify.annotations.Nullable;

/**
 * The coefficients Lambda, B, C, D of one token, sheet dsf (D1). States have one shape throughout a system: [N, 1] for a {@link DenseStep},
 * one row a channel for a {@link ChannelStep}. Tokens u are columns [d, 1], outputs columns [dv, 1].
 */
public sealed interface Step<T> permits DenseStep, ChannelStep {
    Transition<T> transition();

    /** B u, in the shape of the state. */
    T drive(Ring<T> a, T token);

    /** C h. */
    T read(Ring<T> a, T state);

    /** D u, or null where D is zero. */
    @Nullable
    T skipped(Ring<T> a, T token);

    /** The same coefficients as matrices, in the layout (D2), for tokens of that width. */
    DenseStep<T> dense(Ring<T> a, int tokenWidth);

    /** C h + D u. */
    default T output(Ring<T> a, T state, T token) {
        T skipped = skipped(a, token);
        return skipped == null ? read(a, state) : a.add(read(a, state), skipped);
    }
}
