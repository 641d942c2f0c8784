package org.fiducial.arithmetic;

import java.util.List;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/**
 * Matrices over a commutative ring: what an operator text may ask of every arithmetic. {@code T} is a whole matrix, so that an
 * arithmetic is free to store and compute it as it likes. Values are immutable.
 *
 * <p>Elementwise operations take operands of one shape, or a second operand of one row, one column or one element, which is repeated.
 *
 * @param <T> a matrix of this arithmetic
 */
public interface Ring<T> {
    /** What the arithmetic is called in reports. */
    String name();

    int rows(T x);

    int columns(T x);

    /** A matrix of exactly known binary numbers. */
    T literal(Matrix values);

    /** A matrix in which every element is x. */
    T constant(int rows, int columns, Dyadic x);

    T add(T x, T y);

    T subtract(T x, T y);

    /** The elementwise product. */
    T multiply(T x, T y);

    T negate(T x);

    /** The matrix product. */
    T matmul(T x, T y);

    T transpose(T x);

    /**
     * Every element times tau.
     *
     * @throws ArithmeticException if tau is not a number of this arithmetic
     */
    T scale(T x, Scale tau);

    /** The sum of each row: one column. */
    T rowSums(T x);

    /** The rows at the given indices, in that order, repeats allowed. */
    T gatherRows(T x, int[] rows);

    /** The matrices below one another; all have the same number of columns. */
    T concatenateRows(List<T> parts);

    /** The matrices beside one another; all have the same number of rows. */
    default T concatenateColumns(List<T> parts) {
        return transpose(concatenateRows(parts.stream().map(this::transpose).toList()));
    }

    /** The matrix with exact zeros where a key is not allowed; what stood there is not looked at. */
    T keep(T x, AllowedKeys allowed);

    /** The columns first <= j < end. */
    default T columns(T x, int first, int end) {
        int[] index = new int[end - first];
        for (int j = 0; j < index.length; j++) {
            index[j] = first + j;
        }
        return transpose(gatherRows(transpose(x), index));
    }
}
