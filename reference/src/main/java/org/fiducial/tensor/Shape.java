package org.fiducial.tensor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sizes of a tensor's axes, outermost first; the last axis varies fastest. Axes may be named. A shape of rank 0 has one element,
 * a shape with an axis of size 0 has none.
 */
public final class Shape {
    /** The largest rank, as in NumPy. */
    public static final int MAX_RANK = 64;

    private final int[] sizes;
    private final List<String> names;
    private final int elements;

    private Shape(int[] sizes, List<String> names) {
        this.sizes = sizes;
        this.names = names;
        this.elements = product(sizes);
    }

    /**
     * The shape with these sizes and no names.
     *
     * @throws IllegalArgumentException for a negative size, more than {@link #MAX_RANK} axes, or 2^31 elements and more
     */
    public static Shape of(int... sizes) {
        return new Shape(sizes.clone(), List.of());
    }

    private static int product(int[] sizes) {
        if (sizes.length > MAX_RANK) {
            throw new IllegalArgumentException("shape of rank " + sizes.length + ", expected at most " + MAX_RANK);
        }
        boolean empty = false;
        for (int s : sizes) {
            if (s < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(sizes) + " has a negative size");
            }
            empty |= s == 0;
        }
        long n = empty ? 0 : 1;
        for (int s : sizes) {
            n *= s;
            if (n > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(sizes) + " has 2^31 elements or more, expected fewer");
            }
        }
        return (int) n;
    }

    /**
     * This shape with its axes named, one distinct name each.
     *
     * @throws IllegalArgumentException if names repeat or are not as many as the axes
     */
    public Shape named(String... axes) {
        if (axes.length != sizes.length) {
            throw new IllegalArgumentException(axes.length + " axis names " + Arrays.toString(axes) + " for shape "
                    + this + ", expected " + sizes.length);
        }
        Set<String> seen = new HashSet<>();
        for (String axis : axes) {
            if (!seen.add(axis)) {
                throw new IllegalArgumentException("axis name '" + axis + "' repeats, expected distinct names");
            }
        }
        return new Shape(sizes, List.of(axes));
    }

    /** Names of the axes in order; empty if they have none. */
    public List<String> names() {
        return names;
    }

    public int rank() {
        return sizes.length;
    }

    /** Number of elements. */
    public int elements() {
        return elements;
    }

    /** The sizes, copied. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** The size of an axis; negative axes count from the last, -1. */
    public int size(int axis) {
        int a = axis < 0 ? axis + sizes.length : axis;
        if (a < 0 || a >= sizes.length) {
            throw new IndexOutOfBoundsException("axis " + axis + " of shape " + this + " of rank " + sizes.length);
        }
        return sizes[a];
    }

    /**
     * The size of a named axis.
     *
     * @throws IllegalArgumentException if no axis has that name
     */
    public int size(String axis) {
        int a = names.indexOf(axis);
        if (a < 0) {
            throw new IllegalArgumentException("no axis '" + axis + "' in shape " + this);
        }
        return sizes[a];
    }

    /**
     * The position of an element in row-major order.
     *
     * @throws IndexOutOfBoundsException if an index is outside its axis, or there are too many or too few
     */
    public int flat(int... index) {
        if (index.length != sizes.length) {
            throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " into shape " + this
                    + ", expected " + sizes.length + " indices");
        }
        return flatPrefix(index);
    }

    /** The position of the first element with these leading indices. */
    int flatPrefix(int... leading) {
        long flat = 0;
        for (int a = 0; a < sizes.length; a++) {
            int i = a < leading.length ? leading[a] : 0;
            // A leading index is checked even if a later axis is empty; the zeros filled in behind it are not.
            if (a < leading.length && (i < 0 || i >= sizes[a])) {
                throw new IndexOutOfBoundsException("index " + Arrays.toString(leading) + " outside shape " + this);
            }
            flat = flat * sizes[a] + i;
        }
        return (int) flat;
    }

    /** The indices of the element at a row-major position. */
    public int[] index(long flat) {
        if (flat < 0 || flat >= elements) {
            throw new IndexOutOfBoundsException("element " + flat + " of shape " + this + " of " + elements);
        }
        int[] index = new int[sizes.length];
        long rest = flat;
        for (int a = sizes.length - 1; a >= 0; a--) {
            index[a] = (int) (rest % sizes[a]);
            rest /= sizes[a];
        }
        return index;
    }

    /** The indices of the element at a row-major position, for messages: "[0, 3, 17]". */
    public String describeIndex(long flat) {
        return Arrays.toString(index(flat));
    }

    /** Whether the sizes agree, whatever the names. */
    public boolean sameSizes(Shape other) {
        return Arrays.equals(sizes, other.sizes);
    }

    /** Same sizes and same names. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Shape s && Arrays.equals(sizes, s.sizes) && names.equals(s.names);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sizes) + names.hashCode();
    }

    /** "[2, 3]", or "[query=2, width=3]" if named. */
    @Override
    public String toString() {
        if (names.isEmpty()) {
            return Arrays.toString(sizes);
        }
        StringBuilder s = new StringBuilder("[");
        for (int a = 0; a < sizes.length; a++) {
            s.append(a == 0 ? "" : ", ").append(names.get(a)).append('=').append(sizes[a]);
        }
        return s.append(']').toString();
    }
}
