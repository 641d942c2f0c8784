package org.fiducial.arithmetic.complex;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/**
 * Complex matrices as pairs over any field in which -1 is no square: exact over fractions (Gaussian rationals), enclosing over balls. A
 * divisor is divided by through its squared modulus.
 */
public class ComplexField<T> implements Field<Complex<T>> {
    private final Field<T> base;

    public ComplexField(Field<T> base) {
        this.base = base;
    }

    /** The real arithmetic underneath. */
    public Field<T> base() {
        return base;
    }

    /** A matrix without imaginary part. */
    public Complex<T> of(T real) {
        return new Complex<>(real, base.constant(base.rows(real), base.columns(real), Dyadic.ZERO));
    }

    @Override
    public String name() {
        return "complex numbers over " + base.name();
    }

    @Override
    public int rows(Complex<T> x) {
        return base.rows(x.real());
    }

    @Override
    public int columns(Complex<T> x) {
        return base.columns(x.real());
    }

    @Override
    public Complex<T> literal(Matrix values) {
        return of(base.literal(values));
    }

    @Override
    public Complex<T> constant(int rows, int columns, Dyadic x) {
        return of(base.constant(rows, columns, x));
    }

    @Override
    public Complex<T> add(Complex<T> x, Complex<T> y) {
        return new Complex<>(base.add(x.real(), y.real()), base.add(x.imaginary(), y.imaginary()));
    }

    @Override
    public Complex<T> subtract(Complex<T> x, Complex<T> y) {
        return new Complex<>(base.subtract(x.real(), y.real()), base.subtract(x.imaginary(), y.imaginary()));
    }

    @Override
    public Complex<T> negate(Complex<T> x) {
        return new Complex<>(base.negate(x.real()), base.negate(x.imaginary()));
    }

    @Override
    public Complex<T> multiply(Complex<T> x, Complex<T> y) {
        return new Complex<>(
                base.subtract(base.multiply(x.real(), y.real()), base.multiply(x.imaginary(), y.imaginary())),
                base.add(base.multiply(x.real(), y.imaginary()), base.multiply(x.imaginary(), y.real())));
    }

    @Override
    public Complex<T> divide(Complex<T> x, Complex<T> y) {
        T norm = base.add(base.multiply(y.real(), y.real()), base.multiply(y.imaginary(), y.imaginary()));
        Complex<T> product = multiply(x, new Complex<>(y.real(), base.negate(y.imaginary())));
        return new Complex<>(base.divide(product.real(), norm), base.divide(product.imaginary(), norm));
    }

    @Override
    public Complex<T> matmul(Complex<T> x, Complex<T> y) {
        return new Complex<>(
                base.subtract(base.matmul(x.real(), y.real()), base.matmul(x.imaginary(), y.imaginary())),
                base.add(base.matmul(x.real(), y.imaginary()), base.matmul(x.imaginary(), y.real())));
    }

    @Override
    public Complex<T> transpose(Complex<T> x) {
        return new Complex<>(base.transpose(x.real()), base.transpose(x.imaginary()));
    }

    @Override
    public Complex<T> scale(Complex<T> x, Scale tau) {
        return new Complex<>(base.scale(x.real(), tau), base.scale(x.imaginary(), tau));
    }

    @Override
    public Complex<T> rowSums(Complex<T> x) {
        return new Complex<>(base.rowSums(x.real()), base.rowSums(x.imaginary()));
    }

    @Override
    public Complex<T> gatherRows(Complex<T> x, int[] rows) {
        return new Complex<>(base.gatherRows(x.real(), rows), base.gatherRows(x.imaginary(), rows));
    }

    @Override
    public Complex<T> concatenateRows(List<Complex<T>> parts) {
        return new Complex<>(
                base.concatenateRows(parts.stream().map(Complex::real).toList()),
                base.concatenateRows(parts.stream().map(Complex::imaginary).toList()));
    }

    @Override
    public Complex<T> keep(Complex<T> x, AllowedKeys allowed) {
        return new Complex<>(base.keep(x.real(), allowed), base.keep(x.imaginary(), allowed));
    }
}
