package org.fiducial.number;

import java.math.BigInteger;
import java.util.List;

/**
 * A binary floating-point storage format: sign, exponent field, fraction field. Every finite value of every format here is a
 * binary64 number, so {@link #toDouble} is exact.
 *
 * <p>Codes are the low {@link #bits} bits of a {@code long}; higher bits must be zero.
 */
public final class Format {
    /** IEEE 754 half precision. */
    public static final Format BINARY16 = new Format("BINARY16", 5, 10, true);
    /** Brain floating point: binary32 cut to 16 bits. */
    public static final Format BFLOAT16 = new Format("BFLOAT16", 8, 7, true);
    /** NVIDIA TensorFloat-32: 19 significant code bits (1 + 8 + 10). */
    public static final Format TF32 = new Format("TF32", 8, 10, true);
    /** IEEE 754 single precision. */
    public static final Format BINARY32 = new Format("BINARY32", 8, 23, true);
    /** IEEE 754 double precision. */
    public static final Format BINARY64 = new Format("BINARY64", 11, 52, true);
    /** OCP 8-bit format E4M3: no infinities, one NaN per sign, largest value 448. */
    public static final Format E4M3 = new Format("E4M3", 4, 3, false);
    /** OCP 8-bit format E5M2: infinities and NaNs as in IEEE 754, largest value 57344. */
    public static final Format E5M2 = new Format("E5M2", 5, 2, true);

    private static final List<Format> ALL = List.of(BINARY16, BFLOAT16, TF32, BINARY32, BINARY64, E4M3, E5M2);

    /** What to do with a value whose rounded magnitude exceeds the largest finite one. */
    public enum Overflow {
        /** As IEEE 754 says for the rounding direction: an infinity or the largest finite value; NaN where the format has no infinity. */
        IEEE,
        /** The largest finite value. */
        SATURATE
    }

    private final String name;
    private final int exponentBits;
    private final int fractionBits;
    private final boolean infinities;
    private final int bias;
    private final double largest;
    private final double smallestNormal;
    /** Digits of a binary64 significand behind those of this format. */
    private final int drop;
    /** What turns the code of a positive normal number into the leading bits of its binary64 code. */
    private final long rebias;
    /** 1.5 * 2^52 times the smallest positive value q: binary64 numbers from 2^52 q to 2^53 q are the multiples of q. */
    private final double spacer;

    private Format(String name, int exponentBits, int fractionBits, boolean infinities) {
        this.name = name;
        this.exponentBits = exponentBits;
        this.fractionBits = fractionBits;
        this.infinities = infinities;
        this.bias = (1 << exponentBits - 1) - 1;
        this.drop = 52 - fractionBits;
        this.rebias = (long) (1023 - bias) << fractionBits;
        this.smallestNormal = Math.scalb(1.0, minExponent());
        this.spacer = Math.scalb(1.5, Math.max(minExponent() - fractionBits, -1022) + 52);
        this.largest = Double.longBitsToDouble(largestFiniteCode() + rebias << drop);
    }

    /** All formats. */
    public static List<Format> all() {
        return ALL;
    }

    /**
     * The format of that name, ignoring case ("binary32", "bfloat16", "e4m3" ...).
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Format named(String name) {
        return ALL.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown number format '" + name + "', expected one of "
                        + String.join(
                                ", ",
                                ALL.stream()
                                        .map(f -> f.name.toLowerCase(java.util.Locale.ROOT))
                                        .toList())));
    }

    public String name() {
        return name;
    }

    /** Length of a code. */
    public int bits() {
        return 1 + exponentBits + fractionBits;
    }

    /** Number of significant binary digits of a normal number, the leading one included. */
    public int precision() {
        return fractionBits + 1;
    }

    /** Exponent of the smallest normal number. */
    public int minExponent() {
        return 1 - bias;
    }

    /** Exponent of the largest finite number. */
    public int maxExponent() {
        return infinities ? bias : bias + 1;
    }

    public boolean hasInfinities() {
        return infinities;
    }

    /** The largest relative error of rounding to nearest in the normal range, 2^-precision. */
    public double unitRoundoff() {
        return Math.scalb(1.0, -precision());
    }

