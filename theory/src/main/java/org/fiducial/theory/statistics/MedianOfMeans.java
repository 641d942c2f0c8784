package org.fiducial.theory.statistics;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Probability;

/**
 * The mean of samples of which only a variance bound is known (claim-kinds, S1): the median of k block means. Each block mean leaves
 * mu +- 2 sigma sqrt(k / n) with a probability of at most 1/4 (Chebyshev), so the median does with at most Pr[Bin(k, 1/4) >= (k+1)/2].
 *
 * @param blocks k, odd
 * @param perBlock m, samples in a block
 * @param sigma a proved bound of the standard deviation
 */
public record MedianOfMeans(int blocks, int perBlock, double sigma) {
    public MedianOfMeans {
        if (blocks < 1 || blocks % 2 == 0 || perBlock < 1 || !(sigma > 0)) {
            throw new IllegalArgumentException(blocks + " blocks of " + perBlock + " samples with deviation " + sigma
                    + ", expected an odd number of blocks and positive numbers");
        }
    }

    /** The fewest blocks whose false alarms are at most alpha. */
    public static int blocksFor(Probability alpha) {
        int k = 1;
        while (!falseAlarm(k).isAtMost(alpha)) {
            k += 2;
        }
        return k;
    }

    private static Probability falseAlarm(int blocks) {
        return Binomial.upperTail(blocks, (blocks + 1) / 2, 1, 4);
    }

    /** Thresholds and figures; the power holds where the variance bound also holds for the faulty program. */
    public MeanTest test() {
        // sqrt(k / n) = sqrt(1 / m); three operations, rounded outwards for the threshold and the detectable bias.
        double threshold = 2 * sigma / Math.sqrt(perBlock) * (1 + 0x1p-48);
        return new MeanTest(
                (long) blocks * perBlock,
                threshold,
                2 * threshold,
                falseAlarm(blocks),
                falseAlarm(blocks),
                "variance at most " + sigma + "^2, for the faulty program too");
    }

    /** Draws the samples and judges their mean against mu. */
    public Evidence run(DoubleSupplier samples, double mu) {
        double[] means = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            double sum = 0;
            for (int i = 0; i < perBlock; i++) {
                sum += samples.getAsDouble() - mu;
            }
            if (Double.isNaN(sum)) {
                return Evidence.refuted("a sample is not a number");
            }
            means[b] = sum / perBlock;
        }
        Arrays.sort(means);
        return test().judge(means[blocks / 2]);
    }
}
