package org.fiducial.oracle.attention;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.Tiles;

/** Mistakes in the operator itself: normalisation, masking and the online state. */
final class MistakenTexts {
    private static final int TILE = AttentionMistakes.TILE;

    private MistakenTexts() {}

    static List<Mistake> all() {
        return List.of(
                new AlteredText(
                        "not-normalised",
                        "the weighted sum is not divided by the normaliser",
                        (c, f) -> true,
                        new NotNormalised()),
                new AlteredText(
                        "mask-after-softmax",
                        "the mask is applied to the weights, so that hidden keys count in the normaliser",
                        (c, f) -> c.hasMask(),
                        new MaskAfterSoftmax()),
                new AlteredText(
                        "stale-maximum",
                        "the online state is not rescaled when the running maximum grows (tiles of " + TILE + ")",
                        (c, f) -> c.keys() > TILE,
                        new StaleMaximum(false)),
                new AlteredText(
                        "accumulator-not-rescaled",
                        "the normaliser is rescaled when the running maximum grows, the accumulator is not (tiles of "
                                + TILE + ")",
                        (c, f) -> c.keys() > TILE,
                        new StaleMaximum(true)),
                new AlteredText(
                        "tiles-averaged",
                        "the tiles' normalised outputs are averaged without their weights (tiles of " + TILE + ")",
                        (c, f) -> c.keys() > TILE,
                        new TilesAveraged()));
    }

    private static Matrix maxima(AttentionHead head, double[] logits) {
        double[] top = new double[head.queries()];
        for (int i = 0; i < top.length; i++) {
            double m = Double.NEGATIVE_INFINITY;
            for (int j = head.allowed().from(i); j < head.allowed().to(i); j++) {
                if (head.allowed().allows(i, j)) {
                    m = Math.max(m, logits[i * head.keys() + j]);
                }
            }
            top[i] = Double.isFinite(m) ? m : 0;
        }
        return new Matrix(top.length, 1, top);
    }

    private record NotNormalised() implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T shifted = a.subtract(logits, a.literal(maxima(head, logitValues)));
            return a.matmul(a.exp(shifted, head.allowed()), value);
        }
    }

    private record MaskAfterSoftmax() implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T weights = a.softmaxRows(logits, AllowedKeys.all(head.queries(), head.keys()));
            return a.matmul(a.keep(weights, head.allowed()), value);
        }
    }

    private record StaleMaximum(boolean normaliserRescaled) implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T stale = a.exp(a.subtract(logits, a.literal(running(head, logitValues))), head.allowed());
            T last = a.exp(a.subtract(logits, a.literal(maxima(head, logitValues))), head.allowed());
            return a.normalise(a.matmul(stale, value), a.rowSums(normaliserRescaled ? last : stale), head.allowed());
        }

        /** The running maximum when each key's tile was visited. */
        private static Matrix running(AttentionHead head, double[] logits) {
            int m = head.keys();
            double[] out = new double[head.queries() * m];
            for (int i = 0; i < head.queries(); i++) {
                double top = Double.NEGATIVE_INFINITY;
                for (int t = 0; t < Tiles.count(m, TILE); t++) {
                    int first = Tiles.begin(t, m, TILE);
                    int end = Tiles.end(t, m, TILE);
                    for (int j = first; j < end; j++) {
                        if (head.allowed().allows(i, j)) {
                            top = Math.max(top, logits[i * m + j]);
                        }
                    }
                    Arrays.fill(out, i * m + first, i * m + end, Double.isFinite(top) ? top : 0);
                }
            }
            return new Matrix(head.queries(), m, out);
        }
    }

    private record TilesAveraged() implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            int n = head.queries();
            int m = head.keys();
            double[] tiles = new double[n];
            T sum = null;
            for (int t = 0; t < Tiles.count(m, TILE); t++) {
                int first = Tiles.begin(t, m, TILE);
                int end = Tiles.end(t, m, TILE);
                AllowedKeys tile = inTile(head.allowed(), first, end);
                for (int i = 0; i < n; i++) {
                    tiles[i] += tile.count(i) > 0 ? 1 : 0;
                }
                T part = a.matmul(a.softmaxRows(a.columns(logits, first, end), tile), rows(a, value, first, end));
                sum = sum == null ? part : a.add(sum, part);
            }
            if (sum == null) {
                throw new IllegalStateException("no keys");
            }
            return a.normalise(sum, a.literal(new Matrix(n, 1, tiles)), head.allowed());
        }

        private static <T> T rows(ExponentialField<T> a, T x, int first, int end) {
            int[] index = new int[end - first];
            for (int j = 0; j < index.length; j++) {
                index[j] = first + j;
            }
            return a.gatherRows(x, index);
        }

        private static AllowedKeys inTile(AllowedKeys allowed, int first, int end) {
            BitSet[] hidden = new BitSet[allowed.queries()];
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = new BitSet(end - first);
                for (int j = first; j < end; j++) {
                    hidden[i].set(j - first, !allowed.allows(i, j));
                }
            }
            return AllowedKeys.all(hidden.length, end - first).without(hidden);
        }
    }
}
