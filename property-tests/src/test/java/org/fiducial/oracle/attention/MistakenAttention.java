package org.fiducial.oracle.attention;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/** Attention in plain binary32 loops, right or with one mistake of the catalogue, written from the mistake's description alone. */
final class MistakenAttention {
    static final int HEADS = 4;
    static final int KEY_HEADS = 2;
    static final int N = 12;
    static final int M = 72;
    static final int D = 16;

    final float[] q;
    final float[] k;
    final float[] v;
    final float[] bias;
    private final String mistake;
    private final BitSet[] allowed;
    private final boolean biased;
    private final String causal;
    private final int window;
    private final int keyLength;
    private final int tile;

    MistakenAttention(
            String mistake,
            int tile,
            String causal,
            int window,
            int keyLength,
            boolean biased,
            BitSet @Nullable [] hidden,
            float size) {
        this.mistake = mistake;
        this.tile = tile;
        this.causal = causal;
        this.window = window;
        this.keyLength = keyLength;
        this.biased = biased;
        SplittableRandom random = new SplittableRandom(5);
        q = numbers(random, HEADS * N * D, size);
        k = numbers(random, KEY_HEADS * M * D, size);
        v = numbers(random, KEY_HEADS * M * D, 1);
        bias = numbers(random, N * M, 2);
        allowed = new BitSet[N];
        for (int i = 0; i < N; i++) {
            allowed[i] = new BitSet(M);
            for (int j = 0; j < M; j++) {
                allowed[i].set(j, sees(i, j) && (hidden == null || hidden[i].get(j) == is("mask-inverted")));
            }
        }
    }

