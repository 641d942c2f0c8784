package org.fiducial.oracle.attention;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.tensor.Matrix;

/** Mistakes in the operator itself: normalisation and masking. */
final class MistakenTexts {
    private MistakenTexts() {}

    static List<Mistake> all() {
        return List.of(
                new AlteredText(
                        "not-normalised",
                        "the weighted sum is not divided by the normaliser",
                        (c, f) -> true,
                        new NotNormalised()),
                new AlteredText(
                        "mask-after-softmax",
                        "the mask is applied to the weights, so that hidden keys count in the normaliser",
                        (c, f) -> c.hasMask(),
                        new MaskAfterSoftmax()));
    }

    /** The largest allowed logit of each row; 0 where there is none. */
    static Matrix maxima(AttentionHead head, double[] logits) {
        double[] top = new double[head.queries()];
        for (int i = 0; i < top.length; i++) {
            double m = maximum(head.allowed(), i, logits);
            top[i] = Double.isFinite(m) ? m : 0;
        }
        return new Matrix(top.length, 1, top);
    }

    /** The largest of a row's allowed logits, given those of all rows; minus infinity if there is none. */
    static double maximum(AllowedKeys allowed, int i, double[] logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, j + 1)) {
            top = Math.max(top, logits[i * allowed.keys() + j]);
        }
        return top;
    }

    private record NotNormalised() implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T shifted = a.subtract(logits, a.literal(maxima(head, logitValues)));
            return a.matmul(a.exp(shifted, head.allowed()), value);
        }
    }

    private record MaskAfterSoftmax() implements AlteredText.Text {
        @Override
        public <T> T output(ExponentialField<T> a, T logits, T value, AttentionHead head, double[] logitValues) {
            T weights = a.softmaxRows(logits, AllowedKeys.all(head.queries(), head.keys()));
            return a.matmul(a.keep(weights, head.allowed()), value);
        }
    }
}
