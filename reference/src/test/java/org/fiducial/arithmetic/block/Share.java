package org.fiducial.arithmetic.block;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.fiducial.number.Dyadic;

/** How much of a radius an exact value uses up. */
final class Share {
    private Share() {}

    /** The distance of the exact value is at most the radius, and at least that part of it. */
    static void reached(double least, BigDecimal exact, BigDecimal mid, double radius) {
        BigDecimal error = mid.subtract(exact).abs();
        double share = error.divide(new BigDecimal(radius), Digits.MC).doubleValue();
        assertTrue(
                error.compareTo(new BigDecimal(radius)) <= 0 && share >= least,
                () -> share + " of the radius " + radius + ", expected " + least + " to 1");
    }

    static void reached(double least, double exact, Block x, int i, int j) {
        reached(least, new BigDecimal(exact), x, i, j);
    }

    static void reached(double least, BigDecimal exact, Block x, int i, int j) {
        reached(least, exact, new BigDecimal(x.mid(i, j)), x.radius(i, j));
    }

    static void reached(double least, BigDecimal exact, SlicedBlock x, int i, int j) {
        reached(least, exact, x.mid(i, j).toBigDecimal(), x.radius(i, j));
    }

    static Stored stored(int rows, int columns, double[] mid, double... radius) {
        return new Stored(rows, columns, mid, radius.length == 0 ? null : radius);
    }

    static Block block(int rows, int columns, double[] mid, double... radius) {
        return Block.of(stored(rows, columns, mid, radius));
    }

    static SlicedBlock pairs(int rows, int columns, double[] mid, double... radius) {
        return SlicedBlock.of(new Twofold(stored(rows, columns, mid, radius), null));
    }

    static double[] row(double... x) {
        return x;
    }

    static BigDecimal exact(double x) {
        return Dyadic.of(x).toBigDecimal();
    }
}
