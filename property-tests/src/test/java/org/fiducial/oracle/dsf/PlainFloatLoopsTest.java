package org.fiducial.oracle.dsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;
import org.fiducial.number.Format;
import org.fiducial.operator.dsf.Activations;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Implementations as people write them, in Java's float, know nothing of the texts and conform. */
class PlainFloatLoopsTest {
    private static final int L = 48;
    private static final FloatModel SINGLE = FloatModel.of(Format.BINARY32);

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** As deep-learning libraries compute it: linear above 20. */
    private static float softplus(float x) {
        return x > 20 ? x : (float) Math.log1p(exp(x));
    }

    private static float sigmoid(float x) {
        return 1 / (1 + exp(-x));
    }

    private static void assertConforms(DrawnMixer drawn, float[] y) throws Exception {
        DsfCase c = drawn.read();
        Verdict v = c.check(Tensor.of(y, c.shape("output")), SINGLE, CheckOptions.DEFAULT.withPowerRows(0));
        assertEquals(Outcome.CONFORMS, v.verdict(), () -> v.worst() + " " + v.reasons());
        assertTrue(v.worst().ratio() > 1e-3, () -> v.worst().toString());
    }

    private static float at(DrawnMixer d, String name, int... index) {
        return (float) java.util.Objects.requireNonNull(d.tensors.get(name)).value(index);
    }

