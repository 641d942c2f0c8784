package org.fiducial.theory.construction;

import org.fiducial.number.Rounding;
import org.fiducial.theory.target.Interval;
import org.fiducial.theory.target.Target;

/**
 * What no network of right-stochastic attention can do better, sheet urpe C2: it gives equal tokens equal outputs, so at (t, .., t) its
 * largest error is at least half the range of f_1 .. f_n there.
 *
 * @param value certified lower bound of the largest error, whatever the network
 * @param at the t where it was found
 */
public record EqualTokenBound(double value, double at) {
    private static final int POINTS = 64;

    /** The largest bound at 65 equal steps of the diagonal; where the target has no enclosure nothing is claimed. */
    public static EqualTokenBound of(Target target) {
        EqualTokenBound best = new EqualTokenBound(0, 0);
        for (int k = 0; k <= POINTS; k++) {
            double t = (double) k / POINTS;
            Interval[] point = new Interval[target.n()];
            java.util.Arrays.fill(point, Interval.of(t));
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            try {
                for (int i = 0; i < target.n(); i++) {
                    Interval f = target.value(i, point);
                    low = Math.min(low, f.hi());
                    high = Math.max(high, f.lo());
                }
            } catch (ArithmeticException outside) {
                continue;
            }
            double half = org.fiducial.number.Dyadic.of(high)
                    .subtract(org.fiducial.number.Dyadic.of(low))
                    .shift(-1)
                    .toDouble(Rounding.DOWNWARD);
            best = half > best.value ? new EqualTokenBound(half, t) : best;
        }
        return best;
    }
}
