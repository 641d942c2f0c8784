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
                Map.entry(3, Equivariance.parts()),
                Map.entry(4, OnlineEvaluation.parts()));
    }
}
