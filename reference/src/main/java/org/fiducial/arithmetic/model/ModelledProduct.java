package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/** The deviation of a computed matrix product, of a product that is scaled, and of products element by element. */
final class ModelledProduct {
    private ModelledProduct() {}

    /** The product; the order of its sums is free. With softmax weights on the left it is the weighted mean of claim C12. */
    static <X> Modelled<X> of(ModelledReals<X> a, Modelled<X> x, Modelled<X> y) {
        FloatModel model = a.model();
        double eta = a.eta();
        X z = a.engine().matmul(x.exact(), y.exact());
        if (x.softmax() != null) {
            return WeightedMean.of(a, x, y, z);
        }
        int inner = x.columns();
        double[] mx = a.magnitude(x);
        RightMagnitudes my = a.rightMagnitudes(y);
        double[] terms = my.product(mx, x.rows());
        double[] bound = new double[terms.length];
        if (x.deviations() != null) {
            double[] dx = x.deviations();
            NonNegative.add(
                    bound, NonNegative.product(dx, widened(my.values, y.deviations()), x.rows(), inner, y.columns()));
        }
        if (y.deviations() != null) {
            NonNegative.add(bound, NonNegative.product(mx, y.deviations(), x.rows(), inner, y.columns()));
        }
        double gamma = a.accumulated(inner);
        double[] tiny = new double[bound.length];
        // Gradual or flushed underflow of products, and of operands that were scaled beforehand, reaches the sum times
        // the other operand.
        double[] left = NonNegative.rowSums(mx, x.rows(), inner);
        double[] right = my.columnSums;
        int operations = inner * (1 + model.flushedSums());
        for (int i = 0, e = 0; i < x.rows(); i++) {
            for (int j = 0; j < y.columns(); j++, e++) {
                double all = terms[e] + bound[e];
                tiny[e] = eta * (operations + left[i] + right[j]);
                bound[e] = a.inRange(bound[e] + gamma * all + tiny[e], terms[e]);
            }
        }
        double operand = Math.max(NonNegative.largest(mx), my.largest);
        return a.finish(z, bound, new ProductTerms(terms, tiny, right, operand, inner));
    }

    /** x y element by element. */
    static <X> Modelled<X> elementwise(ModelledReals<X> a, Modelled<X> x, Modelled<X> y) {
        X z = a.engine().multiply(x.exact(), y.exact());
        double eta = a.eta();
        boolean flushes = a.model().flushToZero();
        double[] mx = a.magnitude(x);
        double[] my = a.magnitude(y);
        int columns = x.columns();
        double[] bound = new double[mx.length];
        double one = a.accumulated(1);
        for (int e = 0; e < bound.length; e++) {
            double size = my[y.broadcast(e / columns, e % columns)];
            double dx = x.deviation(e / columns, e % columns);
            double dy = y.broadcastDeviation(e / columns, e % columns);
            double b = mx[e] * dy + dx * size + dx * dy + one * (mx[e] + dx) * (size + dy) + eta;
            double flush = flushes ? eta * (mx[e] + size) : 0;
            bound[e] = a.inRange(b + flush, mx[e] * size);
        }
        return a.finish(z, bound, null);
    }

    /** Multiplication by tau wherever the model places it: on the logits, or on the factors before their product. */
    static <X> Modelled<X> scaled(ModelledReals<X> a, Modelled<X> x, Scale tau) {
        FloatModel model = a.model();
        double t = tau.toDouble() * (1 + 0x1p-50);
        X z = a.engine().scale(x.exact(), tau);
        return scaled(a, x, z, t, model.logitScaleRoundings(tau), model.scaleUnderflow(tau));
    }

    /** Multiplication by the root of tau: the roundings of tau itself, one of the root and one of the product. */
    static <X> Modelled<X> scaledByRoot(ModelledReals<X> a, Modelled<X> x, Scale tau) {
        FloatModel model = a.model();
        double t = Math.sqrt(tau.toDouble()) * (1 + 0x1p-50);
        int n = tau.isPowerOfFour() ? 0 : 2 + model.scaleRoundings();
        return scaled(a, x, a.engine().scaleByRoot(x.exact(), tau), t, n, model.scaleUnderflow(tau));
    }

    private static <X> Modelled<X> scaled(ModelledReals<X> a, Modelled<X> x, X z, double t, int n, double scaleTiny) {
        FloatModel model = a.model();
        double eta = a.eta();
        double range = model.range();
        ProductTerms product = x.terms();
        double[] terms = product == null ? a.magnitude(x) : product.sums();
        double rounding = n == 0 ? 0 : a.accumulated(n);
        double operand = product == null ? 0 : product.operand();
        double most = Math.max(1, t);
        boolean held = t <= range && operand * most <= range;
        double queryTiny = 0;
        Format query = model.scaledQuery();
        if (query != null) {
            rounding = RoundingErrors.joined(rounding, a.stored(query.unitRoundoff()));
            queryTiny = model.underflow(query) * most;
            held &= operand * most <= query.largestFinite().toDouble() / 2;
        }
        // Logits may be stored before they are scaled.
        Format logits = product == null ? null : model.logits();
        // Below the normal range they are then off by more than logits that are stored after it, if tau exceeds 1.
        double storedTiny = logits == null ? 0 : Math.max(0, t - 1) * model.underflow(logits);
        double[] raw = logits == null ? terms : a.magnitude(x);
        double largest = logits == null
                ? Double.POSITIVE_INFINITY
                : logits.largestFinite().toDouble();
        double[] bound = new double[terms.length];
        double[] scaled = new double[terms.length];
        double[] own = x.deviations();
        for (int i = 0, e = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++, e++) {
                double d = own == null ? 0 : own[e];
                scaled[e] = t * terms[e];
                double tiny =
                        product == null ? 0 : product.underflow()[e] + queryTiny * product.right()[j] + storedTiny;
                double b = t * d + rounding * t * (terms[e] + d) + scaleTiny * (terms[e] + d) + 3 * eta + tiny;
                boolean bounded = held && (terms[e] + d) * most <= range && raw[e] + d <= largest;
                bound[e] = bounded ? b : Double.POSITIVE_INFINITY;
            }
        }
        ProductTerms after = product == null
                ? null
                : new ProductTerms(
                        scaled, new double[scaled.length], product.right(), product.operand(), product.inner());
        return a.finish(z, bound, after);
    }

    private static double[] widened(double[] size, double @Nullable [] deviation) {
        if (deviation == null) {
            return size;
        }
        double[] out = size.clone();
        NonNegative.add(out, deviation);
        return out;
    }
}
