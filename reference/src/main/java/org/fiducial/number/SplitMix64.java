package org.fiducial.number;

/**
 * The pinned portable generator of cases and test vectors: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014, with the constants of Vigna's public-domain splitmix64.c. A seed gives the same numbers in every language and version.
 *
 * <p>It makes test inputs. Draws that carry a failure probability use a generator with more state.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    public SplitMix64(long seed) {
        state = seed;
    }

    /** The next 64 bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /**
     * An integer 0 <= x < bound, each equally likely: words of 64 bits at or above the largest multiple of the bound are rejected, the
     * first other word is taken modulo the bound.
     *
     * @throws IllegalArgumentException unless the bound is positive
     */
    public long nextBelow(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + ", expected a positive number");
        }
        // 2^64 mod bound, in unsigned arithmetic.
        long excess = Long.remainderUnsigned(-bound, bound);
        long word;
        do {
            word = nextLong();
        } while (excess != 0 && Long.compareUnsigned(word, -excess) >= 0);
        return Long.remainderUnsigned(word, bound);
    }

    /** A multiple of 2^-53 in [0, 1): the upper 53 bits of a word. */
    public double nextUnit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** A binary32 number in [-1, 1), a multiple of 2^-23: the upper 24 bits of a word. */
    public float nextSymmetric() {
        return (nextLong() >>> 40) * 0x1p-23f - 1;
    }
}
