package org.fiducial.arithmetic;

/** Matrices over a field. */
public interface Field<T> extends Ring<T> {
    /**
     * The elementwise quotient, the divisor repeated as {@link Ring} says.
     *
     * @throws ArithmeticException if a divisor is zero, or cannot be told from zero
     */
    T divide(T x, T y);
}
