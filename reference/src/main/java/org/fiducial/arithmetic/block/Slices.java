package org.fiducial.arithmetic.block;

import java.util.Arrays;
import org.fiducial.arithmetic.block.MatrixProduct.RightFactor;
import org.jspecify.annotations.Nullable;

/**
 * A matrix as an exact sum of slices and a rest (Ozaki, Ogita, Oishi, Rump, Numerical Algorithms 59, 2012). With 2^e above the largest modulus of a
 * row (or column), slice s is a multiple of 2^(e - s b) of at most 2^b units; so a product of two slices over t terms is exact in binary64, in any
 * order, if their digits b and log2 t add up to at most 53. The rest is below 2^(e - S b), known to a relative u.
 */
final class Slices {
    /** The span of a matrix whose trailing digits are not known to end. */
    static final int ENDLESS = 1000;

    /** Rows and columns of other sizes are left out: their products are unknown here. */
    private static final double LEAST = 0x1p-300;

    private static final double MOST = 0x1p300;

    /** Whole-matrix slices. */
    final double[][] slice;
    /** The rest, or null if it is zero. */
    final double @Nullable [] rest;
    /** Bounds of the Euclidean norms of the rest by row or column; infinite where the size is out of range. */
    final double[] restNorm;

    final int digits;
    private final int rows;
    private final int columns;
    private @Nullable RightFactor @Nullable [] factors;
    private @Nullable RangeMax restNorms;

    private Slices(double[][] slice, double @Nullable [] rest, double[] restNorm, int digits, int rows, int columns) {
        this.slice = slice;
        this.rest = rest;
        this.restNorm = restNorm;
        this.digits = digits;
        this.rows = rows;
        this.columns = columns;
    }

    static Slices of(Twofold x, boolean byRow, int digits, int count) {
        int rows = x.rows();
        int columns = x.columns();
        double[] largest = largest(x.head.mid, rows, columns, byRow);
        double[][] slice = new double[count][rows * columns];
        double[] rest = x.head.mid.clone();
        double[] rounders = new double[largest.length];
        boolean all = true;
        for (int g = 0; g < largest.length; g++) {
            boolean usable = isUsable(largest[g]);
            all &= usable || largest[g] == 0;
            rounders[g] = usable ? rounder(largest[g], digits) : 0;
        }
        if (x.tail == null && all) {
            double next = Math.scalb(1.0, -digits);
            for (int s = 0; s < count; s++) {
                for (int i = 0; i < rows; i++) {
                    if (byRow) {
                        cutRow(rest, slice[s], i * columns, columns, rounders[i]);
                    } else {
                        cutRow(rest, slice[s], i * columns, rounders);
                    }
                }
                for (int g = 0; g < rounders.length; g++) {
                    rounders[g] *= next;
                }
            }
        } else {
            cutPairs(x, byRow, digits, rounders, slice, rest);
        }
        double[] restSize = largest(rest, rows, columns, byRow);
        boolean none = true;
        int terms = byRow ? columns : rows;
        for (int g = 0; g < restSize.length; g++) {
            none &= restSize[g] == 0;
            restSize[g] = largest[g] == 0 || isUsable(largest[g])
                    ? Outward.product(restSize[g], Outward.sqrt(terms))
                    : Double.POSITIVE_INFINITY;
        }
        return new Slices(slice, none ? null : rest, restSize, digits, rows, columns);
    }

    /** Moves multiples of a unit from a row to a slice; what is left is exact. */
    private static void cutRow(double[] rest, double[] slice, int from, int columns, double rounder) {
        for (int p = from; p < from + columns; p++) {
            double part = (rest[p] + rounder) - rounder;
            slice[p] = part;
            rest[p] -= part;
        }
    }

    /** The same with a unit for each column. */
    private static void cutRow(double[] rest, double[] slice, int from, double[] rounders) {
        for (int j = 0; j < rounders.length; j++) {
            double part = (rest[from + j] + rounders[j]) - rounders[j];
            slice[from + j] = part;
            rest[from + j] -= part;
        }
    }

    /** The same for pairs; rows or columns whose size is out of range stay zero. */
    private static void cutPairs(
            Twofold x, boolean byRow, int digits, double[] rounders, double[][] slice, double[] rest) {
        TwofoldNumber t = new TwofoldNumber();
        double next = Math.scalb(1.0, -digits);
        int columns = x.columns();
        for (int i = 0, p = 0; i < x.rows(); i++) {
            for (int j = 0; j < columns; j++, p++) {
                double rounder = rounders[byRow ? i : j];
                if (rounder == 0) {
                    rest[p] = 0;
                    continue;
                }
                double h = x.head.mid[p];
                double l = x.lo(p);
                for (double[] part : slice) {
                    part[p] = (h + rounder) - rounder;
                    t.sum(h - part[p], l);
                    h = t.hi;
                    l = t.lo;
                    rounder *= next;
                }
                rest[p] = h;
            }
        }
    }

