package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.verified.Tiles;

/**
 * Parallel evaluation of a dynamical system, sheet dsf (D18): chunks with a carried state, and the doubling scan over all tokens. With
 * diagonal transitions all chunks advance together, one distance between tokens after another.
 */
public final class ChunkedScan {
    private ChunkedScan() {}

    /**
     * Chunk by chunk: inside a chunk the kernel (D3), before it the carried state.
     *
     * @param chunk tokens a chunk, at least 1; the last may be shorter
     */
    public static <T> Trajectory<T> chunks(Ring<T> a, DynamicalSystem<T> system, T tokens, int chunk) {
        List<T> drives = system.drives(a, tokens);
        if (system.steps().stream().anyMatch(s -> s.transition().dense())) {
            return Trajectory.of(a, system, tokens, pairwise(a, system, drives, chunk));
        }
        int length = system.length();
        StackedStates<T> inputs = StackedStates.of(a, drives);
        StackedStates<T> decays = decays(a, system, drives.get(0));
        StackedStates<T> inside = inputs;
        // The product of the decays since the token at the distance; in the end since the chunk's first token.
        StackedStates<T> since = decays;
        for (int t = 1; t < Math.min(chunk, length); t++) {
            int distance = t;
            int[] reached = StackedStates.tokens(length, i -> place(i, chunk) >= distance);
            StackedStates<T> part = since.take(a, reached);
            StackedStates<T> sources = inputs.take(a, StackedStates.before(reached, distance));
            inside = inside.with(a, reached, inside.take(a, reached).plus(a, sources.times(a, part)));
            part = part.times(a, decays.take(a, StackedStates.before(reached, distance)));
            since = since.with(a, reached, part);
        }
        return Trajectory.of(a, system, tokens, carried(a, inside, since, length, chunk));
    }

    /**
     * Chunk by chunk with products of decays as exponentials of differences of sums, as fused kernels compute them: e^-(Z_i - Z_j) for
     * sums Z within the chunk. Exponents are not negative, so nothing overflows.
     *
     * @param exponents z_i with diagonal transitions e^-z_i
     */
    public static <T> Trajectory<T> logarithmic(
            ExponentialField<T> a, DynamicalSystem<T> system, List<T> exponents, T tokens, int chunk) {
        int length = system.length();
        List<T> drives = system.drives(a, tokens);
        int rows = a.rows(drives.get(0));
        int columns = a.columns(drives.get(0));
        StackedStates<T> inputs = StackedStates.of(a, drives);
        StackedStates<T> sums = StackedStates.of(a, exponents);
        for (int p = 1; p < Math.min(chunk, length); p++) {
            int at = p;
            int[] here = StackedStates.tokens(length, i -> place(i, chunk) == at);
            StackedStates<T> more = sums.take(a, StackedStates.before(here, 1)).plus(a, sums.take(a, here));
            sums = sums.with(a, here, more);
        }
        StackedStates<T> inside = inputs;
        for (int t = 1; t < Math.min(chunk, length); t++) {
            int distance = t;
            int[] reached = StackedStates.tokens(length, i -> place(i, chunk) >= distance);
            int[] from = StackedStates.before(reached, distance);
            T difference = a.subtract(
                    sums.take(a, from).values(), sums.take(a, reached).values());
            StackedStates<T> since = new StackedStates<>(a.exp(difference), sums.height()).repeated(a, rows, columns);
            StackedStates<T> part = inputs.take(a, from).times(a, since);
            inside = inside.with(a, reached, inside.take(a, reached).plus(a, part));
        }
        StackedStates<T> all =
                new StackedStates<>(a.exp(a.negate(sums.values())), sums.height()).repeated(a, rows, columns);
        return Trajectory.of(a, system, tokens, carried(a, inside, all, length, chunk));
    }

    /** Place of a token within its chunk. */
    private static int place(int i, int chunk) {
        return i - Tiles.begin(Tiles.tileOf(i, chunk), i, chunk);
    }

    private static <T> StackedStates<T> decays(Ring<T> a, DynamicalSystem<T> system, T drive) {
        List<T> decays = new ArrayList<>();
        system.steps().forEach(s -> decays.add(s.transition().factors()));
        return StackedStates.of(a, decays).repeated(a, a.rows(drive), a.columns(drive));
    }

    /** States within their chunks, and what is left of the state before the chunk. */
    private static <T> List<T> carried(
            Ring<T> a, StackedStates<T> inside, StackedStates<T> decays, int length, int chunk) {
        List<T> states = new ArrayList<>();
        for (int t = 0; t < Tiles.count(length, chunk); t++) {
            int first = Tiles.begin(t, length, chunk);
            int end = Tiles.end(t, length, chunk);
            int[] own = StackedStates.tokens(end, i -> i >= first);
            StackedStates<T> part = inside.take(a, own);
            if (t > 0) {
                StackedStates<T> before = StackedStates.of(a, Collections.nCopies(own.length, states.get(first - 1)));
                part = part.plus(a, before.times(a, decays.take(a, own)));
            }
            states.addAll(part.parts(a));
        }
        return states;
    }

    /** Chunks where transitions are matrices: pair by pair. */
    private static <T> List<T> pairwise(Ring<T> a, DynamicalSystem<T> system, List<T> drives, int chunk) {
        List<T> states = new ArrayList<>();
        int length = system.length();
        IntFunction<Transition<T>> at = i -> system.step(i).transition();
        for (int t = 0; t < Tiles.count(length, chunk); t++) {
            int first = Tiles.begin(t, length, chunk);
            int end = Tiles.end(t, length, chunk);
            for (int i = first; i < end; i++) {
                T state = drives.get(i);
                Transition<T> since = at.apply(i);
                for (int j = i - 1; j >= first; j--) {
                    state = a.add(state, since.apply(a, drives.get(j)));
                    since = since.after(a, at.apply(j));
                }
                states.add(t == 0 ? state : a.add(state, since.apply(a, states.get(first - 1))));
            }
        }
        return states;
    }

    /** All prefix products by doubling: after round r the product at token i covers the last 2^r tokens, so log2 L rounds give all. */
    public static <T> Trajectory<T> doubling(Ring<T> a, DynamicalSystem<T> system, T tokens) {
        List<T> drives = system.drives(a, tokens);
        int length = system.length();
        if (system.steps().stream().anyMatch(s -> s.transition().dense())) {
            List<Segment<T>> prefix = new ArrayList<>(Segment.of(a, system, tokens));
            for (int reach = 1; reach < length; reach *= 2) {
                List<Segment<T>> next = new ArrayList<>(prefix);
                for (int i = reach; i < length; i++) {
                    next.set(i, prefix.get(i).after(a, prefix.get(i - reach)));
                }
                prefix = next;
            }
            List<T> states = prefix.stream().map(Segment::offset).toList();
            return Trajectory.of(a, system, tokens, states);
        }
        StackedStates<T> offsets = StackedStates.of(a, drives);
        StackedStates<T> decays = decays(a, system, drives.get(0));
        for (int reach = 1; reach < length; reach *= 2) {
            int least = reach;
            int[] later = StackedStates.tokens(length, i -> i >= least);
            int[] earlier = StackedStates.before(later, least);
            StackedStates<T> factor = decays.take(a, later);
            offsets = offsets.with(
                    a,
                    later,
                    offsets.take(a, later).plus(a, offsets.take(a, earlier).times(a, factor)));
            decays = decays.with(a, later, factor.times(a, decays.take(a, earlier)));
        }
        return Trajectory.of(a, system, tokens, offsets.parts(a));
    }
}
