package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;

/**
 * The network of sheet urpe C3, with relative biases and no multipliers: it reads the whole input by an invertible Vandermonde matrix, finds
 * its own position by matching its token with the inputs, and is the Kuhn interpolant wherever tokens differ by at least tau. Biases are
 * -h k in base 2, so the network is meant for exact fractions with 2^n for exp.
 */
public final class RpeNetwork {
    private RpeNetwork() {}

    /** The network; channels: x, one, y_0 .. y_(n-1), u_1 .. u_n, the circuit's signals, the output. */
    public static TransformerNetwork<SparseMatrix> inBaseTwo(int n, int cells, Rational tau, KuhnCircuit.Table table) {
        Circuit circuit = KuhnCircuit.of(n, cells, table);
        int free = 2 + 2 * n;
        int signals = 0;
        for (int l = 0; l < circuit.depth() - 1; l++) {
            signals += circuit.width(l);
        }
        int output = free + signals;
        int channels = output + 1;
        List<LinearForm> inputs = new ArrayList<>(coordinates(n));
        for (int j = 0; j < n; j++) {
            inputs.add(LinearForm.of(1).minus(LinearForm.signal(2 + n + j)));
        }
        List<TransformerBlock<SparseMatrix>> blocks = new ArrayList<>();
        blocks.add(new TransformerBlock<>(heads(n, channels), true, matches(n, channels, tau)));
        for (FeedForward<SparseMatrix> f : circuit.residual(channels, inputs, free, output)) {
            blocks.add(new TransformerBlock<>(List.of(), true, f));
        }
        return new TransformerNetwork<>(
                CoordinateBlock.embedding(channels), blocks, CoordinateBlock.readOut(channels, output), Scale.of(1));
    }

    private static List<AttentionHead<SparseMatrix>> heads(int n, int channels) {
        List<AttentionHead<SparseMatrix>> heads = new ArrayList<>();
        Affine<SparseMatrix> none = new Affine<>(new SparseMatrix(channels, 1), null);
        for (int h = 0; h < n; h++) {
            SparseMatrix bias = new SparseMatrix(2 * n - 1, 1);
            for (int k = 1 - n; k < n; k++) {
                bias.set(k + n - 1, 0, -(long) h * k);
            }
            heads.add(new AttentionHead<>(
                    none,
                    none,
                    new Affine<>(new SparseMatrix(channels, 1).set(0, 0, 1), null),
                    new SparseMatrix(1, channels).set(0, 2 + h, 1),
                    bias,
                    null));
        }
        return heads;
    }

    /** The inputs from y = M x, M_hj = 2^(-h (j-1)) over its row sum. */
    private static List<LinearForm> coordinates(int n) {
        Rational[][] inverse = inverse(n);
        List<LinearForm> a = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            LinearForm form = LinearForm.ZERO;
            for (int h = 0; h < n; h++) {
                form = form.plus(LinearForm.signal(2 + h).times(inverse[j][h]));
            }
            a.add(form);
        }
        return a;
    }

    private static Rational[][] inverse(int n) {
        Rational[][] m = new Rational[n][2 * n];
        for (int h = 0; h < n; h++) {
            Rational sum = Rational.ZERO;
            for (int j = 0; j < n; j++) {
                m[h][j] = Rational.of(1, 1L << h * j);
                sum = sum.add(m[h][j]);
            }
            for (int j = 0; j < n; j++) {
                m[h][j] = m[h][j].divide(sum);
                m[h][n + j] = j == h ? Rational.ONE : Rational.ZERO;
            }
        }
        for (int p = 0; p < n; p++) {
            Rational pivot = m[p][p];
            for (int c = 0; c < 2 * n; c++) {
                m[p][c] = m[p][c].divide(pivot);
            }
            for (int r = 0; r < n; r++) {
                Rational factor = m[r][p];
                for (int c = 0; c < 2 * n && r != p; c++) {
                    m[r][c] = m[r][c].subtract(factor.multiply(m[p][c]));
                }
            }
        }
        Rational[][] out = new Rational[n][];
        for (int j = 0; j < n; j++) {
            out[j] = java.util.Arrays.copyOfRange(m[j], n, 2 * n);
        }
        return out;
    }

    /** u_j = min(1, |x_i - a_j|/tau) = R(t) - R(t - 1) + R(-t) - R(-t - 1). */
    private static FeedForward<SparseMatrix> matches(int n, int channels, Rational tau) {
        List<LinearForm> units = new ArrayList<>();
        SparseMatrix out = new SparseMatrix(4 * n, channels);
        List<LinearForm> a = coordinates(n);
        for (int j = 0; j < n; j++) {
            LinearForm t = LinearForm.signal(0).minus(a.get(j)).times(Rational.ONE.divide(tau));
            LinearForm back = t.times(Rational.of(-1));
            for (LinearForm unit : List.of(t, t.plus(-1), back, back.plus(-1))) {
                out.set(units.size(), 2 + n + j, units.size() % 2 == 0 ? 1 : -1);
                units.add(unit);
            }
        }
        return new FeedForward<>(List.of(Circuit.affine(channels, units), new Affine<>(out, null)), true);
    }
}
