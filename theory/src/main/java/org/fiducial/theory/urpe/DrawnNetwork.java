package org.fiducial.theory.urpe;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Networks of two blocks with small random integer weights, in exact fractions with 2^n for the exponential: another logit function than
 * e^x times the scale, and one that the claims about any logit function cover.
 */
record DrawnNetwork(int n, boolean multiplier, boolean offsets, List<long[]> tables, List<long[][]> weights) {
    static final LiftedExponentialField<Rational> FIELD = new LiftedExponentialField<>(new BaseTwoRationals());
    private static final int WIDTH = 2;
    private static final int HIDDEN = 3;
    private static final int BLOCKS = 2;
    private static final int HEADS = 2;

    /**
     * Draws one.
     *
     * @param multiplier whether heads have URPE multipliers, and then no content logits
     * @param offsets whether feed-forward layers have biases
     */
    static DrawnNetwork of(RandomStream random, int n, boolean multiplier, boolean offsets) {
        List<long[]> tables = new ArrayList<>();
        List<long[][]> weights = new ArrayList<>();
        for (int b = 0; b < BLOCKS; b++) {
            for (int h = 0; h < HEADS; h++) {
                tables.add(row(random, 2 * n - 1, 2));
                tables.add(row(random, 2 * n - 1, 3));
                // Multipliers make rational tokens, whose content logits would be no integers.
                weights.add(multiplier ? new long[WIDTH][WIDTH] : matrix(random, WIDTH, WIDTH));
                for (int w = 0; w < 3; w++) {
                    weights.add(matrix(random, WIDTH, WIDTH));
                }
            }
            weights.add(matrix(random, WIDTH, HIDDEN));
            weights.add(matrix(random, 1, HIDDEN));
            weights.add(matrix(random, HIDDEN, WIDTH));
            weights.add(matrix(random, 1, WIDTH));
        }
        return new DrawnNetwork(n, multiplier, offsets, tables, weights);
    }

    private static long[] row(RandomStream random, int size, int bound) {
        long[] r = new long[size];
        for (int i = 0; i < size; i++) {
            r[i] = random.between(-bound, bound);
        }
        return r;
    }

    private static long[][] matrix(RandomStream random, int rows, int columns) {
        long[][] m = new long[rows][];
        for (int i = 0; i < rows; i++) {
            m[i] = row(random, columns, 1);
        }
        return m;
    }

    /** The network for so many tokens: with fewer than it was drawn for, the tables' middle. */
    TransformerNetwork<Grid<Rational>> network(int tokens) {
        int table = 0;
        int weight = 0;
        List<TransformerBlock<Grid<Rational>>> blocks = new ArrayList<>();
        for (int b = 0; b < BLOCKS; b++) {
            List<AttentionHead<Grid<Rational>>> heads = new ArrayList<>();
            for (int h = 0; h < HEADS; h++) {
                Grid<Rational> bias = table(tables.get(table++), tokens);
                Grid<Rational> c = table(tables.get(table++), tokens);
                heads.add(new AttentionHead<>(
                        plain(weight++),
                        plain(weight++),
                        plain(weight++),
                        grid(weight++),
                        bias,
                        multiplier ? c : null));
            }
            Affine<Grid<Rational>> in = affine(weight++, weight++);
            Affine<Grid<Rational>> out = affine(weight++, weight++);
            blocks.add(new TransformerBlock<>(heads, true, new FeedForward<>(List.of(in, out), true)));
        }
        return new TransformerNetwork<>(null, blocks, null, Scale.of(1));
    }

    /** The output at so many tokens that are all equal to x, or at x itself if it has that many rows. */
    Grid<Rational> output(Grid<Rational> x) {
        return network(x.rows()).output(FIELD, TransformerNetwork.rectifier(FIELD), x);
    }

    private Affine<Grid<Rational>> plain(int w) {
        return new Affine<>(grid(w), null);
    }

    private Affine<Grid<Rational>> affine(int w, int offset) {
        @Nullable Grid<Rational> o = offsets ? grid(offset) : null;
        return new Affine<>(grid(w), o);
    }

    private Grid<Rational> grid(int w) {
        long[][] m = weights.get(w);
        return FIELD.matrix(m.length, m[0].length, (i, j) -> Rational.of(m[i][j]));
    }

    private Grid<Rational> table(long[] t, int tokens) {
        return FIELD.matrix(2 * tokens - 1, 1, (i, j) -> Rational.of(t[i + n - tokens]));
    }

    /** Equal tokens of small integers. */
    static Grid<Rational> equalTokens(RandomStream random, int n) {
        long[] x = row(random, WIDTH, 2);
        return FIELD.matrix(n, WIDTH, (i, j) -> Rational.of(x[j]));
    }
}
