package org.fiducial.oracle.scatterbrain;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Rounding;
import org.fiducial.oracle.SampleVerdict;
import org.fiducial.theory.Probability;
import org.fiducial.theory.statistics.CatoniTest;
import org.jspecify.annotations.Nullable;

/** The tests of one element of repeated outputs: of its mean, and of its variance where that is known. */
final class ElementTest {
    /**
     * What a correct implementation's element is distributed by.
     *
     * @param mean nearest binary64 number of its mean
     * @param size bound of what its rounding is relative to, for sums with cancelling terms; 0 for the sample itself
     * @param variance upper bound of its variance; 0 where every run has the same value
     * @param exactVariance its variance, or NaN where only the bound is known
     * @param squareVariance upper bound of the variance of its squared deviation, or NaN
     * @param units units of roundoff by which a value may differ relatively, unless something else is declared
     */
    record Moments(
            double mean, double size, double variance, double exactVariance, double squareVariance, double units) {
        static Moments exact(Ball mean) {
            return new Moments(mean.midpoint().toDouble(), 0, 0, 0, Double.NaN, 0);
        }

        static Moments bounded(Ball mean, Ball variance) {
            return new Moments(mean.midpoint().toDouble(), 0, upper(variance), Double.NaN, Double.NaN, 0);
        }

        static Moments known(Ball mean, Ball variance, Ball squareVariance) {
            return new Moments(
                    mean.midpoint().toDouble(),
                    0,
                    upper(variance),
                    variance.midpoint().toDouble(),
                    upper(squareVariance),
                    0);
        }

        Moments withSize(Ball bound) {
            return new Moments(mean, upper(bound), variance, exactVariance, squareVariance, units);
        }

        Moments withUnits(double n) {
            return new Moments(mean, size, variance, exactVariance, squareVariance, n);
        }

        private static double upper(Ball x) {
            return x.enclosure().upper().toDouble(Rounding.UPWARD);
        }

        boolean isConstant() {
            return variance == 0;
        }

        boolean hasVariance() {
            return !isConstant() && !Double.isNaN(exactVariance) && squareVariance > 0;
        }
    }

    /** What conversions to binary64 and the few operations here may change, relatively. */
    private static final double OWN = 0x1p-50;

    private final Moments moments;
    private final CatoniTest.@Nullable Sum mean;
    private final CatoniTest.@Nullable Sum variance;
    private long count;
    private double constantRatio;
    private double constantBias;

    ElementTest(Moments moments, long runs, Probability alpha) {
        this.moments = moments;
        mean = moments.isConstant() ? null : new CatoniTest.Sum(new CatoniTest(runs, moments.variance(), alpha));
        variance = moments.hasVariance()
                ? new CatoniTest.Sum(new CatoniTest(runs, moments.squareVariance(), alpha))
                : null;
    }

    /** Units of roundoff by which a value may differ relatively, unless something else is declared. */
    double units() {
        return moments.units();
    }

    /** @param rounding what rounding may have changed relatively */
    void add(double x, double rounding) {
        double error = (rounding + OWN) * Math.max(Math.abs(x), moments.size()) + OWN * Math.abs(moments.mean());
        double deviation = x - moments.mean();
        count++;
        if (mean == null) {
            constantBias += (deviation - constantBias) / count;
            double ratio = Math.abs(deviation) / (error + Double.MIN_NORMAL);
            constantRatio = ratio > constantRatio || Double.isNaN(ratio) ? ratio : constantRatio;
            return;
        }
        mean.add(deviation, error);
        if (variance != null) {
            variance.add(
                    deviation * deviation - moments.exactVariance(),
                    error * (2 * Math.abs(deviation) + error)
                            + OWN * (deviation * deviation + moments.exactVariance()));
        }
    }

    SampleVerdict.Element element(int[] index, Probability miss) {
        if (mean == null) {
            return new SampleVerdict.Element(
                    index, moments.mean(), constantBias, constantRatio, 0, 0, Double.NaN, Double.NaN, Double.NaN);
        }
        CatoniTest.Sum v = variance;
        return new SampleVerdict.Element(
                index,
                moments.mean(),
                mean.meanDeviation(),
                mean.ratio(),
                mean.test().detectable(miss, mean.errors()),
                v == null ? Double.NaN : moments.exactVariance(),
                v == null ? Double.NaN : v.meanDeviation(),
                v == null ? Double.NaN : v.ratio(),
                v == null ? Double.NaN : v.test().detectable(miss, v.errors()));
    }
}
