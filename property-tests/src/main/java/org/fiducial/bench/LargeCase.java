package org.fiducial.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.Block;
import org.fiducial.number.SplitMix64;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.oracle.WorkQueue;
import org.fiducial.tensor.Matrix;

/** 8 heads of 4096 queries and keys, width 64, causal, cut into slices of query rows; run in a JVM of its own with a small heap. */
public final class LargeCase {
    private static final int HEADS = 8;
    private static final int SIZE = 4096;
    private static final int WIDTH = 64;
    private static final int SLICE = 256;
    private static final int THREADS = 2;

    /** The heap it must do with, in MiB: inputs are 48, one head's square matrix would be 128, all heads' 1024. */
    static final int HEAP = 160;

    private LargeCase() {}

    /** Writes seconds and largest radius to the file args[0]. */
    public static void main(String[] args) throws IOException {
        double[] result = run();
        Files.writeString(Path.of(args[0]), result[0] + " " + result[1]);
    }

    private static double[] run() {
        SplitMix64 g = new SplitMix64(1);
        Matrix[][] heads = new Matrix[HEADS][3];
        for (Matrix[] head : heads) {
            for (int t = 0; t < 3; t++) {
                head[t] = AttentionInputs.matrix(g, SIZE, WIDTH);
            }
        }
        double[] radius = new double[1];
        double best = Stopwatch.wall(5, () -> radius[0] = evaluate(heads));
        return new double[] {best, radius[0]};
    }

    private static double evaluate(Matrix[][] heads) {
        Binary64Blocks a = new Binary64Blocks();
        int[] to = new int[SIZE];
        Arrays.setAll(to, i -> i + 1);
        AllowedKeys causal = AllowedKeys.ranges(SIZE, new int[SIZE], to);
        List<Callable<Enclosures>> work = new ArrayList<>();
        for (Matrix[] head : heads) {
            Block key = a.literal(head[1]);
            Block value = a.literal(head[2]);
            for (int first = 0; first < SIZE; first += SLICE) {
                int from = first;
                work.add(() -> {
                    Block query = a.literal(head[0].rows(from, from + SLICE));
                    return a.enclosures(SoftmaxAttention.output(
                            a, query, key, value, Scale.reciprocalSqrt(WIDTH), null, causal.rows(from, from + SLICE)));
                });
            }
        }
        double[] largest = new double[1];
        WorkQueue.run(work, THREADS, part -> {
            for (double r : part.radius()) {
                largest[0] = Math.max(largest[0], r);
            }
        });
        return largest[0];
    }
}
