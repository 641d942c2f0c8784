package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/** The quasi-LSTM, sheet dsf (D14): h = f * h + g * (W u), y = o * h, gates computed from the token alone. */
public final class QuasiLstm {
    private QuasiLstm() {}

    /**
     * The system of given gates.
     *
     * @param forget f, [L, d]
     * @param input g, [L, d]
     * @param output o, [L, d]
     * @param projection W_u, [d, d'], or null for the identity
     */
    public static <T> DynamicalSystem<T> of(Ring<T> a, T forget, T input, T output, @Nullable T projection) {
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(forget); i++) {
            steps.add(new ChannelStep<>(
                    DynamicalSystem.token(a, forget, i),
                    DynamicalSystem.token(a, input, i),
                    projection,
                    DynamicalSystem.token(a, output, i),
                    null));
        }
        return new DynamicalSystem<>(steps);
    }

    /**
     * The reversed forget gate sigma(-x)^alpha, paper eq. 23.
     *
     * @param alpha one element; negative ones count as 0, which makes an accumulator without decay
     */
    public static <T> T reversedGate(OrderedReals<T> a, T x, T alpha) {
        T gate = Activations.sigmoid(a, a.negate(x));
        return Activations.power(a, gate, a.max(alpha, a.constant(1, 1, Dyadic.ZERO)));
    }
}
