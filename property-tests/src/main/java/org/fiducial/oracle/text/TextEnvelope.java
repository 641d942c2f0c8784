package org.fiducial.oracle.text;

import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.Modelled;
import org.fiducial.arithmetic.model.ModelledReals;

/**
 * Exact values and largest allowed distances of one slice, row by row.
 *
 * @param mid midpoints of the exact values
 * @param radius their radii
 * @param bound largest distance that every implementation in the model keeps, storage included; infinite where nothing is known
 */
record TextEnvelope(double[] mid, double[] radius, double[] bound) {
    /** Bounds that hold of every implementation in the model. */
    static <X> TextEnvelope certain(Enclosing<X> engine, FloatModel model, TextSlice slice) {
        return of(ModelledReals.certain(engine, model), model, slice);
    }

    /** Bounds under the probabilistic model. */
    static <X> TextEnvelope probable(Enclosing<X> engine, FloatModel model, TextSlice slice, double lambda) {
        return of(ModelledReals.probable(engine, model, lambda), model, slice);
    }

    /** The envelope of one text alone. */
    static <X> TextEnvelope certain(Enclosing<X> engine, FloatModel model, OperatorText text) {
        return of(ModelledReals.certain(engine, model), model, text);
    }

    private static <X> TextEnvelope of(ModelledReals<X> a, FloatModel model, TextSlice slice) {
        TextEnvelope first = of(a, model, slice.algorithms().get(0));
        if (first.mid.length != slice.rows() * slice.columns()) {
            throw new IllegalStateException("a text gives " + first.mid.length + " elements, its slice has "
                    + slice.rows() + " x " + slice.columns());
        }
        for (OperatorText other :
                slice.algorithms().subList(1, slice.algorithms().size())) {
            double[] bound = of(a, model, other).bound;
            for (int e = 0; e < bound.length; e++) {
                first.bound[e] = Math.max(first.bound[e], bound[e]);
            }
        }
        return first;
    }

    private static <X> TextEnvelope of(ModelledReals<X> a, FloatModel model, OperatorText text) {
        Modelled<X> output = a.store(text.evaluate(a), model.output());
        Enclosures exact = a.engine().enclosures(output.exact());
        double[] bound = new double[exact.mid().length];
        for (int e = 0; e < bound.length; e++) {
            bound[e] = output.deviation(e / output.columns(), e % output.columns());
        }
        return new TextEnvelope(exact.mid(), exact.radius(), bound);
    }

    /** A slice about which nothing is known, because its numbers are beyond the range of every engine. */
    static TextEnvelope unknown(TextSlice slice) {
        double[] everything = new double[slice.rows() * slice.columns()];
        java.util.Arrays.fill(everything, Double.POSITIVE_INFINITY);
        return new TextEnvelope(new double[everything.length], everything, everything);
    }

    /** Whether zeros would pass everywhere although something is not zero, so that passing says nothing. */
    boolean isVacuous() {
        boolean something = false;
        for (int e = 0; e < mid.length; e++) {
            double size = Math.abs(mid[e]);
            something |= size > 0;
            if (size > bound[e]) {
                return false;
            }
        }
        return something;
    }
}
