package org.fiducial.arithmetic.model;

import org.jspecify.annotations.Nullable;

/** The deviation of a computed sum of two matrices, and of the sums of a matrix's rows. */
final class ModelledSum {
    private ModelledSum() {}

    /** x + y or x - y, which the arithmetic underneath encloses by z. */
    static <X> Modelled<X> of(ModelledReals<X> a, X z, Modelled<X> x, Modelled<X> y) {
        double one = a.accumulated(1);
        double flush = a.model().flushToZero() ? 3 * a.eta() : 0;
        double[] size = a.magnitude(z);
        double[] mx = a.magnitude(x);
        double[] my = a.magnitude(y);
        double[] bound = new double[size.length];
        int columns = x.columns();
        // The sum of a product may begin with the matrix, as it was computed, that is added to it.
        double onX = x.terms() == null ? 0 : a.accumulated(x.terms().inner());
        double onY = y.terms() == null ? 0 : a.accumulated(y.terms().inner());
        for (int e = 0; e < bound.length; e++) {
            int i = e / columns;
            int j = e % columns;
            double dx = x.deviation(i, j);
            double dy = y.broadcastDeviation(i, j);
            double added = my[y.broadcast(i, j)];
            double begun = Math.max(onX == 0 ? 0 : onX * (added + dy), onY == 0 ? 0 : onY * (mx[e] + dx));
            double d = dx + dy + begun;
            bound[e] = a.inRange(d + one * (size[e] + d) + flush, added);
        }
        return a.finish(z, bound, terms(a, x, y));
    }

    /** The terms of a product plus a matrix, which counts as one more term. */
    private static <X> @Nullable ProductTerms terms(ModelledReals<X> a, Modelled<X> x, Modelled<X> y) {
        if (x.terms() == null) {
            return null;
        }
        ProductTerms t = x.terms();
        double[] added = a.magnitude(y);
        double[] out = t.sums().clone();
        for (int e = 0; e < out.length; e++) {
            out[e] += added[y.broadcast(e / x.columns(), e % x.columns())];
        }
        return new ProductTerms(out, t.underflow(), t.right(), t.operand(), t.inner() + 1);
    }

    /** The sums of the rows of x, in any order. */
    static <X> Modelled<X> ofRows(ModelledReals<X> a, Modelled<X> x) {
        X z = a.engine().rowSums(x.exact());
        double[] sums = NonNegative.rowSums(a.magnitude(x), x.rows(), x.columns());
        double[] own = x.deviations() == null
                ? new double[x.rows()]
                : NonNegative.rowSums(x.deviations(), x.rows(), x.columns());
        double gamma = a.accumulated(Math.max(0, x.columns() - 1));
        double flush = a.model().flushToZero() ? x.columns() * a.eta() : 0;
        for (int i = 0; i < own.length; i++) {
            own[i] = a.inRange(own[i] + gamma * (sums[i] + own[i]) + flush, sums[i]);
        }
        return a.finish(z, own, null);
    }
}
