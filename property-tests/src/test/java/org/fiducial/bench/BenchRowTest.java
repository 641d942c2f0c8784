package org.fiducial.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.SlicedBlocks;
import org.fiducial.bench.BenchRow.Comparison;
import org.fiducial.bench.BenchRow.Limit;
import org.junit.jupiter.api.Test;

class BenchRowTest {
    private static BenchRow row(Comparison c, boolean limit) {
        return new BenchRow("x", 2, null, List.of(c), List.of(new Limit("small", limit)), List.of());
    }

    @Test
    void aGoalIsMetOnlyIfAllOfItIs() {
        assertEquals(true, row(new Comparison("p", 10.0, 5), true).met());
        assertEquals(false, row(new Comparison("p", 9.0, 5), true).met());
        assertEquals(false, row(new Comparison("p", 10.0, 5), false).met());
        assertEquals(true, row(new Comparison("p", 1.8, 1 / 1.15), true).met());
        assertEquals(false, row(new Comparison("p", 1.7, 1 / 1.15), true).met());
    }

    @Test
    void aMissingPeerIsNotSilentlyBeaten() {
        assertNull(row(new Comparison("p", null, 5), true).met());
        assertEquals(false, row(new Comparison("p", null, 5), false).met());
        assertEquals(true, row(new Comparison("p", null, 0), true).met());
    }

    /** What the table compares is one output: the engines and the unverified loop agree on it. */
    @Test
    void theSameWorkIsCompared() {
        AttentionInputs x = AttentionInputs.of(64, 16);
        Binary64Blocks a = new Binary64Blocks();
        SlicedBlocks b = new SlicedBlocks();
        Enclosures coarse = a.enclosures(x.output(a));
        Enclosures sharp = b.enclosures(x.output(b));
        assertEquals(-1, Arb.firstDisagreement(coarse, sharp));
        float[][] f = new float[3][64 * 16];
        for (int i = 0; i < f[0].length; i++) {
            f[0][i] = (float) x.query().values()[i];
            f[1][i] = (float) x.key().values()[i];
            f[2][i] = (float) x.value().values()[i];
        }
        double[] loop = UnverifiedAttention.output(64, 16, f[0], f[1], f[2]);
        for (int i = 0; i < loop.length; i++) {
            assertEquals(sharp.mid()[i], loop[i], 1e-13);
        }
        double[] off = sharp.mid().clone();
        off[5] += 1e-12;
        assertTrue(Arb.firstDisagreement(coarse, new Enclosures(64, 16, off, sharp.radius())) == 5);
    }
}
