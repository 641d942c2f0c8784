package org.fiducial.theory.statistics;

import java.util.function.DoubleSupplier;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Probability;

/**
 * The mean of samples in a known interval (claim-kinds, S2): it deviates by t or more with a probability of at most
 * 2 exp(-2 n t^2 / c^2), c the interval's length.
 *
 * @param samples n
 * @param low least value of a sample
 * @param high largest value of a sample
 * @param threshold t
 */
public record HoeffdingTest(int samples, double low, double high, double threshold) {
    public HoeffdingTest {
        if (samples < 1 || !(low < high) || !(threshold > 0)) {
            throw new IllegalArgumentException(samples + " samples in [" + low + ", " + high + "] with threshold "
                    + threshold + ", expected positive numbers and an interval");
        }
    }

    /** The fewest samples for which false alarms are at most alpha, for a threshold of that fraction of the interval. */
    public static int samplesFor(double fraction, Probability alpha) {
        double bits = -Math.log(alpha.bound().doubleValue() / 2);
        int n = (int) Math.max(1, Math.ceil(bits / (2 * fraction * fraction)) - 2);
        while (!new HoeffdingTest(n, 0, 1, fraction).test().falseAlarm().isAtMost(alpha)) {
            n++;
        }
        return n;
    }

    /** Thresholds and figures: a bias of 2t is missed with a probability of at most exp(-2 n t^2 / c^2). */
    public MeanTest test() {
        double ratio = threshold / (high - low);
        // The exponent is rounded towards zero by far more than the four roundings and exp's ulp can lose.
        double tail = Math.exp(-2.0 * samples * ratio * ratio * (1 - 0x1p-40)) * (1 + 0x1p-40);
        return new MeanTest(
                samples,
                threshold,
                2 * threshold,
                Probability.of(Math.min(1, 2 * tail)),
                Probability.of(Math.min(1, tail)),
                "every sample in [" + low + ", " + high + "]");
    }

    /** Draws the samples and judges their mean against mu; a sample outside the interval refutes at once. */
    public Evidence run(DoubleSupplier draws, double mu) {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            double x = draws.getAsDouble();
            if (!(x >= low && x <= high)) {
                return Evidence.refuted("sample " + x + ", expected one in [" + low + ", " + high + "]");
            }
            sum += x - mu;
        }
        return test().judge(sum / samples);
    }
}
