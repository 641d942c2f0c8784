package org.fiducial.operator.selection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.fiducial.number.SplitMix64;
import org.junit.jupiter.api.Test;

class LargestOfRowTest {
    @Test
    void areThoseOfAStableSort() {
        SplitMix64 g = new SplitMix64(3);
        for (int c = 0; c < 300; c++) {
            double[] x = new double[1 + c % 30];
            for (int i = 0; i < x.length; i++) {
                // Few values, so that many tie, zeros of both signs and the extremes among them.
                double y = Math.rint(g.nextSymmetric() * 4) / 4;
                x[i] = c % 5 == 0 ? y * Double.MAX_VALUE : c % 5 == 1 ? y * Double.MIN_VALUE * 8 : y;
            }
            int[] sorted = IntStream.range(0, x.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -(x[i] + 0.0) + 0.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int k = c % (x.length + 1);
            assertArrayEquals(java.util.Arrays.copyOf(sorted, k), LargestOfRow.indices(x, k));
        }
    }

    @Test
    void ranksAreInTheOrderOfNumbers() {
        double[] x = {
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1,
            -Double.MIN_VALUE,
            -0.0,
            Double.MIN_VALUE,
            1,
            Double.MAX_VALUE
        };
        long[] ranks = LargestOfRow.ranks(x);
        for (int i = 1; i < x.length; i++) {
            assertEquals(-1, Long.compare(ranks[i - 1], ranks[i]), "rank " + i);
        }
        assertEquals(LargestOfRow.ranks(new double[] {0.0})[0], ranks[4]);
        assertThrows(IllegalArgumentException.class, () -> LargestOfRow.ranks(new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> LargestOfRow.indices(x, 9));
    }
}
