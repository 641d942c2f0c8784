package org.fiducial.peers;

import org.fiducial.arithmetic.AllowedKeys;

/** Attention in plain binary64, straight from (D1)-(D5): close enough to exact to measure binary32 engines by. */
final class DoubleReference {
    private DoubleReference() {}

    static double[] output(AttentionProblem p) {
        AttentionProblem.Shape s = p.shape();
        AllowedKeys allowed = p.allowed();
        double scale = p.scale() != null ? p.scale() : 1 / Math.sqrt(s.width());
        double[] out = new double[s.outputSize()];
        double[] logits = new double[s.keys()];
        for (int h = 0; h < s.heads(); h++) {
            int head = s.keyHead(h) * s.keys();
            for (int i = 0; i < s.queries(); i++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < s.keys(); j++) {
                    logits[j] = Double.NEGATIVE_INFINITY;
                    if (allowed.allows(i, j)) {
                        double dot = 0;
                        for (int l = 0; l < s.width(); l++) {
                            dot += (double) p.query()[(h * s.queries() + i) * s.width() + l]
                                    * p.key()[(head + j) * s.width() + l];
                        }
                        logits[j] = dot * scale + p.bias(h, i, j);
                        max = Math.max(max, logits[j]);
                    }
                }
                double sum = 0;
                int at = (h * s.queries() + i) * s.valueWidth();
                for (int j = 0; j < s.keys(); j++) {
                    if (logits[j] > Double.NEGATIVE_INFINITY) {
                        double weight = Math.exp(logits[j] - max);
                        sum += weight;
                        for (int c = 0; c < s.valueWidth(); c++) {
                            out[at + c] += weight * p.value()[(head + j) * s.valueWidth() + c];
                        }
                    }
                }
                for (int c = 0; c < s.valueWidth() && sum > 0; c++) {
                    out[at + c] /= sum;
                }
            }
        }
        return out;
    }
}
