package org.fiducial.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Dyadic numbers against {@link BigDecimal}, which holds every one of them exactly. */
class DyadicTest {
    @Provide
    Arbitrary<Dyadic> dyadics() {
        Arbitrary<BigInteger> significands = Arbitraries.oneOf(
                Arbitraries.bigIntegers().between(BigInteger.valueOf(-20), BigInteger.valueOf(20)),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ONE.shiftLeft(130).negate(), BigInteger.ONE.shiftLeft(130)));
        return Combinators.combine(
                        significands,
                        Arbitraries.integers().between(-300, 300),
                        Arbitraries.integers().between(0, 80))
                .as((s, e, zeros) -> Dyadic.of(s.shiftLeft(zeros), e));
    }

    private static void same(BigDecimal expected, Dyadic found) {
        assertEquals(0, expected.compareTo(found.toBigDecimal()), () -> found + " for " + expected);
        assertTrue(found.isZero() ? found.exponent() == 0 : found.significand().testBit(0), found::toString);
    }

    private static BigDecimal power(int exponent) {
        BigDecimal two = BigDecimal.valueOf(2);
        return exponent >= 0 ? two.pow(exponent) : BigDecimal.ONE.divide(two.pow(-exponent));
    }

    @Property
    void exactOperations(
            @ForAll("dyadics") Dyadic x, @ForAll("dyadics") Dyadic y, @ForAll @IntRange(min = -200, max = 200) int by) {
        BigDecimal a = new BigDecimal(x.significand()).multiply(power(x.exponent()));
        BigDecimal b = y.toBigDecimal();
        same(a, x);
        same(a.add(b), x.add(y));
        same(a.subtract(b), x.subtract(y));
        same(a.multiply(b), x.multiply(y));
        same(a.negate(), x.negate());
        same(a.abs(), x.abs());
        same(a.multiply(power(by)), x.shift(by));
        assertEquals(a.compareTo(b), Integer.signum(x.compareTo(y)));
        assertEquals(a.signum(), x.signum());
        assertEquals(x, y.add(x).subtract(y));
        assertEquals(x.hashCode(), y.add(x).subtract(y).hashCode());
        assertEquals(a.compareTo(b) == 0, x.equals(y));
        if (!x.isZero()) {
            assertTrue(power(x.floorLog2()).compareTo(a.abs()) <= 0);
            assertTrue(power(x.floorLog2() + 1).compareTo(a.abs()) > 0);
        }
    }

    /** Neighbours of one number, so that comparisons and differences have much to cancel. */
    @Property
    void closeNumbers(@ForAll("dyadics") Dyadic x, @ForAll @IntRange(min = -400, max = 0) int unit) {
        Dyadic y = x.add(Dyadic.powerOfTwo(unit));
        assertTrue(x.compareTo(y) < 0);
        assertTrue(y.negate().compareTo(x.negate()) < 0);
        assertEquals(Dyadic.powerOfTwo(unit), y.subtract(x));
        assertNotEquals(x, y);
    }

    private static RoundingMode mode(Rounding r) {
        return switch (r) {
            case TIES_TO_EVEN -> RoundingMode.HALF_EVEN;
            case TIES_TO_AWAY -> RoundingMode.HALF_UP;
            case TOWARD_ZERO -> RoundingMode.DOWN;
            case UPWARD -> RoundingMode.CEILING;
            case DOWNWARD -> RoundingMode.FLOOR;
        };
    }

    @Property
    void roundingToAUnitOrAPrecision(
            @ForAll("dyadics") Dyadic x,
            @ForAll @IntRange(min = -320, max = 440) int unit,
            @ForAll @IntRange(min = 1, max = 220) int precision,
            @ForAll Rounding r) {
        BigDecimal a = x.toBigDecimal();
        BigDecimal multiple = a.multiply(power(-unit)).setScale(0, mode(r)).multiply(power(unit));
        same(multiple, x.roundToMultiple(unit, r));
        if (!x.isZero()) {
            int u = x.floorLog2() + 1 - precision;
            same(a.multiply(power(-u)).setScale(0, mode(r)).multiply(power(u)), x.round(precision, r));
            assertTrue(x.round(precision, r).significand().bitLength() <= precision);
        }
    }

    @Property
    void middlesBetweenMultiples(@ForAll("dyadics") Dyadic x, @ForAll Rounding r) {
        Dyadic middle = x.shift(1).add(Dyadic.powerOfTwo(x.exponent() + 1 - 1));
        BigDecimal a = middle.toBigDecimal();
        for (int unit = middle.exponent() - 2; unit <= middle.exponent() + 3; unit++) {
            same(a.multiply(power(-unit)).setScale(0, mode(r)).multiply(power(unit)), middle.roundToMultiple(unit, r));
        }
    }

    @Property
    void binary64(@ForAll long bits, @ForAll("dyadics") Dyadic x, @ForAll @IntRange(min = -1200, max = 900) int by) {
        double d = Double.longBitsToDouble(bits);
        if (Double.isFinite(d)) {
            same(new BigDecimal(d), Dyadic.of(d));
            assertEquals(d == 0 ? 0.0 : d, Dyadic.of(d).toDouble());
            for (Rounding r : Rounding.values()) {
                assertEquals(d == 0 ? 0.0 : d, Dyadic.of(d).toDouble(r));
            }
        } else {
            assertThrows(ArithmeticException.class, () -> Dyadic.of(d));
        }
        Dyadic y = x.shift(by);
        // The conversion in the JDK rounds a decimal literal to nearest even; this number has a finite one.
        double nearest = Double.parseDouble(y.toBigDecimal().toString());
        assertEquals(nearest, y.toDouble(), 0.0);
        double up = y.toDouble(Rounding.UPWARD);
        double down = y.toDouble(Rounding.DOWNWARD);
        assertTrue(up == Double.POSITIVE_INFINITY || Dyadic.of(up).compareTo(y) >= 0);
        assertTrue(down == Double.NEGATIVE_INFINITY || Dyadic.of(down).compareTo(y) <= 0);
        assertTrue(up == down || Math.nextUp(down) == up);
        assertTrue(up == nearest || down == nearest);
        assertEquals(y.signum() < 0 ? up : down, y.toDouble(Rounding.TOWARD_ZERO), 0.0);
    }

    /** Short significands take a fast way to binary64, which must end where the exponents do. */
    @Example
    void shortSignificandsAtTheEndsOfTheRange() {
        for (long s : new long[] {1, 3, (1L << 53) - 1, -1, -5, 1 - (1L << 53)}) {
            for (int e = -1140; e <= 1030; e += e > -1000 && e < 860 ? 37 : 1) {
                Dyadic x = Dyadic.of(BigInteger.valueOf(s), e);
                for (Rounding r : Rounding.values()) {
                    double expected = Format.BINARY64.toDouble(Format.BINARY64.encode(x, r));
                    assertEquals(expected, x.toDouble(r), () -> x + " " + r);
                }
            }
        }
    }

    @Example
    void extremesAreClearErrors() {
        assertThrows(ArithmeticException.class, () -> Dyadic.ZERO.floorLog2());
        assertThrows(IllegalArgumentException.class, () -> Dyadic.ONE.round(0, Rounding.UPWARD));
        Dyadic huge = Dyadic.powerOfTwo(Integer.MAX_VALUE);
        assertThrows(ArithmeticException.class, () -> huge.shift(1));
        assertThrows(ArithmeticException.class, () -> huge.multiply(huge));
        assertEquals(Double.POSITIVE_INFINITY, huge.toDouble());
        assertEquals(Double.MAX_VALUE, huge.toDouble(Rounding.DOWNWARD));
        assertEquals(0.0, Dyadic.powerOfTwo(Integer.MIN_VALUE).toDouble());
        assertEquals(
                -Double.MIN_VALUE, Dyadic.powerOfTwo(Integer.MIN_VALUE).negate().toDouble(Rounding.DOWNWARD));
        assertEquals(
                Dyadic.ZERO,
                Dyadic.powerOfTwo(Integer.MIN_VALUE).roundToMultiple(Integer.MAX_VALUE, Rounding.TIES_TO_EVEN));
        assertEquals("-3*2^-5", Dyadic.of(-0x3p-5).toString());
        assertEquals("40", Dyadic.of(40).add(Dyadic.ZERO).toBigDecimal().toPlainString());
        assertEquals(new BigDecimal(0.1, MathContext.UNLIMITED), Dyadic.of(0.1).toBigDecimal());
        assertEquals(Long.MIN_VALUE, Dyadic.of(Long.MIN_VALUE).toBigDecimal().longValueExact());
    }
}
