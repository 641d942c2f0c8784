package org.fiducial.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.junit.jupiter.api.Test;

/**
 * The order in which engines sum weights times values over keys, seen in their outputs (the idea of Xie et al., "FPRev", arXiv:2411.00442).
 * With equal weights, a huge value at key 0, its negative at key j and ones elsewhere, exactly those ones survive that are added after the
 * two have met: the others, with keys 0 and j, are the terms below the place in the summation tree where they meet.
 */
class SummationProbeTest {
    private static final float HUGE = 0x1p60f;

    /** For every key j > 0 the number of terms below the place where it meets key 0. */
    private static int[] meetings(AttentionImplementation engine, int keys, int width) {
        int rows = 64;
        int[] below = new int[keys];
        for (int first = 1; first < keys; first += width) {
            // Weights of 1 / keys are exact, and so are their products with these values.
            float[] value = new float[keys * width];
            Arrays.fill(value, keys);
            for (int c = 0; c < width && first + c < keys; c++) {
                value[c] = HUGE * keys;
                value[(first + c) * width + c] = -HUGE * keys;
            }
            AttentionProblem p = AttentionProblem.of(
                    AttentionProblem.Shape.of(1, rows, keys, width),
                    new float[rows * width],
                    new float[keys * width],
                    value,
                    AttentionMask.NONE);
            float[] out = engine.run(p, Format.BINARY32).values();
            for (int c = 0; c < width && first + c < keys; c++) {
                below[first + c] = keys - (int) out[c];
            }
        }
        return below;
    }

    @Test
    void onnxRuntimeSumsBlocksOfKeysInOrder() {
        AttentionImplementation engine = EngineSource.engine("ONNX Runtime");
        int[][] widthAndBlock = {{16, 1024}, {32, 512}, {64, 256}, {128, 128}};
        int keys = 1024;
        for (int[] wb : widthAndBlock) {
            int block = wb[1];
            int[] below = meetings(engine, keys, wb[0]);
            for (int j = 1; j < keys; j++) {
                // A later block meets the first one with everything up to its own end.
                int expected = j < block ? j + 1 : (j / block + 1) * block;
                assertEquals(expected, below[j], "width " + wb[0] + ", key " + j);
            }
            SumOrder declared = engine.declared(
                            DemoCase.causal(1, AttentionProblem.Shape.of(1, 64, keys, wb[0]))
                                    .problem(),
                            Format.BINARY32)
                    .model()
                    .sum();
            int depth = Math.min(keys, block + keys / block);
            assertEquals(SumOrder.Kind.DEPTH, declared.kind());
            assertTrue(declared.size() >= depth && declared.size() <= depth + 16, declared + " for depth " + depth);
        }
    }

    /**
     * BLAS may add a tile's product to the running output in two blocks, so that a term of the first tile passes through up to 256 + 1
     * additions there and a rescaling and two additions at each later tile: fewer than the 512 + 2 T that the model counts while there are
     * fewer than 250 tiles.
     */
    @Test
    void pytorchSumsTilesOf512KeysInOrder() {
        AttentionImplementation engine = EngineSource.engine("PyTorch");
        int keys = 1536;
        int[] below = meetings(engine, keys, 64);
        for (int tile = 0; tile < 3; tile++) {
            Set<Integer> steps = new HashSet<>();
            for (int j = Math.max(1, 512 * tile); j < 512 * (tile + 1); j++) {
                assertTrue(
                        below[j] > 512 * tile && below[j] <= 512 * (tile + 1),
                        "key " + j + " meets key 0 with " + below[j] + " terms below");
                steps.add(below[j]);
            }
            assertTrue(tile == 0 || steps.size() <= 2, "tile " + tile + " is added in " + steps.size() + " blocks");
        }
    }

    @Test
    void theBuiltInOneSumsInOrder() {
        int keys = 256;
        int[] below = meetings(new StandIn(), keys, 32);
        for (int j = 1; j < keys; j++) {
            assertEquals(j + 1, below[j], "key " + j);
        }
    }
}
