package org.fiducial.generators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;
import org.fiducial.number.Format;

/**
 * A fixed number of indices that shrink to 0 in blocks first, then one by one. A case has an index for every element that it could have;
 * jqwik's lists would try to shrink each of them, used or not, again after every step.
 */
final class DrawnIndices implements Shrinkable<List<Long>> {
    /** A quarter of the indices are below this: of simple numbers, so that zeros and equal numbers occur. */
    private static final int SIMPLE = 20;
    /** How many of the first places an index may be brought to. */
    private static final int MOVES = 4;

    private final long[] indices;

    private DrawnIndices(long[] indices) {
        this.indices = indices;
    }

    /** That many indices of {@link SimpleNumbers}. */
    static Arbitrary<List<Long>> of(int count) {
        return Arbitraries.fromGenerator(random -> new DrawnIndices(draw(random, count)));
    }

    private static long[] draw(Random random, int count) {
        long[] indices = new long[count];
        for (int i = 0; i < count; i++) {
            indices[i] = random.nextInt(4) == 0
                    ? random.nextInt(SIMPLE)
                    : Math.floorMod(random.nextLong(), SimpleNumbers.count(Format.BINARY64));
        }
        return indices;
    }

    @Override
    public List<Long> value() {
        return Arrays.stream(indices).boxed().toList();
    }

    @Override
    public Stream<Shrinkable<List<Long>>> shrink() {
        List<long[]> smaller = new ArrayList<>();
        for (int block = indices.length; block > 1; block = (block + 1) / 2) {
            for (int from = 0; from < indices.length; from += block) {
                long[] next = indices.clone();
                Arrays.fill(next, from, Math.min(from + block, indices.length), 0);
                if (!Arrays.equals(next, indices)) {
                    smaller.add(next);
                }
            }
        }
        for (int i = 0; i < indices.length; i++) {
            for (long x : SimpleNumbers.simpler(indices[i])) {
                long[] next = indices.clone();
                next[i] = x;
                smaller.add(next);
            }
        }
        moves(smaller);
        return smaller.stream().map(DrawnIndices::new);
    }

    /** Each index brought forward, so that it stays when sizes shrink. */
    private void moves(List<long[]> smaller) {
        for (int i = 0; i < indices.length; i++) {
            for (int to = 0; to < Math.min(i, MOVES) && indices[i] != 0; to++) {
                if (indices[to] == 0) {
                    long[] next = indices.clone();
                    next[to] = indices[i];
                    next[i] = 0;
                    smaller.add(next);
                }
            }
        }
    }

    @Override
    public ShrinkingDistance distance() {
        long others = 0;
        long bits = 0;
        long high = 0;
        long low = 0;
        long places = 0;
        for (int i = 0; i < indices.length; i++) {
            long x = indices[i];
            others += x == 0 ? 0 : 1;
            places += x == 0 ? 0 : i;
            bits += 64 - Long.numberOfLeadingZeros(x);
            // In two parts that do not overflow.
            high += x >>> 32;
            low += x & 0xffffffffL;
        }
        return ShrinkingDistance.of(others, bits, high, low, places);
    }
}
