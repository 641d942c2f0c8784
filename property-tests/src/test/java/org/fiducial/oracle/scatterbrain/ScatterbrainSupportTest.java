package org.fiducial.oracle.scatterbrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.fiducial.theory.random.Seed;
import org.fiducial.theory.statistics.NormalDraws;
import org.junit.jupiter.api.Test;

/** Supports that hashes or the largest keys choose: the draws of the case decide, and what was chosen is checked. */
class ScatterbrainSupportTest {
    /** Two tables of two planes: a pair that both find counts once, and the case says how it would look if it counted twice. */
    @Test
    void hashesComeFromTheCase() throws CaseException {
        ScatterbrainScene s = ScatterbrainScene.of(3, 8, 4, 5, false, true, "none");
        s.tensors().remove("support");
        NormalDraws g = new NormalDraws(Seed.of(77).stream());
        float[][] planes = FloatScatterbrain.like(4, 4, g::next);
        s.tensors().put("hyperplanes", Tensor.of(FloatScatterbrain.flat(planes), 2, 2, 4));
        s.parameters().put("support", "hyperplane");
        boolean twice = false;
        int[][] found = new int[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                for (int h = 0; h < 2; h++) {
                    found[i][j] += same(planes[2 * h], s.loops().query[i], s.loops().key[j])
                                    && same(planes[2 * h + 1], s.loops().query[i], s.loops().key[j])
                            ? 1
                            : 0;
                }
                s.loops().support[i][j] = found[i][j] > 0;
                twice |= found[i][j] > 1;
            }
        }
        Verdict v = s.check("output", s.loops().output(s.w()));
        assertEquals(Outcome.CONFORMS, v.verdict());
        assertTrue(twice && v.power().stream().anyMatch(e -> e.mistake().equals("counted-per-table") && e.exposed()));
        // Without features the same mistake is one of a sum of exponentials, and no other of them can be made.
        s.tensors().remove("projections");
        s.parameters().put("features", "none");
        float[][][] out = new float[2][8][3];
        for (int i = 0; i < 8; i++) {
            for (int times = 0; times < 2; times++) {
                float[] sums = new float[4];
                for (int j = 0; j < 8; j++) {
                    float w = (times == 0 ? Math.min(1, found[i][j]) : found[i][j])
                            * s.loops().kernel(i, j);
                    for (int c = 0; c < 4; c++) {
                        sums[c] += c == 3 ? w : w * s.loops().value[j][c];
                    }
                }
                for (int c = 0; c < 3; c++) {
                    out[times][i][c] = sums[3] == 0 ? 0 : sums[c] / sums[3];
                }
            }
        }
        assertEquals(Outcome.CONFORMS, s.check("output", out[0]).verdict());
        Verdict counted = s.check("output", out[1]);
        assertEquals(Outcome.VIOLATES, counted.verdict());
        assertTrue(counted.diagnosis().stream().anyMatch(d -> d.mistake().equals("counted-per-table")));
        assertTrue(counted.power().stream().noneMatch(e -> e.mistake().equals("low-rank-alone") && e.applicable()));
    }

    /** The support of binary32 hashes conforms; one pair more is found; a vector on a plane may go either way. */
    @Test
    void chosenSupportsAreChecked() throws CaseException {
        ScatterbrainScene s = ScatterbrainScene.of(3, 8, 4, 5, false, true, "none");
        s.tensors().remove("support");
        NormalDraws g = new NormalDraws(Seed.of(78).stream());
        float[][] planes = FloatScatterbrain.like(4, 4, g::next);
        s.tensors().put("hyperplanes", Tensor.of(FloatScatterbrain.flat(planes), 2, 2, 4));
        s.parameters().put("support", "hyperplane");
        float[][] chosen = new float[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                for (int h = 0; h < 2; h++) {
                    boolean all = same(planes[2 * h], s.loops().query[i], s.loops().key[j])
                            && same(planes[2 * h + 1], s.loops().query[i], s.loops().key[j]);
                    chosen[i][j] = all ? 1 : chosen[i][j];
                }
            }
        }
        assertEquals(Outcome.CONFORMS, s.check("support", chosen).verdict());
        for (float other : new float[] {1 - chosen[3][4], 0.5f, Float.NaN}) {
            float before = chosen[3][4];
            chosen[3][4] = other;
            Verdict v = s.check("support", chosen);
            assertEquals(Outcome.VIOLATES, v.verdict());
            assertEquals(1, v.violating());
            assertEquals(
                    List.of(3, 4),
                    java.util.Arrays.stream(v.worst().index()).boxed().toList());
            chosen[3][4] = before;
        }
        // On its plane a vector has both sides: every pair of its row is right either way, but still 0 or 1.
        float[] edge = s.loops().query[2];
        float[] on = {planes[0][1], -planes[0][0], 0, 0};
        System.arraycopy(on, 0, edge, 0, 4);
        s.tensors().put("query", Tensor.of(FloatScatterbrain.flat(s.loops().query), 8, 4));
        s.parameters().put("support", "hyperplane");
        s.tensors().put("hyperplanes", Tensor.of(planes[0].clone(), 1, 1, 4));
        float[][] either = new float[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                either[i][j] = same(planes[0], s.loops().query[i], s.loops().key[j]) ? 1 : 0;
            }
        }
        for (int j = 0; j < 8; j++) {
            either[2][j] = j % 2;
        }
        Verdict v = s.check("support", either);
        assertEquals(Outcome.CONFORMS, v.verdict(), v.toString());
        either[2][0] = 0.25f;
        assertEquals(Outcome.VIOLATES, s.check("support", either).verdict());
    }

    @Test
    void theLargestKeysAreCounted() throws CaseException {
        ScatterbrainScene s = ScatterbrainScene.of(4, 6, 3, 4, false, true, "none");
        s.tensors().remove("support");
        s.parameters().put("support", "top");
        s.parameters().put("top", "2");
        float[][] chosen = new float[6][6];
        for (int i = 0; i < 6; i++) {
            int row = i;
            Integer[] order = {0, 1, 2, 3, 4, 5};
            java.util.Arrays.sort(
                    order, java.util.Comparator.comparingDouble(j -> -s.loops().kernel(row, j)));
            chosen[i][order[0]] = 1;
            chosen[i][order[1]] = 1;
        }
        assertEquals(Outcome.CONFORMS, s.check("support", chosen).verdict());
        for (int j = 0; j < 6; j++) {
            chosen[5][j] = 1;
        }
        assertEquals(Outcome.VIOLATES, s.check("support", chosen).verdict());
    }

    private static boolean same(float[] plane, float[] x, float[] y) {
        double a = 0;
        double b = 0;
        for (int l = 0; l < plane.length; l++) {
            a += (double) plane[l] * x[l];
            b += (double) plane[l] * y[l];
        }
        return a >= 0 == b >= 0;
    }
}
