package org.fiducial.arithmetic.block;

import java.util.Arrays;

/**
 * The matrix product in plain loops. The inner loop takes two rows and two terms at a time and indexes every array by its own loop variable
 * alone: HotSpot turns such a loop, and not a longer one, into vector instructions. Sums over terms go in runs of {@value #RUN}, so that a
 * product passes through few roundings.
 */
public final class JavaProduct implements MatrixProduct {
    private static final int RUN = 64;
    private static final int CHUNK = 1024;

    @Override
    public String name() {
        return "pure Java";
    }

    /** One for the product, one in its pair, one for each pair of its run and one for each run. */
    @Override
    public int roundings(int terms) {
        return Math.min(terms, 2 + RUN / 2 + (terms > RUN ? (terms + RUN - 1) / RUN : 0));
    }

    @Override
    public RightFactor right(double[] values, int rows, int columns, boolean transposed) {
        double[] b = transposed ? transpose(values, columns, rows) : values;
        double[][] row = new double[rows][];
        for (int l = 0; l < rows; l++) {
            row[l] = Arrays.copyOfRange(b, l * columns, (l + 1) * columns);
        }
        return (a, aOffset, aStride, m, term, termEnd, column, columnEnd, c, cOffset, cStride) -> {
            double[] none = new double[columnEnd];
            double[] run0 = new double[columnEnd];
            double[] run1 = new double[columnEnd];
            // A run of terms outermost: its rows of the right factor stay in the cache for all rows on the left.
            for (int l = term; l < termEnd || l == term; l += RUN) {
                int last = Math.min(termEnd, l + RUN);
                for (int j = column; j < columnEnd; j += CHUNK) {
                    int end = Math.min(columnEnd, j + CHUNK);
                    for (int i = 0; i < m; i += 2) {
                        int p0 = aOffset + i * aStride;
                        // A last row without a partner is its own partner; the copy is dropped.
                        int p1 = i + 1 < m ? p0 + aStride : p0;
                        int c0 = cOffset + i * cStride;
                        Arrays.fill(run0, j, end, 0);
                        Arrays.fill(run1, j, end, 0);
                        int t = l;
                        for (; t + 1 < last; t += 2) {
                            update(
                                    a[p0 + t],
                                    a[p0 + t + 1],
                                    a[p1 + t],
                                    a[p1 + t + 1],
                                    row[t],
                                    row[t + 1],
                                    run0,
                                    run1,
                                    j,
                                    end);
                        }
                        if (t < last) {
                            update(a[p0 + t], 0, a[p1 + t], 0, row[t], none, run0, run1, j, end);
                        }
                        collect(run0, j, end, c, c0, l == term);
                        if (i + 1 < m) {
                            collect(run1, j, end, c, c0 + cStride, l == term);
                        }
                    }
                }
            }
        };
    }

    private static void collect(double[] run, int from, int to, double[] c, int offset, boolean first) {
        if (first) {
            System.arraycopy(run, from, c, offset + from, to - from);
        } else {
            for (int j = from; j < to; j++) {
                c[offset + j] += run[j];
            }
        }
    }

    private static void update(
            double s0,
            double s1,
            double t0,
            double t1,
            double[] x0,
            double[] x1,
            double[] run0,
            double[] run1,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            run0[j] += s0 * x0[j] + s1 * x1[j];
            run1[j] += t0 * x0[j] + t1 * x1[j];
        }
    }

    static double[] transpose(double[] x, int rows, int columns) {
        double[] y = new double[x.length];
        int tile = 16;
        for (int i0 = 0; i0 < rows; i0 += tile) {
            for (int j0 = 0; j0 < columns; j0 += tile) {
                for (int i = i0; i < Math.min(rows, i0 + tile); i++) {
                    for (int j = j0; j < Math.min(columns, j0 + tile); j++) {
                        y[j * rows + i] = x[i * columns + j];
                    }
                }
            }
        }
        return y;
    }
}
