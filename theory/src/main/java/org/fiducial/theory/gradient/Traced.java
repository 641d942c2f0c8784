package org.fiducial.theory.gradient;

import java.util.List;
import java.util.function.Function;

/** A matrix that remembers what it was computed from, and how a gradient with respect to it goes back to those. */
public final class Traced<T> {
    final T value;
    final long order;
    final List<Traced<T>> parents;
    /** From the gradient of this value to those of the parents, in their order. */
    final Function<T, List<T>> pullback;

    Traced(T value, long order, List<Traced<T>> parents, Function<T, List<T>> pullback) {
        this.value = value;
        this.order = order;
        this.parents = parents;
        this.pullback = pullback;
    }

    /** The matrix itself. */
    public T value() {
        return value;
    }
}