    /** Largest norms of the rest over ranges. */
    synchronized RangeMax restNorms() {
        if (restNorms == null) {
            restNorms = new RangeMax(restNorm);
        }
        return restNorms;
    }

    private static boolean isUsable(double largest) {
        return largest >= LEAST && largest <= MOST;
    }

    /** Added and subtracted, rounds numbers up to 2^e > largest to multiples of 2^(e - digits). */
    static double rounder(double largest, int digits) {
        return Math.scalb(1.5, Math.getExponent(largest) + 1 - digits + 52);
    }

    private static double[] largest(double[] x, int rows, int columns, boolean byRow) {
        double[] largest = new double[byRow ? rows : columns];
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * columns, row, 0, columns);
            for (int j = 0; j < columns; j++) {
                row[j] = Math.abs(row[j]);
            }
            if (!byRow) {
                raise(largest, row);
            } else if (columns > 0) {
                largest[i] = SoftmaxRows.largest(row, 0, columns);
            }
        }
        return largest;
    }

    private static void raise(double[] largest, double[] x) {
        for (int j = 0; j < x.length; j++) {
            largest[j] = Math.max(largest[j], x[j]);
        }
    }

    /** See {@link Twofold#span}. */
    static int span(Stored x, boolean byRow) {
        int[] top = new int[byRow ? x.rows : x.columns];
        int[] unit = new int[top.length];
        Arrays.fill(top, Integer.MIN_VALUE);
        Arrays.fill(unit, Integer.MAX_VALUE);
        for (int i = 0; i < x.rows; i++) {
            for (int j = 0; j < x.columns; j++) {
                long bits = Double.doubleToRawLongBits(x.mid[i * x.columns + j]);
                int field = (int) (bits >>> 52) & 0x7ff;
                int g = byRow ? i : j;
                if (field != 0) {
                    top[g] = Math.max(top[g], field - 1022);
                    unit[g] = Math.min(unit[g], field - 1075 + Long.numberOfTrailingZeros(bits | 1L << 52));
                } else if (bits << 1 != 0) {
                    top[g] = Math.max(top[g], -1022);
                    unit[g] = Math.min(unit[g], -1074 + Long.numberOfTrailingZeros(bits));
                }
            }
        }
        int span = 1;
        for (int g = 0; g < top.length; g++) {
            span = top[g] == Integer.MIN_VALUE ? span : Math.max(span, Math.min(ENDLESS, top[g] - unit[g]));
        }
        return span;
    }

    /** Slice s, or the rest for s = slice.length, as the right factor of one provider. */
    synchronized RightFactor factor(MatrixProduct provider, int s, boolean transposed) {
        if (factors == null) {
            factors = new RightFactor[slice.length + 1];
        }
        RightFactor f = factors[s];
        if (f == null) {
            double[] values = s < slice.length || rest == null ? slice[s] : rest;
            f = provider.right(values, transposed ? columns : rows, transposed ? rows : columns, transposed);
            factors[s] = f;
        }
        return f;
    }

    /** How to cut two factors of a product over so many terms: digits and number of slices of each. */
    record Plan(int leftDigits, int leftCount, int rightDigits, int rightCount) {
        /** The digits that slices hold at least, where the factor has as many; the rest of about 2^-60 is multiplied in binary64. */
        private static final int HELD = 60;

        static Plan of(int leftSpan, int rightSpan, int terms) {
            int room = 53 - (32 - Integer.numberOfLeadingZeros(Math.max(terms - 1, 0)));
            Plan best = null;
            int bestCost = Integer.MAX_VALUE;
            for (int b = 4; b <= room - 4; b++) {
                int right = count(rightSpan, b);
                int left = count(leftSpan, room - b);
                int cost = left * right + (left * (room - b) < leftSpan ? 1 : 0) + (right * b < rightSpan ? 1 : 0);
                // Of equally cheap plans the one that holds more digits.
                int score = cost * 1000 - Math.min(left * (room - b), right * b);
                if (score < bestCost) {
                    bestCost = score;
                    best = new Plan(room - b, left, b, right);
                }
            }
            if (best == null) {
                throw new IllegalArgumentException("product over " + terms + " terms, expected fewer than 2^44");
            }
            return best;
        }

        private static int count(int span, int digits) {
            return (Math.min(span, HELD) + digits - 1) / digits;
        }
    }
}
