package org.fiducial.theory.construction;

import java.util.List;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;

/**
 * Evaluates a network exactly on a whole cube: at every grid point of step 1/G in integers (all numbers times G, in binary64, each checked to
 * be an integer below 2^53), and with the proof that it is affine in between. Two vertices of one simplex of the Kuhn triangulation always
 * differ by a 0-1 vector, and a rectifier whose argument has not both signs at the vertices of a simplex is affine there. So if no rectifier
 * of any level changes sign between such neighbours, the network is affine on every simplex, and its values at the grid points are all
 * there is to know about it.
 */
final class GridEvaluation {
    private static final double LARGEST = 0x1p53;

    private final int n;
    private final int cells;
    private final int width;
    private final List<TransformerBlock<SparseMatrix>> blocks;
    private final int output;
    private int rectifiers;

    private GridEvaluation(int n, int cells, int width, List<TransformerBlock<SparseMatrix>> blocks, int output) {
        this.n = n;
        this.cells = cells;
        this.width = width;
        this.blocks = blocks;
        this.output = output;
    }

    /** The channels of all tokens before the first block, times G. */
    @FunctionalInterface
    interface Start {
        double[][] at(int[] vertex);
    }

    /**
     * The values at all grid points.
     *
     * @param start the tokens' channels as they enter the first of the blocks
     * @param blocks blocks whose heads have zero logits
     * @param readOut reads one channel with weight 1
     * @return by token and position in {@link KuhnCircuit#vertices}
     * @throws ArithmeticException if the network is not what this proof needs
     */
    static double[][] values(
            int n,
            int cells,
            int width,
            Start start,
            List<TransformerBlock<SparseMatrix>> blocks,
            Affine<SparseMatrix> readOut) {
        List<SparseMatrix.Entry> read = readOut.weights().entries();
        if (read.size() != 1 || SparseMatrix.exactly(read.get(0).value()) != 1) {
            throw new ArithmeticException("a read-out of " + read.size() + " weights, expected a single 1");
        }
        GridEvaluation e =
                new GridEvaluation(n, cells, width, blocks, read.get(0).row());
        return e.run(start);
    }

    /** The start of a network on scalar tokens: its embedding. */
    static Start embedded(TransformerNetwork<SparseMatrix> network, int cells) {
        Affine<SparseMatrix> embedding = network.embedding();
        if (embedding == null) {
            throw new ArithmeticException("a network without an embedding");
        }
        Columns columns = Columns.of(embedding, cells);
        return vertex -> {
            double[][] state = new double[vertex.length][];
            for (int i = 0; i < vertex.length; i++) {
                state[i] = columns.of(new double[] {vertex[i]});
            }
            return state;
        };
    }

    private double[][] run(Start start) {
        List<int[]> vertices = KuhnCircuit.vertices(n, cells);
        int slab = vertices.size() / (cells + 1);
        Columns[][] layers = new Columns[blocks.size()][];
        for (int b = 0; b < blocks.size(); b++) {
            FeedForward<SparseMatrix> f = blocks.get(b).feedForward();
            if (!blocks.get(b).skip() || f == null || !f.skip()) {
                throw new ArithmeticException("block " + (b + 1) + " without a skip or a feed-forward network");
            }
            layers[b] = new Columns[f.layers().size()];
            for (int l = 0; l < layers[b].length; l++) {
                boolean end = b == blocks.size() - 1 && l == layers[b].length - 1;
                layers[b][l] = end
                        ? Columns.ofOutput(f.layers().get(l), output)
                        : Columns.of(f.layers().get(l), cells);
                rectifiers += l < layers[b].length - 1
                        ? n * f.layers().get(l).weights().columns()
                        : 0;
            }
        }
        double[][] values = new double[n][vertices.size()];
        long[][] positive = new long[vertices.size()][];
        long[][] negative = new long[vertices.size()][];
        int words = (rectifiers + 63) / 64;
        for (int q = 0; q < vertices.size(); q++) {
            positive[q] = new long[words];
            negative[q] = new long[words];
            double[] value = at(start.at(vertices.get(q)), layers, positive[q], negative[q]);
            for (int i = 0; i < n; i++) {
                values[i][q] = value[i];
            }
            compare(vertices.get(q), q, positive, negative);
            if (q >= 2 * slab) {
                positive[q - 2 * slab] = new long[0];
                negative[q - 2 * slab] = new long[0];
            }
        }
        return values;
    }

    private void compare(int[] v, int q, long[][] positive, long[][] negative) {
        for (int d = 1; d < 1 << n; d++) {
            int back = 0;
            int stride = 1;
            boolean inside = true;
            for (int k = n - 1; k >= 0; k--) {
                if ((d >> k & 1) == 1) {
                    inside &= v[k] > 0;
                    back += stride;
                }
                stride *= cells + 1;
            }
            for (int w = 0; inside && w < positive[q].length; w++) {
                long mixed = positive[q][w] & negative[q - back][w] | negative[q][w] & positive[q - back][w];
                if (mixed != 0) {
                    throw new ArithmeticException("rectifier " + (64 * w + Long.numberOfTrailingZeros(mixed))
                            + " changes sign inside a simplex at " + java.util.Arrays.toString(v));
                }
            }
        }
    }

