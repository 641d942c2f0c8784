package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.jspecify.annotations.Nullable;

/**
 * State space models, sheet dsf (D10)-(D13): S6 (Mamba) and SSD (Mamba-2) with step sizes, inputs and outputs that depend on the token, S4D
 * with the same at every token. For each channel c and m = 0..n-1 the rate a_{c,m} is positive (0 is admitted but for the zero-order hold);
 * the state decays by e^(-delta_c a_{c,m}).
 */
public final class StateSpace {
    private StateSpace() {}

    /**
     * One token's coefficients.
     *
     * @param delta step sizes, [d, 1], or [1, 1] shared by all channels
     * @param rates [d, n], or [1, 1] for SSD
     * @param input b, [1, n] shared by all channels, or [d, n]
     * @param output c, [1, n] or [d, n]
     * @param skip D, [d, 1], or null for zero
     */
    public static <T> ChannelStep<T> step(
            ExponentialField<T> a,
            Discretisation discretisation,
            T delta,
            T rates,
            T input,
            T output,
            @Nullable T skip) {
        T z = exponent(a, delta, rates);
        T decay = discretisation.decay(a, z);
        T factor = discretisation.input(a, delta, rates, z, decay);
        return of(a, decay, factor, input, output, skip);
    }

    /** z = delta a of one token, [d, n], or the shape of delta for a single rate. */
    private static <T> T exponent(Ring<T> a, T delta, T rates) {
        boolean single = a.rows(rates) == 1 && a.columns(rates) == 1;
        return single ? a.multiply(delta, rates) : a.multiply(rates, delta);
    }

    /** The exponents z_i = delta_i a of all tokens, whose decay is e^-z_i; what {@link ChunkedScan#logarithmic} adds up. */
    public static <T> List<T> exponents(Ring<T> a, T delta, T rates) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < a.rows(delta); i++) {
            all.add(exponent(a, DynamicalSystem.token(a, delta, i), rates));
        }
        return all;
    }

    /** One token's coefficients from the factors of state and input, each [d, n], [d, 1] or [1, 1]. */
    public static <T> ChannelStep<T> of(Ring<T> a, T decay, T factor, T input, T output, @Nullable T skip) {
        T gain;
        if (a.rows(input) > 1) {
            gain = a.multiply(input, factor);
        } else {
            gain = a.columns(factor) == 1 ? a.matmul(factor, input) : a.multiply(factor, input);
        }
        return new ChannelStep<>(decay, gain, null, output, skip);
    }

    /**
     * S6 for rates [d, n], (D10), and SSD for a single rate, (D11).
     *
     * @param delta step sizes, one row a token, [L, d] or [L, 1]
     * @param inputs b_i, [L, n]
     * @param outputs c_i, [L, n]
     */
    public static <T> DynamicalSystem<T> selective(
            ExponentialField<T> a,
            Discretisation discretisation,
            T delta,
            T rates,
            T inputs,
            T outputs,
            @Nullable T skip) {
        List<Step<T>> steps = new ArrayList<>();
        for (int i = 0; i < a.rows(delta); i++) {
            int[] row = {i};
            steps.add(step(
                    a,
                    discretisation,
                    a.transpose(a.gatherRows(delta, row)),
                    rates,
                    a.gatherRows(inputs, row),
                    a.gatherRows(outputs, row),
                    skip));
        }
        return new DynamicalSystem<>(steps);
    }

    /**
     * Step sizes softplus(W_Delta (W_u u_i) + b_Delta), (D10); [L, d].
     *
     * @param down W_u, [p, d]
     * @param up W_Delta, [d, p]
     * @param bias b_Delta, [1, d]
     */
    public static <T> T stepSizes(OrderedReals<T> a, T tokens, T down, T up, T bias) {
        T inner = a.matmul(tokens, a.transpose(down));
        return Activations.softplus(a, a.add(a.matmul(inner, a.transpose(up)), bias));
    }
}
