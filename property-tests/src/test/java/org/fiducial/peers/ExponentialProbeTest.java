package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.AttentionMask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the engines' exponentials really do, seen through attention alone: identity matrices for keys and values make query row i's logits
 * x_i and its output the normalised weights, with every product exact. Key 0 has logit 0, the maximum, so the weights are exp(x_ij) / sum.
 */
class ExponentialProbeTest {
    private static final int N = 64;
    private static final int ROWS = Boolean.getBoolean("fiducial.long") ? 40_000 : 1_500;

    private interface Exponential {
        float of(float x);
    }

    private static float[] identity(float diagonal) {
        float[] x = new float[N * N];
        for (int i = 0; i < N; i++) {
            x[i * N + i] = diagonal;
        }
        return x;
    }

    /** The weights for logits [rows, 64] times the gain. */
    private static float[] weights(AttentionImplementation engine, float[] logits, float gain) {
        AttentionProblem.Shape shape = AttentionProblem.Shape.of(1, logits.length / N, N, N);
        AttentionProblem p = AttentionProblem.of(shape, logits, identity(1), identity(gain), AttentionMask.NONE)
                .withScale(1);
        return engine.run(p, Format.BINARY32).values();
    }

    /** Rows of 64 logits, 0 first, then numbers in (-radius, 0]. */
    private static float[] logits(long seed, int rows, float radius) {
        SplitMix64 g = new SplitMix64(seed);
        float[] x = new float[rows * N];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % N == 0 ? 0 : (g.nextSymmetric() - 1) / 2 * radius;
        }
        return x;
    }

    /** Without vector instructions PyTorch takes the C library's exponential, which is finer. */
    private static boolean vectorised(AttentionImplementation engine) {
        return !engine.version().contains("DEFAULT");
    }

    /** Compares every weight with the formula, bit by bit, and with the true exponential. */
    private static void probe(AttentionImplementation engine, Exponential formula, double declaredUlps) {
        for (float radius : new float[] {0.01f, 1, 8, 80}) {
            float[] x = logits((long) (radius * 100), ROWS / 4, radius);
            float[] w = weights(engine, x, 1);
            int different = 0;
            double worst = 0;
            for (int i = 0; i < x.length; i++) {
                // The first weight is exp(0) = 1 times the rounded reciprocal of the sum.
                float reciprocal = w[i - i % N];
                if (w[i] != formula.of(x[i]) * reciprocal) {
                    different++;
                }
                double exact = Math.exp(x[i]);
                // One rounding separates the weight from its product with the reciprocal.
                double relative = Math.abs(w[i] / (double) reciprocal / exact - 1) - 0x1p-24;
                worst = Math.max(worst, relative / 0x1p-23);
            }
            // An error of one ulp is at most 2^-23 relative.
            assertTrue(
                    worst <= declaredUlps,
                    engine.name() + ": an exponential errs by " + worst + " * 2^-23 relative, expected at most "
                            + declaredUlps);
            if (vectorised(engine)) {
                assertEquals(
                        0,
                        different,
                        engine.name() + ": weights that are not the formula's, of " + x.length + " below " + radius);
            }
        }
    }

    @Test
    void onnxRuntimeRunsTheDeclaredExponential() {
        AttentionImplementation engine = EngineSource.engine("ONNX Runtime");
        probe(engine, FastExponentials::mlas, FastExponentials.MLAS_ULPS);
    }

    @Test
    void pytorchRunsTheDeclaredExponential() {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        probe(engine, FastExponentials::pytorch, FastExponentials.PYTORCH_ULPS);
    }

    /** With values one column wider PyTorch composes attention of other operations, whose exponential is documented within one ulp. */
    @Test
    void pytorchsOtherExponentialKeepsItsDocumentedBound() {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        float[] value = new float[N * (N + 1)];
        for (int j = 0; j < N; j++) {
            value[j * (N + 1) + j] = 1;
        }
        float[] x = logits(9, ROWS, 80);
        AttentionProblem p = AttentionProblem.of(
                        new AttentionProblem.Shape(1, 1, ROWS, N, N, N + 1), x, identity(1), value, AttentionMask.NONE)
                .withScale(1);
        float[] w = engine.run(p, Format.BINARY32).values();
        double worst = 0;
        int fused = 0;
        for (int i = 0; i < ROWS; i++) {
            float reciprocal = w[i * (N + 1)];
            for (int j = 0; j < N; j++) {
                float weight = w[i * (N + 1) + j];
                fused += weight == FastExponentials.pytorch(x[i * N + j]) * reciprocal ? 1 : 0;
                double relative = Math.abs(weight / (double) reciprocal / Math.exp(x[i * N + j]) - 1) - 0x1p-24;
                worst = Math.max(worst, relative / 0x1p-23);
            }
        }
        double declared = engine.declared(p, Format.BINARY32).model().expUlps();
        assertTrue(worst <= declared, "an exponential errs by " + worst + " * 2^-23 relative, expected at most 1");
        assertTrue(fused < ROWS * N / 2, "the exponential is the fused kernel's");
    }

    /**
     * In bfloat16 the weights are seen through 8 bits. With all other weights below 2^-30 the sum is exp(0) and its reciprocal moves no
     * bfloat16 number, so each output is the weight's code: the formula must predict all of them, the true exponential must miss some.
     */
    @Test
    void pytorchRunsTheCoarseExponentialInBfloat16() {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        SplitMix64 g = new SplitMix64(5);
        float[] x = new float[ROWS * N];
        float[] query = new float[ROWS * N];
        int half = N / 2;
        // Logits with 16 significant bits are sums of two bfloat16 queries, so that 32 keys of 64 columns are used.
        float[] key = new float[half * N];
        float[] value = new float[half * N];
        for (int j = 0; j < half; j++) {
            key[j * N + j] = 1;
            key[j * N + half + j] = 1;
            value[j * N + j] = 1;
        }
        for (int i = 0; i < ROWS; i++) {
            for (int j = 1; j < half; j++) {
                float logit = -22 - 30 * (float) g.nextUnit();
                float high = (float) Format.BFLOAT16.round(logit);
                float low = (float) Format.BFLOAT16.round(logit - high);
                query[i * N + j] = high;
                query[i * N + half + j] = low;
                x[i * N + j] = high + low;
            }
        }
        AttentionProblem.Shape shape = AttentionProblem.Shape.of(1, ROWS, half, N);
        AttentionProblem p = AttentionProblem.of(shape, query, key, value, AttentionMask.NONE)
                .withScale(1);
        float[] w = engine.run(p, Format.BFLOAT16).values();
        int formula = 0;
        int exact = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 1; j < half; j++) {
                float logit = x[i * N + j];
                formula +=
                        w[i * N + j] == (float) Format.BFLOAT16.round(FastExponentials.pytorchReduced(logit)) ? 0 : 1;
                exact += w[i * N + j] == (float) Format.BFLOAT16.round(Math.exp(logit)) ? 0 : 1;
            }
        }
        Assumptions.assumeTrue(vectorised(engine), engine.version() + " takes another exponential");
        assertEquals(0, formula, "weights that are not the formula's");
        assertTrue(exact > ROWS * half / 200, "only " + exact + " weights differ from the rounded exponential");
    }

    /** The cut-offs, made visible by values of 2^100. */
    @Test
    void weightsOfTinyMagnitudeAreFlushedAsDeclared() {
        for (AttentionImplementation engine : EngineSource.all()) {
            float[] x = new float[N];
            Arrays.fill(x, -200);
            x[0] = 0;
            x[1] = -86.5f;
            x[2] = -87;
            x[3] = -87.5f;
            x[4] = -89;
            float[] w = weights(engine, x, 0x1p100f);
            assertEquals(Math.exp(-86.5), w[1] * 0x1p-100, Math.exp(-86.5) * 1e-5, engine.name());
            for (int j = 2; j < N; j++) {
                double error = Math.abs(w[j] * 0x1p-100 - Math.exp(x[j]));
                assertTrue(error <= 0x1p-125, engine.name() + ": weight of exp(" + x[j] + ") errs by " + error);
            }
        }
    }
}
