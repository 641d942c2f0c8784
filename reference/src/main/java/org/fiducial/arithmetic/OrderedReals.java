package org.fiducial.arithmetic;

/** Matrices of real numbers: order, roots and the elementary functions. Comparisons are three-valued. */
public interface OrderedReals<T> extends ExponentialField<T> {
    /** The elementwise natural logarithm. */
    T log(T x);

    T sqrt(T x);

    @Override
    default T scaleByRoot(T x, Scale tau) {
        return multiply(x, sqrt(scale(ones(1), tau)));
    }

    T tanh(T x);

    /** The error function. */
    T erf(T x);

    T sin(T x);

    T cos(T x);

    T abs(T x);

    /** The elementwise maximum. */
    T max(T x, T y);

    /** The largest allowed element of each row: one column; 0 for an empty row. */
    T rowMax(T x, AllowedKeys allowed);

    /** Whether x_ij < y_ij. */
    Truth less(T x, T y, int i, int j);

    /**
     * The logarithm of each row's sum of exponentials over its allowed keys, sheet softmax-attention (D2) in the form (D6). The entry of
     * an empty row is 0 and means minus infinity; the caller knows which rows are empty.
     */
    default T logSumExpRows(T logits, AllowedKeys allowed) {
        T reference = rowMax(logits, allowed);
        T sums = rowSums(exp(subtract(logits, reference), allowed));
        T safe = add(sums, emptyRows(allowed));
        return add(reference, log(safe));
    }

    /** One column: 1 where a row allows no key, 0 elsewhere. */
    default T emptyRows(AllowedKeys allowed) {
        double[] empty = new double[allowed.queries()];
        for (int i = 0; i < empty.length; i++) {
            empty[i] = allowed.count(i) == 0 ? 1 : 0;
        }
        return literal(new org.fiducial.tensor.Matrix(empty.length, 1, empty));
    }
}
