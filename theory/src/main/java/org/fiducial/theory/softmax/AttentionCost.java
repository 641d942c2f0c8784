package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.cost.Counted;
import org.fiducial.theory.cost.OperationCount;
import org.fiducial.theory.cost.Operations;
import org.fiducial.theory.cost.TwoLevelMemory;
import org.fiducial.theory.random.RandomStream;

/** Claim C15: operations counted by running the text on shapes, and the online state's size by running its schedule. */
final class AttentionCost {
    private AttentionCost() {}

    static List<Part> parts() {
        return List.of(
                Part.of("operations without a mask", EvidenceKind.COUNTED, Cost.class, v -> run -> unmasked(v)),
                Part.of("operations with masks", EvidenceKind.COUNTED, Masked.class, v -> run -> masked(v, run)),
                Part.of("online state", EvidenceKind.COUNTED, State.class, v -> run -> state(v)));
    }

    private static Operations count(int n, int m, int d, int dv, AllowedKeys allowed) {
        OperationCount a = new OperationCount();
        Counted output = SoftmaxAttention.output(
                a, a.input(n, d), a.input(m, d), a.input(m, dv), Scale.reciprocalSqrt(d), null, allowed);
        return a.count(List.of(output));
    }

    private enum Cost {
        STATEMENT,
        VALUES_NOT_COUNTED,
        EXPONENTIALS_OF_THE_LOWER_TRIANGLE
    }

    /** Two values of every size decide formulas that are linear in each. */
    private static Evidence unmasked(Cost v) {
        int sizes = 0;
        for (int n : new int[] {2, 5}) {
            for (int m : new int[] {3, 4}) {
                for (int d : new int[] {2, 7}) {
                    for (int dv : new int[] {1, 6}) {
                        Operations found = count(n, m, d, dv, AllowedKeys.all(n, m));
                        long adds = (long) n * m * (v == Cost.VALUES_NOT_COUNTED ? d : d + dv);
                        long exps = v == Cost.EXPONENTIALS_OF_THE_LOWER_TRIANGLE ? n * (n + 1L) / 2 : (long) n * m;
                        if (found.multiplyAdds() != adds || found.exponentials() != exps) {
                            return Evidence.refuted("n, m, d, dv = " + List.of(n, m, d, dv) + ": " + found
                                    + ", claimed " + adds + " multiply-adds and " + exps + " exponentials");
                        }
                        sizes++;
                    }
                }
            }
        }
        return Evidence.verified(EvidenceKind.COUNTED, "counts at a grid of two values of each of four sizes")
                .with("sizes", sizes);
    }

    private enum Masked {
        STATEMENT,
        MASK_IGNORED,
        VALUES_OF_MASKED_KEYS_COUNTED
    }

    private static Evidence masked(Masked v, CheckRun run) {
        RandomStream random = run.draws("masks");
        int cases = run.effort().of(20, 200, 2000);
        for (int c = 0; c < cases; c++) {
            int n = 1 + (int) random.below(6);
            int m = 2 + (int) random.below(6);
            int[] from = new int[n];
            int[] to = new int[n];
            long allowed = 0;
            for (int i = 0; i < n; i++) {
                from[i] = (int) random.below(m);
                to[i] = c == 0 && i == 0 ? from[i] : from[i] + (int) random.below(m - from[i] + 1L);
                allowed += to[i] - from[i];
            }
            Operations found = count(n, m, 3, 2, AllowedKeys.ranges(m, from, to));
            long pairs = v == Masked.MASK_IGNORED ? (long) n * m : allowed;
            long adds = pairs * 3 + (v == Masked.VALUES_OF_MASKED_KEYS_COUNTED ? (long) n * m : pairs) * 2;
            if (found.multiplyAdds() != adds || found.exponentials() != pairs) {
                return Evidence.refuted(found + " with " + allowed + " allowed pairs of " + n * m + ", claimed " + adds
                        + " multiply-adds and " + pairs + " exponentials");
            }
        }
        return Evidence.verified(EvidenceKind.COUNTED, "counts at random masks, empty rows among them")
                .with("masks", cases);
    }

    private enum State {
        STATEMENT,
        SCORES_OF_ALL_KEYS_KEPT
    }

    /** The peak of one query's state, dv + 2 words and a tile of scores, does not depend on the number of keys. */
    private static Evidence state(State v) {
        for (int dv : new int[] {1, 8, 64}) {
            for (int tile : new int[] {1, 16, 64}) {
                for (int m : new int[] {64, 1024, 65536}) {
                    long bound = dv + 2L + tile;
                    TwoLevelMemory memory = new TwoLevelMemory(Long.MAX_VALUE);
                    memory.make("reference, normaliser, accumulator", dv + 2L);
                    for (int j = 0; j < m; j += tile) {
                        String scores = v == State.SCORES_OF_ALL_KEYS_KEPT ? "scores " + j : "scores";
                        memory.make(scores, Math.min(tile, m - j));
                        memory.use(scores, "reference, normaliser, accumulator");
                        if (v == State.STATEMENT) {
                            memory.drop(scores);
                        }
                    }
                    if (memory.peakWords() != bound) {
                        return Evidence.refuted("dv = " + dv + ", tile = " + tile + ", m = " + m + ": "
                                + memory.peakWords() + " words, claimed " + bound);
                    }
                }
            }
        }
        return Evidence.verified(EvidenceKind.COUNTED, "the schedule of (D9), words per query")
                .with("words per query", "dv + 2 + tile");
    }
}
