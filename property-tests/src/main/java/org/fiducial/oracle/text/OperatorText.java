package org.fiducial.oracle.text;

import org.fiducial.arithmetic.ExponentialField;

/** An operator on the inputs of one slice of a case, for every arithmetic. */
public interface OperatorText {
    /** The slice's output; inputs are taken in through {@link ExponentialField#literal}. */
    <T> T evaluate(ExponentialField<T> a);
}
