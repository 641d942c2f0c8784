package org.fiducial.arithmetic.block;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;

/** Sums and maxima of rows, and rearrangements. */
final class Reductions {
    private Reductions() {}

    static void checkShape(int rows, int columns, AllowedKeys allowed) {
        if (allowed.queries() != rows || allowed.keys() != columns) {
            throw new IllegalArgumentException("allowed keys of " + allowed.queries() + " x " + allowed.keys()
                    + " for a matrix of " + rows + " x " + columns + ", expected one shape");
        }
    }

    /** Sums corrected by the exact error of every addition; the additions of the errors round by u times the largest of them. */
    static Stored rowSums(Stored x) {
        double[] mid = new double[x.rows];
        double[] radius = new double[x.rows];
        for (int i = 0; i < x.rows; i++) {
            double sum = 0;
            double error = 0;
            double r = 0;
            double largest = 0;
            for (int p = i * x.columns; p < (i + 1) * x.columns; p++) {
                double s = sum + x.mid[p];
                error += Elementary.sumError(sum, x.mid[p], s);
                largest = Math.max(largest, Math.abs(error));
                sum = s;
                r = Outward.sum(r, x.radius(p));
            }
            // sum + error is exact but for the additions of the errors.
            double corrected = sum + error;
            double rest = Math.abs(Elementary.sumError(sum, error, corrected));
            mid[i] = corrected;
            radius[i] = Outward.sum(r, rest, Outward.product(x.columns * Outward.U, largest));
        }
        return Stored.settled(x.rows, 1, mid, radius);
    }

