package org.fiducial.arithmetic.exact;

import java.math.BigInteger;
import org.fiducial.arithmetic.scalar.ScalarExponentialField;

/**
 * Exact fractions in which 2^n on integer exponents stands for the exponential, as in the exp-free mode of sheet softmax-attention. It is
 * a homomorphism, so it serves worked examples and refutations; agreement in it is no evidence about e^x.
 */
public final class BaseTwoRationals extends Rationals implements ScalarExponentialField<Rational> {
    /** Exponents beyond this would be numbers of more than 128 KiB. */
    private static final BigInteger LARGEST_EXPONENT = BigInteger.ONE.shiftLeft(20);

    @Override
    public String name() {
        return "exact fractions with 2^n for exp";
    }

    /**
     * 2^x.
     *
     * @throws ArithmeticException if x is not an integer, or beyond 2^20 in magnitude
     */
    @Override
    public Rational exp(Rational x) {
        if (!x.isInteger()) {
            throw new ArithmeticException("2^(" + x + ") is irrational; base-two mode takes integer exponents");
        }
        if (x.numerator().abs().compareTo(LARGEST_EXPONENT) > 0) {
            throw new ArithmeticException("exponent " + x + " of 2, expected one up to 2^20 in magnitude");
        }
        int n = x.numerator().intValue();
        BigInteger power = BigInteger.ONE.shiftLeft(Math.abs(n));
        return n >= 0 ? new Rational(power, BigInteger.ONE) : new Rational(BigInteger.ONE, power);
    }
}
