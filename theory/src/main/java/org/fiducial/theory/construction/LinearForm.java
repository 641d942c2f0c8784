package org.fiducial.theory.construction;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.fiducial.arithmetic.exact.Rational;

/**
 * A constant plus a linear combination of numbered signals. Equal forms are equal objects.
 *
 * @param constant the constant
 * @param coefficients nonzero coefficients by signal
 */
record LinearForm(Rational constant, Map<Integer, Rational> coefficients) {
    static final LinearForm ZERO = of(0);

    LinearForm {
        TreeMap<Integer, Rational> kept = new TreeMap<>(coefficients);
        kept.values().removeIf(c -> c.signum() == 0);
        coefficients = java.util.Collections.unmodifiableMap(kept);
    }

    static LinearForm of(long constant) {
        return new LinearForm(Rational.of(constant), Map.of());
    }

    static LinearForm signal(int signal) {
        return new LinearForm(Rational.ZERO, Map.of(signal, Rational.ONE));
    }

    LinearForm plus(LinearForm y) {
        Map<Integer, Rational> sum = new TreeMap<>(coefficients);
        y.coefficients.forEach((s, c) -> sum.merge(s, c, Rational::add));
        return new LinearForm(constant.add(y.constant), sum);
    }

    LinearForm plus(long c) {
        return plus(of(c));
    }

    LinearForm times(Rational factor) {
        Map<Integer, Rational> product = new TreeMap<>();
        coefficients.forEach((s, c) -> product.put(s, c.multiply(factor)));
        return new LinearForm(constant.multiply(factor), product);
    }

    LinearForm minus(LinearForm y) {
        return plus(y.times(Rational.of(-1)));
    }

    /** The form in which every signal is replaced by a form of other signals. */
    LinearForm substitute(IntFunction<LinearForm> forms) {
        LinearForm sum = new LinearForm(constant, Map.of());
        for (Map.Entry<Integer, Rational> e : coefficients.entrySet()) {
            sum = sum.plus(forms.apply(e.getKey()).times(e.getValue()));
        }
        return sum;
    }
}
