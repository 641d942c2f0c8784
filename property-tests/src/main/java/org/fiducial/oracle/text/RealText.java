package org.fiducial.oracle.text;

import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;

/** A text that needs real numbers: logarithms, roots, maxima. Every arithmetic that an oracle uses has them. */
public interface RealText extends OperatorText {
    /** The slice's output; inputs are taken in through {@link OrderedReals#literal}. */
    <T> T evaluateReal(OrderedReals<T> a);

    @Override
    default <T> T evaluate(ExponentialField<T> a) {
        return evaluateReal(reals(a));
    }

    /** The arithmetic with its order. @throws ArithmeticException if it has none */
    static <T> OrderedReals<T> reals(ExponentialField<T> a) {
        if (a instanceof OrderedReals<T> reals) {
            return reals;
        }
        throw new ArithmeticException(a.name() + " has no order, expected an arithmetic of real numbers");
    }
}
