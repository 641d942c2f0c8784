package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;

/**
 * Block 1 of sheet urpe C7: URPE heads that shift the sequence give every token its absolute position and all coordinates. Channels: x, one,
 * the shifted copies y_k (k from -(n-1) to n-1 without 0), mask bits m_k = [i + k >= 1] (k < 0), the coordinates a_1 .. a_n.
 */
final class CoordinateBlock {
    private final int n;

    CoordinateBlock(int n) {
        this.n = n;
    }

    /** Channels in use after the block. */
    int used() {
        return 2 + (2 * n - 2) + (n - 1) + n;
    }

    private int shifted(int k) {
        return k == 0 ? 0 : 2 + (k < 0 ? k + n - 1 : k + n - 2);
    }

    private int mask(int k) {
        return 2 * n + k + n - 1;
    }

    /** a_j, j from 1. */
    LinearForm coordinate(int j) {
        return LinearForm.signal(3 * n - 2 + j);
    }

    /** [i >= j] for the token's own number i: 1 for j = 1. */
    private LinearForm from(int j) {
        return j == 1 ? LinearForm.of(1) : j > n ? LinearForm.ZERO : LinearForm.signal(mask(1 - j));
    }

    /** e_j, 1 at token j and 0 elsewhere. */
    LinearForm position(int j) {
        return from(j).minus(from(j + 1));
    }

    /** Coordinates and then positions: the inputs of a {@link KuhnCircuit}. */
    List<LinearForm> inputs() {
        List<LinearForm> all = new ArrayList<>();
        for (int j = 1; j <= n; j++) {
            all.add(coordinate(j));
        }
        for (int j = 1; j <= n; j++) {
            all.add(position(j));
        }
        return all;
    }

    /** x to channel 0, one to channel 1. */
    static Affine<SparseMatrix> embedding(int channels) {
        return new Affine<>(new SparseMatrix(1, channels).set(0, 0, 1), new SparseMatrix(1, channels).set(0, 1, 1));
    }

    /** A head with zero logits: the mean over all tokens, times the multiplier. */
    static AttentionHead<SparseMatrix> uniform(
            int n, int channels, SparseMatrix value, SparseMatrix output, SparseMatrix table) {
        Affine<SparseMatrix> none = new Affine<>(new SparseMatrix(channels, 1), null);
        return new AttentionHead<>(
                none, none, new Affine<>(value, null), output, new SparseMatrix(2 * n - 1, 1), table);
    }

    TransformerBlock<SparseMatrix> block(int channels) {
        List<AttentionHead<SparseMatrix>> heads = new ArrayList<>();
        for (int k = 1 - n; k < n; k++) {
            if (k != 0) {
                SparseMatrix value = new SparseMatrix(channels, 2).set(0, 0, 1);
                SparseMatrix output = new SparseMatrix(2, channels).set(0, shifted(k), 1);
                if (k < 0) {
                    value.set(1, 1, 1);
                    output.set(1, mask(k), 1);
                }
                SparseMatrix table = new SparseMatrix(2 * n - 1, 1).set(k + n - 1, 0, n);
                heads.add(uniform(n, channels, value, output, table));
            }
        }
        List<LinearForm> units = new ArrayList<>();
        SparseMatrix out = new SparseMatrix(n * n, channels);
        for (int j = 1; j <= n; j++) {
            for (int i = 1; i <= n; i++) {
                out.set(units.size(), 3 * n - 2 + j, 1);
                units.add(LinearForm.signal(shifted(j - i)).plus(position(i)).plus(-1));
            }
        }
        return new TransformerBlock<>(
                heads,
                true,
                new FeedForward<>(List.of(Circuit.affine(channels, units), new Affine<>(out, null)), true));
    }

    /** A network that goes on with residual feed-forward blocks for a circuit of coordinates and positions. */
    static TransformerNetwork<SparseMatrix> network(int n, Circuit circuit) {
        CoordinateBlock first = new CoordinateBlock(n);
        int free = first.used();
        int signals = 0;
        for (int l = 0; l < circuit.depth() - 1; l++) {
            signals += circuit.width(l);
        }
        int output = free + signals;
        int channels = output + 1;
        List<TransformerBlock<SparseMatrix>> blocks = new ArrayList<>(List.of(first.block(channels)));
        for (FeedForward<SparseMatrix> f : circuit.residual(channels, first.inputs(), free, output)) {
            blocks.add(new TransformerBlock<>(List.of(), true, f));
        }
        return new TransformerNetwork<>(embedding(channels), blocks, readOut(channels, output), Scale.of(1));
    }

    static Affine<SparseMatrix> readOut(int channels, int output) {
        return new Affine<>(new SparseMatrix(channels, 1).set(output, 0, 1), null);
    }
}
