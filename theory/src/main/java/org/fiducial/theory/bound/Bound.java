package org.fiducial.theory.bound;

import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.theory.identity.Variables;

/** Inequalities between real matrices, written once over any ordered arithmetic; the two sides come from independent definitions. */
@FunctionalInterface
public interface Bound {
    /** The inequalities at the inputs that {@code x} draws; an empty list says that the hypotheses are not met there. */
    <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x);

    /**
     * Elementwise smaller <= larger.
     *
     * @param strict whether equality is a failure
     * @param measured whether the ratio smaller / larger counts as tightness; not for bounds that hold with room by nature
     */
    record Inequality<T>(String name, T smaller, T larger, boolean strict, boolean measured) {
        /** smaller <= larger, its ratio recorded. */
        public static <T> Inequality<T> of(String name, T smaller, T larger) {
            return new Inequality<>(name, smaller, larger, false, true);
        }

        /** smaller < larger, without a ratio. */
        public static <T> Inequality<T> strict(String name, T smaller, T larger) {
            return new Inequality<>(name, smaller, larger, true, false);
        }

        /** smaller <= larger, without a ratio. */
        public static <T> Inequality<T> loose(String name, T smaller, T larger) {
            return new Inequality<>(name, smaller, larger, false, false);
        }
    }
}
