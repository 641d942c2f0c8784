package org.fiducial.theory.identity;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;

/** Two texts over one arithmetic that are claimed to agree: written once, run in residues, in degrees, in fractions. */
@FunctionalInterface
public interface Identity {
    /** The two sides at a point whose coordinates are asked of {@code x}, in the same order in every arithmetic. */
    <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x);

    /** Two matrices of one shape that are claimed to be equal. */
    record Sides<T>(String name, T left, T right) {}

    /** The identity with a free variable added to the first right side: false, so that a test which accepts it is broken. */
    default Identity perturbed() {
        Identity self = this;
        return new Identity() {
            @Override
            public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
                List<Sides<T>> sides = new java.util.ArrayList<>(self.sides(a, x));
                Sides<T> first = sides.get(0);
                sides.set(0, new Sides<>(first.name(), first.left(), a.add(first.right(), x.free(1, 1))));
                return sides;
            }
        };
    }
}
