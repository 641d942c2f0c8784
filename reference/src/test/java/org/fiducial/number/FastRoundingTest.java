package org.fiducial.number;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast paths of {@link Format} through binary64 bits against exact rounding of dyadic numbers, and against the processor. */
class FastRoundingTest {
    private static void agrees(Format f, double x) {
        long slow;
        if (Double.isFinite(x)) {
            slow = f.encode(Dyadic.of(x), Rounding.TIES_TO_EVEN);
            slow |= Double.doubleToRawLongBits(x) < 0 ? 1L << f.bits() - 1 : 0;
        } else if (f.hasInfinities() && !Double.isNaN(x)) {
            slow = f.infinityCode() | (x < 0 ? 1L << f.bits() - 1 : 0);
        } else {
            slow = f.nanCode() | (x < 0 ? 1L << f.bits() - 1 : 0);
        }
        if (f.encode(x) != slow) {
            throw new AssertionError(f + " encodes " + Double.toHexString(x) + " as 0x" + Long.toHexString(f.encode(x))
                    + ", expected 0x" + Long.toHexString(slow));
        }
        long rounded = Double.doubleToLongBits(f.round(x));
        if (rounded != Double.doubleToLongBits(f.toDouble(slow))) {
            throw new AssertionError(f + " rounds " + Double.toHexString(x) + " to "
                    + Double.toHexString(Double.longBitsToDouble(rounded)) + ", expected "
                    + Double.toHexString(f.toDouble(slow)));
        }
    }

    private static void around(Format f, double x) {
        agrees(f, x);
        agrees(f, Math.nextUp(x));
        agrees(f, Math.nextDown(x));
        agrees(f, -x);
    }

    @ParameterizedTest
    @MethodSource("org.fiducial.number.Format#all")
    void allNeighboursAndMiddles(Format f) {
        long last = f.largestFiniteCode();
        long count = Math.min(last, 200_000);
        for (long i = 0; i <= count; i++) {
            long code = f.bits() <= 19 ? i : Math.min(last, i * (last / count));
            double lower = f.toDouble(code);
            double step = f.ulp(f.decode(code)).toDouble();
            around(f, lower);
            around(f, lower + step / 2);
            around(f, lower + step);
        }
    }

    @ParameterizedTest
    @MethodSource("org.fiducial.number.Format#all")
    void anyBits(Format f) {
        Random random = new Random(f.bits());
        for (double x : new double[] {
            0.0, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, Double.POSITIVE_INFINITY, 1e300, 1e-300
        }) {
            around(f, x);
        }
        agrees(f, Double.NaN);
        agrees(f, Double.longBitsToDouble(0xfff0000000000001L));
        for (int i = 0; i < 300_000; i++) {
            agrees(f, Double.longBitsToDouble(random.nextLong()));
            // In and around the format's own range.
            int span = f.maxExponent() - f.minExponent() + f.precision() + 4;
            int e = Math.max(-1074, f.minExponent() - f.precision() - 2 + random.nextInt(span));
            agrees(f, Math.scalb(1 + random.nextDouble(), e) * (random.nextBoolean() ? 1 : -1));
        }
    }

    @Test
    void binary32IsTheProcessorsFloat() {
        Random random = new Random(32);
        for (int i = 0; i < 3_000_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = Float.intBitsToFloat(random.nextInt());
            double between = (y + Math.nextUp((float) y)) / 2;
            for (double z : new double[] {x, y, between, Math.nextUp(between), Math.nextDown(between)}) {
                if (Double.doubleToLongBits((float) z) != Double.doubleToLongBits(Format.BINARY32.round(z))) {
                    throw new AssertionError(Double.toHexString(z));
                }
                if (z == z && Float.floatToIntBits((float) z) != (int) Format.BINARY32.encode(z)) {
                    throw new AssertionError(Double.toHexString(z));
                }
            }
        }
        for (int code = 0; code >= 0; code += 977) {
            assertEquals((double) Float.intBitsToFloat(code), Format.BINARY32.toDouble(code));
        }
    }
}
