package org.fiducial.oracle.text;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.Truth;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;

/**
 * An arithmetic that rounds every input to a format first, as an implementation does that stores its inputs too coarsely. It has order and
 * elementary functions where the arithmetic underneath has them.
 */
record RoundedInputs<T>(ExponentialField<T> a, Format format) implements OrderedReals<T> {
    @Override
    public String name() {
        return a.name() + " of inputs rounded to " + format.name();
    }

    @Override
    public T literal(Matrix values) {
        double[] rounded = values.values().clone();
        for (int e = 0; e < rounded.length; e++) {
            double r = format.round(rounded[e]);
            rounded[e] = Double.isFinite(r) ? r : rounded[e];
        }
        return a.literal(new Matrix(values.rows(), values.columns(), rounded));
    }

    @Override
    public int rows(T x) {
        return a.rows(x);
    }

    @Override
    public int columns(T x) {
        return a.columns(x);
    }

    @Override
    public T constant(int rows, int columns, Dyadic x) {
        return a.constant(rows, columns, x);
    }

    @Override
    public T add(T x, T y) {
        return a.add(x, y);
    }

    @Override
    public T subtract(T x, T y) {
        return a.subtract(x, y);
    }

    @Override
    public T multiply(T x, T y) {
        return a.multiply(x, y);
    }

    @Override
    public T negate(T x) {
        return a.negate(x);
    }

    @Override
    public T matmul(T x, T y) {
        return a.matmul(x, y);
    }

    @Override
    public T transpose(T x) {
        return a.transpose(x);
    }

    @Override
    public T scale(T x, Scale tau) {
        return a.scale(x, tau);
    }

    @Override
    public T scaleByRoot(T x, Scale tau) {
        return a.scaleByRoot(x, tau);
    }

    @Override
    public T rowSums(T x) {
        return a.rowSums(x);
    }

    @Override
    public T gatherRows(T x, int[] rows) {
        return a.gatherRows(x, rows);
    }

    @Override
    public T concatenateRows(List<T> parts) {
        return a.concatenateRows(parts);
    }

    @Override
    public T concatenateColumns(List<T> parts) {
        return a.concatenateColumns(parts);
    }

    @Override
    public T keep(T x, AllowedKeys allowed) {
        return a.keep(x, allowed);
    }

    @Override
    public T columns(T x, int first, int end) {
        return a.columns(x, first, end);
    }

    @Override
    public T divide(T x, T y) {
        return a.divide(x, y);
    }

    @Override
    public T exp(T x) {
        return a.exp(x);
    }

    @Override
    public T exp(T logits, AllowedKeys allowed) {
        return a.exp(logits, allowed);
    }

    @Override
    public T normalise(T x, T normalisers, AllowedKeys allowed) {
        return a.normalise(x, normalisers, allowed);
    }

    @Override
    public T softmaxRows(T logits, AllowedKeys allowed) {
        return a.softmaxRows(logits, allowed);
    }

    private OrderedReals<T> reals() {
        return RealText.reals(a);
    }

    @Override
    public T log(T x) {
        return reals().log(x);
    }

    @Override
    public T sqrt(T x) {
        return reals().sqrt(x);
    }

    @Override
    public T tanh(T x) {
        return reals().tanh(x);
    }

    @Override
    public T erf(T x) {
        return reals().erf(x);
    }

    @Override
    public T sin(T x) {
        return reals().sin(x);
    }

    @Override
    public T cos(T x) {
        return reals().cos(x);
    }

    @Override
    public T abs(T x) {
        return reals().abs(x);
    }

    @Override
    public T max(T x, T y) {
        return reals().max(x, y);
    }

    @Override
    public T rowMax(T x, AllowedKeys allowed) {
        return reals().rowMax(x, allowed);
    }

    @Override
    public Truth less(T x, T y, int i, int j) {
        return reals().less(x, y, i, j);
    }
}
