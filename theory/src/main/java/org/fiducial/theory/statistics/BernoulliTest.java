package org.fiducial.theory.statistics;

import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Probability;

/**
 * The probability of an event, by exact binomial tails (claim-kinds, S2 and S4): the acceptance region is the widest whose two tails are
 * at most alpha / 2 each, and the power against named alternatives is the exact probability of leaving it.
 *
 * @param samples n
 * @param numerator of the probability claimed
 * @param denominator of the probability claimed
 * @param low least count accepted
 * @param high largest count accepted
 */
public record BernoulliTest(int samples, long numerator, long denominator, int low, int high) {
    /** The test of the given level. */
    public static BernoulliTest of(int samples, long numerator, long denominator, Probability alpha) {
        Probability half = alpha.times(Probability.powerOfHalf(1));
        int high = samples;
        int above = 0;
        // Bisection: the smallest k with Pr[Bin > k] <= alpha / 2.
        while (above < high) {
            int k = (above + high) >>> 1;
            if (Binomial.upperTail(samples, k + 1, numerator, denominator).isAtMost(half)) {
                high = k;
            } else {
                above = k + 1;
            }
        }
        int low = 0;
        int below = samples;
        while (low < below) {
            int k = (low + below + 1) >>> 1;
            if (Binomial.lowerTail(samples, k - 1, numerator, denominator).isAtMost(half)) {
                low = k;
            } else {
                below = k - 1;
            }
        }
        return new BernoulliTest(samples, numerator, denominator, low, high);
    }

    /** The exact probability of rejecting the claimed value. */
    public Probability falseAlarm() {
        return Binomial.upperTail(samples, high + 1, numerator, denominator)
                .plus(Binomial.lowerTail(samples, low - 1, numerator, denominator));
    }

    /** The probability of accepting when the event's probability is the given one instead. */
    public Probability miss(long otherNumerator, long otherDenominator) {
        Probability upTo = Binomial.lowerTail(samples, high, otherNumerator, otherDenominator);
        Probability from = Binomial.upperTail(samples, low, otherNumerator, otherDenominator);
        return upTo.isAtMost(from) ? upTo : from;
    }

    /**
     * The evidence for a count that was found, against two named alternatives, one on either side.
     *
     * @param count number of samples in which the event happened
     * @param distance alternatives are (numerator +- distance) / denominator
     */
    public Evidence judge(int count, long distance) {
        Probability miss = miss(Math.max(0, numerator - distance), denominator)
                .max(miss(Math.min(denominator, numerator + distance), denominator));
        Evidence e = low <= count && count <= high
                ? Evidence.verified(
                        EvidenceKind.STATISTICAL,
                        miss,
                        "no deviation of " + distance + "/" + denominator + " or more in the probability")
                : Evidence.refuted(count + " events of " + samples + ", expected " + low + " to " + high);
        return e.withFalseAlarm(falseAlarm())
                .with("samples", samples)
                .with("events", count)
                .with("accepted from", low)
                .with("accepted to", high)
                .with("false alarm at most", falseAlarm())
                .with("missed with probability at most", miss);
    }
}
