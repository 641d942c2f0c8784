package org.fiducial.theory;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** An upper bound of a probability, rounded upwards at every step and at most 1. */
public record Probability(BigDecimal bound) implements Comparable<Probability> {
    private static final MathContext UP = new MathContext(20, RoundingMode.CEILING);

    public static final Probability ZERO = new Probability(BigDecimal.ZERO);
    public static final Probability ONE = new Probability(BigDecimal.ONE);

    public Probability {
        if (bound.signum() < 0) {
            throw new IllegalArgumentException("probability " + bound + ", expected one that is not negative");
        }
        bound = bound.min(BigDecimal.ONE);
    }

    /** numerator / denominator, for a positive denominator. */
    public static Probability of(BigInteger numerator, BigInteger denominator) {
        return new Probability(new BigDecimal(numerator).divide(new BigDecimal(denominator), UP));
    }

    /** x, which must be an upper bound already. */
    public static Probability of(double x) {
        return new Probability(new BigDecimal(x));
    }

    /** 2^-bits. */
    public static Probability powerOfHalf(int bits) {
        return of(BigInteger.ONE, BigInteger.ONE.shiftLeft(bits));
    }

    /** The bound for one event or the other. */
    public Probability plus(Probability y) {
        return new Probability(bound.add(y.bound, UP));
    }

    /** The bound for independent events together. */
    public Probability times(Probability y) {
        return new Probability(bound.multiply(y.bound, UP));
    }

    public Probability power(int n) {
        Probability result = ONE;
        for (int i = 0; i < n; i++) {
            result = result.times(this);
        }
        return result;
    }

    public Probability max(Probability y) {
        return compareTo(y) >= 0 ? this : y;
    }

    public boolean isZero() {
        return bound.signum() == 0;
    }

    public boolean isAtMost(Probability y) {
        return compareTo(y) <= 0;
    }

    @Override
    public int compareTo(Probability y) {
        return bound.compareTo(y.bound);
    }

    /** Three digits, rounded upwards. */
    @Override
    public String toString() {
        return isZero()
                ? "0"
                : bound.compareTo(BigDecimal.ONE) == 0
                        ? "1"
                        : String.format(
                                java.util.Locale.ROOT, "%.2e", bound.round(new MathContext(3, RoundingMode.CEILING)));
    }
}
