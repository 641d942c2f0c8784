package org.fiducial.peers.engines;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.peers.AttentionProblem;
import org.jspecify.annotations.Nullable;

/**
 * The mask and bias of a problem in the forms that engines take: a flag for the causal mask they build themselves where that is the whole
 * mask, else a tensor.
 *
 * @param causalFlag whether the engine's own top-left causal mask is to be used
 * @param heads leading size of the tensors: 1, or the number of heads
 * @param allowed [1, queries, keys], true where a key may be seen, or null
 * @param added [heads, queries, keys], the bias, -infinity where a key may not be seen, or null
 */
record MaskTensor(boolean causalFlag, int heads, boolean @Nullable [] allowed, float @Nullable [] added) {
    static MaskTensor of(AttentionProblem problem) {
        AttentionProblem.Shape s = problem.shape();
        AttentionMask mask = problem.mask();
        boolean plain = mask.before() < 0 && mask.after() < 0 && mask.padded() == null && mask.hidden() == null;
        boolean topLeft = mask.causal() == CausalAlignment.TOP_LEFT
                || mask.causal() == CausalAlignment.BOTTOM_RIGHT && s.queries() == s.keys();
        if (problem.bias() == null && plain && (topLeft || mask.causal() == CausalAlignment.NONE)) {
            return new MaskTensor(topLeft, 1, null, null);
        }
        AllowedKeys keys = problem.allowed();
        if (problem.bias() == null) {
            boolean[] allowed = new boolean[s.queries() * s.keys()];
            for (int i = 0; i < s.queries(); i++) {
                for (int j = 0; j < s.keys(); j++) {
                    allowed[i * s.keys() + j] = keys.allows(i, j);
                }
            }
            return new MaskTensor(false, 1, allowed, null);
        }
        int heads = problem.bias().length == s.queries() * s.keys() ? 1 : s.heads();
        float[] added = new float[heads * s.queries() * s.keys()];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < s.queries(); i++) {
                for (int j = 0; j < s.keys(); j++) {
                    added[(h * s.queries() + i) * s.keys() + j] =
                            keys.allows(i, j) ? problem.bias(h, i, j) : Float.NEGATIVE_INFINITY;
                }
            }
        }
        return new MaskTensor(false, heads, null, added);
    }
}
