package org.fiducial.arithmetic.complex;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;

/** Complex matrices over real ones with elementary functions: the exponential is e^x (cos y + i sin y). */
public final class ComplexReals<T> extends ComplexField<T> implements ExponentialField<Complex<T>> {
    private final OrderedReals<T> reals;

    public ComplexReals(OrderedReals<T> reals) {
        super(reals);
        this.reals = reals;
    }

    @Override
    public Complex<T> exp(Complex<T> x) {
        T modulus = reals.exp(x.real());
        return new Complex<>(
                reals.multiply(modulus, reals.cos(x.imaginary())), reals.multiply(modulus, reals.sin(x.imaginary())));
    }

    @Override
    public Complex<T> exp(Complex<T> logits, AllowedKeys allowed) {
        return keep(exp(keep(logits, allowed)), allowed);
    }

    @Override
    public Complex<T> normalise(Complex<T> x, Complex<T> normalisers, AllowedKeys allowed) {
        T one = reals.emptyRows(allowed);
        Complex<T> safe = new Complex<>(reals.add(normalisers.real(), one), normalisers.imaginary());
        return divide(x, safe);
    }
}