    /** dsf-C1 and dsf-C12 in floats: linear attention with a running sum of keys, as fast linear attention does. */
    @Test
    void linearAttention() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.LINEAR, L, 21);
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            float[][] state = new float[4][3];
            float[] sum = new float[4];
            for (int i = 0; i < L; i++) {
                float eta = 0;
                float[] out = new float[3];
                for (int m = 0; m < 4; m++) {
                    float k = at(d, "key", s, i, m);
                    float q = at(d, "query", s, i, m);
                    float psi = k > 0 ? k + 1 : exp(k);
                    float phi = q > 0 ? q + 1 : exp(q);
                    sum[m] += psi;
                    eta += phi * sum[m];
                    for (int e = 0; e < 3; e++) {
                        state[m][e] += psi * at(d, "value", s, i, e);
                        out[e] += phi * state[m][e];
                    }
                }
                for (int e = 0; e < 3; e++) {
                    y[(s * L + i) * 3 + e] = out[e] / eta;
                }
            }
        }
        assertConforms(d, y);
    }

    /** The selective scan of S6, with (delta u) b rather than (delta b) u. */
    @Test
    void selectiveScan() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.S6, L, 22);
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            float[][] h = new float[3][5];
            for (int i = 0; i < L; i++) {
                for (int c = 0; c < 3; c++) {
                    float delta = softplus(at(d, "delta", s, i, c) + at(d, "delta-bias", c));
                    float u = at(d, "input", s, i, c);
                    float out = 0;
                    for (int m = 0; m < 5; m++) {
                        h[c][m] = exp(-at(d, "rates", c, m) * delta) * h[c][m] + delta * u * at(d, "b", s, i, m);
                        out += h[c][m] * at(d, "c", s, i, m);
                    }
                    y[(s * L + i) * 3 + c] = out + u * at(d, "skip", c);
                }
            }
        }
        assertConforms(d, y);
    }

    /** RG-LRU with 1 - a^2 from exp(2 log a), as its code has it. */
    @Test
    void realGatedUnit() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.RG_LRU, L, 23);
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            float[] h = new float[3];
            for (int i = 0; i < L; i++) {
                for (int c = 0; c < 3; c++) {
                    float log = -8 * sigmoid(at(d, "recurrence-gate", s, i, c)) * softplus(at(d, "theta", c));
                    float gated = at(d, "input", s, i, c) * sigmoid(at(d, "input-gate", s, i, c));
                    h[c] = exp(log) * h[c] + (float) Math.sqrt(1 - exp(2 * log)) * gated;
                    y[(s * L + i) * 3 + c] = h[c];
                }
            }
        }
        assertConforms(d, y);
    }

    /** SSD by its masked matrix with sums of exponents, as Mamba-2's chunks do inside. */
    @Test
    void segmentSums() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.SSD, L, 24);
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            float[] sums = new float[L];
            float[] delta = new float[L];
            for (int i = 0; i < L; i++) {
                delta[i] = softplus(at(d, "delta", s, i, 0) + at(d, "delta-bias", 0));
                sums[i] = (i == 0 ? 0 : sums[i - 1]) - at(d, "rates", 0) * delta[i];
                float[] out = new float[3];
                for (int j = 0; j <= i; j++) {
                    float dot = 0;
                    for (int m = 0; m < 5; m++) {
                        dot += at(d, "c", s, i, m) * at(d, "b", s, j, m);
                    }
                    float w = dot * exp(sums[i] - sums[j]);
                    for (int e = 0; e < 3; e++) {
                        out[e] += w * (at(d, "input", s, j, e) * delta[j]);
                    }
                }
                for (int e = 0; e < 3; e++) {
                    y[(s * L + i) * 3 + e] = out[e] + at(d, "skip", e) * at(d, "input", s, i, e);
                }
            }
        }
        assertConforms(d, y);
    }

    /** The quasi-LSTM with the reversed gate as a power of a sigmoid. */
    @Test
    void quasiLstm() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.QUASI_LSTM, L, 25, "forget=reversed");
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            float[] h = new float[3];
            for (int i = 0; i < L; i++) {
                for (int c = 0; c < 3; c++) {
                    float f = (float) Math.pow(sigmoid(-at(d, "forget-gate", s, i, c)), at(d, "alpha", 0));
                    h[c] = f * h[c] + sigmoid(at(d, "input-gate", s, i, c)) * at(d, "input", s, i, c);
                    y[(s * L + i) * 3 + c] = sigmoid(at(d, "output-gate", s, i, c)) * h[c];
                }
            }
        }
        assertConforms(d, y);
    }

    /** As libraries have it: elu by expm1, then plus one, which loses most digits of small features. */
    @Test
    void linearAttentionWithEluAndThenOne() throws Exception {
        DrawnMixer d = new DrawnMixer(MixerKind.LINEAR, L, 26);
        for (String name : new String[] {"query", "key"}) {
            float[] low = new float[2 * L * 4];
            for (int k = 0; k < low.length; k++) {
                low[k] = -8
                        - (float) Math.abs(java.util.Objects.requireNonNull(d.tensors.get(name))
                                .valueAt(k));
            }
            d.tensors.put(name, Tensor.of(low, 2, L, 4));
        }
        float[] y = new float[2 * L * 3];
        for (int s = 0; s < 2; s++) {
            for (int i = 0; i < L; i++) {
                float eta = 0;
                float[] out = new float[3];
                for (int j = 0; j <= i; j++) {
                    float w = 0;
                    for (int m = 0; m < 4; m++) {
                        w += feature(at(d, "query", s, i, m)) * feature(at(d, "key", s, j, m));
                    }
                    eta += w;
                    for (int e = 0; e < 3; e++) {
                        out[e] += w * at(d, "value", s, j, e);
                    }
                }
                for (int e = 0; e < 3; e++) {
                    y[(s * L + i) * 3 + e] = out[e] / eta;
                }
            }
        }
        assertConforms(d, y);
        d.parameters.put("feature-map", "one-plus-elu-fused");
        DsfCase fused = d.read();
        assertEquals(
                Outcome.VIOLATES,
                fused.check(Tensor.of(y, 2, L, 3), SINGLE, CheckOptions.DEFAULT.withPowerRows(0))
                        .verdict());
    }

    private static float feature(float x) {
        float elu = x > 0 ? x : (float) Math.expm1(x);
        return elu + 1;
    }

    private interface Computed {
        float of(float x, float first, float second);
    }

    /**
     * Softplus and 1 + elu in several forms, every function off by as many ulps as the model allows, in either direction: inside the bounds of
     * the texts.
     */
    @Test
    void elementaryFormsOfOneFunction() {
        float e = 3.99f * 0x1p-24f;
        BigBalls exact = new BigBalls(128);
        ModelledReals<Grid<Ball>> model = ModelledReals.certain(exact, SINGLE);
        Map<String, Computed> softplus = Map.of(
                "log1p of exp", (x, p, q) -> (float) (Math.log1p((float) (Math.exp(x) * (1 + p))) * (1 + q)),
                "linear above 20",
                        (x, p, q) -> x > 20 ? x : (float) (Math.log1p((float) (Math.exp(x) * (1 + p))) * (1 + q)),
                "logarithm of a sum", (x, p, q) -> (float) (Math.log(1 + (float) (Math.exp(x) * (1 + p))) * (1 + q)),
                "stable",
                        (x, p, q) -> Math.max(x, 0)
                                + (float) (Math.log1p((float) (Math.exp(-Math.abs(x)) * (1 + p))) * (1 + q)));
        Map<String, Computed> elu = Map.of(
                "expm1", (x, p, q) -> (x > 0 ? x : (float) (Math.expm1(x) * (1 + p))) + 1,
                "exp less one", (x, p, q) -> (x > 0 ? x : (float) (Math.exp(x) * (1 + p)) - 1) + 1,
                "fused", (x, p, q) -> x > 0 ? x + 1 : (float) (Math.exp(x) * (1 + p)));
        for (int k = -170; k <= 170; k++) {
            float x = k / 4f + 0.01f;
            Modelled<Grid<Ball>> argument = model.literal(new Matrix(1, 1, new double[] {x}));
            assertWithin(exact, Activations.softplus(model, argument), softplus, x, e);
            assertWithin(exact, Activations.onePlusElu(model, argument), elu, x, e);
        }
    }

    private static void assertWithin(
            BigBalls exact, Modelled<Grid<Ball>> text, Map<String, Computed> forms, float x, float e) {
        double value = exact.enclosure(text.exact(), 0, 0).midpoint().toDouble();
        forms.forEach((name, form) -> {
            for (float p : new float[] {-e, 0, e}) {
                for (float q : new float[] {-e, 0, e}) {
                    double distance = Math.abs(form.of(x, p, q) - value);
                    assertTrue(
                            distance <= text.deviation(0, 0) * (1 + 1e-7),
                            name + " at " + x + ": " + distance + " above " + text.deviation(0, 0));
                }
            }
        });
    }
}
