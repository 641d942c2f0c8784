package org.fiducial.oracle.attention;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.oracle.NamedMistake;

/** Mistakes of hard-max attention. */
enum HardMaxMistake implements NamedMistake {
    LEAST("least-instead-of-largest", "the key of the smallest score is taken") {
        @Override
        double[] output(AttentionHead head, HardMaxRows rows, int i) {
            int best = -1;
            for (int j = 0; j < head.keys(); j++) {
                if (head.allowed().allows(i, j) && (best < 0 || rows.score(i, j) < rows.score(i, best))) {
                    best = j;
                }
            }
            return mean(head, one(best));
        }
    },
    MASK_IGNORED("mask-ignored", "hidden keys take part") {
        @Override
        double[] output(AttentionHead head, HardMaxRows rows, int i) {
            AttentionHead open = head.rows(new int[] {i}).withAllowed(AllowedKeys.all(1, head.keys()));
            return mean(
                    head, org.fiducial.operator.HardMaxAttention.choose(open.query(), open.key(), open.allowed())[0]);
        }
    },
    SOFTMAX("softmax", "softmax weights are used instead of the hard choice") {
        @Override
        double[] output(AttentionHead head, HardMaxRows rows, int i) {
            double[] out = new double[head.value().columns()];
            double sum = 0;
            int best = rows.exact(i).nextSetBit(0);
            for (int j = 0; j < head.keys() && best >= 0; j++) {
                if (head.allowed().allows(i, j)) {
                    double w = Math.exp((rows.score(i, j) - rows.score(i, best))
                            * head.tau().toDouble());
                    sum += w;
                    for (int c = 0; c < out.length; c++) {
                        out[c] += w * head.value().get(j, c);
                    }
                }
            }
            for (int c = 0; c < out.length && sum > 0; c++) {
                out[c] /= sum;
            }
            return out;
        }
    },
    NEXT_VALUE("values-shifted", "values are one position off their keys") {
        @Override
        double[] output(AttentionHead head, HardMaxRows rows, int i) {
            BitSet next = new BitSet();
            rows.exact(i).stream().forEach(j -> next.set((j + 1) % head.keys()));
            return mean(head, next);
        }
    },
    TIES_SUMMED("ties-summed", "tied values are added up, not averaged") {
        @Override
        double[] output(AttentionHead head, HardMaxRows rows, int i) {
            double[] out = mean(head, rows.exact(i));
            for (int c = 0; c < out.length; c++) {
                out[c] *= rows.exact(i).cardinality();
            }
            return out;
        }
    };

    private final String label;
    private final String description;

    HardMaxMistake(String label, String description) {
        this.label = label;
        this.description = description;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String description() {
        return description;
    }

    /** The mistaken output of one row, to within binary64 rounding. */
    abstract double[] output(AttentionHead head, HardMaxRows rows, int i);

    private static BitSet one(int j) {
        BitSet b = new BitSet();
        if (j >= 0) {
            b.set(j);
        }
        return b;
    }

    private static double[] mean(AttentionHead head, BitSet chosen) {
        double[] out = new double[head.value().columns()];
        chosen.stream().forEach(j -> {
            for (int c = 0; c < out.length; c++) {
                out[c] += head.value().get(j, c) / chosen.cardinality();
            }
        });
        return out;
    }
}
