package org.fiducial.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.tensor.Tensor;
import org.fiducial.verified.Selection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowKernelsTest {
    private static final int ROWS = 9;
    private static final int COLUMNS = 300;

    private static void assumePresent(Place place) {
        Optional<String> absence = place.absence();
        assumeTrue(absence.isEmpty(), () -> absence.orElse(""));
    }

    /** Rows with ties, a constant row, and rows of very different size. */
    private static Tensor rows() {
        SplitMix64 g = new SplitMix64(5);
        double[] x = new double[ROWS * COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < COLUMNS; c++) {
                double y = g.nextSymmetric();
                x[i * COLUMNS + c] = switch (i) {
                    case 0 -> Math.rint(4 * y);
                    case 1 -> 0.7;
                    case 2 -> c == 17 ? 1 : 0;
                    default -> y * Math.pow(10, i - 5);
                };
            }
        }
        return Tensor.rounded(Format.BINARY32, x, ROWS, COLUMNS);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void largestAreThoseOfTheProvedSelection(Place place) {
        assumePresent(place);
        Tensor x = rows();
        for (int k : new int[] {1, 7, COLUMNS}) {
            int[] found = RowKernels.largest(place.device(), x, k);
            for (int i = 0; i < ROWS; i++) {
                double[] row = x.toDoubles(i);
                long[] ranks = new long[COLUMNS];
                for (int c = 0; c < COLUMNS; c++) {
                    // Order-preserving and exact: these numbers are multiples of 2^-149 below 2^50.
                    long bits = Float.floatToRawIntBits((float) row[c] + 0f);
                    ranks[c] = bits < 0 ? -(bits & 0x7fffffffL) : bits;
                }
                int[] order = new int[COLUMNS];
                int[] place1 = new int[COLUMNS];
                Selection.identity(order, place1);
                Selection.best(ranks, order, place1, k);
                assertArrayEquals(
                        java.util.Arrays.copyOf(order, k), java.util.Arrays.copyOfRange(found, i * k, (i + 1) * k));
            }
        }
    }

    /** Codes are within a half of the exact quotient, up to the roundings of the step, the difference and the quotient. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void quantisedRowsAreAdmissible(Place place) {
        assumePresent(place);
        Tensor x = rows();
        for (int bits : new int[] {1, 4, 8}) {
            int levels = (1 << bits) - 1;
            RowKernels.Quantised q = RowKernels.quantise(place.device(), x, bits);
            for (int i = 0; i < ROWS; i++) {
                double[] row = x.toDoubles(i);
                double lo = java.util.Arrays.stream(row).min().orElse(0);
                double hi = java.util.Arrays.stream(row).max().orElse(0);
                assertEquals(lo, q.low()[i], "the least number, exactly");
                assertTrue(Math.abs(q.scale()[i] - (hi - lo) / levels) <= 2.1 * 0x1p-24 * (hi - lo) / levels + 1e-45);
                for (int c = 0; c < COLUMNS; c++) {
                    int code = q.codes()[i * COLUMNS + c] & 0xff;
                    double decoded = q.decoded()[i * COLUMNS + c];
                    if (hi == lo) {
                        assertEquals(0, code);
                        assertEquals(row[c], decoded);
                        continue;
                    }
                    double argument = exactQuotient(row[c], lo, hi) * levels;
                    assertTrue(code >= 0 && code <= levels, "code " + code);
                    // Four roundings of at most 2^-24 each: two in the step, the difference, the quotient.
                    assertTrue(
                            Math.abs(code - argument) <= 0.5 + 4.01 * 0x1p-24 * argument,
                            () -> "code " + code + " for " + argument);
                    double expected = q.low()[i] + (double) q.scale()[i] * code;
                    double size = Math.abs(q.low()[i]) + Math.abs((double) q.scale()[i] * code);
                    assertTrue(Math.abs(decoded - expected) <= 2.01 * 0x1p-24 * size, "decoded " + decoded);
                }
            }
        }
    }

    /** (x - lo) / (hi - lo), the differences exact. */
    private static double exactQuotient(double x, double lo, double hi) {
        double a = Dyadic.of(x).subtract(Dyadic.of(lo)).toDouble();
        double b = Dyadic.of(hi).subtract(Dyadic.of(lo)).toDouble();
        return a / b;
    }
}
