package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;

/**
 * Bounds of the elementary functions of a float model. An implementation computes f within as many units in the last place as it computes
 * the exponential, at an argument that is off by the bound known so far.
 *
 * @param <X> matrix of the arithmetic underneath
 */
final class ModelledFunctions<X> {
    /** Upper bound of 2 / sqrt(pi), the largest slope of the error function. */
    static final double ERF_SLOPE = 1.1284;

    private final ModelledReals<X> a;
    private final FloatModel model;

    ModelledFunctions(ModelledReals<X> a) {
        this.a = a;
        this.model = a.model();
    }

    /** f with |f'| <= slope everywhere. */
    Modelled<X> lipschitz(Modelled<X> x, X z, double slope) {
        double[] bound = new double[a.magnitude(z).length];
        for (int e = 0; e < bound.length; e++) {
            bound[e] = slope * deviation(x, e);
        }
        return computed(z, bound);
    }

    /** ln x for positive x: |ln y - ln x| <= d / (x - d) for |y - x| <= d < x; no bound where y may fail to be positive. */
    Modelled<X> log(Modelled<X> x, X z) {
        double[] least = a.leastMagnitude(x);
        double[] bound = new double[least.length];
        for (int e = 0; e < bound.length; e++) {
            double d = deviation(x, e) + (model.flushToZero() ? model.underflow(model.accumulate()) : 0);
            bound[e] = d == 0 ? 0 : d < least[e] ? d / (least[e] - d) : Double.POSITIVE_INFINITY;
        }
        return computed(z, bound);
    }

    /** sqrt x: |sqrt y - sqrt x| <= d / (sqrt x + sqrt (x - d)) for |y - x| <= d <= x; no bound where y may be negative. */
    Modelled<X> sqrt(Modelled<X> x, X z) {
        double[] least = a.leastMagnitude(x);
        double[] bound = new double[least.length];
        double flushed = model.flushToZero() ? Math.sqrt(model.underflow(model.accumulate())) : 0;
        for (int e = 0; e < bound.length; e++) {
            double d = deviation(x, e);
            double low = Math.max(0, least[e]);
            bound[e] = flushed
                    + (d == 0 ? 0 : d <= low ? d / (Math.sqrt(low) + Math.sqrt(low - d)) : Double.POSITIVE_INFINITY);
        }
        return computed(z, bound);
    }

    /** The largest allowed element of each row: choosing does not round. */
    Modelled<X> rowMax(Modelled<X> x, X z, AllowedKeys allowed) {
        double[] bound = new double[x.rows()];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                bound[i] = allowed.allows(i, j) ? Math.max(bound[i], x.deviation(i, j)) : bound[i];
            }
        }
        return a.finish(z, bound, null);
    }

    private static <X> double deviation(Modelled<X> x, int e) {
        return x.deviation(e / x.columns(), e % x.columns());
    }

    private Modelled<X> computed(X z, double[] moved) {
        double[] size = a.magnitude(z);
        double error = model.expError();
        for (int e = 0; e < moved.length; e++) {
            double b = moved[e] + error * (size[e] + moved[e]) + model.exponentialUnderflow();
            moved[e] = size[e] + b <= model.range() ? b : Double.POSITIVE_INFINITY;
        }
        return a.finish(z, moved, null);
    }
}
