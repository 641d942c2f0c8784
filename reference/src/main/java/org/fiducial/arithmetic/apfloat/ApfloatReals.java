package org.fiducial.arithmetic.apfloat;

import java.math.BigInteger;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.scalar.ScalarReals;
import org.fiducial.number.Dyadic;

/**
 * Real numbers as Apfloat approximates them: the independent cross-check of every enclosure, and no enclosure itself. Numbers are binary
 * (radix 2) with {@link #GUARD_DIGITS} digits more than asked for, so literals of up to that many digits are exact and every result can be
 * read back exactly. Each operation is meant to be right to a relative error of 10^(1-P): the library states that "the result is accurate
 * up to the last digits" and proves no bound, which the guard digits allow for. Cancellation does not shorten a number.
 */
public final class ApfloatReals implements ScalarReals<Apfloat> {
    /** Binary digits carried beyond the decimal digits asked for. */
    public static final int GUARD_DIGITS = 24;

    private static final int RADIX = 2;

    private final int decimalDigits;
    private final long digits;

    /**
     * Numbers of at least that many decimal digits.
     *
     * @throws IllegalArgumentException if the number of digits is not positive
     */
    public ApfloatReals(int decimalDigits) {
        if (decimalDigits < 1) {
            throw new IllegalArgumentException(decimalDigits + " decimal digits, expected a positive number");
        }
        this.decimalDigits = decimalDigits;
        this.digits = (long) Math.ceil(decimalDigits * (Math.log(10) / Math.log(2))) + GUARD_DIGITS;
    }

    @Override
    public String name() {
        return "Apfloat of " + decimalDigits + " digits";
    }

    /** The relative error that one operation is meant to stay below, 10^(1-P). */
    public double relativeError() {
        return Math.pow(10, 1 - decimalDigits);
    }

    private Apfloat full(Apfloat x) {
        return x.signum() == 0 || x.precision() == digits ? x : x.precision(digits);
    }

    @Override
    public Apfloat zero() {
        return integer(BigInteger.ZERO);
    }

    @Override
    public Apfloat one() {
        return integer(BigInteger.ONE);
    }

    @Override
    public Apfloat integer(BigInteger n) {
        return new Apfloat(n, digits, RADIX);
    }

    /** x, cut to the digits of this arithmetic if it has more. */
    @Override
    public Apfloat dyadic(Dyadic x) {
        return ApfloatMath.scale(integer(x.significand()), x.exponent());
    }

    /** The value of x, exactly. */
    public Dyadic toDyadic(Apfloat x) {
        if (x.signum() == 0) {
            return Dyadic.ZERO;
        }
        int shift = Math.toIntExact(digits - x.scale());
        return Dyadic.of(ApfloatMath.scale(x, shift).truncate().toBigInteger(), -shift);
    }

    @Override
    public Apfloat add(Apfloat x, Apfloat y) {
        return full(x.add(y));
    }

    @Override
    public Apfloat subtract(Apfloat x, Apfloat y) {
        return full(x.subtract(y));
    }

    @Override
    public Apfloat multiply(Apfloat x, Apfloat y) {
        return full(x.multiply(y));
    }

    @Override
    public Apfloat negate(Apfloat x) {
        return x.negate();
    }

    @Override
    public Apfloat divide(Apfloat x, Apfloat y) {
        if (y.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        return full(x.divide(y));
    }

    @Override
    public Apfloat exp(Apfloat x) {
        // The library's own exp 0 and cos 0 are decimal numbers.
        return x.signum() == 0 ? one() : full(ApfloatMath.exp(x));
    }

    @Override
    public Apfloat log(Apfloat x) {
        if (x.signum() <= 0) {
            throw new ArithmeticException("logarithm of " + x + ", expected a positive number");
        }
        return full(ApfloatMath.log(x));
    }

    @Override
    public Apfloat sqrt(Apfloat x) {
        if (x.signum() < 0) {
            throw new ArithmeticException("square root of a negative number, " + x);
        }
        return full(ApfloatMath.sqrt(x));
    }

    @Override
    public Apfloat tanh(Apfloat x) {
        return full(ApfloatMath.tanh(x));
    }

    @Override
    public Apfloat erf(Apfloat x) {
        return full(ApfloatMath.erf(x));
    }

    @Override
    public Apfloat sin(Apfloat x) {
        return full(ApfloatMath.sin(x));
    }

    @Override
    public Apfloat cos(Apfloat x) {
        return x.signum() == 0 ? one() : full(ApfloatMath.cos(x));
    }

    @Override
    public Apfloat abs(Apfloat x) {
        return ApfloatMath.abs(x);
    }

    @Override
    public Apfloat max(Apfloat x, Apfloat y) {
        return ApfloatMath.max(x, y);
    }

    /** How the approximations compare; numbers closer than their errors are compared wrongly at times. */
    @Override
    public Truth less(Apfloat x, Apfloat y) {
        return x.compareTo(y) < 0 ? Truth.TRUE : Truth.FALSE;
    }

    @Override
    public Truth equal(Apfloat x, Apfloat y) {
        return x.compareTo(y) == 0 ? Truth.TRUE : Truth.FALSE;
    }
}
