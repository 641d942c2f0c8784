package org.fiducial.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The element with the largest ratio of observed error to bound.
 *
 * @param index its place in the candidate
 * @param candidate the candidate's value
 * @param exact the midpoint of the exact value's enclosure, in decimal
 * @param radius the enclosure's radius
 * @param bound largest distance from the exact value that the float model allows
 * @param ulps observed distance in units in the last place of the output format
 * @param ratio observed distance over bound; above 1 is a violation; infinite or NaN candidates give infinity
 */
public record WorstElement(
        int[] index, double candidate, String exact, double radius, double bound, double ulps, double ratio) {
    private static final MathContext SHOWN = new MathContext(25);

    /** The worst element of a tally, as its judgement saw it; distances are divided by a unit. */
    public static WorstElement of(Tensor candidate, Tally tally, double unit) {
        return new WorstElement(
                candidate.shape().index(tally.worstElement()),
                tally.worstCandidate(),
                Double.toString(tally.worstMid()),
                tally.worstRadius(),
                tally.worstBound(),
                Math.abs(tally.worstCandidate() - tally.worstMid()) / unit,
                tally.worstRatio());
    }

    /** The same in units in the last place of the output format. */
    public static WorstElement of(Tensor candidate, Tally tally, FloatModel model) {
        return of(
                candidate,
                tally,
                model.output().ulp(Dyadic.of(tally.worstMid())).toDouble());
    }

    /** The same beside a sharper enclosure of the exact value; infinitely many ulps away where there is none. */
    public static WorstElement of(Tensor candidate, Tally tally, FloatModel model, @Nullable Enclosure exact) {
        if (exact == null) {
            return of(candidate, tally, 0).withUlps(Double.POSITIVE_INFINITY);
        }
        Dyadic mid = exact.midpoint();
        double x = tally.worstCandidate();
        double distance = Double.isFinite(x) ? Dyadic.of(x).subtract(mid).abs().toDouble() : Double.POSITIVE_INFINITY;
        Dyadic near = mid.round(100, Rounding.TIES_TO_EVEN);
        BigDecimal shown = near.toBigDecimal().round(SHOWN);
        BigDecimal dropped = near.toBigDecimal().subtract(shown).abs();
        Dyadic radius = exact.radius().add(near.subtract(mid).abs());
        if (dropped.signum() != 0) {
            radius = radius.add(Dyadic.of(Math.nextUp(dropped.doubleValue())));
        }
        return new WorstElement(
                candidate.shape().index(tally.worstElement()),
                x,
                shown.toString(),
                radius.toDouble(Rounding.UPWARD),
                tally.worstBound(),
                distance / model.output().ulp(mid).toDouble(),
                tally.worstRatio());
    }

    private WorstElement withUlps(double distance) {
        return new WorstElement(index, candidate, exact, radius, bound, distance, ratio);
    }
}
