package org.fiducial.generators;

import java.util.stream.LongStream;
import org.fiducial.number.Format;

/**
 * Numbers of a format in an order from simple to complicated: 0, 1, -1, 2, -2, 1/2, … each followed much later by those with more digits. An
 * index that shrinks to 0 thus shrinks its number to a readable one.
 */
final class SimpleNumbers {
    /** Exponents in order of simplicity. */
    private static final int[] EXPONENTS = {0, 1, -1, 2, -2};

    private SimpleNumbers() {}

    /** How many indices there are. */
    static long count(Format format) {
        return 1 + 2L * EXPONENTS.length * (1L << format.precision() - 1);
    }

    /** The number of that index: 0, or 1/4 to 8 in magnitude. Indices beyond the last wrap around. */
    static double number(Format format, long index) {
        long i = Math.floorMod(index, count(format));
        return i == 0 ? 0 : positive(format, (i - 1) / 2) * (i % 2 == 1 ? 1 : -1);
    }

    /** The positive number of that index, 1/4 to 8. */
    static double positive(Format format, long index) {
        int exponent = EXPONENTS[(int) Math.floorMod(index, (long) EXPONENTS.length)];
        return Math.scalb(significand(format, index / EXPONENTS.length), exponent);
    }

    /** A significand 1 <= s < 2: 1, 1.5, 1.25, 1.75, 1.125, … the index read from its last digit on. */
    static double significand(Format format, long index) {
        int digits = format.precision() - 1;
        long fraction = Long.reverse(index) >>> 64 - digits;
        return 1 + Math.scalb((double) fraction, -digits);
    }

    /** Smaller indices to try instead: of simple numbers, of the same number with fewer digits, without its sign or exponent; simplest first. */
    static long[] simpler(long index) {
        if (index == 0) {
            return new long[0];
        }
        long sign = (index - 1) % 2;
        long exponent = (index - 1) / 2 % EXPONENTS.length;
        long digits = (index - 1) / 2 / EXPONENTS.length;
        LongStream.Builder out = LongStream.builder();
        LongStream.range(0, 12).forEach(out);
        for (int kept = 0; kept < 64 - Long.numberOfLeadingZeros(digits); kept++) {
            out.add(index(sign, exponent, digits & (1L << kept) - 1));
        }
        for (int bit = 0; bit < 63; bit++) {
            out.add(index(sign, exponent, digits & ~(1L << bit)));
        }
        for (long e = 0; e < exponent; e++) {
            out.add(index(sign, e, digits));
        }
        out.add(index(0, exponent, digits));
        out.add(index / 2);
        return out.build().filter(x -> x < index).distinct().toArray();
    }

    private static long index(long sign, long exponent, long digits) {
        return 1 + sign + 2 * (exponent + EXPONENTS.length * digits);
    }
}
