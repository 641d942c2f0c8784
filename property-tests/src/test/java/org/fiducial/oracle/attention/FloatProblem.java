package org.fiducial.oracle.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A drawn problem in plain arrays: grouped heads, a bias or none, a causal mask, a mask of its own or none. */
final class FloatProblem {
    final int heads;
    final int keyHeads;
    final int queries;
    final int keys;
    final int width;
    final int valueWidth;
    final float[] q;
    final float[] k;
    final float[] v;
    final float @Nullable [] bias;
    private final boolean @Nullable [] hidden;
    final int causal;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    FloatProblem(SplittableRandom random, int keys, int width, float size) {
        this.keyHeads = 1 + random.nextInt(2);
        this.heads = keyHeads * (1 + random.nextInt(2));
        this.queries = 1 + random.nextInt(6);
        this.keys = keys;
        this.width = width;
        this.valueWidth = 1 + random.nextInt(5);
        this.q = drawn(random, heads * queries * width, size);
        this.k = drawn(random, keyHeads * keys * width, size);
        this.v = drawn(random, keyHeads * keys * valueWidth, 1);
        this.bias = random.nextBoolean() ? drawn(random, heads * queries * keys, 2) : null;
        this.causal = random.nextInt(3);
        boolean masked = random.nextInt(3) == 0;
        this.hidden = masked ? new boolean[queries * keys] : null;
        for (int e = 0; hidden != null && e < hidden.length; e++) {
            hidden[e] = random.nextInt(4) == 0;
        }
        if (causal > 0) {
            parameters.put("causal", causal == 1 ? "top-left" : "bottom-right");
        }
    }

    private static float[] drawn(SplittableRandom random, int n, float size) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(-size, size);
        }
        return x;
    }

    boolean allows(int i, int j) {
        boolean past = causal == 0 || j <= (causal == 1 ? i : i + keys - queries);
        return past && (hidden == null || !hidden[i * keys + j]);
    }

    int group(int head) {
        return head / (heads / keyHeads);
    }

    CheckedOperator.Case asCase() throws CaseException {
        Map<String, Tensor> t = new LinkedHashMap<>();
        t.put("query", Tensor.of(q, heads, queries, width));
        t.put("key", Tensor.of(k, keyHeads, keys, width));
        t.put("value", Tensor.of(v, keyHeads, keys, valueWidth));
        if (bias != null) {
            t.put("bias", Tensor.of(bias, heads, queries, keys));
        }
        if (hidden != null) {
            boolean[] flags = new boolean[hidden.length];
            for (int e = 0; e < flags.length; e++) {
                flags[e] = !hidden[e];
            }
            t.put("mask", Tensor.of(flags, queries, keys));
        }
        return new SoftmaxAttentionOracle().read(t, parameters);
    }

    Verdict check(CheckedOperator.Case c, double[] candidate, FloatModel model) throws CaseException {
        Tensor t = Tensor.exactly(Format.BINARY64, candidate, heads, queries, valueWidth);
        return c.check(t, model, CheckOptions.DEFAULT.withPowerRows(0));
    }

    /** The outputs in binary64, whose errors are nothing beside those of binary32. */
    double[] inDouble() {
        double[] out = new double[heads * queries * valueWidth];
        double tau = 1 / Math.sqrt(width);
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < queries; i++) {
                double[] s = new double[keys];
                double top = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < keys; j++) {
                    double dot = 0;
                    for (int l = 0; l < width; l++) {
                        dot += (double) q[(h * queries + i) * width + l] * k[(group(h) * keys + j) * width + l];
                    }
                    s[j] = dot * tau + (bias == null ? 0 : bias[(h * queries + i) * keys + j]);
                    top = allows(i, j) ? Math.max(top, s[j]) : top;
                }
                double z = 0;
                for (int j = 0; j < keys; j++) {
                    s[j] = allows(i, j) ? Math.exp(s[j] - top) : 0;
                    z += s[j];
                }
                for (int c = 0; c < valueWidth && z > 0; c++) {
                    double a = 0;
                    for (int j = 0; j < keys; j++) {
                        a += s[j] * v[(group(h) * keys + j) * valueWidth + c];
                    }
                    out[(h * queries + i) * valueWidth + c] = a / z;
                }
            }
        }
        return out;
    }
}
