package org.fiducial.number;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact number significand * 2^exponent. The significand is odd, or the number is zero with exponent 0, so equal numbers are
 * equal objects. Addition, subtraction and multiplication are exact; only {@link #round} and {@link #toDouble} round, as told.
 */
public final class Dyadic implements Comparable<Dyadic> {
    public static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);
    public static final Dyadic ONE = new Dyadic(BigInteger.ONE, 0);

    private final BigInteger significand;
    private final int exponent;

    private Dyadic(BigInteger significand, int exponent) {
        this.significand = significand;
        this.exponent = exponent;
    }

    /** The number significand * 2^exponent, exactly. */
    public static Dyadic of(BigInteger significand, int exponent) {
        if (significand.signum() == 0) {
            return ZERO;
        }
        int zeros = significand.getLowestSetBit();
        return zeros == 0
                ? new Dyadic(significand, exponent)
                : new Dyadic(significand.shiftRight(zeros), Math.addExact(exponent, zeros));
    }

    /** The integer n, exactly. */
    public static Dyadic of(long n) {
        return of(BigInteger.valueOf(n), 0);
    }

    /** The number 2^exponent. */
    public static Dyadic powerOfTwo(int exponent) {
        return new Dyadic(BigInteger.ONE, exponent);
    }

    /**
     * The value of x, exactly; both zeros give zero.
     *
     * @throws ArithmeticException if x is infinite or NaN
     */
    public static Dyadic of(double x) {
        if (!Double.isFinite(x)) {
            throw new ArithmeticException("not a finite number: " + x);
        }
        long bits = Double.doubleToRawLongBits(x);
        int field = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL;
        long magnitude = field == 0 ? fraction : fraction | 1L << 52;
        return of(BigInteger.valueOf(bits < 0 ? -magnitude : magnitude), Math.max(field, 1) - 1075);
    }

    /** The odd significand with the number's sign, or zero. */
    public BigInteger significand() {
        return significand;
    }

    /** The exponent of the odd significand's last digit; 0 for zero. */
    public int exponent() {
        return exponent;
    }

    public int signum() {
        return significand.signum();
    }

    public boolean isZero() {
        return signum() == 0;
    }

    /** The largest e with 2^e <= |this|. */
    public int floorLog2() {
        if (isZero()) {
            throw new ArithmeticException("logarithm of zero");
        }
        return Math.addExact(exponent, significand.abs().bitLength() - 1);
    }

    public Dyadic negate() {
        return new Dyadic(significand.negate(), exponent);
    }

    public Dyadic abs() {
        return signum() < 0 ? negate() : this;
    }

    public Dyadic add(Dyadic y) {
        if (isZero()) {
            return y;
        }
        if (y.isZero()) {
            return this;
        }
        int common = Math.min(exponent, y.exponent);
        return of(significandAt(common).add(y.significandAt(common)), common);
    }

    public Dyadic subtract(Dyadic y) {
        return add(y.negate());
    }

    public Dyadic multiply(Dyadic y) {
        return isZero() || y.isZero()
                ? ZERO
                : new Dyadic(significand.multiply(y.significand), Math.addExact(exponent, y.exponent));
    }

    /** The number this * 2^by. */
    public Dyadic shift(int by) {
        return isZero() ? ZERO : new Dyadic(significand, Math.addExact(exponent, by));
    }

    /**
     * The number rounded to a significand of the given number of digits, with an unbounded exponent.
     *
     * @throws IllegalArgumentException unless the precision is positive
     */
    public Dyadic round(int precision, Rounding rounding) {
        if (precision < 1) {
            throw new IllegalArgumentException("precision of " + precision + " digits, expected 1 or more");
        }
        return isZero() ? ZERO : roundToMultiple(Math.addExact(floorLog2(), 1 - precision), rounding);
    }

    /** The number rounded to a multiple of 2^unit. */
    public Dyadic roundToMultiple(int unit, Rounding rounding) {
        if (isZero() || exponent >= unit) {
            return this;
        }
        long drop = (long) unit - exponent;
        BigInteger magnitude = significand.abs();
        boolean below = drop > magnitude.bitLength();
        BigInteger kept = below ? BigInteger.ZERO : magnitude.shiftRight((int) drop);
        // The significand is odd, so something is always discarded, and half a unit exactly only when one digit is.
        boolean upperHalf = !below && magnitude.testBit((int) drop - 1);
        int half = !upperHalf ? -1 : drop == 1 ? 0 : 1;
        if (rounding.increments(signum() < 0, kept.testBit(0), half, true)) {
            kept = kept.add(BigInteger.ONE);
        }
        return of(signum() < 0 ? kept.negate() : kept, unit);
    }

    /** The nearest binary64 number in the given direction; beyond the largest finite one an infinity or that number, as IEEE 754 says. */
    public double toDouble(Rounding rounding) {
        if (exponent >= Double.MIN_EXPONENT - 52 && exponent < 900 && significand.bitLength() <= 53) {
            return Math.scalb((double) significand.longValue(), exponent);
        }
        return Format.BINARY64.toDouble(Format.BINARY64.encode(this, rounding));
    }

    /** The nearest binary64 number, ties to even. */
    public double toDouble() {
        return toDouble(Rounding.TIES_TO_EVEN);
    }

    public BigDecimal toBigDecimal() {
        BigDecimal s = new BigDecimal(significand);
        return exponent >= 0
                ? s.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
                : s.multiply(new BigDecimal(BigInteger.valueOf(5).pow(-exponent)))
                        .scaleByPowerOfTen(exponent);
    }

    private BigInteger significandAt(int unit) {
        return significand.shiftLeft(Math.subtractExact(exponent, unit));
    }

    @Override
    public int compareTo(Dyadic y) {
        if (signum() != y.signum() || isZero()) {
            return Integer.compare(signum(), y.signum());
        }
        int byLength = Integer.compare(floorLog2(), y.floorLog2());
        if (byLength != 0) {
            return signum() * byLength;
        }
        int common = Math.min(exponent, y.exponent);
        return significandAt(common).compareTo(y.significandAt(common));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dyadic y && exponent == y.exponent && significand.equals(y.significand);
    }

    @Override
    public int hashCode() {
        return 31 * significand.hashCode() + exponent;
    }

    @Override
    public String toString() {
        return exponent == 0 ? significand.toString() : significand + "*2^" + exponent;
    }
}
