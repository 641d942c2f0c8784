package org.fiducial.theory.statistics;

import org.fiducial.number.Format;
import org.fiducial.number.SplitMix64;

/**
 * Stochastic rounding of binary32 to bfloat16 as kernels do it: sixteen random bits are added to the code, and its lower half is cut off.
 * Within a spacing of bfloat16 the codes are linear in the value, so the result is unbiased (shared-lemmas-C11).
 */
public final class StochasticRounding {
    /** How many words of random bits there are. */
    public static final int WORDS = 1 << 16;

    private StochasticRounding() {}

    /**
     * The bfloat16 code that a binary32 code becomes; infinities and NaNs stay what they are. Between the largest finite number and
     * infinity the result may be infinite.
     *
     * @param word the random bits, 0 <= word < 65536
     */
    public static long round(long code, int word) {
        if (word < 0 || word >= WORDS) {
            throw new IllegalArgumentException("random word " + word + ", expected one of 0 to 65535");
        }
        return Format.BINARY32.isFinite(code)
                ? code + word >>> 16
                : Format.BFLOAT16.encode(Format.BINARY32.toDouble(code));
    }

    /** The same with the upper sixteen bits of the generator's next word. */
    public static long round(long code, SplitMix64 random) {
        return round(code, (int) (random.nextLong() >>> 48));
    }
}
