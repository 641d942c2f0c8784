package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.verified.Tiles;

/** Parallel evaluation of a dynamical system, sheet dsf (D18): chunks with a carried state, and the doubling scan over all tokens. */
public final class ChunkedScan {
    private ChunkedScan() {}

    /**
     * Chunk by chunk: inside a chunk the kernel (D3), before it the carried state.
     *
     * @param chunk tokens a chunk, at least 1; the last may be shorter
     */
    public static <T> Trajectory<T> chunks(Ring<T> a, DynamicalSystem<T> system, T tokens, int chunk) {
        List<T> drives = system.drives(a, tokens);
        List<T> states = new ArrayList<>();
        int length = system.length();
        for (int t = 0; t < Tiles.count(length, chunk); t++) {
            int first = Tiles.begin(t, length, chunk);
            int end = Tiles.end(t, length, chunk);
            List<T> inside = inside(a, system, drives.subList(first, end), first);
            if (t > 0) {
                T carried = states.get(first - 1);
                Transition<T> since = system.step(first).transition();
                for (int i = first; i < end; i++) {
                    since = i == first ? since : system.step(i).transition().after(a, since);
                    inside.set(i - first, a.add(since.apply(a, carried), inside.get(i - first)));
                }
            }
            states.addAll(inside);
        }
        return Trajectory.of(a, system, tokens, states);
    }

    /**
     * Chunk by chunk with products of decays as exponentials of differences of sums, as fused kernels compute them: e^-(Z_i - Z_j) for
     * sums Z within the chunk. Exponents are not negative, so nothing overflows.
     *
     * @param exponents z_i with diagonal transitions e^-z_i
     */
    public static <T> Trajectory<T> logarithmic(
            ExponentialField<T> a, DynamicalSystem<T> system, List<T> exponents, T tokens, int chunk) {
        List<T> drives = system.drives(a, tokens);
        List<T> states = new ArrayList<>();
        int length = system.length();
        for (int t = 0; t < Tiles.count(length, chunk); t++) {
            int first = Tiles.begin(t, length, chunk);
            List<T> sums = new ArrayList<>();
            for (int i = first; i < Tiles.end(t, length, chunk); i++) {
                sums.add(i == first ? exponents.get(i) : a.add(sums.get(i - 1 - first), exponents.get(i)));
                T sum = sums.get(i - first);
                T state = drives.get(i);
                for (int j = i - 1; j >= first; j--) {
                    T since = a.exp(a.subtract(sums.get(j - first), sum));
                    state = a.add(state, a.multiply(drives.get(j), since));
                }
                states.add(t == 0 ? state : a.add(state, a.multiply(states.get(first - 1), a.exp(a.negate(sum)))));
            }
        }
        return Trajectory.of(a, system, tokens, states);
    }

    /** The states within a chunk that begins with a zero state: sums over j of Lambda_i ... Lambda_{j+1} B_j u_j. */
    private static <T> List<T> inside(Ring<T> a, DynamicalSystem<T> system, List<T> drives, int first) {
        List<T> states = new ArrayList<>(drives);
        for (int j = 0; j + 1 < drives.size(); j++) {
            Transition<T> since = system.step(first + j + 1).transition();
            for (int i = j + 1; i < drives.size(); i++) {
                since = i == j + 1 ? since : system.step(first + i).transition().after(a, since);
                states.set(i, a.add(states.get(i), since.apply(a, drives.get(j))));
            }
        }
        return states;
    }

    /** All prefix products by doubling: after round r the product at token i covers the last 2^r tokens, so log2 L rounds give all. */
    public static <T> Trajectory<T> doubling(Ring<T> a, DynamicalSystem<T> system, T tokens) {
        List<Segment<T>> prefix = new ArrayList<>(Segment.of(a, system, tokens));
        for (int reach = 1; reach < prefix.size(); reach *= 2) {
            List<Segment<T>> next = new ArrayList<>(prefix);
            for (int i = reach; i < prefix.size(); i++) {
                next.set(i, prefix.get(i).after(a, prefix.get(i - reach)));
            }
            prefix = next;
        }
        return Trajectory.of(
                a, system, tokens, prefix.stream().map(Segment::offset).toList());
    }
}
