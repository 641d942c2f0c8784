package org.fiducial.operator.scatterbrain;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;

/**
 * Scatterbrain attention of one head, sheet scatterbrain: each definition once, for every arithmetic. The support and the projections are
 * inputs, so nothing here is random.
 *
 * <p>Shapes: logits x_i.y_j = tau q_i.k_j [n, m], value [m, dv], features [n, F] and [m, F], estimates [n, m]. Degenerate settings are
 * supports and estimates: an empty support is Performer, a full one softmax attention, {@link SparseSupport#alone} sparse attention.
 */
public final class ScatterbrainAttention {
    private ScatterbrainAttention() {}

    /** The low-rank estimates e, (D3): the product of the feature matrices over the divisor. */
    public static <T> T estimates(Ring<T> a, T queryFeatures, T keyFeatures, int divisor) {
        return overDivisor(a, a.matmul(queryFeatures, a.transpose(keyFeatures)), divisor);
    }

    /** x / divisor; the scale is a number of every arithmetic here. */
    private static <T> T overDivisor(Ring<T> a, T x, int divisor) {
        return a.scale(x, new Scale(Dyadic.ONE, Math.multiplyExact(divisor, divisor)));
    }

    /** The un-normalised entries w, (D6): exact on the support, estimated on the rest, 0 outside the mask. */
    public static <T> T unnormalised(ExponentialField<T> a, T logits, T estimates, SparseSupport s) {
        return a.add(a.exp(logits, s.support()), a.keep(estimates, s.rest()));
    }

    /** The entries of (D6) with any exact matrix in place of exp of the logits. */
    public static <T> T combined(Ring<T> a, T exact, T estimates, SparseSupport s) {
        return a.add(a.keep(exact, s.support()), a.keep(estimates, s.rest()));
    }

    /** The normalisers D, (D7); 0 in an empty row. */
    public static <T> T normalisers(Ring<T> a, T unnormalised) {
        return a.rowSums(unnormalised);
    }

    /** The weights w / D, (D7): rows of sum 1; 0 in an empty row. */
    public static <T> T weights(ExponentialField<T> a, T unnormalised, SparseSupport s) {
        return a.normalise(unnormalised, normalisers(a, unnormalised), s.allowed());
    }

    /** The output N^v / D, (D7); 0 in an empty row. */
    public static <T> T output(ExponentialField<T> a, T unnormalised, T value, SparseSupport s) {
        return a.normalise(a.matmul(unnormalised, value), normalisers(a, unnormalised), s.allowed());
    }

    /** The entries in control-variate form e + C (sigma - e) for any coefficients C, claim C12; C the indicator of the support is (D6). */
    public static <T> T controlVariate(
            ExponentialField<T> a, T logits, T estimates, T coefficients, AllowedKeys allowed) {
        T correction = a.multiply(coefficients, a.subtract(a.exp(logits, allowed), a.keep(estimates, allowed)));
        return a.add(a.keep(estimates, allowed), correction);
    }

    /** The sparse correction St = (sigma - e) on the support, (D8). */
    public static <T> T correction(ExponentialField<T> a, T logits, T estimates, SparseSupport s) {
        return a.subtract(a.exp(logits, s.support()), a.keep(estimates, s.support()));
    }

    /**
     * The numerator N^v beside the normaliser D, [n, dv + 1], in the efficient form (D8): the low-rank part is never formed as a matrix, the
     * correction on the support is added. Each row takes the keys of its mask, so that any mask is right; with a causal one these are the
     * prefix sums.
     */
    public static <T> T efficientSums(
            ExponentialField<T> a, T logits, T queryFeatures, T keyFeatures, T value, int divisor, SparseSupport s) {
        T valueAndOne = a.concatenateColumns(List.of(value, a.ones(a.rows(value))));
        T estimates = estimates(a, queryFeatures, keyFeatures, divisor);
        T sparse = a.matmul(correction(a, logits, estimates, s), valueAndOne);
        List<T> lowRank = new ArrayList<>();
        int n = s.allowed().queries();
        int first = 0;
        while (first < n) {
            int end = first + 1;
            while (end < n && sameKeys(s.allowed(), first, end)) {
                end++;
            }
            int[] keys = keys(s.allowed(), first);
            T shared = a.matmul(a.transpose(a.gatherRows(keyFeatures, keys)), a.gatherRows(valueAndOne, keys));
            T rows = a.gatherRows(queryFeatures, range(first, end));
            lowRank.add(
                    keys.length == 0
                            ? a.constant(end - first, a.columns(valueAndOne), Dyadic.ZERO)
                            : overDivisor(a, a.matmul(rows, shared), divisor));
            first = end;
        }
        return a.add(a.concatenateRows(lowRank), sparse);
    }

    /** The output of {@link #efficientSums}: its last column normalises the others. */
    public static <T> T efficientOutput(ExponentialField<T> a, T sums, SparseSupport s) {
        int dv = a.columns(sums) - 1;
        return a.normalise(a.columns(sums, 0, dv), a.columns(sums, dv, dv + 1), s.allowed());
    }

    /**
     * The correction as the multi-table code forms it, (D9): a pair that t tables find is added t times with sigma / t - e / t.
     *
     * @param multiplicity for each table 1 where it finds the pair, 0 elsewhere, [n, m]
     * @param times t for each pair, at least 1, [n, m]
     */
    public static <T> T correctionByTables(
            ExponentialField<T> a, T logits, T estimates, List<T> multiplicity, T times, SparseSupport s) {
        T one = a.divide(correction(a, logits, estimates, s), times);
        T sum = a.multiply(one, multiplicity.get(0));
        for (T table : multiplicity.subList(1, multiplicity.size())) {
            sum = a.add(sum, a.multiply(one, table));
        }
        return sum;
    }

    private static boolean sameKeys(AllowedKeys allowed, int i, int k) {
        if (allowed.count(i) != allowed.count(k)) {
            return false;
        }
        for (int j = Math.min(allowed.from(i), allowed.from(k)); j < Math.max(allowed.to(i), allowed.to(k)); j++) {
            if (allowed.allows(i, j) != allowed.allows(k, j)) {
                return false;
            }
        }
        return true;
    }

    private static int[] keys(AllowedKeys allowed, int i) {
        return java.util.stream.IntStream.range(allowed.from(i), allowed.to(i))
                .filter(j -> allowed.allows(i, j))
                .toArray();
    }

    private static int[] range(int first, int end) {
        return java.util.stream.IntStream.range(first, end).toArray();
    }
}
