package org.fiducial.arithmetic.block;

import java.util.Arrays;

/**
 * The matrix product in plain loops that the compiler vectorises. Four rows and four terms at a time; sums over terms in runs of
 * {@value #RUN}, so that a product passes through few roundings.
 */
public final class JavaProduct implements MatrixProduct {
    private static final int RUN = 128;
    private static final int CHUNK = 512;

    @Override
    public String name() {
        return "pure Java";
    }

    /** One for the product, two in its group of four, one for each group of its run and one for each run. */
    @Override
    public int roundings(int terms) {
        return Math.min(terms, 3 + RUN / 4 + (terms > RUN ? (terms + RUN - 1) / RUN : 0));
    }

    @Override
    public RightFactor right(double[] values, int rows, int columns, boolean transposed) {
        double[] b = transposed ? transpose(values, columns, rows) : values;
        return (a, aOffset, aStride, m, term, termEnd, column, columnEnd, c, cOffset, cStride) -> {
            double[] run = new double[4 * CHUNK];
            for (int j = column; j < columnEnd; j += CHUNK) {
                int width = Math.min(CHUNK, columnEnd - j);
                for (int i = 0; i < m; i += 4) {
                    int group = Math.min(4, m - i);
                    for (int p = 0; p < group; p++) {
                        int o = cOffset + (i + p) * cStride + j;
                        Arrays.fill(c, o, o + width, 0);
                    }
                    for (int l = term; l < termEnd; l += RUN) {
                        int end = Math.min(termEnd, l + RUN);
                        Arrays.fill(run, 0, 4 * CHUNK, 0);
                        runOfFour(a, aOffset + i * aStride, aStride, group, l, end, b, columns, j, width, run);
                        for (int p = 0; p < group; p++) {
                            addTo(c, cOffset + (i + p) * cStride + j, run, p * CHUNK, width);
                        }
                    }
                }
            }
        };
    }

    private static void addTo(double[] c, int offset, double[] run, int from, int width) {
        for (int j = 0; j < width; j++) {
            c[offset + j] += run[from + j];
        }
    }

    private static void runOfFour(
            double[] a,
            int offset,
            int stride,
            int group,
            int term,
            int end,
            double[] b,
            int columns,
            int j,
            int width,
            double[] run) {
        double[] s = new double[16];
        for (int l = term; l < end; l += 4) {
            // A missing row or term has factor 0 and repeats a term that is there.
            int count = Math.min(4, end - l);
            for (int p = 0; p < group; p++) {
                for (int t = 0; t < 4; t++) {
                    s[4 * p + t] = t < count ? a[offset + p * stride + l + t] : 0;
                }
            }
            int o = l * columns + j;
            int step1 = count > 1 ? columns : 0;
            int step2 = count > 2 ? 2 * columns : 0;
            int step3 = count > 3 ? 3 * columns : 0;
            update(s, b, o, o + step1, o + step2, o + step3, width, run);
        }
    }

    private static void update(double[] s, double[] b, int o0, int o1, int o2, int o3, int width, double[] run) {
        double s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3];
        double t0 = s[4], t1 = s[5], t2 = s[6], t3 = s[7];
        double v0 = s[8], v1 = s[9], v2 = s[10], v3 = s[11];
        double w0 = s[12], w1 = s[13], w2 = s[14], w3 = s[15];
        for (int j = 0; j < width; j++) {
            double x0 = b[o0 + j], x1 = b[o1 + j], x2 = b[o2 + j], x3 = b[o3 + j];
            run[j] += (s0 * x0 + s1 * x1) + (s2 * x2 + s3 * x3);
            run[CHUNK + j] += (t0 * x0 + t1 * x1) + (t2 * x2 + t3 * x3);
            run[2 * CHUNK + j] += (v0 * x0 + v1 * x1) + (v2 * x2 + v3 * x3);
            run[3 * CHUNK + j] += (w0 * x0 + w1 * x1) + (w2 * x2 + w3 * x3);
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
