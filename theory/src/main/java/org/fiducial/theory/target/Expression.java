package org.fiducial.theory.target;

import org.fiducial.arithmetic.exact.Rational;

/** A real function of x_1 .. x_n, written once and evaluated in any {@link Algebra}. */
public sealed interface Expression {
    /** What values an expression may be evaluated to. */
    interface Algebra<T> {
        T constant(Rational x);

        T pi();

        /** x_(index + 1). */
        T variable(int index);

        T add(T x, T y);

        T multiply(T x, T y);

        T divide(T x, T y);

        T negate(T x);

        /** The power with an exponent of at least 0. */
        T power(T x, int exponent);

        T max(T x, T y);

        T apply(Function f, T x);
    }

    /** Functions of one variable. */
    enum Function {
        ABS,
        COS,
        EXP,
        LOG,
        SIN,
        SQRT,
        TANH
    }

    record Constant(Rational value) implements Expression {}

    record Pi() implements Expression {}

    record Variable(int index) implements Expression {}

    record Sum(Expression x, Expression y) implements Expression {}

    record Product(Expression x, Expression y) implements Expression {}

    record Quotient(Expression x, Expression y) implements Expression {}

    record Negative(Expression x) implements Expression {}

    record Power(Expression x, int exponent) implements Expression {}

    record Maximum(Expression x, Expression y) implements Expression {}

    record Application(Function f, Expression x) implements Expression {}

    /** The value in an algebra, which says what it throws outside its domain. */
    default <T> T in(Algebra<T> a) {
        if (this instanceof Constant e) {
            return a.constant(e.value());
        } else if (this instanceof Pi) {
            return a.pi();
        } else if (this instanceof Variable e) {
            return a.variable(e.index());
        } else if (this instanceof Sum e) {
            return a.add(e.x().in(a), e.y().in(a));
        } else if (this instanceof Product e) {
            return a.multiply(e.x().in(a), e.y().in(a));
        } else if (this instanceof Quotient e) {
            return a.divide(e.x().in(a), e.y().in(a));
        } else if (this instanceof Negative e) {
            return a.negate(e.x().in(a));
        } else if (this instanceof Power e) {
            return a.power(e.x().in(a), e.exponent());
        } else if (this instanceof Maximum e) {
            return a.max(e.x().in(a), e.y().in(a));
        }
        Application e = (Application) this;
        return a.apply(e.f(), e.x().in(a));
    }
}