    private static float[] numbers(SplittableRandom random, int n, float size) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = size * (2 * (float) random.nextDouble() - 1);
        }
        return x;
    }

    private boolean is(String name) {
        return mistake.equals(name);
    }

    private boolean sees(int i, int j) {
        boolean bottom = causal.equals("bottom-right") != is("causal-other-corner");
        int at = i + (bottom ? M - N : 0);
        int last = is("causal-excludes-self") ? at - 1 : is("causal-sees-next") ? at + 1 : at;
        boolean past = causal.equals("none") ? !is("causal-unasked") || j <= i : is("causal-ignored") || j <= last;
        int before = window + (is("window-one-wider") ? 1 : is("window-one-narrower") ? -1 : 0);
        int windowAt = i + (causal.equals("bottom-right") ? M - N : 0);
        boolean near = window < 0 || j >= windowAt - before;
        int end = is("last-key-dropped") ? M - 1 : is("last-tile-dropped") ? (M - 1) / tile * tile : M;
        return past && near && j < end && (keyLength < 0 || j < keyLength || is("padding-ignored"));
    }

    private float rounded(String place, float x) {
        for (String name : new String[] {"tf32", "fp16", "bf16"}) {
            if (is(name + "-" + place)) {
                Format f = name.equals("tf32") ? Format.TF32 : name.equals("fp16") ? Format.BINARY16 : Format.BFLOAT16;
                return (float) f.round(x);
            }
        }
        return x;
    }

    private int keyHead(int h) {
        int right = h * KEY_HEADS / HEADS;
        return is("heads-interleaved")
                ? h % KEY_HEADS
                : is("heads-next") ? (right + 1) % KEY_HEADS : is("heads-first-only") ? 0 : right;
    }

    float[] output() {
        float[] out = new float[HEADS * N * D];
        for (int h = 0; h < HEADS; h++) {
            for (int i = 0; i < N; i++) {
                row(h, i, out, (h * N + i) * D);
            }
        }
        return out;
    }

    private float logit(int h, int i, int j) {
        int g = keyHead(h);
        float[] keys = is("keys-values-swapped") ? v : k;
        float s = 0;
        for (int l = 0; l < D; l++) {
            s += rounded("inputs", q[(h * N + i) * D + l]) * rounded("inputs", keys[(g * M + j) * D + l]);
        }
        float tau = (float) (1 / Math.sqrt(D));
        float t = is("scale-missing")
                ? 1
                : is("scale-twice") ? tau * tau : is("scale-of-all-heads") ? (float) (tau / Math.sqrt(HEADS)) : tau;
        float b = biased && !is("bias-ignored") ? is("bias-subtracted") ? -bias[i * M + j] : bias[i * M + j] : 0;
        return rounded("logits", is("bias-scaled") ? (s + b) * t : s * t + b);
    }

    private float exp(float x) {
        return (float) (is("exp-base-2") ? Math.pow(2, x) : Math.exp(x));
    }

    private float value(int h, int j, int c) {
        int at = is("values-shifted") ? (j + 1) % M : j;
        return (is("keys-values-swapped") ? k : v)[(keyHead(h) * M + at) * D + c];
    }

    private void row(int h, int i, float[] out, int at) {
        BitSet set = allowed[i];
        if (set.isEmpty()) {
            for (int j = 0; is("empty-row-averaged") && j < M; j++) {
                for (int c = 0; c < D; c++) {
                    out[at + c] += value(h, j, c) / M;
                }
            }
            return;
        }
        float[] s = new float[M];
        float top = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < M; j++) {
            s[j] = logit(h, i, j);
            top = set.get(j) || is("mask-after-softmax") ? Math.max(top, s[j]) : top;
        }
        if (is("tiles-averaged") || is("stale-maximum") || is("accumulator-not-rescaled")) {
            tiles(h, set, s, top, out, at);
            return;
        }
        top = is("maximum-not-subtracted") ? 0 : top;
        float l = 0;
        for (int j = 0; j < M; j++) {
            if (set.get(j) || is("mask-after-softmax")) {
                float e = exp(s[j] - top);
                l += e;
                for (int c = 0; c < D && set.get(j); c++) {
                    out[at + c] = rounded("accumulation", out[at + c] + rounded("weights", e) * value(h, j, c));
                }
            }
        }
        if (is("extra-zero-logit")) {
            l += exp(-top);
        }
        for (int j = M; is("last-tile-padded") && j < (M / tile + 1) * tile; j++) {
            l += exp(-top);
        }
        for (int j = M; is("last-tile-stale") && j < (M / tile + 1) * tile; j++) {
            float e = exp(s[j - tile] - top);
            l += e;
            for (int c = 0; c < D; c++) {
                out[at + c] += e * value(h, j - tile, c);
            }
        }
        for (int c = 0; c < D; c++) {
            out[at + c] = rounded("output", is("not-normalised") ? out[at + c] : out[at + c] / l);
        }
    }

    private void tiles(int h, BitSet set, float[] s, float last, float[] out, int at) {
        float running = Float.NEGATIVE_INFINITY;
        float whole = 0;
        int tiles = 0;
        for (int first = 0; first < M; first += tile) {
            float[] a = new float[D];
            float l = 0;
            float top = is("tiles-averaged") ? Float.NEGATIVE_INFINITY : running;
            for (int j = first; j < Math.min(M, first + tile); j++) {
                top = set.get(j) ? Math.max(top, s[j]) : top;
            }
            for (int j = first; j < Math.min(M, first + tile); j++) {
                if (set.get(j)) {
                    float e = exp(s[j] - top);
                    l += e;
                    whole += is("accumulator-not-rescaled") ? exp(s[j] - last) : e;
                    for (int c = 0; c < D; c++) {
                        a[c] += e * value(h, j, c);
                    }
                }
            }
            running = top;
            tiles += l > 0 ? 1 : 0;
            for (int c = 0; c < D && l > 0; c++) {
                out[at + c] += is("tiles-averaged") ? a[c] / l : a[c];
            }
        }
        for (int c = 0; c < D; c++) {
            out[at + c] /= is("tiles-averaged") ? tiles : whole;
        }
    }
}
