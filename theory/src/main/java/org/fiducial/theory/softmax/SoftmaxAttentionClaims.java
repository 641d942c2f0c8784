package org.fiducial.theory.softmax;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet softmax-attention, claim by claim. */
public final class SoftmaxAttentionClaims implements ClaimSource {
    @Override
    public String operator() {
        return "softmax-attention";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, ShiftInvariance.parts()),
                Map.entry(2, Convexity.parts()),
                Map.entry(3, Equivariance.parts()),
                Map.entry(4, OnlineEvaluation.parts()),
                Map.entry(5, Gradients.parts()),
                Map.entry(6, JacobianNorms.parts()),
                Map.entry(7, WeightPerturbation.ofLogits()),
                Map.entry(8, WeightPerturbation.ofInputs()),
                Map.entry(9, QueryLipschitz.parts()),
                Map.entry(10, Truncation.parts()),
                Map.entry(11, LogSumExpLimits.parts()),
                Map.entry(12, ForwardEmulation.parts()),
                Map.entry(13, BackwardEmulation.parts()),
                Map.entry(14, MaskConstant.parts()),
                Map.entry(15, AttentionCost.parts()),
                Map.entry(16, MergedKeys.parts()),
                Map.entry(17, AttentionSink.parts()));
    }
}
