package org.fiducial.proofs;

import java.util.Random;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A contract again, written in Java by brute force and apart from the code: what the proof says and what the method does cannot drift apart.
 *
 * @param requires on the arguments before
 * @param ensures on the whole call
 * @param writes numbers of the array arguments that may change
 * @param magnitude numbers are drawn up to this size, besides small ones
 * @param drawn arguments made to satisfy a precondition that free draws would miss; null for free draws
 */
record Specification(
        Predicate<Call> requires,
        Predicate<Call> ensures,
        int[] writes,
        long magnitude,
        @Nullable Function<Random, Object[]> drawn) {
    static Specification of(Predicate<Call> requires, Predicate<Call> ensures, int... writes) {
        return new Specification(requires, ensures, writes, 8, null);
    }

    /** The same with large numbers drawn too. */
    Specification upTo(long size) {
        return new Specification(requires, ensures, writes, size, drawn);
    }

    /** The same with arguments drawn as told. */
    Specification drawnBy(Function<Random, Object[]> draw) {
        return new Specification(requires, ensures, writes, magnitude, draw);
    }

    static final Predicate<Call> ANY = c -> true;

    static boolean all(int from, int to, IntPredicate p) {
        return IntStream.range(from, to).allMatch(p);
    }

    static long count(int from, int to, IntPredicate p) {
        return IntStream.range(from, to).filter(p).count();
    }

    /** Whether place is the inverse of order. */
    static boolean inverse(int[] order, int[] place) {
        return order.length == place.length
                && all(0, order.length, i -> 0 <= order[i] && order[i] < order.length && place[order[i]] == i);
    }

    /** Whether every element lies in low <= x <= high. */
    static boolean between(long[] x, long low, long high) {
        return java.util.Arrays.stream(x).allMatch(v -> low <= v && v <= high);
    }
}