    /** The smallest positive value. */
    public Dyadic smallestPositive() {
        return Dyadic.powerOfTwo(minExponent() - fractionBits);
    }

    public Dyadic smallestNormal() {
        return Dyadic.powerOfTwo(minExponent());
    }

    public Dyadic largestFinite() {
        return decode(largestFiniteCode());
    }

    private long exponentMask() {
        return (1L << exponentBits) - 1;
    }

    private long fractionMask() {
        return (1L << fractionBits) - 1;
    }

    private long signBit() {
        return 1L << bits() - 1;
    }

    private long exponentField(long code) {
        return code >>> fractionBits & exponentMask();
    }

    private long magnitude(long code) {
        return code & signBit() - 1;
    }

    /** The code of the largest finite value. */
    public long largestFiniteCode() {
        return infinities ? (exponentMask() << fractionBits) - 1 : signBit() - 2;
    }

    /** The code of +infinity. */
    public long infinityCode() {
        if (!infinities) {
            throw new ArithmeticException(name + " has no infinity");
        }
        return exponentMask() << fractionBits;
    }

    /** The code of a quiet NaN. */
    public long nanCode() {
        return infinities ? infinityCode() | 1L << fractionBits - 1 : signBit() - 1;
    }

    public boolean isNaN(long code) {
        return infinities ? magnitude(code) > infinityCode() : magnitude(code) == signBit() - 1;
    }

    public boolean isInfinite(long code) {
        return infinities && magnitude(code) == infinityCode();
    }

    public boolean isFinite(long code) {
        return magnitude(code) <= largestFiniteCode();
    }

    public boolean isNegative(long code) {
        return (code & signBit()) != 0;
    }

    /**
     * The exact value of a finite code.
     *
     * @throws ArithmeticException for an infinity or a NaN
     */
    public Dyadic decode(long code) {
        check(code);
        if (!isFinite(code)) {
            throw new ArithmeticException("code 0x" + Long.toHexString(code) + " of " + name + " is not finite");
        }
        long field = exponentField(code);
        long fraction = code & fractionMask();
        long significand = field == 0 ? fraction : fraction | 1L << fractionBits;
        int exponent = (int) Math.max(field, 1) - bias - fractionBits;
        return Dyadic.of(BigInteger.valueOf(isNegative(code) ? -significand : significand), exponent);
    }

    /** The value of any code as binary64: exact, infinities and NaN kept, the sign of zero kept. */
    public double toDouble(long code) {
        check(code);
        if (this == BINARY64) {
            return Double.longBitsToDouble(code);
        }
        long magnitude = magnitude(code);
        double value;
        if (magnitude > largestFiniteCode()) {
            value = isNaN(code) ? Double.NaN : Double.POSITIVE_INFINITY;
        } else if (magnitude >>> fractionBits == 0) {
            // A subnormal number is a count of steps above the spacer; the difference is exact.
            value = Double.longBitsToDouble(Double.doubleToRawLongBits(spacer) + magnitude) - spacer;
        } else {
            value = Double.longBitsToDouble(magnitude + rebias << drop);
        }
        return isNegative(code) ? -value : value;
    }

    private void check(long code) {
        if (bits() < 64 && code >>> bits() != 0) {
            throw new IllegalArgumentException(
                    "0x" + Long.toHexString(code) + " is not a code of " + name + ", expected " + bits() + " bits");
        }
    }

    /** The code of x correctly rounded; a zero result is +0 unless x is negative. */
    public long encode(Dyadic x, Rounding rounding) {
        return encode(x, rounding, Overflow.IEEE);
    }

    /** The code of x correctly rounded; a zero result is +0 unless x is negative. */
    public long encode(Dyadic x, Rounding rounding, Overflow overflow) {
        if (x.isZero()) {
            return 0;
        }
        boolean negative = x.signum() < 0;
        BigInteger significand = x.significand().abs();
        long top = x.exponent() + (significand.bitLength() - 1L);
        long magnitude;
        if (top > maxExponent()) {
            magnitude = largestFiniteCode() + 1;
        } else {
            long binade = Math.max(top, minExponent());
            long cut = binade - fractionBits - x.exponent();
            long kept = shiftRight(significand, cut);
            // The significand is odd, so a half is left exactly when one digit is cut.
            int half = cut > 0 && cut <= significand.bitLength() && significand.testBit((int) cut - 1)
                    ? (cut == 1 ? 0 : 1)
                    : -1;
            if (rounding.increments(negative, (kept & 1) != 0, half, cut > 0)) {
                kept++;
            }
            // The leading digit of a normal number, or a carry, counts the exponent field up.
            magnitude = (binade - minExponent() << fractionBits) + kept;
        }
        if (magnitude > largestFiniteCode()) {
            magnitude = overflowed(negative, rounding, overflow);
        }
        return negative ? magnitude | signBit() : magnitude;
    }

