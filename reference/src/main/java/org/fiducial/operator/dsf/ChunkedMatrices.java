package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.verified.Tiles;
import org.jspecify.annotations.Nullable;

/**
 * Chunks as matrix products, (D3) and (D18), for systems whose channels all do the same with at most one decay a token: the sums that attention
 * carries, (D6), and SSD, (D11). Inside a chunk masked products of read-outs and gains times values; the tokens before it come in by its
 * read-outs times the state [n, w] after the chunk before.
 */
public final class ChunkedMatrices {
    private ChunkedMatrices() {}

    /** How the state after each chunk is made from what the chunks add to it. */
    public enum StatePass {
        /** Chunk after chunk: the state times the chunk's decay, plus what the chunk adds. */
        SEQUENTIAL,
        /** All at once: a matrix of e^-(sum of the exponents of the chunks between) times what the chunks add. */
        MATRIX
    }

    /** y_i = sum over j <= i of (reads_i . gains_j) values_j; [L, w]. See {@link #outputs(Ring, Object, Object, Object, int, Function)}. */
    public static <T> T outputs(Ring<T> a, T reads, T gains, T values, int chunk) {
        return outputs(
                a,
                reads,
                gains,
                values,
                chunk,
                own -> a.matmul(a.gatherRows(reads, own), a.transpose(a.gatherRows(gains, own))));
    }

    /**
     * The same where products inside a chunk are made without the features, as the kernel K_P(q . k) of a truncated exponential.
     *
     * @param reads [L, n]
     * @param gains [L, n]
     * @param values [L, w]
     * @param chunk tokens a chunk, at least 1; the last may be shorter
     * @param products of c tokens the c x c products reads_i . gains_j
     */
    public static <T> T outputs(Ring<T> a, T reads, T gains, T values, int chunk, Function<int[], T> products) {
        List<T> outputs = new ArrayList<>();
        @Nullable T state = null;
        for (int[] own : chunks(a.rows(reads), chunk)) {
            T v = a.gatherRows(values, own);
            T y = a.matmul(a.keep(products.apply(own), CausalKernel.causal(own.length)), v);
            outputs.add(state == null ? y : a.add(y, a.matmul(a.gatherRows(reads, own), state)));
            T added = a.matmul(a.transpose(a.gatherRows(gains, own)), v);
            state = state == null ? added : a.add(state, added);
        }
        return a.concatenateRows(outputs);
    }

    /**
     * y_i = sum over j <= i of (reads_i . gains_j) e^-(z_(j+1) + ... + z_i) values_j; [L, w]. Decays are exponentials of differences of sums Z
     * that begin anew in each chunk: e^-(Z_i - Z_j) inside, e^-(Z_last - Z_j) in what the chunk adds, e^-Z_i at the read-out.
     *
     * @param reads [L, n]
     * @param gains [L, n]
     * @param exponents z, [L, 1], not negative
     * @param values [L, w]
     * @param chunk tokens a chunk, at least 1; the last may be shorter
     */
    public static <T> T decayedOutputs(
            ExponentialField<T> a, T reads, T gains, T exponents, T values, int chunk, StatePass pass) {
        List<T> inside = new ArrayList<>();
        List<T> since = new ArrayList<>();
        List<T> added = new ArrayList<>();
        List<T> totals = new ArrayList<>();
        for (int[] own : chunks(a.rows(reads), chunk)) {
            T r = a.gatherRows(reads, own);
            T g = a.gatherRows(gains, own);
            T z = a.gatherRows(exponents, own);
            T v = a.gatherRows(values, own);
            T sums = CausalKernel.sums(a, z);
            T last = a.gatherRows(sums, new int[] {own.length - 1});
            inside.add(a.matmul(CausalKernel.decayedWeights(a, r, g, z), v));
            since.add(a.multiply(r, a.exp(a.negate(sums))));
            added.add(a.matmul(a.transpose(a.multiply(g, a.exp(a.subtract(sums, last)))), v));
            totals.add(last);
        }
        List<T> states = pass == StatePass.SEQUENTIAL ? sequential(a, added, totals) : matrix(a, added, totals);
        List<T> outputs = new ArrayList<>(inside.subList(0, 1));
        for (int t = 1; t < inside.size(); t++) {
            outputs.add(a.add(inside.get(t), a.matmul(since.get(t), states.get(t - 1))));
        }
        return a.concatenateRows(outputs);
    }

    /** The tokens of each chunk. */
    private static List<int[]> chunks(int length, int chunk) {
        List<int[]> all = new ArrayList<>();
        for (int t = 0; t < Tiles.count(length, chunk); t++) {
            int first = Tiles.begin(t, length, chunk);
            all.add(StackedStates.tokens(Tiles.end(t, length, chunk), i -> i >= first));
        }
        return all;
    }

    private static <T> List<T> sequential(ExponentialField<T> a, List<T> added, List<T> totals) {
        List<T> states = new ArrayList<>(added.subList(0, 1));
        for (int t = 1; t < added.size(); t++) {
            states.add(a.add(a.multiply(states.get(t - 1), a.exp(a.negate(totals.get(t)))), added.get(t)));
        }
        return states;
    }

    private static <T> List<T> matrix(ExponentialField<T> a, List<T> added, List<T> totals) {
        List<T> rows = added.stream().map(x -> Trajectory.row(a, x)).toList();
        T all = a.matmul(CausalKernel.decays(a, a.concatenateRows(totals)), a.concatenateRows(rows));
        int width = a.columns(added.get(0));
        List<T> states = new ArrayList<>();
        for (int t = 0; t < added.size(); t++) {
            T row = a.gatherRows(all, new int[] {t});
            List<T> parts = new ArrayList<>();
            for (int first = 0; first < a.columns(row); first += width) {
                parts.add(a.columns(row, first, first + width));
            }
            states.add(a.concatenateRows(parts));
        }
        return states;
    }
}
