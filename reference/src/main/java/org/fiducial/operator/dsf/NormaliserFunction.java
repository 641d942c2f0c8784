package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.OrderedReals;

/** The normaliser of normalised attention as a function of x_i = w . u_i + b, sheet dsf (D9); all are positive. */
public enum NormaliserFunction {
    /** e^x: the paper's. */
    EXPONENTIAL,
    /** softplus(x). */
    SOFTPLUS,
    /** sigma(x): the weights are multiplied by 1 + e^-x. */
    SIGMOID;

    /** eta_i, [L, 1]. */
    public <T> T of(OrderedReals<T> a, T x) {
        return switch (this) {
            case EXPONENTIAL -> a.exp(x);
            case SOFTPLUS -> Activations.softplus(a, x);
            case SIGMOID -> Activations.sigmoid(a, x);
        };
    }
}
