package org.fiducial.theory.lemma;

import org.fiducial.arithmetic.exact.Rational;

/** The constants gamma_k of rounding-error analysis, exactly. */
public final class RoundingCalculus {
    private RoundingCalculus() {}

    /**
     * k u / (1 - k u).
     *
     * @throws ArithmeticException unless k u < 1
     */
    public static Rational gamma(int k, Rational u) {
        Rational ku = u.multiply(Rational.of(k));
        if (ku.compareTo(Rational.ONE) >= 0) {
            throw new ArithmeticException("gamma of " + k + " roundings of " + u + ", expected k u < 1");
        }
        return ku.divide(Rational.ONE.subtract(ku));
    }
}
