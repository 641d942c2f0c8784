package org.fiducial.theory.identity;

import org.fiducial.theory.random.RandomStream;

/** Uniform random primes of 61 bits, claim-kinds section 1 (b). */
public final class Primes {
    /** The Mersenne prime 2^61 - 1 of the pinned examples. */
    public static final long MERSENNE_61 = (1L << 61) - 1;

    /** There are more than 2^54 primes in [2^60, 2^61]. */
    public static final int LOG2_COUNT = 54;

    /** More than 2^53 of them are 3 mod 4. */
    public static final int LOG2_COUNT_3_MOD_4 = 53;

    private static final int[] BASES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};

    private Primes() {}

    /** A uniform prime in [2^60, 2^61]: uniform odd integers, kept if prime. */
    public static long draw(RandomStream random) {
        return draw(random, 1);
    }

    /** A uniform prime in [2^60, 2^61] that is 3 mod 4: then -1 has no square root, and 1 + t^2 never vanishes. */
    public static long drawThreeModFour(RandomStream random) {
        return draw(random, 3);
    }

    private static long draw(RandomStream random, int lowBits) {
        long n;
        do {
            n = 1L << 60 | random.bits() >>> 4 | lowBits;
        } while (!isPrime(n));
        return n;
    }

    /**
     * Whether n < 2^61 is prime: Miller-Rabin with the first twelve primes as bases, which is a proof below 3.18e23 (Sorenson and
     * Webster, 2017).
     */
    public static boolean isPrime(long n) {
        if (n < 2) {
            return false;
        }
        for (int q : BASES) {
            if (n % q == 0) {
                return n == q;
            }
        }
        Modulus mod = new Modulus(n);
        int twos = Long.numberOfTrailingZeros(n - 1);
        for (int base : BASES) {
            if (!passes(mod, mod.of(base), n - 1 >>> twos, twos)) {
                return false;
            }
        }
        return true;
    }

    private static boolean passes(Modulus mod, long base, long odd, int twos) {
        long minusOne = mod.negate(mod.one());
        long x = mod.power(base, odd);
        if (x == mod.one() || x == minusOne) {
            return true;
        }
        for (int i = 1; i < twos; i++) {
            x = mod.multiply(x, x);
            if (x == minusOne) {
                return true;
            }
        }
        return false;
    }
}
