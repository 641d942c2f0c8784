package org.fiducial.oracle.urpe;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.oracle.text.RealText;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Rows first <= i < end of one forward output: output, attention, gains or weights.
 *
 * @param fused whether multipliers go to the values of one running sum a row, normalised at the end; otherwise the weights are normalised
 *     and multiplied before they meet the values
 */
record UrpeForwardText(
        UrpeHead head,
        String output,
        int first,
        int end,
        boolean fused,
        @Nullable UrpeMistake mistake) implements RealText {
    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        boolean swapped = mistake == UrpeMistake.TABLES_SWAPPED;
        boolean shared = mistake == UrpeMistake.TABLES_OF_THE_FIRST_HEAD;
        Matrix b = shared ? head.firstBias() : head.bias();
        Matrix c = shared ? head.firstMultiplier() : head.multiplier();
        Matrix added = swapped ? c : b;
        Matrix multiplied = swapped && b != null ? b : c;
        T value = a.literal(head.value());
        T logits = logits(a, added);
        T multiplier = a.literal(head.rows(multiplied, first, end, true, mistake));
        if (mistake == UrpeMistake.MULTIPLIER_RECTIFIED) {
            multiplier = a.max(multiplier, a.constant(1, 1, Dyadic.ZERO));
        } else if (mistake == UrpeMistake.MULTIPLIER_MISSING) {
            multiplier = a.constant(end - first, head.tokens(), Dyadic.ONE);
        }
        AllowedKeys rows = head.allowed().rows(first, end);
        if (mistake == UrpeMistake.MULTIPLIER_IN_THE_NORMALISER) {
            T e = a.multiply(a.exp(logits, rows), multiplier);
            T weights = a.normalise(e, a.rowSums(e), rows);
            return result(a, weights, weights, value);
        } else if (mistake == UrpeMistake.MASK_BY_MULTIPLIER) {
            T weights = a.softmaxRows(logits, AllowedKeys.all(end - first, head.tokens()));
            return result(
                    a, a.keep(weights, rows), UrpeAttention.attention(a, a.keep(weights, rows), multiplier), value);
        }
        if (fused && output.equals("output")) {
            return bySums(a, logits, multiplier, value, rows);
        }
        T weights = a.softmaxRows(logits, rows);
        return result(a, weights, UrpeAttention.attention(a, weights, multiplier), value);
    }

    private <T> T logits(OrderedReals<T> a, @Nullable Matrix table) {
        T query = a.literal(head.query().rows(first, end));
        T key = a.literal(head.key());
        T bias = table == null || mistake == UrpeMistake.BIAS_MISSING
                ? null
                : a.literal(head.rows(table, first, end, false, mistake));
        Scale scale = head.scale();
        if (mistake == UrpeMistake.SCALE_MISSING) {
            scale = Scale.of(1);
        } else if (mistake == UrpeMistake.SCALE_ADDED) {
            scale = Scale.reciprocalSqrt(head.query().columns());
        }
        if (mistake == UrpeMistake.BIAS_AFTER_SCALING_TOO) {
            return a.scale(SoftmaxAttention.logits(a, query, key, Scale.of(1), bias), scale);
        }
        return SoftmaxAttention.logits(a, query, key, scale, bias);
    }

    private <T> T result(OrderedReals<T> a, T weights, T attention, T value) {
        return switch (output) {
            case "weights" -> weights;
            case "attention" -> attention;
            case "gains" -> UrpeAttention.rowGains(a, attention);
            default -> a.matmul(attention, value);
        };
    }

    /** Row by row as a mean of c_ij v_j under the row's weights: the same sums as of weights c_ij e_ij and values v_j. */
    private static <T> T bySums(OrderedReals<T> a, T logits, T multiplier, T value, AllowedKeys rows) {
        List<T> out = new ArrayList<>();
        for (int i = 0; i < rows.queries(); i++) {
            int[] one = {i};
            T weights = a.softmaxRows(a.gatherRows(logits, one), rows.rows(one));
            T values = a.multiply(value, a.transpose(a.gatherRows(multiplier, one)));
            out.add(a.matmul(weights, values));
        }
        return a.concatenateRows(out);
    }
}
