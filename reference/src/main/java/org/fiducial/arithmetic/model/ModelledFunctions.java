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

    /** exp x of the allowed elements; the others are exact zeros. */
    Modelled<X> exp(Modelled<X> x, X z, AllowedKeys allowed) {
        double[] size = a.magnitude(z);
        double[] argument = a.magnitude(a.engine().keep(x.exact(), allowed));
        double[] bound = new double[size.length];
        double rounding = a.accumulated(model.argumentRoundings());
        double error = model.expError();
        double tiny = model.exponentialUnderflow();
        for (int e = 0; e < bound.length; e++) {
            if (allowed.allows(e / x.columns(), e % x.columns())) {
                double d = deviation(x, e);
                double theta = d + rounding * (argument[e] + d);
                bound[e] = a.inRange(size[e] * (Math.expm1(theta) * (1 + error) + error) + tiny, size[e]);
            }
        }
        return a.finish(z, bound, null);
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

    /** The larger of two elements: choosing does not round. */
    Modelled<X> max(Modelled<X> x, Modelled<X> y, X z) {
        double[] bound = new double[x.rows() * x.columns()];
        for (int e = 0; e < bound.length; e++) {
            bound[e] = Math.max(deviation(x, e), y.broadcastDeviation(e / x.columns(), e % x.columns()));
        }
        return a.finish(z, bound, null);
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
            moved[e] = a.inRange(b, size[e]);
        }
        return a.finish(z, moved, null);
    }
}
