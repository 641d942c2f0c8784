package org.fiducial.theory.statistics;

import java.util.function.DoubleSupplier;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.Probability;

/**
 * A sequential test of the mean of samples in [0, 1] (claim-kinds, S3): the e-process
 * M_n = (1/2) prod (1 + l (X_i - mu)) + (1/2) prod (1 - l (X_i - mu)) is a martingale where the mean is mu, so by Ville's inequality it
 * ever reaches 1 / alpha with a probability of at most alpha, whenever one stops.
 *
 * @param bet 0 < l <= 1, fixed before the data
 * @param alpha bound on false alarms
 * @param guarantee the fixed-size test whose power is registered; it sees the same samples
 */
public record SequentialTest(double bet, Probability alpha, MedianOfMeans guarantee) {
    public SequentialTest {
        if (!(bet > 0 && bet <= 1) || alpha.isZero()) {
            throw new IllegalArgumentException("bet " + bet + " at level " + alpha + ", expected 0 < bet <= 1");
        }
    }

    /** Draws until the process rejects, or the fixed-size test's samples are used up; that test then judges. */
    public Evidence run(DoubleSupplier draws, double mu) {
        double[] logs = new double[2];
        long[] count = new long[1];
        double limit = -Math.log(alpha.bound().doubleValue()) + 1e-6;
        boolean[] rejected = new boolean[1];
        Evidence fixed = guarantee.run(
                () -> {
                    double x = draws.getAsDouble();
                    if (!(x >= 0 && x <= 1)) {
                        return Double.NaN;
                    }
                    if (!rejected[0]) {
                        count[0]++;
                        logs[0] += Math.log1p(bet * (x - mu));
                        logs[1] += Math.log1p(-bet * (x - mu));
                        rejected[0] = Math.max(logs[0], logs[1]) - Math.log(2) >= limit;
                    }
                    return x;
                },
                mu);
        if (rejected[0]) {
            return Evidence.refuted("the e-process reached 1/alpha after " + count[0] + " samples")
                    .withFalseAlarm(alpha)
                    .with("samples", count[0]);
        }
        return fixed.withFalseAlarm(fixed.falseAlarm().plus(alpha)).with("e-process level", alpha);
    }
}
