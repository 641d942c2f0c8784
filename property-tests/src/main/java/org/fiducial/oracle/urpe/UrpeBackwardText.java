package org.fiducial.oracle.urpe;

import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.operator.urpe.UrpeGradients;
import org.fiducial.oracle.text.RealText;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * One gradient of one head, (D13): dquery, dkey, dvalue, dbias or dmultiplier.
 *
 * @param byWeights whether Delta is the row sums of P (*) C (*) G; otherwise those of dO (*) O
 */
record UrpeBackwardText(
        UrpeHead head,
        String output,
        boolean byWeights,
        @Nullable UrpeMistake mistake) implements RealText {
    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        int n = head.tokens();
        T query = a.literal(head.query());
        T key = a.literal(head.key());
        T value = a.literal(head.value());
        T g = a.literal(upstream());
        Matrix table = head.bias();
        T bias = table == null || mistake == UrpeMistake.BIAS_MISSING
                ? null
                : a.literal(head.rows(table, 0, n, false, mistake));
        T c = a.literal(head.rows(head.multiplier(), 0, n, true, mistake));
        T weights = a.softmaxRows(SoftmaxAttention.logits(a, query, key, head.scale(), bias), head.allowed());
        T attention = UrpeAttention.attention(a, weights, c);
        T o = a.matmul(mistake == UrpeMistake.DELTA_WITHOUT_MULTIPLIER ? weights : attention, value);
        T gc = a.multiply(
                a.matmul(g, a.transpose(value)),
                mistake == UrpeMistake.WEIGHT_GRADIENT_WITHOUT_MULTIPLIER
                        ? a.constant(n, n, org.fiducial.number.Dyadic.ONE)
                        : c);
        UrpeGradients<T> d = UrpeGradients.of(a, query, key, value, head.scale(), weights, c, o, g, head.offsets());
        T ds = d.logits();
        if (byWeights && mistake == null) {
            ds = a.multiply(weights, a.subtract(gc, a.rowSums(a.multiply(weights, gc))));
        } else if (mistake == UrpeMistake.WEIGHT_GRADIENT_WITHOUT_MULTIPLIER) {
            ds = a.multiply(weights, a.subtract(gc, d.delta()));
        }
        return switch (output) {
            case "dquery" -> a.scale(a.matmul(ds, key), head.scale());
            case "dkey" -> a.scale(a.matmul(a.transpose(ds), query), head.scale());
            case "dvalue" ->
                mistake == UrpeMistake.VALUE_GRADIENT_WITHOUT_MULTIPLIER
                        ? a.matmul(a.transpose(weights), g)
                        : d.value();
            case "dbias" -> a.transpose(head.offsets().gradient(a, ds));
            default -> a.transpose(d.multiplier());
        };
    }

    private Matrix upstream() {
        Matrix g = head.upstream();
        if (g == null) {
            throw new IllegalStateException("a gradient without an upstream gradient");
        }
        return g;
    }

    /** Whether a mistake shows in that gradient's text here; those of the forward pass that are not made here are left out. */
    static boolean has(UrpeMistake mistake) {
        return switch (mistake) {
            case BIAS_MISSING,
                    BIAS_OFFSET_REVERSED,
                    OFFSETS_REVERSED,
                    MULTIPLIER_OFFSET_REVERSED,
                    OFFSETS_ONE_TOO_FAR,
                    DELTA_WITHOUT_MULTIPLIER,
                    WEIGHT_GRADIENT_WITHOUT_MULTIPLIER,
                    VALUE_GRADIENT_WITHOUT_MULTIPLIER -> true;
            default -> false;
        };
    }
}
