package org.fiducial.arithmetic.model;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The float-model arithmetic: every value is the exact one, enclosed by the arithmetic underneath, with a bound on what an implementation
 * that follows the declared {@link FloatModel} can have computed instead. Sums may be taken in any order that the model allows, products
 * fused or not; another bracketing of a product of matrices is not covered.
 *
 * <p>A bound that cannot be given (overflow, division by what may be zero) is infinite, never NaN.
 *
 * <p>Elementary functions are computed within as many units in the last place as the exponential. A comparison is decided only where every
 * implementation of the model decides it as the exact values do.
 *
 * <p>With a confidence lambda the bounds become those of the probabilistic model: rounding errors are independent and of mean zero, the
 * error of the exponential stays adversarial ({@link RoundingErrors#probable}).
 *
 * @param <X> matrix of the arithmetic underneath
 */
public final class ModelledReals<X> implements OrderedReals<Modelled<X>> {
    private final Enclosing<X> engine;
    private final FloatModel model;
    private final double lambda;
    private final double eta;
    private final double range;

    private ModelledReals(Enclosing<X> engine, FloatModel model, double lambda) {
        this.engine = engine;
        this.model = model;
        this.lambda = lambda;
        this.eta = model.underflow(model.accumulate());
        this.range = model.range();
    }

    /** Bounds that every implementation in the model keeps. */
    public static <X> ModelledReals<X> certain(Enclosing<X> engine, FloatModel model) {
        return new ModelledReals<>(engine, model, 0);
    }

    /** Bounds under the probabilistic model, with lambda > 0. */
    public static <X> ModelledReals<X> probable(Enclosing<X> engine, FloatModel model, double lambda) {
        if (!(lambda > 0)) {
            throw new IllegalArgumentException("confidence " + lambda + ", expected a positive number");
        }
        return new ModelledReals<>(engine, model, lambda);
    }

    /** The arithmetic underneath. */
    public Enclosing<X> engine() {
        return engine;
    }

    @Override
    public String name() {
        return (lambda > 0 ? "probable float model over " : "float model over ") + engine.name();
    }

    /** The bound of a computed value of at most that size, infinite if computing it may leave the range of the accumulation format. */
    double inRange(double bound, double size) {
        return size + bound <= range ? bound : Double.POSITIVE_INFINITY;
    }

    @Override
    public int rows(Modelled<X> x) {
        return x.rows();
    }

    @Override
    public int columns(Modelled<X> x) {
        return x.columns();
    }

    /** Inputs are exact in their storage format. */
    @Override
    public Modelled<X> literal(Matrix values) {
        return exact(engine.literal(values));
    }

    @Override
    public Modelled<X> constant(int rows, int columns, Dyadic x) {
        return exact(engine.constant(rows, columns, x));
    }

    /** A matrix that implementations hold exactly. */
    public Modelled<X> exact(X x) {
        return new Modelled<>(x, engine.rows(x), engine.columns(x), null, null, null);
    }

    /** A matrix that implementations hold up to given bounds, row by row. */
    public Modelled<X> within(X x, double[] bounds) {
        return finish(x, bounds.clone(), null);
    }

    @Override
    public Modelled<X> add(Modelled<X> x, Modelled<X> y) {
        return ModelledSum.of(this, engine.add(x.exact(), y.exact()), x, y);
    }

    @Override
    public Modelled<X> subtract(Modelled<X> x, Modelled<X> y) {
        return ModelledSum.of(this, engine.subtract(x.exact(), y.exact()), x, y);
    }

    @Override
    public Modelled<X> multiply(Modelled<X> x, Modelled<X> y) {
        return ModelledProduct.elementwise(this, x, y);
    }

    @Override
    public Modelled<X> negate(Modelled<X> x) {
        return new Modelled<>(engine.negate(x.exact()), x.rows(), x.columns(), x.deviations(), x.terms(), null);
    }

    @Override
    public Modelled<X> divide(Modelled<X> x, Modelled<X> y) {
        return ModelledQuotient.of(this, x, y);
    }

    /** The product; the order of its sums is free. With softmax weights on the left it is the weighted mean of claim C12. */
    @Override
    public Modelled<X> matmul(Modelled<X> x, Modelled<X> y) {
        return ModelledProduct.of(this, x, y);
    }

    @Override
    public Modelled<X> transpose(Modelled<X> x) {
        Modelled<X> known = x.cachedTranspose();
        if (known != null) {
            return known;
        }
        double[] d = x.deviations();
        return x.cache(new Modelled<>(
                engine.transpose(x.exact()),
                x.columns(),
                x.rows(),
                d == null ? null : NonNegative.transpose(d, x.rows(), x.columns()),
                null,
                null));
    }

    /** Multiplication by tau wherever the model places it: on the logits, or on the factors before their product. */
    @Override
    public Modelled<X> scale(Modelled<X> x, Scale tau) {
        return ModelledProduct.scaled(this, x, tau);
    }

    @Override
    public Modelled<X> scaleByRoot(Modelled<X> x, Scale tau) {
        return ModelledProduct.scaledByRoot(this, x, tau);
    }

    @Override
    public Modelled<X> rowSums(Modelled<X> x) {
        return ModelledSum.ofRows(this, x);
    }

    @Override
    public Modelled<X> gatherRows(Modelled<X> x, int[] rows) {
        double[] d = x.deviations();
        double[] out = null;
        if (d != null) {
            out = new double[rows.length * x.columns()];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(d, rows[i] * x.columns(), out, i * x.columns(), x.columns());
            }
        }
        return new Modelled<>(engine.gatherRows(x.exact(), rows), rows.length, x.columns(), out, null, null);
    }

    @Override
    public Modelled<X> concatenateRows(List<Modelled<X>> parts) {
        X z = engine.concatenateRows(parts.stream().map(Modelled::exact).toList());
        double[] out = new double[engine.rows(z) * engine.columns(z)];
        int at = 0;
        for (Modelled<X> p : parts) {
            if (p.deviations() != null) {
                System.arraycopy(p.deviations(), 0, out, at, p.rows() * p.columns());
            }
            at += p.rows() * p.columns();
        }
        return finish(z, out, null);
    }

    @Override
    public Modelled<X> keep(Modelled<X> x, AllowedKeys allowed) {
        double[] d = x.deviations();
        return new Modelled<>(
                engine.keep(x.exact(), allowed),
                x.rows(),
                x.columns(),
                d == null ? null : NonNegative.keep(d, allowed),
                null,
                null);
    }

    @Override
    public Modelled<X> exp(Modelled<X> x) {
        return exp(x, AllowedKeys.all(x.rows(), x.columns()));
    }

    @Override
    public Modelled<X> exp(Modelled<X> x, AllowedKeys allowed) {
        return functions().exp(x, engine.exp(x.exact(), allowed), allowed);
    }

    @Override
    public Modelled<X> normalise(Modelled<X> x, Modelled<X> normalisers, AllowedKeys allowed) {
        return ModelledQuotient.normalised(this, x, normalisers, allowed);
    }

    /** Softmax with running maxima as references, in one pass or tile by tile as the model says. */
    @Override
    public Modelled<X> softmaxRows(Modelled<X> logits, AllowedKeys allowed) {
        return ModelledSoftmax.of(this, logits, allowed);
    }

    @Override
    public Modelled<X> log(Modelled<X> x) {
        return functions().log(x, engine.log(x.exact()));
    }

    @Override
    public Modelled<X> sqrt(Modelled<X> x) {
        return functions().sqrt(x, engine.sqrt(x.exact()));
    }

    @Override
    public Modelled<X> tanh(Modelled<X> x) {
        return functions().lipschitz(x, engine.tanh(x.exact()), 1);
    }

    @Override
    public Modelled<X> erf(Modelled<X> x) {
        return functions().lipschitz(x, engine.erf(x.exact()), ModelledFunctions.ERF_SLOPE);
    }

    @Override
    public Modelled<X> sin(Modelled<X> x) {
        return functions().lipschitz(x, engine.sin(x.exact()), 1);
    }

    @Override
    public Modelled<X> cos(Modelled<X> x) {
        return functions().lipschitz(x, engine.cos(x.exact()), 1);
    }

    private ModelledFunctions<X> functions() {
        return new ModelledFunctions<>(this);
    }

    @Override
    public Modelled<X> abs(Modelled<X> x) {
        double[] d = x.deviations();
        return new Modelled<>(engine.abs(x.exact()), x.rows(), x.columns(), d, null, null);
    }

    @Override
    public Modelled<X> max(Modelled<X> x, Modelled<X> y) {
        return functions().max(x, y, engine.max(x.exact(), y.exact()));
    }

    @Override
    public Modelled<X> rowMax(Modelled<X> x, AllowedKeys allowed) {
        return functions().rowMax(x, engine.rowMax(x.exact(), allowed), allowed);
    }

    @Override
    public Truth less(Modelled<X> x, Modelled<X> y, int i, int j) {
        Enclosure left = engine.enclosure(x.exact(), i, j);
        Enclosure right = engine.enclosure(y.exact(), i, j);
        double moved = (x.deviation(i, j) + y.deviation(i, j)) * RoundingErrors.OWN_ROUNDING;
        if (!(moved < Double.POSITIVE_INFINITY)) {
            return Truth.UNDECIDED;
        }
        Dyadic room = left.radius().add(right.radius()).add(Dyadic.of(moved));
        Dyadic gap = right.midpoint().subtract(left.midpoint());
        if (gap.compareTo(room) > 0) {
            return Truth.TRUE;
        }
        boolean never = gap.negate().compareTo(room) >= 0;
        return never ? Truth.FALSE : Truth.UNDECIDED;
    }

    /** The values stored in the output format. */
    public Modelled<X> store(Modelled<X> x, Format format) {
        double[] size = magnitude(x);
        double r = format.precision() >= model.accumulate().precision() ? 0 : stored(format.unitRoundoff());
        double tiny = r == 0 && format.minExponent() <= model.accumulate().minExponent() ? 0 : model.underflow(format);
        double largest = format.largestFinite().toDouble();
        double[] bound = new double[size.length];
        for (int e = 0; e < bound.length; e++) {
            double d = x.deviations() == null ? 0 : x.deviations()[e];
            bound[e] = size[e] + d > largest ? Double.POSITIVE_INFINITY : d + r * (size[e] + d) + tiny;
        }
        return finish(x.exact(), bound, null);
    }

    FloatModel model() {
        return model;
    }

    double lambda() {
        return lambda;
    }

    /** Largest absolute error of a result below the normal range. */
    double eta() {
        return eta;
    }

    /** Bound for n accumulated roundings. */
    double accumulated(double n) {
        return lambda > 0 ? RoundingErrors.probable(n, model.u(), lambda) : RoundingErrors.gamma(n, model.u());
    }

    /** Bound for one rounding to a storage format of roundoff r. */
    double stored(double r) {
        return lambda > 0 ? RoundingErrors.probable(1, r, lambda) : r;
    }

    Modelled<X> finish(X z, double[] bound, @Nullable ProductTerms terms) {
        return new Modelled<>(z, engine.rows(z), engine.columns(z), upper(bound), terms, null);
    }

    /** Widens bounds by their own rounding, in place; what is not a number becomes infinite. */
    double[] upper(double[] bound) {
        for (int e = 0; e < bound.length; e++) {
            double b = bound[e] * RoundingErrors.OWN_ROUNDING;
            bound[e] = b >= 0 ? b : Double.POSITIVE_INFINITY;
        }
        return bound;
    }

    /** Upper bounds of |x|. */
    double[] magnitude(Modelled<X> x) {
        double[] known = x.cachedMagnitude();
        return known == null ? x.cache(magnitude(x.exact())) : known;
    }

    RightMagnitudes rightMagnitudes(Modelled<X> x) {
        RightMagnitudes known = x.cachedRightMagnitudes();
        return known == null ? x.cache(new RightMagnitudes(magnitude(x), x.rows(), x.columns())) : known;
    }

    double[] magnitude(X x) {
        Enclosures e = engine.enclosures(x);
        double[] out = new double[e.mid().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (Math.abs(e.mid()[i]) + e.radius()[i]) * (1 + 0x1p-50);
        }
        return out;
    }

    /** Lower bounds of |x|, negative where x may be zero. */
    double[] leastMagnitude(Modelled<X> x) {
        Enclosures e = engine.enclosures(x.exact());
        double[] out = new double[e.mid().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (Math.abs(e.mid()[i]) - e.radius()[i]) * (1 - 0x1p-50);
        }
        return out;
    }
}
