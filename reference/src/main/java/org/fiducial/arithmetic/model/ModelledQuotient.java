package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;

/** The deviation of a computed quotient of two matrices, and of weights divided by their row's normaliser. */
final class ModelledQuotient {
    private ModelledQuotient() {}

    /** x / y element by element; no bound where a computed divisor may be zero. */
    static <X> Modelled<X> of(ModelledReals<X> a, Modelled<X> x, Modelled<X> y) {
        X z = a.engine().divide(x.exact(), y.exact());
        double[] size = a.magnitude(z);
        double[] least = a.leastMagnitude(y);
        int columns = x.columns();
        double[] bound = new double[size.length];
        double one = a.accumulated(1);
        for (int e = 0; e < bound.length; e++) {
            int i = e / columns;
            int j = e % columns;
            double dy = y.broadcastDeviation(i, j);
            bound[e] = bound(a, size[e], x.deviation(i, j), least[y.broadcast(i, j)], dy, one);
        }
        return a.finish(z, bound, null);
    }

    /** The allowed elements of each row divided by the row's normaliser, or multiplied by its reciprocal. */
    static <X> Modelled<X> normalised(ModelledReals<X> a, Modelled<X> x, Modelled<X> normalisers, AllowedKeys allowed) {
        X z = a.engine().normalise(x.exact(), normalisers.exact(), allowed);
        double[] size = a.magnitude(z);
        double[] least = a.leastMagnitude(normalisers);
        int columns = x.columns();
        double[] bound = new double[size.length];
        FloatModel model = a.model();
        double one = RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
        double[] mx = model.reciprocalNormaliser() ? a.magnitude(x) : size;
        for (int e = 0; e < bound.length; e++) {
            int i = e / columns;
            if (allowed.count(i) > 0) {
                double dx = x.deviation(i, e % columns);
                double b = bound(a, size[e], dx, least[i], normalisers.deviation(i, 0), one);
                // The reciprocal itself may underflow.
                bound[e] = model.reciprocalNormaliser() ? b + a.eta() * (mx[e] + dx) : b;
            }
        }
        return a.finish(z, bound, null);
    }

    /**
     * Bound for a quotient of at most that size, by a divisor of at least that modulus, whose roundings are at most one in all. Operands that
     * may be flushed to zero are off by eta more.
     */
    private static double bound(ModelledReals<?> a, double size, double dx, double least, double dy, double one) {
        double flushed = a.model().flushToZero() ? a.eta() : 0;
        double divisor = least - (dy + flushed);
        double d = (dx + flushed + size * (dy + flushed)) / divisor;
        return divisor > 0 ? a.inRange(d + one * (size + d) + a.eta(), size) : Double.POSITIVE_INFINITY;
    }
}
