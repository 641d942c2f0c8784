package org.fiducial.theory.identity;

import java.math.BigInteger;
import org.fiducial.theory.Probability;

/**
 * What the analysis of an identity's text gives: total degree d and height h of the cleared difference, total degree D of all divisors.
 *
 * @param degree d
 * @param divisorDegree D
 * @param height h in bits
 * @param circle whether the moduli are restricted to primes 3 mod 4, because points of the circle group are drawn
 */
public record FailureBound(long degree, long divisorDegree, double height, boolean circle) {
    private static final BigInteger SMALLEST_PRIME = BigInteger.ONE.shiftLeft(60);

    /**
     * A bound on the probability that a false identity passes at one random point modulo one random prime of [2^60, 2^61]:
     * d / (2^60 - 1 - D) for the point, and (h / 60) 2^-54 for a prime that divides a coefficient, 2^-53 if the primes are
     * 3 mod 4; no such prime if h < 60 (claim-kinds, section 1 (a), (b) and section 2). 1 if D is too large.
     */
    public Probability perTrial() {
        BigInteger room = SMALLEST_PRIME.subtract(BigInteger.ONE).subtract(BigInteger.valueOf(divisorDegree));
        if (room.signum() <= 0) {
            return Probability.ONE;
        }
        Probability point = Probability.of(BigInteger.valueOf(degree), room);
        if (height < 60) {
            return point;
        }
        BigInteger primes = BigInteger.valueOf((long) Math.floor(height / 60));
        int count = circle ? Primes.LOG2_COUNT_3_MOD_4 : Primes.LOG2_COUNT;
        return point.plus(Probability.of(primes, BigInteger.ONE.shiftLeft(count)));
    }

    /**
     * The number of independent trials that bring the bound to at most {@code target}, or 0 if more than {@code most} are needed.
     */
    public int trials(Probability target, int most) {
        Probability one = perTrial();
        Probability all = one;
        for (int t = 1; t <= most; t++) {
            if (all.isAtMost(target)) {
                return t;
            }
            all = all.times(one);
        }
        return 0;
    }
}
