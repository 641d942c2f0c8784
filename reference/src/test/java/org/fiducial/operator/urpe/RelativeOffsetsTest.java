package org.fiducial.operator.urpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RelativeOffsetsTest {
    private static final int[][] TABLES = {{64, 128}, {32, 128}, {64, 256}, {32, 64}, {128, 512}};

    /** The code's formula in binary32: e + log(m/e) / log(maxd/e) * (half - e), truncated. */
    private static int inBinary32(int m, int buckets, int maxDistance) {
        int half = buckets / 2;
        int e = half / 2;
        if (m < e) {
            return m;
        }
        float ratio = (float) Math.log((float) m / e) / (float) Math.log((double) maxDistance / e);
        return Math.min(e + (int) (ratio * (half - e)), half - 1);
    }

    @Test
    void exactRuleAgreesWithTheCodesFormula() {
        for (int[] t : TABLES) {
            int before = 0;
            for (int m = 0; m < 5000; m++) {
                int beta = RelativeOffsets.bucket(m, t[0], t[1]);
                assertEquals(inBinary32(m, t[0], t[1]), beta, m + " of " + t[0] + ", " + t[1]);
                assertTrue(beta >= before && beta < t[0] / 2);
                before = beta;
            }
        }
    }

    /** The numbers that the sheet states for the defaults. */
    @Test
    void indicesOfTheDefaults() {
        assertEquals(30, RelativeOffsets.bucket(112, 64, 128));
        assertEquals(31, RelativeOffsets.bucket(113, 64, 128));
        TreeSet<Integer> used = new TreeSet<>();
        RelativeOffsets offsets = RelativeOffsets.bucketed(128, 64, 128);
        for (int k = -127; k < 128; k++) {
            used.add(offsets.index(k));
        }
        TreeSet<Integer> expected = new TreeSet<>();
        for (int t = 0; t <= 64; t++) {
            if (t < 31 || t > 32) {
                expected.add(t);
            }
        }
        assertEquals(expected, used);
        assertEquals(33, offsets.index(0));
        assertEquals(33, RelativeOffsets.bucketed(114, 64, 128).index(0));
        assertEquals(32, RelativeOffsets.bucketed(113, 64, 128).index(0));
        assertEquals(19, RelativeOffsets.bucketed(20, 64, 128).index(0));
        assertEquals(0, RelativeOffsets.bucketed(1, 64, 128).index(0));
    }

    @Test
    void uniqueIndicesAndBadInput() {
        RelativeOffsets offsets = RelativeOffsets.unique(5);
        assertEquals(9, offsets.size());
        assertEquals(0, offsets.index(-4));
        assertEquals(8, offsets.queryMinusKey().index(-4));
        assertThrows(IllegalArgumentException.class, () -> offsets.index(5));
        assertThrows(IllegalArgumentException.class, () -> RelativeOffsets.unique(0));
        assertThrows(IllegalArgumentException.class, () -> RelativeOffsets.bucketed(8, 30, 128));
        assertThrows(IllegalArgumentException.class, () -> RelativeOffsets.bucketed(8, 64, 16));
    }
}
