package org.fiducial.operator.dsf;

import java.util.List;
import java.util.function.IntBinaryOperator;
import org.fiducial.arithmetic.Ring;

/**
 * What a run of consecutive tokens does to the state, h -> Lambda h + b: the element of the scan, sheet dsf (D18).
 *
 * @param transition Lambda, the product over the tokens
 * @param offset b, in the shape of the state
 */
public record Segment<T>(Transition<T> transition, T offset) {
    /** This segment after an earlier one: the operator of (D18), this being the left argument. */
    public Segment<T> after(Ring<T> a, Segment<T> earlier) {
        return new Segment<>(
                transition.after(a, earlier.transition), a.add(transition.apply(a, earlier.offset), offset));
    }

    /** The segments of single tokens. */
    public static <T> List<Segment<T>> of(Ring<T> a, DynamicalSystem<T> system, T tokens) {
        List<T> drives = system.drives(a, tokens);
        return java.util.stream.IntStream.range(0, drives.size())
                .mapToObj(i -> new Segment<>(system.step(i).transition(), drives.get(i)))
                .toList();
    }

    /**
     * The product over tokens first <= i < end by the tree that splits them before token {@code split(first, end)}.
     *
     * @throws IllegalArgumentException if a split is not inside
     */
    public static <T> Segment<T> product(
            Ring<T> a, List<Segment<T>> tokens, int first, int end, IntBinaryOperator split) {
        if (end - first == 1) {
            return tokens.get(first);
        }
        int at = split.applyAsInt(first, end);
        if (at <= first || at >= end) {
            throw new IllegalArgumentException("tokens " + first + " to " + end + " split at " + at);
        }
        return product(a, tokens, at, end, split).after(a, product(a, tokens, first, at, split));
    }
}
