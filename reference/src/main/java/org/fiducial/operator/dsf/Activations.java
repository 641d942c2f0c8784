package org.fiducial.operator.dsf;

import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;

/** The elementwise functions that make coefficients of tokens, in forms that overflow for no finite argument. */
public final class Activations {
    private Activations() {}

    private static <T> T one(OrderedReals<T> a) {
        return a.constant(1, 1, Dyadic.ONE);
    }

    /** max(x, 0). */
    public static <T> T positivePart(OrderedReals<T> a, T x) {
        return a.max(x, a.constant(a.rows(x), a.columns(x), Dyadic.ZERO));
    }

    /** min(x, 0). */
    static <T> T negativePart(OrderedReals<T> a, T x) {
        return a.negate(positivePart(a, a.negate(x)));
    }

    /**
     * softplus(x) = ln(1 + e^x), as t + ln(e^-t + e^(x - t)) with t = max(x - 64, 0). Its roundings contain those of ln(1 + e^x), of log1p(e^x)
     * with or without a linear branch for large x, and of max(x, 0) + log1p(e^-|x|), all with functions as accurate as the exponential.
     */
    public static <T> T softplus(OrderedReals<T> a, T x) {
        T t = positivePart(a, a.add(x, a.constant(1, 1, Dyadic.of(-64))));
        return a.add(a.log(a.add(a.exp(a.negate(t)), a.exp(a.subtract(x, t)))), t);
    }

    /** sigma(x) = 1 / (1 + e^-x), as e^min(x, 0) / (1 + e^-|x|). */
    public static <T> T sigmoid(OrderedReals<T> a, T x) {
        return a.divide(a.exp(negativePart(a, x)), a.add(a.exp(a.negate(a.abs(x))), one(a)));
    }

    /**
     * 1 + elu(x): x + 1 for x > 0, e^x for x <= 0; positive, (D7). As implementations compute it, elu first: its roundings contain those of
     * exp(x) - 1 and of expm1(x), which both leave an absolute error where e^x is small.
     */
    public static <T> T onePlusElu(OrderedReals<T> a, T x) {
        T none = a.constant(a.rows(x), a.columns(x), Dyadic.ZERO);
        T elu = a.add(a.subtract(a.exp(negativePart(a, x)), a.exp(none)), positivePart(a, x));
        return a.add(elu, one(a));
    }

    /** The same without the detour: max(x, 0) + e^min(x, 0), whose relative error is small everywhere. */
    public static <T> T onePlusEluFused(OrderedReals<T> a, T x) {
        return a.add(positivePart(a, x), a.exp(negativePart(a, x)));
    }

    /** x^power for positive x, as e^(power ln x); the power is one element. */
    static <T> T power(OrderedReals<T> a, T x, T power) {
        return a.exp(a.multiply(a.log(x), power));
    }
}
