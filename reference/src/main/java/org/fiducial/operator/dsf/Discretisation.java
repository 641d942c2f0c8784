package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Field;
import org.fiducial.number.Dyadic;

/** How a rate a and a step size delta become a factor of the state and a factor of the input, sheet dsf (D10), (D12), (D13). */
public enum Discretisation {
    /** e^(-delta a) and delta: the reference of S6 and SSD. */
    EULER,
    /** e^(-delta a) and (1 - e^(-delta a)) / a; the rate must not be zero. */
    ZERO_ORDER_HOLD,
    /** (1 - z/2) / (1 + z/2) with z = delta a, and delta / (1 + z/2). */
    BILINEAR;

    /** The factor of the state, for z = delta a. */
    public <T> T decay(ExponentialField<T> a, T z) {
        return this == BILINEAR ? rational(a, z) : a.exp(a.negate(z));
    }

    /** (1 - z/2) / (1 + z/2), which needs no exponential. */
    public static <T> T rational(Field<T> a, T z) {
        T half = a.multiply(z, a.constant(1, 1, Dyadic.powerOfTwo(-1)));
        T one = a.constant(1, 1, Dyadic.ONE);
        return a.divide(a.add(a.negate(half), one), a.add(half, one));
    }

    /** The factor of the input. It has the shape of z, and that of delta for {@link #EULER}. */
    public <T> T input(Field<T> a, T delta, T rates, T z, T decay) {
        T one = a.constant(1, 1, Dyadic.ONE);
        return switch (this) {
            case EULER -> delta;
            case ZERO_ORDER_HOLD -> a.divide(a.add(a.negate(decay), one), rates);
            case BILINEAR -> {
                T half = a.multiply(z, a.constant(1, 1, Dyadic.powerOfTwo(-1)));
                T ones = a.constant(a.rows(z), a.columns(z), Dyadic.ONE);
                yield a.divide(a.multiply(ones, delta), a.add(half, one));
            }
        };
    }
}
