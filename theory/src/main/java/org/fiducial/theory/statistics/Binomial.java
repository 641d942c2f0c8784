package org.fiducial.theory.statistics;

import java.math.BigInteger;
import org.fiducial.theory.Probability;

/** Exact tails of the binomial distribution with a rational probability. */
public final class Binomial {
    private Binomial() {}

    /**
     * Pr[Bin(n, numerator / denominator) >= k], rounded upwards from the exact fraction.
     *
     * @throws IllegalArgumentException unless 0 <= numerator <= denominator and n >= 0
     */
    public static Probability upperTail(int n, int k, long numerator, long denominator) {
        BigInteger[] exact = exactUpperTail(n, k, numerator, denominator);
        return Probability.of(exact[0], exact[1]);
    }

    /** Pr[Bin(n, numerator / denominator) <= k], rounded upwards. */
    public static Probability lowerTail(int n, int k, long numerator, long denominator) {
        return upperTail(n, n - k, denominator - numerator, denominator);
    }

    /** Pr[Bin(n, numerator / denominator) >= k] as numerator and denominator, not reduced. */
    static BigInteger[] exactUpperTail(int n, int k, long numerator, long denominator) {
        if (n < 0 || numerator < 0 || numerator > denominator || denominator < 1) {
            throw new IllegalArgumentException(
                    "binomial distribution of " + n + " trials with probability " + numerator + "/" + denominator);
        }
        BigInteger p = BigInteger.valueOf(numerator);
        BigInteger q = BigInteger.valueOf(denominator - numerator);
        BigInteger tail = BigInteger.ZERO;
        // Horner's rule from j = n down: sum_j C(n, j) p^j q^(n-j), with C(n, j) from C(n, j+1) exactly.
        BigInteger choose = BigInteger.ONE;
        BigInteger qPower = BigInteger.ONE;
        int from = Math.max(k, 0);
        if (from > n) {
            return new BigInteger[] {BigInteger.ZERO, BigInteger.ONE};
        }
        for (int j = n; j >= from; j--) {
            tail = tail.add(choose.multiply(p.pow(j)).multiply(qPower));
            choose = choose.multiply(BigInteger.valueOf(j)).divide(BigInteger.valueOf(n - j + 1));
            qPower = qPower.multiply(q);
        }
        return new BigInteger[] {tail, BigInteger.valueOf(denominator).pow(n)};
    }
}