    static Stored gatherRows(Stored x, int[] index) {
        double[] mid = new double[Math.multiplyExact(index.length, x.columns)];
        double[] radius = x.radius == null ? null : new double[mid.length];
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= x.rows) {
                throw new IndexOutOfBoundsException("row " + index[i] + ", expected 0.." + (x.rows - 1));
            }
            System.arraycopy(x.mid, index[i] * x.columns, mid, i * x.columns, x.columns);
            if (radius != null && x.radius != null) {
                System.arraycopy(x.radius, index[i] * x.columns, radius, i * x.columns, x.columns);
            }
        }
        return new Stored(index.length, x.columns, mid, radius);
    }

    static Stored concatenateRows(List<Stored> parts) {
        int columns = parts.isEmpty() ? 0 : parts.get(0).columns;
        int rows = 0;
        for (Stored s : parts) {
            if (s.columns != columns) {
                throw new IllegalArgumentException(
                        "parts of " + columns + " and " + s.columns + " columns, expected as many");
            }
            rows = Math.addExact(rows, s.rows);
        }
        double[] mid = new double[Math.multiplyExact(rows, columns)];
        double[] radius = parts.stream().allMatch(Stored::isExact) ? null : new double[mid.length];
        int offset = 0;
        for (Stored s : parts) {
            System.arraycopy(s.mid, 0, mid, offset, s.mid.length);
            if (radius != null && s.radius != null) {
                System.arraycopy(s.radius, 0, radius, offset, s.radius.length);
            }
            offset += s.mid.length;
        }
        return new Stored(rows, columns, mid, radius);
    }

    static Stored columns(Stored x, int first, int end) {
        if (first < 0 || end < first || end > x.columns) {
            throw new IndexOutOfBoundsException("columns " + first + ".." + end + " of " + x.columns);
        }
        int width = end - first;
        double[] mid = new double[x.rows * width];
        double[] radius = x.radius == null ? null : new double[mid.length];
        for (int i = 0; i < x.rows; i++) {
            System.arraycopy(x.mid, i * x.columns + first, mid, i * width, width);
            if (radius != null && x.radius != null) {
                System.arraycopy(x.radius, i * x.columns + first, radius, i * width, width);
            }
        }
        return new Stored(x.rows, width, mid, radius);
    }

    /** A function where keys are allowed, exact zeros elsewhere. */
    static Stored mapAllowed(Stored x, AllowedKeys allowed, Elementwise.One f) {
        checkShape(x.rows, x.columns, allowed);
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        Elementwise out = new Elementwise();
        for (int i = 0; i < x.rows; i++) {
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    int p = i * x.columns + j;
                    f.apply(out, x.mid[p], x.radius(p));
                    mid[p] = out.mid;
                    radius[p] = out.radius;
                }
            }
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }

    /** The exponential where keys are allowed, exact zeros elsewhere; rows that have no positive element are taken as a whole. */
    static Stored exp(Stored x, AllowedKeys allowed) {
        checkShape(x.rows, x.columns, allowed);
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        Elementwise out = new Elementwise();
        Exponential.Space space = new Exponential.Space();
        for (int i = 0; i < x.rows; i++) {
            for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, allowed.runEnd(i, j))) {
                int from = i * x.columns + j;
                int to = i * x.columns + allowed.runEnd(i, j);
                boolean whole = isSmallAndNotPositive(x, from, to);
                if (whole) {
                    System.arraycopy(x.mid, from, mid, from, to - from);
                    Exponential.ofNonPositive(mid, from, to, 0, space);
                }
                for (int p = from; p < to; p++) {
                    if (!whole) {
                        out.exp(x.mid[p], x.radius(p));
                        mid[p] = out.mid;
                        radius[p] = out.radius;
                    } else if (x.mid[p] != 0 || x.radius(p) != 0) {
                        radius[p] = expRadius(mid[p], x.radius(p));
                    }
                }
            }
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }

    /** Elements whose exponential {@link Exponential#ofNonPositive} gives as a normal number, known to within 1/2. */
    private static boolean isSmallAndNotPositive(Stored x, int from, int to) {
        boolean fits = true;
        for (int p = from; p < to; p++) {
            fits &= x.mid[p] <= 0 && x.mid[p] >= Exponential.FLOOR && x.radius(p) <= 0.5;
        }
        return fits;
    }

    /** |e^(m + t) - w| for |t| <= r <= 1/2 and w = e^m (1 + eps): e^m <= w (1 + 2 ERROR), e^r - 1 <= r + r^2. */
    private static double expRadius(double w, double r) {
        return w * (Exponential.ERROR + r + r * r) * (1 + 0x1p-48) + Double.MIN_VALUE;
    }

    static void checkNormalisers(Stored x, Stored z) {
        if (z.rows != x.rows || z.columns != 1) {
            throw new IllegalArgumentException(
                    "normalisers of " + z.rows + " x " + z.columns + ", expected " + x.rows + " x 1");
        }
    }

    /** The quotient by a column; rows without allowed keys are exact zeros, and so are the quotients of exact zeros. */
    static Stored normalise(Stored x, Stored z, AllowedKeys allowed) {
        if (allowed.queries() != x.rows) {
            throw new IllegalArgumentException(
                    "allowed keys of " + allowed.queries() + " rows for a matrix of " + x.rows + ", expected as many");
        }
        checkNormalisers(x, z);
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        Elementwise out = new Elementwise();
        for (int i = 0; i < x.rows; i++) {
            for (int p = i * x.columns; allowed.count(i) > 0 && p < (i + 1) * x.columns; p++) {
                if (x.mid[p] != 0 || x.radius(p) != 0) {
                    out.divide(x.mid[p], x.radius(p), z.mid[i], z.radius(i));
                    mid[p] = out.mid;
                    radius[p] = out.radius;
                }
            }
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }

    static Stored rowMax(Stored x, AllowedKeys allowed) {
        double[] mid = new double[x.rows];
        double[] radius = new double[x.rows];
        for (int i = 0; i < x.rows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            double r = 0;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    largest = Math.max(largest, x.mid[i * x.columns + j]);
                    r = Math.max(r, x.radius(i * x.columns + j));
                }
            }
            mid[i] = allowed.count(i) == 0 ? 0 : largest;
            radius[i] = r;
        }
        return Stored.settled(x.rows, 1, mid, radius);
    }
}
