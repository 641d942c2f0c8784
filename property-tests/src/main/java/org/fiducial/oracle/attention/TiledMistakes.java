package org.fiducial.oracle.attention;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.Tiles;

/** Mistakes of kernels that visit keys tile by tile: the last tile, and the online state. */
final class TiledMistakes {
    /** Keys a tile where power is measured. */
    static final int USUAL = 32;

    /** The other sizes that a diagnosis tries. */
    static final List<Integer> OTHERS = List.of(64, 128, 16, 256);

    private TiledMistakes() {}

    static List<Mistake> of(int tile) {
        String tiles = " (tiles of " + tile + ")";
        return List.of(
                new AlteredCase(
                        "last-tile-dropped",
                        "the last tile of keys is left out" + tiles,
                        (c, f) -> c.keys() > tile,
                        (c, h) -> AttentionMistakes.upTo(c.head(h), (c.keys() - 1) / tile * tile)),
                new AlteredCase(
                        "last-tile-padded",
                        "the last tile is filled up with zero keys and values that are not masked" + tiles,
                        (c, f) -> c.keys() % tile != 0,
                        (c, h) -> AttentionMistakes.padded(c.head(h), (c.keys() / tile + 1) * tile)),
                new AlteredCase(
                        "last-tile-stale",
                        "behind the last key the last tile still holds keys and values of the tile before, not masked"
                                + tiles,
                        (c, f) -> c.keys() > tile && c.keys() % tile != 0,
                        (c, h) -> stale(c.head(h), tile)),
                new AlteredText(
                        "stale-maximum",
                        "the online state is not rescaled when the running maximum grows" + tiles,
                        (c, f) -> c.keys() > tile,
                        new StaleMaximum(tile, false)),
                new AlteredText(
                        "accumulator-not-rescaled",
                        "the normaliser is rescaled when the running maximum grows, the accumulator is not" + tiles,
                        (c, f) -> c.keys() > tile,
                        new StaleMaximum(tile, true)),
                new AlteredText(
                        "tiles-averaged",
                        "the tiles' normalised outputs are averaged without their weights" + tiles,
                        (c, f) -> c.keys() > tile,
                        new TilesAveraged(tile)));
    }

    private static AttentionHead stale(AttentionHead head, int tile) {
        int keys = (head.keys() / tile + 1) * tile;
        return AttentionMistakes.padded(head, keys)
                .withInputs(head.query(), refilled(head.key(), keys, tile), refilled(head.value(), keys, tile));
    }

    /** Rows that are not there are those of the tile before. */
    private static Matrix refilled(Matrix x, int rows, int tile) {
        double[] values = Arrays.copyOf(x.values(), rows * x.columns());
        for (int e = x.values().length; e < values.length; e++) {
            values[e] = values[e - tile * x.columns()];
        }
        return new Matrix(rows, x.columns(), values);
    }

    private record StaleMaximum(int tile, boolean normaliserRescaled) implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T stale = a.exp(a.subtract(logits, a.literal(running(head, logitValues))), head.allowed());
            T last = a.exp(a.subtract(logits, a.literal(MistakenTexts.maxima(head, logitValues))), head.allowed());
            return a.normalise(a.matmul(stale, value), a.rowSums(normaliserRescaled ? last : stale), head.allowed());
        }

        /** The running maximum when each key's tile was visited. */
        private Matrix running(AttentionHead head, double[] logits) {
            int m = head.keys();
            double[] out = new double[head.queries() * m];
            for (int i = 0; i < head.queries(); i++) {
                double top = Double.NEGATIVE_INFINITY;
                for (int t = 0; t < Tiles.count(m, tile); t++) {
                    int first = Tiles.begin(t, m, tile);
                    int end = Tiles.end(t, m, tile);
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

    private record TilesAveraged(int tile) implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            int n = head.queries();
            int m = head.keys();
            double[] tiles = new double[n];
            T sum = null;
            for (int t = 0; t < Tiles.count(m, tile); t++) {
                int first = Tiles.begin(t, m, tile);
                int end = Tiles.end(t, m, tile);
                AllowedKeys own = inTile(head.allowed(), first, end);
                for (int i = 0; i < n; i++) {
                    tiles[i] += own.count(i) > 0 ? 1 : 0;
                }
                T part = a.matmul(a.softmaxRows(a.columns(logits, first, end), own), rows(a, value, first, end));
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
