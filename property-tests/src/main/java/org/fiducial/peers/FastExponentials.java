package org.fiducial.peers;

/**
 * The exponentials of the two engines, re-stated from the formulas of their sources in IEEE binary32 operations with fused multiply-adds.
 * Evaluated on every binary32 argument they give error bounds that the engines do not document; compared with the engines' own weights they
 * show that the formulas are the ones that run.
 *
 * <p>All take x <= 0 (an argument of a softmax) and err by at most the given number of binary32 ulps where e^x is at least 2^-125.5; below,
 * results may be 0.
 */
public final class FastExponentials {
    /** Bound in ulps of {@link #mlas}. */
    public static final double MLAS_ULPS = 0.87;

    /** Bound in ulps of {@link #pytorch}; its source says 20. */
    public static final double PYTORCH_ULPS = 5.72;

    /** Bound in ulps of {@link #pytorchReduced}; its source says 20. */
    public static final double PYTORCH_REDUCED_ULPS = 986;

    private static final float LOG2_E = 0x1.715476p0f;
    private static final float LN_2 = 0x1.62e430p-1f;
    /** The largest binary32 number below ln 2^-126. */
    private static final float LN_SMALLEST_NORMAL = -0x1.5d58a0p6f;

    private FastExponentials() {}

    /** MLAS, the kernel library of ONNX Runtime, on AVX-512: Cody-Waite reduction in two parts, degree 6. */
    public static float mlas(float x) {
        // Adding 1.5 * 2^23 rounds to an integer.
        float shift = 0x1.8p23f;
        float clamped = Math.max(-103.9720840454f, x);
        float m = Math.fma(clamped, LOG2_E, shift) - shift;
        float r = Math.fma(m, -0x1.62e400p-1f, clamped);
        r = Math.fma(m, -0x1.7f7d1cp-20f, r);
        float p = 0x1.694000p-10f;
        p = Math.fma(p, r, 0x1.125edcp-7f);
        p = Math.fma(p, r, 0x1.555b5ap-5f);
        p = Math.fma(p, r, 0x1.555450p-3f);
        p = Math.fma(p, r, 0x1.fffff6p-2f);
        p = Math.fma(p, r, 1);
        p = Math.fma(p, r, 1);
        return Math.scalb(p, (int) m);
    }

    /** PyTorch's exp_u20: one-part reduction, degree 5. */
    public static float pytorch(float x) {
        float clamped = Math.max(x, LN_SMALLEST_NORMAL);
        float n = (float) Math.floor(Math.fma(clamped, LOG2_E, 0.5f));
        float r = Math.fma(-n, LN_2, clamped);
        float p = Math.fma(r, 0.00828929059f, 0.0418978221f);
        p = Math.fma(r, p, 0.166676521f);
        p = Math.fma(r, p, 0.499991506f);
        p = Math.fma(r, p, 0.999999701f);
        p = Math.fma(r, p, 1);
        // 2^(n-1) from its exponent bits: 0, not subnormal, for n = -126.
        float power = x < LN_SMALLEST_NORMAL ? 0 : Float.intBitsToFloat((int) n - 1 + 127 << 23);
        return p * power * 2;
    }

    /** PyTorch's fexp_u20, used where the weights are stored in 16 bits: the exponent bits plus a correction of degree 3. */
    public static float pytorchReduced(float x) {
        if (x < LN_SMALLEST_NORMAL) {
            return 0;
        }
        float s = x * LOG2_E;
        float f = s - (float) Math.floor(s);
        float p = Math.fma(f, -0.079204240219773236f, -0.22433836478672356f);
        p = Math.fma(f, p, 0.30354260500649682f);
        p = Math.fma(f, p, 0.00010703434948458272f);
        return Float.intBitsToFloat((int) Math.fma(0x1p23f, s - p, 0x1.fcp29f));
    }
}
