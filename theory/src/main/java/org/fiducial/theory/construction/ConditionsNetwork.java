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
 * The network of sheet urpe C5, from the two sufficient conditions alone: one position-aware head, then n plain attention heads, then the
 * Kuhn interpolant. Keys are in base 2, so the network is meant for exact fractions with 2^n for exp.
 */
public final class ConditionsNetwork {
    private ConditionsNetwork() {}

    /**
     * The network; channels: x, one, p, e_1 .. e_n, y_1 .. y_n, a_1 .. a_n, the circuit's signals, the output.
     *
     * @param multiplier the table c of the position-aware head, [2n - 1]; its row gains must be distinct
     */
    public static TransformerNetwork<SparseMatrix> inBaseTwo(
            int n, int cells, Rational[] multiplier, KuhnCircuit.Table table) {
        Circuit circuit = KuhnCircuit.of(n, cells, table);
        int free = 3 + 3 * n;
        int signals = 0;
        for (int l = 0; l < circuit.depth() - 1; l++) {
            signals += circuit.width(l);
        }
        int output = free + signals;
        int channels = output + 1;
        List<LinearForm> inputs = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            inputs.add(LinearForm.signal(3 + 2 * n + j));
        }
        for (int j = 0; j < n; j++) {
            inputs.add(LinearForm.signal(3 + j));
        }
        List<TransformerBlock<SparseMatrix>> blocks = new ArrayList<>();
        blocks.add(position(n, channels, multiplier));
        blocks.add(gather(n, channels));
        for (FeedForward<SparseMatrix> f : circuit.residual(channels, inputs, free, output)) {
            blocks.add(new TransformerBlock<>(List.of(), true, f));
        }
        return new TransformerNetwork<>(
                CoordinateBlock.embedding(channels), blocks, CoordinateBlock.readOut(channels, output), Scale.of(1));
    }

    /** Row gains of zero logits, sheet urpe C4: rho_i = (1/n) sum of c_k, k = 1-i .. n-i. */
    private static Rational[] gains(int n, Rational[] c) {
        Rational[] rho = new Rational[n];
        for (int i = 0; i < n; i++) {
            Rational sum = Rational.ZERO;
            for (int j = 0; j < n; j++) {
                sum = sum.add(c[j - i + n - 1]);
            }
            rho[i] = sum.divide(Rational.of(n));
        }
        return rho;
    }

    private static TransformerBlock<SparseMatrix> position(int n, int channels, Rational[] multiplier) {
        SparseMatrix table = new SparseMatrix(2 * n - 1, 1);
        for (int k = 0; k < multiplier.length; k++) {
            table.set(k, 0, multiplier[k]);
        }
        AttentionHead<SparseMatrix> head = CoordinateBlock.uniform(
                n,
                channels,
                new SparseMatrix(channels, 1).set(1, 0, 1),
                new SparseMatrix(1, channels).set(0, 2, 1),
                table);
        Rational[] rho = gains(n, multiplier);
        Rational apart = Rational.ONE;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                Rational d = rho[i].subtract(rho[j]).abs();
                apart = d.signum() > 0 && d.compareTo(apart) < 0 ? d : apart;
            }
        }
        // e_k = T((p - rho_k)/delta), T(s) = R(s + 1) - 2 R(s) + R(s - 1).
        List<LinearForm> units = new ArrayList<>();
        SparseMatrix out = new SparseMatrix(3 * n, channels);
        for (int k = 0; k < n; k++) {
            LinearForm s = LinearForm.signal(2)
                    .minus(new LinearForm(rho[k], java.util.Map.of()))
                    .times(Rational.ONE.divide(apart));
            for (int shift = 1; shift >= -1; shift--) {
                out.set(units.size(), 3 + k, shift == 0 ? -2 : 1);
                units.add(s.plus(shift));
            }
        }
        return new TransformerBlock<>(
                List.of(head),
                true,
                new FeedForward<>(List.of(Circuit.affine(channels, units), new Affine<>(out, null)), true));
    }

    /** y_k = (2 x_k + sum of the other x_j)/(n + 1), copied to a_k = R((n + 1) y_k - sum y). */
    private static TransformerBlock<SparseMatrix> gather(int n, int channels) {
        SparseMatrix query = new SparseMatrix(channels, 1);
        for (int k = 0; k < n; k++) {
            query.set(3 + k, 0, 1);
        }
        SparseMatrix ones = new SparseMatrix(2 * n - 1, 1);
        for (int t = 0; t < 2 * n - 1; t++) {
            ones.set(t, 0, 1);
        }
        List<AttentionHead<SparseMatrix>> heads = new ArrayList<>();
        LinearForm sum = LinearForm.ZERO;
        for (int k = 0; k < n; k++) {
            heads.add(new AttentionHead<>(
                    new Affine<>(query, null),
                    new Affine<>(new SparseMatrix(channels, 1).set(3 + k, 0, 1), null),
                    new Affine<>(new SparseMatrix(channels, 1).set(0, 0, 1), null),
                    new SparseMatrix(1, channels).set(0, 3 + n + k, 1),
                    null,
                    ones));
            sum = sum.plus(LinearForm.signal(3 + n + k));
        }
        List<LinearForm> units = new ArrayList<>();
        SparseMatrix out = new SparseMatrix(n, channels);
        for (int k = 0; k < n; k++) {
            units.add(LinearForm.signal(3 + n + k).times(Rational.of(n + 1L)).minus(sum));
            out.set(k, 3 + 2 * n + k, 1);
        }
        return new TransformerBlock<>(
                heads,
                true,
                new FeedForward<>(List.of(Circuit.affine(channels, units), new Affine<>(out, null)), true));
    }
}
