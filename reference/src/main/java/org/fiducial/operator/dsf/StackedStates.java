package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.fiducial.arithmetic.Ring;

/**
 * One number for each token and element of a state, all tokens below one another: what makes a scan a few operations on large matrices
 * rather than many on small ones. Stacking, taking and repeating do not round.
 *
 * @param values [L h, n] for states [h, n]
 * @param height h
 */
record StackedStates<T>(T values, int height) {
    /** The parts below one another; all have one shape. */
    static <T> StackedStates<T> of(Ring<T> a, List<T> parts) {
        return new StackedStates<>(a.concatenateRows(parts), a.rows(parts.get(0)));
    }

    int length(Ring<T> a) {
        return a.rows(values) / height;
    }

    /** The parts of the given tokens, in that order. */
    StackedStates<T> take(Ring<T> a, int[] tokens) {
        int[] rows = new int[tokens.length * height];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = tokens[k / height] * height + k % height;
        }
        return new StackedStates<>(a.gatherRows(values, rows), height);
    }

    /** These parts with those of the given tokens replaced. */
    StackedStates<T> with(Ring<T> a, int[] tokens, StackedStates<T> parts) {
        int[] from = IntStream.range(0, length(a)).toArray();
        for (int k = 0; k < tokens.length; k++) {
            from[tokens[k]] = length(a) + k;
        }
        return new StackedStates<>(a.concatenateRows(List.of(values, parts.values)), height).take(a, from);
    }

    /** One row, one column or one element a token, repeated to states [h, n]. */
    StackedStates<T> repeated(Ring<T> a, int rows, int columns) {
        T wide = a.columns(values) == columns
                ? values
                : a.transpose(a.gatherRows(a.transpose(values), new int[columns]));
        if (height == rows) {
            return new StackedStates<>(wide, rows);
        }
        int[] index = new int[length(a) * rows];
        for (int k = 0; k < index.length; k++) {
            index[k] = k / rows;
        }
        return new StackedStates<>(a.gatherRows(wide, index), rows);
    }

    StackedStates<T> times(Ring<T> a, StackedStates<T> other) {
        return new StackedStates<>(a.multiply(values, other.values), height);
    }

    StackedStates<T> plus(Ring<T> a, StackedStates<T> other) {
        return new StackedStates<>(a.add(values, other.values), height);
    }

    /** The parts, one a token. */
    List<T> parts(Ring<T> a) {
        List<T> parts = new ArrayList<>();
        for (int i = 0; i < length(a); i++) {
            parts.add(take(a, new int[] {i}).values);
        }
        return parts;
    }

    /** The tokens below n for which a predicate holds. */
    static int[] tokens(int n, IntPredicate which) {
        return IntStream.range(0, n).filter(which).toArray();
    }

    /** Each token less a distance. */
    static int[] before(int[] tokens, int distance) {
        return IntStream.of(tokens).map(i -> i - distance).toArray();
    }
}
