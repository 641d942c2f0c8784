package org.fiducial.bench;

import java.util.Arrays;

/** Softmax attention of one head in binary64 as one writes it without a thought of errors: the measure of what certification costs. */
final class UnverifiedAttention {
    private static final int ROWS = 4;

    private UnverifiedAttention() {}

    /** The output, n x d; n a multiple of 4. */
    static double[] output(int n, int d, float[] query, float[] key, float[] value) {
        double[] out = new double[n * d];
        double[] kt = new double[d * n];
        for (int j = 0; j < n; j++) {
            for (int c = 0; c < d; c++) {
                kt[c * n + j] = key[j * d + c];
            }
        }
        double[] v = new double[n * d];
        for (int i = 0; i < v.length; i++) {
            v[i] = value[i];
        }
        double[][] s = new double[ROWS][n];
        double[][] a = new double[ROWS][d];
        double scale = 1 / Math.sqrt(d);
        for (int i = 0; i < n; i += ROWS) {
            logits(n, d, query, i, kt, s);
            for (int b = 0; b < ROWS; b++) {
                softmax(s[b], scale);
                Arrays.fill(a[b], 0);
            }
            output(n, d, s, v, a);
            for (int b = 0; b < ROWS; b++) {
                System.arraycopy(a[b], 0, out, (i + b) * d, d);
            }
        }
        return out;
    }

    private static void logits(int n, int d, float[] query, int i, double[] kt, double[][] s) {
        double[] s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3];
        for (double[] row : s) {
            Arrays.fill(row, 0);
        }
        for (int c = 0; c < d; c++) {
            double q0 = query[i * d + c];
            double q1 = query[(i + 1) * d + c];
            double q2 = query[(i + 2) * d + c];
            double q3 = query[(i + 3) * d + c];
            int o = c * n;
            for (int j = 0; j < n; j++) {
                double x = kt[o + j];
                s0[j] += q0 * x;
                s1[j] += q1 * x;
                s2[j] += q2 * x;
                s3[j] += q3 * x;
            }
        }
    }

    private static void softmax(double[] t, double scale) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < t.length; j++) {
            t[j] *= scale;
            max = Math.max(max, t[j]);
        }
        double z = 0;
        for (int j = 0; j < t.length; j++) {
            t[j] = exp(t[j] - max);
        }
        for (int j = 0; j < t.length; j++) {
            z += t[j];
        }
        for (int j = 0; j < t.length; j++) {
            t[j] /= z;
        }
    }

    private static void output(int n, int d, double[][] s, double[] v, double[][] a) {
        double[] s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3];
        double[] a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        for (int j = 0; j < n; j++) {
            double p0 = s0[j], p1 = s1[j], p2 = s2[j], p3 = s3[j];
            int o = j * d;
            for (int c = 0; c < d; c++) {
                double x = v[o + c];
                a0[c] += p0 * x;
                a1[c] += p1 * x;
                a2[c] += p2 * x;
                a3[c] += p3 * x;
            }
        }
    }

    private static double exp(double x) {
        double k = Math.rint(x * 1.4426950408889634);
        double r = x - k * 6.93147180369123816490e-01;
        r -= k * 1.90821492927058770002e-10;
        double p = 1 / 39916800.0;
        p = p * r + 1 / 3628800.0;
        p = p * r + 1 / 362880.0;
        p = p * r + 1 / 40320.0;
        p = p * r + 1 / 5040.0;
        p = p * r + 1 / 720.0;
        p = p * r + 1 / 120.0;
        p = p * r + 1 / 24.0;
        p = p * r + 1 / 6.0;
        p = p * r + 0.5;
        p = p * r + 1;
        p = p * r + 1;
        return p * Double.longBitsToDouble(((long) k + 1023) << 52);
    }
}
