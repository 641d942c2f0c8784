package org.fiducial.generators;

import java.util.List;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;

/** Turns drawn indices into the matrices of a kind. Indices of 0 give the simplest matrices that the kind allows. */
final class HeadNumbers {
    /** Factor of large elements: products from 2^12 on, and still numbers of every format. */
    private static final double LARGE = 0x1p6;
    /** Factor of small elements. */
    private static final double SMALL = 0x1p-6;
    /** Query elements that pull the logits of neighbouring keys apart. */
    private static final double STEEP = 0x1p8;

    private final AttentionKind kind;
    private final Format format;

    HeadNumbers(AttentionKind kind, Format format) {
        this.kind = kind;
        this.format = format;
    }

    /** A matrix whose element e comes from index e. */
    private static Matrix matrix(int rows, int columns, Element element) {
        double[] values = new double[rows * columns];
        for (int e = 0; e < values.length; e++) {
            values[e] = element.of(e / columns, e % columns, e);
        }
        return new Matrix(rows, columns, values);
    }

    private interface Element {
        double of(int i, int c, int e);
    }

    private double ordinary(long index) {
        return SimpleNumbers.number(format, index);
    }

    /** 1 to 2 in magnitude, the sign from the last digit. */
    private double signed(long index) {
        return SimpleNumbers.significand(format, index / 2) * (index % 2 == 0 ? 1 : -1);
    }

    Matrix query(int n, int d, List<Long> draws) {
        return matrix(n, d, (i, c, e) -> {
            long index = draws.get(e);
            return switch (kind) {
                case ORDINARY, EQUAL_KEYS, SUBNORMALS -> ordinary(index);
                case CANCELLATION -> c == d - 1 && d % 2 == 1 ? ordinary(index) : LARGE * signed(draws.get(e - c % 2));
                case HUGE_LOGITS -> c == 0 ? LARGE * signed(index) : c < 4 ? ordinary(index) : 0;
                case TINY_LOGITS -> c == 0 ? SMALL * signed(index) : 0;
                case NEAR_TIES -> ordinary(index) == 0 ? 1 : ordinary(index);
                case ONE_HOT_ROWS -> c == 0 ? STEEP * (index % 2 == 0 ? 1 : -1) : 0;
            };
        });
    }

    Matrix key(int m, int d, List<Long> draws) {
        return switch (kind) {
            case ORDINARY -> matrix(m, d, (j, c, e) -> ordinary(draws.get(e)));
            case CANCELLATION -> matrix(m, d, (j, c, e) -> cancelling(d, c, draws.get(e), draws.get(e - c % 2)));
            case HUGE_LOGITS ->
                matrix(m, d, (j, c, e) -> c == 0 ? LARGE * signed(draws.get(e)) : ordinary(draws.get(e)));
            case TINY_LOGITS ->
                matrix(m, d, (j, c, e) -> c == 0 ? SMALL * signed(draws.get(e)) : ordinary(draws.get(e)));
            case EQUAL_KEYS -> equalKeys(m, d, draws);
            case NEAR_TIES -> nearTies(m, d, draws);
            case SUBNORMALS -> matrix(m, d, (j, c, e) -> c == 0 ? subnormal(draws.get(e)) : ordinary(draws.get(e)));
            case ONE_HOT_ROWS -> matrix(m, d, (j, c, e) -> c == 0 ? rung(j) : ordinary(draws.get(e)));
        };
    }

    Matrix value(int m, int dv, List<Long> draws) {
        return matrix(m, dv, (j, c, e) -> {
            long index = draws.get(e);
            return switch (kind) {
                case CANCELLATION -> LARGE * Math.abs(signed(index)) * (j % 2 == 0 ? 1 : -1);
                case SUBNORMALS -> c == 0 ? subnormal(index) : ordinary(index);
                default -> ordinary(index);
            };
        });
    }

    Matrix bias(int n, int m, List<Long> draws) {
        return matrix(n, m, (i, j, e) -> ordinary(draws.get(e)));
    }

    /** Whether a bias leaves alone what the kind is about. */
    boolean allowsBias() {
        return switch (kind) {
            case ORDINARY, CANCELLATION, HUGE_LOGITS, EQUAL_KEYS, SUBNORMALS -> true;
            case TINY_LOGITS, NEAR_TIES, ONE_HOT_ROWS -> false;
        };
    }

    /** Columns 2c and 2c + 1 are opposite, or one step from it where that is small; an odd last column is ordinary. */
    private double cancelling(int d, int c, long index, long first) {
        if (c == d - 1 && d % 2 == 1) {
            return ordinary(index);
        }
        double x = LARGE * signed(first);
        if (c % 2 == 0) {
            return x;
        }
        return -(index % 2 == 1 && format.precision() >= 8 ? up(x) : x);
    }

    private Matrix equalKeys(int m, int d, List<Long> draws) {
        // Fewer different rows than keys.
        long rows = 1 + draws.get(0) % (m - 1);
        return matrix(m, d, (j, c, e) -> ordinary(draws.get((int) (draws.get(j * d) % rows) * d + c)));
    }

    private Matrix nearTies(int m, int d, List<Long> draws) {
        return matrix(m, d, (j, c, e) -> {
            double x = ordinary(draws.get(c)) == 0 ? 1 : ordinary(draws.get(c));
            long index = draws.get(j * d);
            if (j == 0 || index % d != c) {
                return x;
            }
            long direction = j == 1 ? 0 : index / d % 3;
            return direction == 0 ? up(x) : direction == 1 ? -up(-x) : x;
        });
    }

    /** The next number of the format. */
    private double up(double x) {
        return format.toDouble(format.nextUp(format.encode(x)));
    }

    private double subnormal(long index) {
        long codes = (1L << format.precision() - 1) - 1;
        double x = format.toDouble(1 + index / 2 % codes);
        return index % 2 == 0 ? x : -x;
    }

    /** Growing numbers from 8 on, 1 or more apart, of at most 4 digits. */
    private double rung(int j) {
        int steps = 1 << Math.min(format.precision(), 4) - 1;
        return Math.scalb(1 + (double) (j % steps) / steps, 3 + j / steps);
    }
}
