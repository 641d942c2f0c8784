package org.fiducial.arithmetic.scalar;

import java.util.List;

/**
 * A finite sequence of numbers, seen through a shared array that must not be changed.
 *
 * @param <S> a number of some arithmetic
 */
public final class Terms<S> {
    private final Object[] entries;
    private final int first;
    private final int size;

    private Terms(Object[] entries, int first, int size) {
        this.entries = entries;
        this.first = first;
        this.size = size;
    }

    /** The entries first <= k < first + size of the array, all of which must be of class S. */
    public static <S> Terms<S> view(Object[] entries, int first, int size) {
        java.util.Objects.checkFromIndexSize(first, size, entries.length);
        return new Terms<>(entries, first, size);
    }

    /** The elements of a list. */
    public static <S> Terms<S> of(List<? extends S> list) {
        return new Terms<>(list.toArray(), 0, list.size());
    }

    /** The same number so many times. */
    public static <S> Terms<S> repeated(S x, int size) {
        Object[] entries = new Object[size];
        java.util.Arrays.fill(entries, x);
        return new Terms<>(entries, 0, size);
    }

    public int size() {
        return size;
    }

    /** The number at position 0 <= k < size. */
    @SuppressWarnings("unchecked")
    public S get(int k) {
        return (S) entries[first + k];
    }

    /** The terms from <= k < to alone. */
    public Terms<S> range(int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, size);
        return new Terms<>(entries, first + from, to - from);
    }
}
