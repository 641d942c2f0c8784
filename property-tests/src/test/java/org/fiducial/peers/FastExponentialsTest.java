package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The bounds that the declared models rest on, evaluated on the arguments of a softmax. */
class FastExponentialsTest {
    /** Every argument in the long profile, else a sample; the stride is prime, so that it meets no structure of the codes. */
    private static final int STRIDE = Boolean.getBoolean("fiducial.long") ? 1 : 97;

    private interface Exponential {
        float of(float x);
    }

    /** The largest error in ulps of the exact result's binade over the arguments for which e^x >= 2^-125.5. */
    private static double worstUlps(Exponential exponential) {
        int first = Float.floatToRawIntBits(0x1p-26f);
        int last = Float.floatToRawIntBits((float) (125.5 * Math.log(2)));
        double worst = 0;
        for (int bits = first; bits < last; bits += STRIDE) {
            float x = -Float.intBitsToFloat(bits);
            double exact = Math.exp(x);
            worst = Math.max(
                    worst, Math.abs(exponential.of(x) - exact) / Math.scalb(1.0, Math.getExponent(exact) - 23));
        }
        return worst;
    }

    private static void assertTight(double bound, double worst) {
        assertTrue(worst <= bound, "error of " + worst + " ulps, expected at most " + bound);
        assertTrue(worst >= 0.9 * bound, "error of only " + worst + " ulps, so the bound " + bound + " is slack");
    }

    @Test
    void errorsStayWithinTheDeclaredBoundsAndComeCloseToThem() {
        assertTight(FastExponentials.MLAS_ULPS, worstUlps(FastExponentials::mlas));
        assertTight(FastExponentials.PYTORCH_ULPS, worstUlps(FastExponentials::pytorch));
        assertTight(FastExponentials.PYTORCH_REDUCED_ULPS, worstUlps(FastExponentials::pytorchReduced));
    }

    @Test
    void smallestArgumentsGiveOneUpToTheBound() {
        for (float x : new float[] {0, -Float.MIN_VALUE, -0x1p-60f, -0x1p-27f}) {
            assertEquals(1, FastExponentials.mlas(x), 0x1p-24);
            assertEquals(1, FastExponentials.pytorch(x), 0x1p-24);
            assertEquals(1, FastExponentials.pytorchReduced(x), 986 * 0x1p-24);
        }
        assertTrue(FastExponentials.pytorchReduced(0) < 1, "fexp_u20 is known to miss e^0");
    }

    @Test
    void maskedArgumentsGiveZero() {
        for (float x : new float[] {-Float.MAX_VALUE, -1e9f, -104}) {
            assertEquals(0, FastExponentials.mlas(x), Float.MIN_VALUE);
            assertEquals(0, FastExponentials.pytorch(x));
            assertEquals(0, FastExponentials.pytorchReduced(x));
        }
    }

    @Test
    void pytorchFlushesWeightsThatAreStillNormalNumbers() {
        float x = -87;
        assertTrue(Math.exp(x) > Float.MIN_NORMAL);
        assertEquals(0, FastExponentials.pytorch(x));
    }
}
