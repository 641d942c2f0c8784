package org.fiducial.oracle.scatterbrain;

import java.util.Arrays;

/**
 * Scatterbrain in binary32 loops, written from the sheet without the operator's text: the stand-in implementation of the tests, with
 * mistakes on request.
 */
final class FloatScatterbrain {
    final float[][] query;
    final float[][] key;
    final float[][] value;
    final boolean[][] support;
    final boolean causal;
    final boolean hyperbolic;
    final float tau;
    final String mistake;

    FloatScatterbrain(
            float[][] query,
            float[][] key,
            float[][] value,
            boolean[][] support,
            boolean causal,
            boolean hyperbolic,
            float tau,
            String mistake) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.support = support;
        this.causal = causal;
        this.hyperbolic = hyperbolic;
        this.tau = tau;
        this.mistake = mistake;
    }

    private boolean is(String name) {
        return mistake.equals(name);
    }

    /** The features of some vectors, without their factor. */
    private float[][] features(float[][] vectors, float[][] w, boolean ofKeys) {
        float root = is("unscaled-features") ? 1 : is("full-scale-in-features") ? tau : (float) Math.sqrt(tau);
        int m = w.length;
        float[][] out = new float[vectors.length][hyperbolic ? 2 * m : m];
        for (int i = 0; i < vectors.length; i++) {
            float[] x = vectors[i].clone();
            float square = 0;
            for (int l = 0; l < x.length; l++) {
                x[l] *= root;
                square += x[l] * x[l];
            }
            float half = ofKeys && is("key-norm-missing") ? 0 : square / 2;
            for (int r = 0; r < m; r++) {
                float inner = 0;
                for (int l = 0; l < x.length; l++) {
                    inner += x[l] * w[r][l];
                }
                out[i][r] = (float) Math.exp(inner - half);
                if (hyperbolic) {
                    out[i][m + r] = (float) Math.exp(-inner - half);
                }
            }
        }
        return out;
    }

    boolean allowed(int i, int j) {
        return !causal || j <= i;
    }

    float kernel(int i, int j) {
        float dot = 0;
        for (int l = 0; l < query[i].length; l++) {
            dot += query[i][l] * key[j][l];
        }
        return (float) Math.exp(tau * dot);
    }

    private float divisor(int projections) {
        if (is("features-not-averaged")) {
            return 1;
        }
        return hyperbolic && !is("half-the-features-counted") ? 2 * projections : projections;
    }

    /** The estimates of all pairs. */
    float[][] estimates(float[][] w) {
        float[][] fq = features(query, w, false);
        float[][] fk = features(key, w, true);
        float[][] e = new float[query.length][key.length];
        for (int i = 0; i < e.length; i++) {
            for (int j = 0; j < e[i].length; j++) {
                float sum = 0;
                for (int r = 0; r < fq[i].length; r++) {
                    sum += fq[i][r] * fk[j][r];
                }
                e[i][j] = sum / divisor(w.length) * (is("features-times-1.01") ? 1.01f * 1.01f : 1);
            }
        }
        return e;
    }

    /** The un-normalised entries. */
    float[][] unnormalised(float[][] w) {
        float[][] e = estimates(w);
        float[][] out = new float[query.length][key.length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[i].length; j++) {
                boolean exact = support[i][j] && allowed(i, j) && !is("low-rank-alone");
                boolean seen = allowed(i, j) || is("causal-in-the-support-only");
                float estimate = seen && !is("sparse-alone") ? e[i][j] : 0;
                float kernel = kernel(i, j);
                out[i][j] = !exact ? estimate : is("low-rank-not-subtracted") ? estimate + kernel : kernel;
            }
        }
        return out;
    }

    /** The output, entry by entry. */
    float[][] output(float[][] w) {
        float[][] entries = unnormalised(w);
        float[][] e = estimates(w);
        float[][] out = new float[query.length][value[0].length];
        for (int i = 0; i < out.length; i++) {
            float sum = 0;
            for (int j = 0; j < key.length; j++) {
                sum += is("normalised-by-estimates") ? (allowed(i, j) ? e[i][j] : 0) : entries[i][j];
                for (int c = 0; c < out[i].length; c++) {
                    out[i][c] += entries[i][j] * value[j][c];
                }
            }
            for (int c = 0; c < out[i].length; c++) {
                out[i][c] /= sum;
            }
        }
        return out;
    }

    /** The output in the efficient form (D8): running sums of key features times values, and a correction on the support. */
    float[][] efficientOutput(float[][] w) {
        float[][] fq = features(query, w, false);
        float[][] fk = features(key, w, true);
        int f = fq[0].length;
        int dv = value[0].length;
        float[][] out = new float[query.length][dv];
        float[][] sums = new float[f][dv + 1];
        int added = 0;
        float over = 1 / divisor(w.length);
        for (int i = 0; i < query.length; i++) {
            for (; added < key.length && allowed(i, added); added++) {
                for (int r = 0; r < f; r++) {
                    for (int c = 0; c <= dv; c++) {
                        sums[r][c] += fk[added][r] * (c < dv ? value[added][c] : 1);
                    }
                }
            }
            float[] total = new float[dv + 1];
            for (int r = 0; r < f; r++) {
                for (int c = 0; c <= dv; c++) {
                    total[c] += fq[i][r] * sums[r][c];
                }
            }
            for (int c = 0; c <= dv; c++) {
                total[c] *= over;
            }
            for (int j = 0; j < key.length; j++) {
                if (support[i][j] && allowed(i, j)) {
                    float e = 0;
                    for (int r = 0; r < f; r++) {
                        e += fq[i][r] * fk[j][r];
                    }
                    float correction = kernel(i, j) - e * over;
                    for (int c = 0; c <= dv; c++) {
                        total[c] += correction * (c < dv ? value[j][c] : 1);
                    }
                }
            }
            for (int c = 0; c < dv; c++) {
                out[i][c] = total[c] / total[dv];
            }
        }
        return out;
    }

    /** dQ, dK and dV for the gradient G of the output, in loops over pairs and features (D11). */
    float[][][] gradients(float[][] w, float[][] g) {
        float root = (float) Math.sqrt(tau);
        float[][] fq = features(query, w, false);
        float[][] fk = features(key, w, true);
        float[][] entries = unnormalised(w);
        float[][] out = output(w);
        int d = query[0].length;
        float[][] dq = new float[query.length][d];
        float[][] dk = new float[key.length][d];
        float[][] dv = new float[key.length][value[0].length];
        for (int i = 0; i < query.length; i++) {
            float sum = 0;
            for (int j = 0; j < key.length; j++) {
                sum += entries[i][j];
            }
            for (int j = 0; j < key.length; j++) {
                if (!allowed(i, j)) {
                    continue;
                }
                float gij = 0;
                for (int c = 0; c < value[0].length; c++) {
                    gij += g[i][c] * (value[j][c] - out[i][c]);
                    dv[j][c] += entries[i][j] / sum * g[i][c];
                }
                gij /= sum;
                if (support[i][j]) {
                    float f = gij * kernel(i, j);
                    for (int l = 0; l < d; l++) {
                        dq[i][l] += root * f * root * key[j][l];
                        dk[j][l] += root * f * root * query[i][l];
                    }
                    continue;
                }
                for (int r = 0; r < fq[0].length; r++) {
                    float f = gij * fq[i][r] * fk[j][r] / divisor(w.length);
                    float sign = r < w.length ? 1 : -1;
                    for (int l = 0; l < d; l++) {
                        float along = sign * w[r % w.length][l];
                        dq[i][l] += root * f * (along - root * query[i][l]);
                        dk[j][l] += root * f * (along - root * key[j][l]);
                    }
                }
            }
        }
        return new float[][][] {dq, dk, dv};
    }

    static float[] flat(float[][] x) {
        float[] out = new float[x.length * x[0].length];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(x[i], 0, out, i * x[0].length, x[0].length);
        }
        return out;
    }

    static float[][] like(int rows, int columns, java.util.function.DoubleSupplier draw) {
        float[][] x = new float[rows][columns];
        for (float[] row : x) {
            for (int l = 0; l < columns; l++) {
                row[l] = (float) draw.getAsDouble();
            }
        }
        return x;
    }

    static boolean[] flat(boolean[][] x) {
        boolean[] out = new boolean[x.length * x[0].length];
        for (int i = 0; i < out.length; i++) {
            out[i] = x[i / x[0].length][i % x[0].length];
        }
        return out;
    }

    static boolean[][] copy(boolean[][] x) {
        return Arrays.stream(x).map(boolean[]::clone).toArray(boolean[][]::new);
    }
}
