package org.fiducial.theory.statistics;

import java.util.function.DoubleSupplier;
import org.fiducial.theory.Evidence;

/**
 * The variance of samples with unknown mean (claim-kinds, S5): (X - X')^2 / 2 of disjoint pairs has mean sigma^2 and variance
 * (mu4 + sigma^4) / 2, which is at most the square of {@code deviation} if mu4, the fourth central moment, is as bounded.
 *
 * @param variance sigma^2 claimed
 * @param pairs the median of means over pairs; its deviation is a proved bound of sqrt((mu4 + sigma^4) / 2)
 */
public record VarianceTest(double variance, MedianOfMeans pairs) {
    /** A test with k blocks of m pairs each and a proved bound of the fourth central moment. */
    public static VarianceTest of(double variance, double fourthMoment, int blocks, int pairsPerBlock) {
        double deviation = Math.sqrt((fourthMoment + variance * variance) / 2) * (1 + 0x1p-48);
        return new VarianceTest(variance, new MedianOfMeans(blocks, pairsPerBlock, deviation));
    }

    /** Draws two samples a pair and judges. */
    public Evidence run(DoubleSupplier samples) {
        return pairs.run(
                () -> {
                    double d = samples.getAsDouble() - samples.getAsDouble();
                    return d * d / 2;
                },
                variance);
    }
}