    private double[] at(double[][] state, Columns[][] layers, long[] positive, long[] negative) {
        int unit = 0;
        double[] value = new double[n];
        for (int b = 0; b < blocks.size(); b++) {
            attend(blocks.get(b), state);
            for (int i = 0; i < n; i++) {
                double[] t = state[i];
                for (int l = 0; l < layers[b].length; l++) {
                    boolean hidden = l < layers[b].length - 1;
                    if (!hidden && b == blocks.size() - 1) {
                        value[i] = layers[b][l].single(t, cells);
                        break;
                    }
                    t = layers[b][l].of(t);
                    for (int u = 0; hidden && u < t.length; u++) {
                        if (t[u] > 0) {
                            positive[unit >> 6] |= 1L << unit;
                        } else if (t[u] < 0) {
                            negative[unit >> 6] |= 1L << unit;
                            t[u] = 0;
                        }
                        unit++;
                    }
                }
                for (int c = 0; b < blocks.size() - 1 && c < width && t != state[i]; c++) {
                    state[i][c] = whole(state[i][c] + t[c]);
                }
            }
        }
        return value;
    }

    /** Heads with zero logits and a multiplier: A_U = C / n. */
    private void attend(TransformerBlock<SparseMatrix> block, double[][] state) {
        double[][] sum = new double[n][width];
        for (AttentionHead<SparseMatrix> head : block.heads()) {
            SparseMatrix bias = head.bias();
            SparseMatrix table = head.multiplier();
            boolean zero = head.query().weights().entries().isEmpty()
                    && head.query().offset() == null
                    && (bias == null || bias.entries().isEmpty());
            if (!zero || table == null || head.value().offset() != null) {
                throw new ArithmeticException("a head that is not uniform, expected zero logits and a multiplier");
            }
            double[] c = new double[2 * n - 1];
            table.entries().forEach(e -> c[e.row()] = whole(SparseMatrix.exactly(e.value()) / n));
            for (SparseMatrix.Entry read : head.value().weights().entries()) {
                for (SparseMatrix.Entry write : head.output().entries()) {
                    if (read.column() == write.row()) {
                        double w = SparseMatrix.exactly(read.value()) * SparseMatrix.exactly(write.value());
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j < n; j++) {
                                double p = whole(whole(c[j - i + n - 1] * w) * state[j][read.row()]);
                                sum[i][write.column()] = whole(sum[i][write.column()] + p);
                            }
                        }
                    }
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < width; c++) {
                state[i][c] = whole(state[i][c] + sum[i][c]);
            }
        }
    }

    private static double whole(double x) {
        if (Math.rint(x) != x || Math.abs(x) >= LARGEST) {
            throw new ArithmeticException("the number " + x + ", expected an integer below 2^53");
        }
        return x;
    }

    /** An affine map by columns, offsets already times G. */
    private record Columns(int[] first, int[] row, double[] weight, double[] offset) {
        static Columns of(Affine<SparseMatrix> map, int cells) {
            return of(map, cells, map.weights().columns(), e -> e.column());
        }

        /** The weights into one channel alone. */
        static Columns ofOutput(Affine<SparseMatrix> map, int output) {
            SparseMatrix offset = map.offset();
            if (offset != null && !offset.entries().isEmpty()) {
                throw new ArithmeticException("an offset of the last map, expected none");
            }
            return of(new Affine<>(map.weights(), null), 1, 1, e -> e.column() == output ? 0 : -1);
        }

        private static Columns of(
                Affine<SparseMatrix> map,
                int cells,
                int columns,
                java.util.function.ToIntFunction<SparseMatrix.Entry> place) {
            int[] first = new int[columns + 1];
            for (SparseMatrix.Entry e : map.weights().entries()) {
                if (place.applyAsInt(e) >= 0) {
                    first[place.applyAsInt(e) + 1]++;
                }
            }
            for (int u = 0; u < columns; u++) {
                first[u + 1] += first[u];
            }
            int[] at = first.clone();
            int[] row = new int[first[columns]];
            double[] weight = new double[first[columns]];
            for (SparseMatrix.Entry e : map.weights().entries()) {
                int u = place.applyAsInt(e);
                if (u >= 0) {
                    row[at[u]] = e.row();
                    weight[at[u]++] = SparseMatrix.exactly(e.value());
                }
            }
            double[] offset = new double[columns];
            SparseMatrix b = map.offset();
            if (b != null) {
                b.entries().forEach(e -> offset[e.column()] = whole(SparseMatrix.exactly(e.value()) * cells));
            }
            return new Columns(first, row, weight, offset);
        }

        double[] of(double[] x) {
            double[] out = offset.clone();
            for (int u = 0; u < out.length; u++) {
                double s = out[u];
                for (int k = first[u]; k < first[u + 1]; k++) {
                    if (x[row[k]] != 0) {
                        s = whole(s + whole(weight[k] * x[row[k]]));
                    }
                }
                out[u] = s;
            }
            return out;
        }

        /** The sum of weights times units of which at most one is not zero, and that one is G, which stands for 1. */
        double single(double[] x, int cells) {
            double found = 0;
            int some = 0;
            for (int k = 0; k < row.length; k++) {
                if (x[row[k]] != 0) {
                    if (x[row[k]] != cells || some++ > 0) {
                        throw new ArithmeticException("hats that are not 0 or 1 at a grid point");
                    }
                    found = weight[k];
                }
            }
            return found;
        }
    }
}
