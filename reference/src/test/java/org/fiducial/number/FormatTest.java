package org.fiducial.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fiducial.number.Format.Overflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatTest {
    /** Digits kept behind the smallest positive value, so that numbers very near to a boundary are whole numbers, too. */
    private static final int EXTRA = 70;

    /** A format with what its document says of it. */
    record Defined(Format format, int fractionBits, int bias, long lastFinite, double largest, double smallest) {
        @Override
        public String toString() {
            return format.name();
        }

        /** The exponent of the unit in which {@link #values} counts. */
        int unit() {
            return 1 - bias - fractionBits - EXTRA;
        }

        /** The non-negative finite values as the format's document defines them: element c is the value of code c. */
        List<BigInteger> values() {
            List<BigInteger> values = new ArrayList<>();
            for (long code = 0; code <= lastFinite; code++) {
                int e = (int) (code >> fractionBits);
                BigInteger fraction = BigInteger.valueOf(code % (1L << fractionBits));
                BigInteger leading = BigInteger.TWO.pow(fractionBits);
                BigInteger steps = e == 0 ? fraction : leading.add(fraction).multiply(BigInteger.TWO.pow(e - 1));
                values.add(steps.multiply(BigInteger.TWO.pow(EXTRA)));
            }
            return values;
        }
    }

    static Stream<Defined> small() {
        return Stream.of(
                new Defined(Format.E4M3, 3, 7, 0x7e, 448, 0x1p-9),
                new Defined(Format.E5M2, 2, 15, 0x7b, 57344, 0x1p-16),
                new Defined(Format.BINARY16, 10, 15, 0x7bff, 65504, 0x1p-24),
                new Defined(Format.BFLOAT16, 7, 127, 0x7f7f, 0x1.fep127, 0x1p-133));
    }

    static Stream<Defined> all() {
        return Stream.concat(
                small(),
                Stream.of(
                        new Defined(Format.TF32, 10, 127, 0x3fbff, 0x1.ffcp127, 0x1p-136),
                        new Defined(Format.BINARY32, 23, 127, 0x7f7fffff, Float.MAX_VALUE, Float.MIN_VALUE),
                        new Defined(
                                Format.BINARY64, 52, 1023, 0x7fefffffffffffffL, Double.MAX_VALUE, Double.MIN_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void constants(Defined d) {
        Format f = d.format();
        assertEquals(Dyadic.of(d.largest()), f.largestFinite());
        assertEquals(Dyadic.of(d.smallest()), f.smallestPositive());
        assertEquals(d.lastFinite(), f.largestFiniteCode());
        assertEquals(d.fractionBits() + 1, f.precision());
        assertEquals(Dyadic.powerOfTwo(1 - d.bias()), f.smallestNormal());
        assertEquals(f.largestFinite().floorLog2(), f.maxExponent());
        assertEquals(1 - d.bias(), f.minExponent());
        assertEquals(Math.scalb(0.5, -d.fractionBits()), f.unitRoundoff());
        assertEquals(f, Format.named(f.name().toLowerCase(java.util.Locale.ROOT)));
        assertTrue(Double.isNaN(f.toDouble(f.nanCode())) && f.isNaN(f.nanCode()) && !f.isFinite(f.nanCode()));
        if (f == Format.E4M3) {
            assertEquals(0x7f, f.nanCode());
            assertThrows(ArithmeticException.class, f::infinityCode);
        } else {
            assertEquals(d.lastFinite() + 1, f.infinityCode());
            assertTrue(f.isInfinite(f.infinityCode()) && !f.isFinite(f.infinityCode()) && !f.isNaN(f.infinityCode()));
            assertEquals(Double.POSITIVE_INFINITY, f.toDouble(f.infinityCode()));
        }
        if (f.bits() < 64) {
            long tooLong = 1L << f.bits();
            assertThrows(IllegalArgumentException.class, () -> f.decode(tooLong));
            assertThrows(IllegalArgumentException.class, () -> f.toDouble(tooLong));
            assertThrows(IllegalArgumentException.class, () -> f.nextUp(tooLong));
            assertThrows(IllegalArgumentException.class, () -> f.nextDown(-1));
        }
        assertThrows(IllegalArgumentException.class, () -> Format.named("binary15"));
    }

    /** All codes of the formats of at most 16 bits. */
    @ParameterizedTest
    @MethodSource("small")
    void everyCodeIsWhatTheDocumentSays(Defined d) {
        Format f = d.format();
        List<BigInteger> values = d.values();
        long sign = 1L << f.bits() - 1;
        for (long code = 0; code < 2 * sign; code++) {
            boolean negative = code >= sign;
            long magnitude = code % sign;
            assertEquals(negative, f.isNegative(code));
            assertEquals(magnitude < values.size(), f.isFinite(code));
            if (magnitude < values.size()) {
                BigInteger value = negative ? values.get((int) magnitude).negate() : values.get((int) magnitude);
                Dyadic exact = f.decode(code);
                double binary64 = f.toDouble(code);
                assertEquals(Dyadic.of(value, d.unit()), exact);
                assertEquals(exact, Dyadic.of(binary64));
                assertEquals(negative, 1 / binary64 < 0 || binary64 < 0);
                for (Rounding r : Rounding.values()) {
                    assertEquals(magnitude == 0 ? 0 : code, f.encode(exact, r));
                }
                assertEquals(code, f.encode(binary64));
                assertEquals(binary64, f.round(binary64));
                assertTrue(!f.isNaN(code) && !f.isInfinite(code));
            } else {
                boolean infinite = f != Format.E4M3 && magnitude == values.size();
                assertEquals(infinite, f.isInfinite(code));
                assertEquals(!infinite, f.isNaN(code));
                double expected =
                        !infinite ? Double.NaN : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                assertEquals(expected, f.toDouble(code));
                assertEquals(infinite ? code : f.nanCode(), f.encode(f.toDouble(code)));
                assertThrows(ArithmeticException.class, () -> f.decode(infinite ? sign - 1 : magnitude));
            }
        }
    }

    /** Which of two neighbouring codes a number between them goes to, from the definition of the direction. */
    private static long expected(
            Rounding r, boolean negative, long below, BigInteger lower, BigInteger upper, BigInteger magnitude) {
        int toLower = magnitude.subtract(lower).compareTo(upper.subtract(magnitude));
        boolean grows =
                switch (r) {
                    case TIES_TO_EVEN -> toLower > 0 || toLower == 0 && below % 2 != 0;
                    case TIES_TO_AWAY -> toLower >= 0;
                    case TOWARD_ZERO -> false;
                    case UPWARD -> !negative;
                    case DOWNWARD -> negative;
                };
        return grows ? below + 1 : below;
    }

    /**
     * Between every two neighbours: just above the lower, around the middle, just below the upper; likewise beyond the largest finite value,
     * where the next value would be one step on.
     */
    @ParameterizedTest
    @MethodSource("small")
    void encodingIsCorrectlyRoundedEverywhere(Defined d) {
        List<BigInteger> values = d.values();
        int last = values.size() - 1;
        BigInteger step = values.get(last).subtract(values.get(last - 1));
        for (int code = 0; code <= last; code++) {
            BigInteger lower = values.get(code);
            BigInteger upper = code < last ? values.get(code + 1) : lower.add(step);
            between(d.format(), code, lower, upper, d.unit());
        }
        BigInteger beyond = values.get(last).add(step);
        for (BigInteger x : List.of(beyond, beyond.multiply(BigInteger.TEN), BigInteger.TEN.pow(400))) {
            for (Rounding r : Rounding.values()) {
                encoded(d.format(), Dyadic.of(x, d.unit()), r, false, last + 1);
                encoded(d.format(), Dyadic.of(x, d.unit()), r, true, last + 1);
            }
        }
    }

    /** All directions at five numbers between two neighbours, counted in units of 2^unit. */
    private static void between(Format f, long code, BigInteger lower, BigInteger upper, int unit) {
        BigInteger middle = lower.add(upper).shiftRight(1);
        BigInteger one = BigInteger.ONE;
        for (BigInteger x :
                List.of(lower.add(one), middle.subtract(one), middle, middle.add(one), upper.subtract(one))) {
            for (Rounding r : Rounding.values()) {
                encoded(f, Dyadic.of(x, unit), r, false, expected(r, false, code, lower, upper, x));
                encoded(f, Dyadic.of(x, unit), r, true, expected(r, true, code, lower, upper, x));
            }
        }
    }

    /** @param expected the code of the rounded magnitude if there were codes beyond the largest finite one's */
    private static void encoded(Format f, Dyadic magnitude, Rounding r, boolean negative, long expected) {
        long last = f.largestFiniteCode();
        Dyadic x = negative ? magnitude.negate() : magnitude;
        long sign = negative ? 1L << f.bits() - 1 : 0;
        boolean inward = r == Rounding.TOWARD_ZERO || r == (negative ? Rounding.UPWARD : Rounding.DOWNWARD);
        long ieee = expected <= last || inward ? Math.min(expected, last) : f == Format.E4M3 ? f.nanCode() : last + 1;
        long found = f.encode(x, r, Overflow.IEEE);
        if (found != (ieee | sign) || f.encode(x, r) != found) {
            throw new AssertionError(f + " " + x + " " + r + ": 0x" + Long.toHexString(found));
        }
        if (f.encode(x, r, Overflow.SATURATE) != (Math.min(expected, last) | sign)) {
            throw new AssertionError(f + " " + x + " " + r + " saturating");
        }
    }

    /** The same for the larger formats at chosen neighbours: around zero, every power of two, the ends, and at random. */
    @Test
    void largeFormatsEncodeCorrectlyRounded() {
        Random random = new Random(1);
        for (Format f : List.of(Format.TF32, Format.BINARY32, Format.BINARY64)) {
            int fractionBits = f.precision() - 1;
            long last = f.largestFiniteCode();
            List<Long> codes = new ArrayList<>(List.of(0L, 1L, 2L, last - 1, last));
            for (long e = 1; e <= last >> fractionBits; e += f == Format.BINARY64 ? 61 : 9) {
                codes.addAll(List.of((e << fractionBits) - 1, e << fractionBits, (e << fractionBits) + 1));
            }
            for (int i = 0; i < 300; i++) {
                codes.add((long) (random.nextDouble() * last));
            }
            for (long code : codes) {
                // The value of a code as the standard defines it, counted in units of 2^unit.
                long field = Math.max(code >> fractionBits, 1);
                long digits = code - (field - 1 << fractionBits);
                BigInteger lower = BigInteger.valueOf(digits).shiftLeft(EXTRA);
                BigInteger upper = BigInteger.valueOf(digits + 1).shiftLeft(EXTRA);
                int unit = (int) field - (f.maxExponent() + fractionBits + EXTRA);
                assertEquals(Dyadic.of(lower, unit), f.decode(code));
                between(f, code, lower, upper, unit);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void neighbours(Defined d) {
        Format f = d.format();
        long sign = 1L << f.bits() - 1;
        long last = d.lastFinite();
        long end = last + 1;
        for (long c = 0; c <= last; c++) {
            assertEquals(c + 1, f.nextUp(c));
            assertEquals(sign | c + 1, f.nextDown(sign | c));
            assertEquals(c == 0 ? sign | 1 : c - 1, f.nextDown(c));
            assertEquals(c == 0 ? 1 : sign | c - 1, f.nextUp(sign | c));
            Dyadic here = f.decode(c);
            Dyadic gap = c < last ? f.decode(c + 1).subtract(here) : here.subtract(f.decode(c - 1));
            assertEquals(gap, f.ulp(here));
            assertEquals(gap, f.ulp(here.negate()));
        }
        assertEquals(end, f.nextUp(end));
        assertEquals(sign | end, f.nextDown(sign | end));
        if (f.hasInfinities()) {
            assertEquals(last, f.nextDown(end));
            assertEquals(sign | last, f.nextUp(sign | end));
        }
        assertEquals(f.nanCode(), f.nextUp(f.nanCode()));
        assertEquals(sign | f.nanCode(), f.nextDown(sign | f.nanCode()));
        assertEquals(f.ulp(f.largestFinite()), f.ulp(Dyadic.powerOfTwo(1000)));
    }
}