    /** The integer part of n / 2^by; small enough for a long where it is used. */
    private static long shiftRight(BigInteger n, long by) {
        return by > n.bitLength() ? 0 : n.shiftRight((int) by).longValue();
    }

    private long overflowed(boolean negative, Rounding rounding, Overflow overflow) {
        boolean inward =
                rounding == Rounding.TOWARD_ZERO || rounding == (negative ? Rounding.UPWARD : Rounding.DOWNWARD);
        if (overflow == Overflow.SATURATE || inward) {
            return largestFiniteCode();
        }
        return infinities ? infinityCode() : nanCode();
    }

    /**
     * The code of a binary64 number rounded to nearest even, overflow as in IEEE 754: an infinity, or NaN where the format has none, either
     * with the sign of x. Every NaN gives {@link #nanCode}.
     */
    public long encode(double x) {
        if (Double.isNaN(x)) {
            return nanCode();
        }
        if (this == BINARY64) {
            return Double.doubleToRawLongBits(x);
        }
        long sign = Double.doubleToRawLongBits(x) < 0 ? signBit() : 0;
        double magnitude = Math.abs(x);
        if (magnitude < smallestNormal) {
            return sign | Double.doubleToRawLongBits(magnitude + spacer) - Double.doubleToRawLongBits(spacer);
        }
        long rounded = roundedBits(magnitude) >>> drop;
        return sign | Math.min(rounded - rebias, infinities ? infinityCode() : nanCode());
    }

    /**
     * x rounded to nearest even in this format, as a binary64 number; the same as {@code toDouble(encode(x))} and fast.
     *
     * @param x any binary64 number
     */
    public double round(double x) {
        if (this == BINARY64 || x != x) {
            return x;
        }
        double magnitude = Math.abs(x);
        if (magnitude < smallestNormal) {
            // The sum is rounded to a multiple of the smallest positive value; the spacer is an even one, so ties are
            // kept.
            return Math.copySign(magnitude + spacer - spacer, x);
        }
        double rounded = Double.longBitsToDouble(roundedBits(magnitude));
        return Math.copySign(rounded <= largest ? rounded : infinities ? Double.POSITIVE_INFINITY : Double.NaN, x);
    }

    /**
     * The code of a positive normal binary64 number, or infinity, with the last digits rounded off to nearest even: half a unit less one, and
     * one more if the last kept digit is odd, carry into the kept digits exactly when they have to grow.
     */
    private long roundedBits(double x) {
        long bits = Double.doubleToRawLongBits(x);
        return bits + (1L << drop - 1) - 1 + (bits >>> drop & 1) & -1L << drop;
    }

    /** The distance of neighbouring values around x: 2^(e - fraction bits) with e the exponent of x, not below the smallest normal's. */
    public Dyadic ulp(Dyadic x) {
        int exponent = x.isZero() ? minExponent() : Math.max(x.floorLog2(), minExponent());
        return Dyadic.powerOfTwo(Math.min(exponent, maxExponent()) - fractionBits);
    }

    /** The code of the next larger value; +infinity (NaN without infinities) after the largest finite one. */
    public long nextUp(long code) {
        check(code);
        if (isNaN(code) || code == positiveEnd()) {
            return code;
        }
        if (!isNegative(code)) {
            return code + 1;
        }
        return magnitude(code) == 0 ? 1 : code - 1;
    }

    /** The code of the next smaller value. */
    public long nextDown(long code) {
        return nextUp(code ^ signBit()) ^ signBit();
    }

    private long positiveEnd() {
        return infinities ? infinityCode() : nanCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
