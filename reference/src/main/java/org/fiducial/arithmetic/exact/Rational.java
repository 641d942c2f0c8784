package org.fiducial.arithmetic.exact;

import java.math.BigInteger;
import org.fiducial.number.Dyadic;

/** An exact fraction in lowest terms with a positive denominator, so equal numbers are equal objects. */
public record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {
    public static final Rational ZERO = of(0);
    public static final Rational ONE = of(1);

    /**
     * The fraction, brought to lowest terms.
     *
     * @throws ArithmeticException if the denominator is zero
     */
    public Rational {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("fraction " + numerator + "/0");
        }
        BigInteger g = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            g = g.negate();
        }
        if (!g.equals(BigInteger.ONE)) {
            numerator = numerator.divide(g);
            denominator = denominator.divide(g);
        }
    }

    /** The integer n. */
    public static Rational of(long n) {
        return new Rational(BigInteger.valueOf(n), BigInteger.ONE);
    }

    /** The fraction n/d. */
    public static Rational of(long n, long d) {
        return new Rational(BigInteger.valueOf(n), BigInteger.valueOf(d));
    }

    /** The dyadic number x, exactly. */
    public static Rational of(Dyadic x) {
        int e = x.exponent();
        return e >= 0
                ? new Rational(x.significand().shiftLeft(e), BigInteger.ONE)
                : new Rational(x.significand(), BigInteger.ONE.shiftLeft(-e));
    }

    public Rational add(Rational y) {
        return new Rational(
                numerator.multiply(y.denominator).add(y.numerator.multiply(denominator)),
                denominator.multiply(y.denominator));
    }

    public Rational subtract(Rational y) {
        return add(y.negate());
    }

    public Rational multiply(Rational y) {
        return new Rational(numerator.multiply(y.numerator), denominator.multiply(y.denominator));
    }

    /** The quotient; an ArithmeticException if y is zero. */
    public Rational divide(Rational y) {
        if (y.signum() == 0) {
            throw new ArithmeticException("division of " + this + " by zero");
        }
        return new Rational(numerator.multiply(y.denominator), denominator.multiply(y.numerator));
    }

    public Rational negate() {
        return new Rational(numerator.negate(), denominator);
    }

    public Rational abs() {
        return signum() < 0 ? negate() : this;
    }

    public int signum() {
        return numerator.signum();
    }

    /** The largest integer that is not larger. */
    public BigInteger floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    public boolean isInteger() {
        return denominator.equals(BigInteger.ONE);
    }

    @Override
    public int compareTo(Rational y) {
        return numerator.multiply(y.denominator).compareTo(y.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return isInteger() ? numerator.toString() : numerator + "/" + denominator;
    }
}
