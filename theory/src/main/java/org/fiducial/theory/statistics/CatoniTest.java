package org.fiducial.theory.statistics;

import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Probability;

/**
 * The mean of independent samples of which only a variance bound is known, by Catoni's influence function
 * psi(u) = sign(u) ln(1 + |u| + u^2 / 2). Since -ln(1 - u + u^2/2) <= psi(u) <= ln(1 + u + u^2/2), the sum S of psi(l (X_t - mu)) has
 * E exp(+-S) <= exp(N l^2 V / 2) where the mean is mu and the variance at most V, whatever else the law is; by Markov's inequality |S|
 * exceeds N l^2 V / 2 + ln(2 / alpha) with a probability of at most alpha, for every N.
 *
 * @param samples N, fixed before the data
 * @param variance V, a proved bound, positive
 * @param alpha bound on false alarms
 */
public record CatoniTest(long samples, double variance, Probability alpha) {
    /** What the rounding of a few operations can change; every bound is widened by it. */
    private static final double SLACK = 0x1p-40;

    public CatoniTest {
        if (samples < 1 || !(variance > 0) || Double.isInfinite(variance) || alpha.isZero()) {
            throw new IllegalArgumentException(samples + " samples of variance " + variance + " at level " + alpha
                    + ", expected at least one and positive numbers");
        }
    }

    /** Catoni's psi. */
    public static double psi(double u) {
        double v = Math.abs(u);
        double w = Math.log1p(v + v * v / 2);
        return u < 0 ? -w : w;
    }

    /** ln(2 / alpha). */
    private double level() {
        return Math.log(2) - Math.log(alpha.bound().doubleValue()) + SLACK;
    }

    /** The scale l; the bounds hold for any, this one makes them smallest. */
    public double scale() {
        return Math.sqrt(2 * level() / (samples * variance));
    }

    /** The sum of psi at which the test rejects, before anything is added for errors of the samples. */
    public double threshold() {
        double l = scale();
        return (samples * l * l * variance / 2 + level()) * (1 + SLACK);
    }

    /**
     * The smallest shift of the mean that is missed with a probability of at most {@code miss}, where the variance bound also holds for the
     * faulty program: exp(threshold - N l D + N l^2 (V + D^2) / 2). Infinite if the samples are too few for any shift.
     *
     * @param errors sum of the bounds of the samples' own errors
     */
    public double detectable(Probability miss, double errors) {
        double l = scale();
        double needed = threshold()
                + l * errors
                + samples * l * l * variance / 2
                - Math.log(miss.bound().doubleValue());
        double root = (double) samples * samples - 2.0 * samples * needed;
        return root < 0 ? Double.POSITIVE_INFINITY : (samples - Math.sqrt(root)) / (samples * l) * (1 + SLACK);
    }

    /** The running sum of one test; not for use by several threads at once. */
    public static final class Sum {
        private final CatoniTest test;
        private final double scale;
        private long count;
        private double psi;
        private double size;
        private double errors;
        private double mean;

        public Sum(CatoniTest test) {
            this.test = test;
            this.scale = test.scale();
        }

        /**
         * Adds a sample.
         *
         * @param deviation X_t - mu
         * @param error bound of what rounding may have changed in the deviation
         */
        public void add(double deviation, double error) {
            double p = psi(scale * deviation);
            count++;
            psi += p;
            size += Math.abs(p);
            errors += error;
            mean += (deviation - mean) / count;
        }

        public CatoniTest test() {
            return test;
        }

        /** The sum of psi over its threshold, widened for the samples' errors (psi is 1-Lipschitz) and the sum's own; NaN stays NaN. */
        public double ratio() {
            double own = count * 0x1p-50 * size;
            return Math.abs(psi) / (test.threshold() + (scale * errors + own) * (1 + SLACK));
        }

        /** The plain mean of the deviations, for the reader alone. */
        public double meanDeviation() {
            return mean;
        }

        /** Sum of the samples' error bounds. */
        public double errors() {
            return errors;
        }

        /**
         * The evidence after all samples.
         *
         * @throws IllegalStateException if the number of samples is not the one fixed before
         */
        public Evidence evidence(Probability miss) {
            if (count != test.samples) {
                throw new IllegalStateException(count + " samples, expected the " + test.samples + " fixed before");
            }
            double bias = test.detectable(miss, errors);
            Evidence e = ratio() <= 1
                    ? Evidence.verified(EvidenceKind.STATISTICAL, miss, "no bias of " + bias + " or more")
                    : Evidence.refuted("mean deviation " + mean + ", statistic " + ratio() + " of its threshold");
            return e.withFalseAlarm(test.alpha)
                    .with("samples", count)
                    .with("mean deviation", mean)
                    .with("statistic over threshold", ratio())
                    .with("false alarm at most", test.alpha)
                    .with("bias detected", bias)
                    .with("missed with probability at most", miss)
                    .with("assumes", "variance at most " + test.variance + ", for the faulty program too");
        }
    }
}
