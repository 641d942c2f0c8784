package org.fiducial.oracle.flashbias;

import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.oracle.text.RealText;
import org.jspecify.annotations.Nullable;

/** Rows of one forward output, output or lse. */
record FlashBiasForwardText(
        FlashBiasHead rows,
        boolean logSumExp,
        boolean concatenated,
        @Nullable FlashBiasMistake mistake) implements RealText {
    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        T logits = rows.logits(a, concatenated, mistake);
        return logSumExp
                ? SoftmaxAttention.logSumExp(a, logits, rows.attention().allowed())
                : SoftmaxAttention.output(
                        a,
                        logits,
                        a.literal(rows.attention().value()),
                        rows.attention().allowed());
    }
}
