package org.fiducial.theory.identity;

import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.Ring;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.random.RandomStream;

/**
 * Variables drawn from a stream. Where the arithmetic has {@link FreeElements}, free numbers are its own; elsewhere they are small binary
 * fractions. Choices and integers come from the stream in every arithmetic, so equal streams give equal choices.
 */
public final class DrawnVariables<T> implements Variables<T> {
    /** Largest magnitude of a free exponent where the level asks for integers. */
    private static final int EXPONENT = 4;

    private final Ring<T> arithmetic;
    private final RandomStream data;
    private final int number;

    /** @param number which case this is, counted from 0 */
    public DrawnVariables(Ring<T> arithmetic, RandomStream data, int number) {
        this.arithmetic = arithmetic;
        this.data = data;
        this.number = number;
    }

    @Override
    public T free(int rows, int columns) {
        Matrix fractions = drawn(rows, columns, 64, 1 / 16.0);
        return arithmetic instanceof FreeElements<?> f ? own(f).free(rows, columns) : arithmetic.literal(fractions);
    }

    @Override
    public T exponents(int rows, int columns) {
        Matrix values = drawn(rows, columns, EXPONENT, 1);
        return arithmetic instanceof FreeElements<?> f ? own(f).freeExponents(values) : arithmetic.literal(values);
    }

    @Override
    public T integers(int rows, int columns, int bound) {
        return arithmetic.literal(drawn(rows, columns, bound, 1));
    }

    /** Elsewhere than in free elements the point belongs to a small rational t, so that cosine and sine are rational. */
    @Override
    public Circle<T> angle(int... multiples) {
        Matrix parameter = drawn(1, 1, 64, 1 / 16.0);
        return arithmetic instanceof FreeElements<?> f
                ? own(f).freeAngle(multiples)
                : RationalAngle.multiples(field(), field().literal(parameter), multiples);
    }

    private Field<T> field() {
        if (arithmetic instanceof Field<T> f) {
            return f;
        }
        throw new ArithmeticException("a rational point of the circle in " + arithmetic.name() + ", expected a field");
    }

    @Override
    public int choice(int bound) {
        return (int) data.below(bound);
    }

    @Override
    public int cycle(int bound) {
        return number % bound;
    }

    private Matrix drawn(int rows, int columns, int bound, double unit) {
        double[] v = new double[rows * columns];
        for (int k = 0; k < v.length; k++) {
            v[k] = data.between(-bound, bound) * unit;
        }
        return new Matrix(rows, columns, v);
    }

    @SuppressWarnings("unchecked") // T is the matrix type of the arithmetic given, which is this one.
    private FreeElements<T> own(FreeElements<?> f) {
        return (FreeElements<T>) f;
    }
}
