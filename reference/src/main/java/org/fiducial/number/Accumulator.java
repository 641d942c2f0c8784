package org.fiducial.number;

import java.math.BigInteger;
import org.fiducial.verified.Limbs;

/**
 * An exact sum of products of binary64 numbers, after Kulisch: a row of limbs of 30 binary digits as wide as the products' exponents ask
 * for. What a product of two 27-bit numbers, a carry and a comparison do to the value is proved in the verified core; this class cuts
 * significands into such numbers and moves the carries in time.
 */
public final class Accumulator {
    private static final int WIDTH = 30;
    private static final int HALF = 27;
    /** A product moves a limb by at most 2^54, and 32 of them by 2^59; limbs may grow to 2^60. */
    private static final int MOST_WAITING = 32;

    private final int lowest;
    private final int highest;
    private final long[] limb;
    private int waiting;

    /**
     * An accumulator of value 0, good for up to 2^31 products.
     *
     * @param lowest every product is a multiple of 2^lowest
     * @param highest every product is less than 2^highest in magnitude
     * @throws IllegalArgumentException if highest is less than lowest
     */
    public Accumulator(int lowest, int highest) {
        if (highest < lowest) {
            throw new IllegalArgumentException(
                    "digits from 2^" + lowest + " up to 2^" + highest + ", expected the second to be no less");
        }
        this.lowest = lowest;
        this.highest = highest;
        // The last limb takes the highest product's carry, and what 2^31 of them carry on.
        this.limb = new long[(highest - lowest) / WIDTH + 2];
    }

    /** The exponent of the last digit that is set, -1074 to 1023; of zero, which has none, 1023. */
    public static int lowest(double x) {
        return x == 0 ? Double.MAX_EXPONENT : unit(x) + Long.numberOfTrailingZeros(significand(x));
    }

    /** An exponent e with |x| < 2^e, -1021 to 1024; of zero, -1074. */
    public static int highest(double x) {
        return x == 0 ? -1074 : Math.max(Math.getExponent(x), Double.MIN_EXPONENT) + 1;
    }

    /**
     * Adds x y.
     *
     * @throws ArithmeticException if a factor is infinite or NaN
     * @throws IllegalArgumentException if the product is not a multiple of 2^lowest below 2^highest by the exponents of its factors
     */
    public void addProduct(double x, double y) {
        requireFinite(x);
        requireFinite(y);
        if (x == 0 || y == 0) {
            return;
        }
        int ex = lowest(x);
        int ey = lowest(y);
        if (ex + ey < lowest || highest(x) + highest(y) > highest) {
            throw new IllegalArgumentException(
                    "product " + x + " * " + y + ", expected digits from 2^" + lowest + " up to 2^" + highest);
        }
        long a = significand(x) >> ex - unit(x);
        long b = significand(y) >> ey - unit(y);
        long sign = x < 0 == y < 0 ? 1 : -1;
        long mask = (1L << HALF) - 1;
        int at = ex + ey - lowest;
        add(at, sign * (a & mask), b & mask);
        add(at + HALF, sign * (a >> HALF), b & mask);
        add(at + HALF, sign * (a & mask), b >> HALF);
        add(at + 2 * HALF, sign * (a >> HALF), b >> HALF);
    }

    /** Adds a b 2^(lowest + digit), for |a| and b below 2^27. */
    private void add(int digit, long a, long b) {
        if (a == 0 || b == 0) {
            return;
        }
        if (waiting == MOST_WAITING) {
            normalise();
        }
        waiting++;
        Limbs.addProduct(limb, digit / WIDTH, 1L << digit % WIDTH, a, b);
    }

    private void normalise() {
        Limbs.normalise(limb);
        waiting = 0;
    }

    /** The exponent of the last of the 53 digits. */
    private static int unit(double x) {
        return Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
    }

    /** |x| / 2^unit. */
    private static long significand(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long fraction = bits & 0xfffffffffffffL;
        return (bits >>> 52 & 0x7ff) == 0 ? fraction : fraction | 1L << 52;
    }

    private static void requireFinite(double x) {
        if (!Double.isFinite(x)) {
            throw new ArithmeticException("not a finite number: " + x);
        }
    }

    /** The sign of the sum: -1, 0 or 1. */
    public int signum() {
        normalise();
        return Limbs.sign(limb);
    }

    /**
     * The order of this sum and another one: -1, 0 or 1.
     *
     * @throws IllegalArgumentException unless both have the same digits
     */
    public int compare(Accumulator other) {
        if (other.lowest != lowest || other.highest != highest) {
            throw new IllegalArgumentException("sums with digits from 2^" + lowest + " up to 2^" + highest
                    + " and from 2^" + other.lowest + " up to 2^" + other.highest + ", expected the same digits");
        }
        normalise();
        other.normalise();
        return Limbs.compare(limb, other.limb);
    }

    /** The sum, exactly. */
    public Dyadic value() {
        BigInteger sum = BigInteger.ZERO;
        for (int j = limb.length - 1; j >= 0; j--) {
            sum = sum.shiftLeft(WIDTH).add(BigInteger.valueOf(limb[j]));
        }
        return Dyadic.of(sum, lowest);
    }
}
