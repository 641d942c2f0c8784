package org.fiducial.arithmetic.laws;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.scalar.ScalarField;
import org.fiducial.number.Dyadic;

/** The laws of a field. */
class FieldLaws<S> extends RingLaws<S> {
    private final ScalarField<S> field;

    FieldLaws(ScalarField<S> field, Judge<S> judge, List<Dyadic> values) {
        super(field, judge, values);
        this.field = field;
    }

    @Override
    List<Law> laws() {
        List<Law> laws = new ArrayList<>(super.laws());
        laws.add(new Law("quotients", this::quotients));
        laws.add(new Law("division by zero", this::divisionByZero));
        laws.add(new Law("rational scales", this::rationalScales));
        return laws;
    }

    void quotients() {
        for (Dyadic a : values()) {
            for (Dyadic b : values()) {
                if (!b.isZero()) {
                    S x = number(a);
                    S y = number(b);
                    judge.is("a / b", field.divide(x, y), exact(a).divide(exact(b)), 16);
                    judge.is("(a / b) b", field.multiply(field.divide(x, y), y), exact(a), 128);
                    judge.is("1 / (1 / b)", field.divide(field.one(), field.divide(field.one(), y)), exact(b), 64);
                }
            }
        }
    }

    void divisionByZero() {
        assertThrows(ArithmeticException.class, () -> field.divide(field.one(), field.zero()));
        assertThrows(ArithmeticException.class, () -> field.divide(field.zero(), field.zero()));
    }

    void rationalScales() {
        judge.is("scale 1/sqrt(9)", field.scale(Scale.reciprocalSqrt(9)), Rational.of(1, 3), 1);
        judge.is("scale (5/2)/sqrt(49)", field.scale(new Scale(Dyadic.of(2.5), 49)), Rational.of(5, 14), 2);
        irrationalScale(Scale.reciprocalSqrt(2));
    }

    /** An exact field has no irrational scale. */
    void irrationalScale(Scale tau) {
        assertThrows(ArithmeticException.class, () -> field.scale(tau));
    }
}
