package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * The real-gated linear recurrent unit, sheet dsf (D15): h = lambda * h + sqrt(1 - lambda^2) * g * u with lambda = e^(-8 softplus(theta) r),
 * and the state-expanded unit of the code, with n numbers a channel.
 */
public final class RealGatedLru {
    private RealGatedLru() {}

    /** What stands under the root of the input's factor. */
    public enum Root {
        /** 1 - lambda^2. */
        PAPER,
        /** 1 - lambda^2 + 10^-6. */
        CODE
    }

    /** lambda, for recurrence gates r [L, d] in (0, 1) and theta [1, d]. */
    public static <T> T decay(OrderedReals<T> a, T theta, T gates) {
        return a.exp(a.negate(exponents(a, theta, gates)));
    }

    /** 8 softplus(theta) r, whose decay is lambda; [L, d]. */
    public static <T> T exponents(OrderedReals<T> a, T theta, T gates) {
        return a.multiply(gates, rates(a, theta));
    }

    private static <T> T rates(OrderedReals<T> a, T theta) {
        return a.multiply(Activations.softplus(a, theta), a.constant(1, 1, Dyadic.of(8)));
    }

    /** sqrt(1 - lambda^2), or what the code takes. */
    public static <T> T inputFactor(OrderedReals<T> a, T decay, Root root) {
        T rest = a.add(a.negate(a.multiply(decay, decay)), a.constant(1, 1, Dyadic.ONE));
        return a.sqrt(root == Root.PAPER ? rest : a.add(rest, millionth(a)));
    }

    private static <T> T millionth(Field<T> a) {
        return a.divide(a.constant(1, 1, Dyadic.ONE), a.constant(1, 1, Dyadic.of(1_000_000)));
    }

    /** The system of given lambda and input factors, each [L, d]: y = h. */
    public static <T> DynamicalSystem<T> of(Ring<T> a, T decay, T input) {
        T one = a.constant(1, 1, Dyadic.ONE);
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(decay); i++) {
            steps.add(new ChannelStep<>(
                    DynamicalSystem.token(a, decay, i), DynamicalSystem.token(a, input, i), null, one, null));
        }
        return new DynamicalSystem<>(steps);
    }

    /**
     * The state-expanded unit; the code's root is {@link Root#CODE}.
     *
     * @param theta [d, n]
     * @param gates sigma(W u), [L, d]
     * @param inputs b, [L, n]
     * @param outputs c, [L, n]
     * @param skip [d, 1], or null for zero
     */
    public static <T> DynamicalSystem<T> expanded(
            OrderedReals<T> a, T theta, T gates, T inputs, T outputs, @Nullable T skip, Root root) {
        T rates = rates(a, theta);
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(gates); i++) {
            int[] row = {i};
            T decay = a.exp(a.negate(a.multiply(rates, DynamicalSystem.token(a, gates, i))));
            steps.add(StateSpace.of(
                    a,
                    decay,
                    inputFactor(a, decay, root),
                    a.gatherRows(inputs, row),
                    a.gatherRows(outputs, row),
                    skip));
        }
        return new DynamicalSystem<>(steps);
    }
}
