package org.fiducial.oracle.attention;

import org.fiducial.number.Format;

/**
 * Softmax attention in binary32 as kernels compute it, in plain loops: tiles of keys with a running maximum, over one or more splits whose
 * states are merged in the end.
 *
 * @param sums how sums are taken
 * @param tile keys a tile; all of them for one pass
 * @param splits parts of the keys that are computed by themselves
 * @param weights format of the weights before their product with the values
 */
record FloatKernel(FloatSums sums, int tile, int splits, Format weights) {
    /** A running maximum, sum of weights and sums of products. */
    private static final class State {
        float top = Float.NEGATIVE_INFINITY;
        float weight = 0;
        final float[] product;

        State(int width) {
            product = new float[width];
        }

        /** Rescales for a maximum that is no lower. */
        void raise(float to) {
            if (top != to && top != Float.NEGATIVE_INFINITY) {
                float factor = (float) Math.exp(top - to);
                weight *= factor;
                for (int c = 0; c < product.length; c++) {
                    product[c] *= factor;
                }
            }
            top = to;
        }
    }

    double[] output(FloatProblem p) {
        double[] out = new double[p.heads * p.queries * p.valueWidth];
        for (int h = 0; h < p.heads; h++) {
            for (int i = 0; i < p.queries; i++) {
                float[] row = row(p, h, i);
                for (int c = 0; c < row.length; c++) {
                    out[(h * p.queries + i) * row.length + c] = row[c];
                }
            }
        }
        return out;
    }

    private float[] row(FloatProblem p, int h, int i) {
        State all = new State(p.valueWidth);
        int tiles = (p.keys + tile - 1) / tile;
        int each = (tiles + splits - 1) / splits * tile;
        for (int first = 0; first < p.keys; first += each) {
            State part = new State(p.valueWidth);
            for (int t = first; t < Math.min(p.keys, first + each); t += tile) {
                add(p, h, i, t, Math.min(p.keys, t + tile), part);
            }
            if (part.top != Float.NEGATIVE_INFINITY) {
                float top = Math.max(all.top, part.top);
                all.raise(top);
                part.raise(top);
                all.weight += part.weight;
                for (int c = 0; c < p.valueWidth; c++) {
                    all.product[c] += part.product[c];
                }
            }
        }
        float[] out = new float[p.valueWidth];
        for (int c = 0; c < out.length && all.weight > 0; c++) {
            out[c] = all.product[c] / all.weight;
        }
        return out;
    }

    private void add(FloatProblem p, int h, int i, int from, int to, State state) {
        float tau = 1 / (float) Math.sqrt(p.width);
        float[] s = new float[to - from];
        int[] key = new int[to - from];
        int n = 0;
        float top = state.top;
        float[] x = new float[p.width];
        float[] y = new float[p.width];
        for (int j = from; j < to; j++) {
            if (p.allows(i, j)) {
                System.arraycopy(p.q, (h * p.queries + i) * p.width, x, 0, p.width);
                System.arraycopy(p.k, (p.group(h) * p.keys + j) * p.width, y, 0, p.width);
                s[n] = sums.dot(x, y, p.width) * tau;
                s[n] += p.bias == null ? 0 : p.bias[(h * p.queries + i) * p.keys + j];
                top = Math.max(top, s[n]);
                key[n++] = j;
            }
        }
        if (n == 0) {
            return;
        }
        state.raise(top);
        float[] w = new float[n];
        float[] stored = new float[n];
        for (int e = 0; e < n; e++) {
            w[e] = (float) Math.exp(s[e] - top);
            stored[e] = (float) weights.round(w[e]);
        }
        state.weight += sums.sum(w, n);
        float[] values = new float[n];
        for (int c = 0; c < p.valueWidth; c++) {
            for (int e = 0; e < n; e++) {
                values[e] = p.v[(p.group(h) * p.keys + key[e]) * p.valueWidth + c];
            }
            state.product[c] += sums.dot(stored, values, n);
        }
    }
}
