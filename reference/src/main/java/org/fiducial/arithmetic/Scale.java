package org.fiducial.arithmetic;

import java.math.BigInteger;
import org.fiducial.number.Dyadic;

/**
 * The exact positive real number factor / sqrt(radicand): the temperature tau of sheet softmax-attention, (D1).
 *
 * @param factor a positive dyadic number
 * @param radicand a positive integer
 */
public record Scale(Dyadic factor, int radicand) {
    public Scale {
        if (factor.signum() <= 0) {
            throw new IllegalArgumentException("scale factor " + factor + ", expected a positive number");
        }
        if (radicand <= 0) {
            throw new IllegalArgumentException("scale radicand " + radicand + ", expected a positive integer");
        }
    }

    /** 1 / sqrt(width), the usual scale of attention. */
    public static Scale reciprocalSqrt(int width) {
        return new Scale(Dyadic.ONE, width);
    }

    /** The binary64 number x, exactly. */
    public static Scale of(double x) {
        return new Scale(Dyadic.of(x), 1);
    }

    /** Whether the radicand is a perfect square, so that the scale is rational. */
    public boolean isRational() {
        return root().pow(2).intValue() == radicand;
    }

    /** The largest integer whose square is at most the radicand. */
    public BigInteger root() {
        return BigInteger.valueOf(radicand).sqrt();
    }

    /** Whether the scale is a power of two, so that multiplying by it never rounds. */
    public boolean isPowerOfTwo() {
        return isRational() && root().bitCount() == 1 && factor.significand().equals(BigInteger.ONE);
    }

    /** Whether the square root of the scale is a power of two. */
    public boolean isPowerOfFour() {
        return isPowerOfTwo() && Math.floorMod(factor.exponent() - (root().bitLength() - 1), 2) == 0;
    }

    /**
     * The square root, where it is a scale again: the radicand a perfect square, the factor the square of a binary number.
     *
     * @throws ArithmeticException if it is none
     */
    public Scale squareRoot() {
        BigInteger n = factor.significand();
        int e = factor.exponent();
        BigInteger m = e % 2 == 0 ? n : n.shiftLeft(1);
        BigInteger half = m.sqrt();
        if (!isRational() || !half.multiply(half).equals(m)) {
            throw new ArithmeticException("the square root of " + this + " is not of the form factor / sqrt(integer)");
        }
        return new Scale(Dyadic.of(half, Math.floorDiv(e, 2)), root().intValueExact());
    }

    /** The nearest binary64 number up to 2 ulps: the square root and the quotient round once each, the factor once more if it is longer. */
    public double toDouble() {
        return factor.toDouble() / Math.sqrt(radicand);
    }

    @Override
    public String toString() {
        String f = factor.toBigDecimal().toPlainString();
        return radicand == 1 ? f : f + "/sqrt(" + radicand + ")";
    }
}
