package org.fiducial.theory.uat;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet uat-single-layer, claim by claim. */
public final class SingleLayerClaims implements ClaimSource {
    @Override
    public String operator() {
        return "uat-single-layer";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, PermutationObstruction.literalWording()),
                Map.entry(2, PermutationObstruction.equivariance()),
                Map.entry(3, WidthObstruction.antipodes()),
                Map.entry(4, PermutationObstruction.noRouting()),
                Map.entry(5, WidthObstruction.widthOne()),
                Map.entry(6, GatherIdentities.decoding()),
                Map.entry(7, Builders.ridges()),
                Map.entry(8, Builders.continuous()),
                Map.entry(9, GatherIdentities.equivariantTargets()),
                Map.entry(10, PermutationObstruction.convex()),
                Map.entry(11, GatherIdentities.headCount()));
    }
}
