package org.fiducial.theory.scatterbrain;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet scatterbrain, claim by claim. */
public final class ScatterbrainClaims implements ClaimSource {
    @Override
    public String operator() {
        return "scatterbrain";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, UnbiasedFeatures.unbiased()),
                Map.entry(2, UnbiasedFeatures.reweighted()),
                Map.entry(3, FeatureMoments.variances()),
                Map.entry(4, FeatureMoments.covariances()),
                Map.entry(5, OrthogonalFeatures.covariance()),
                Map.entry(6, OrthogonalFeatures.gap()),
                Map.entry(7, FeatureGradients.parts()),
                Map.entry(8, BiasedProjections.fixedNorm()),
                Map.entry(9, BiasedProjections.signs()),
                Map.entry(10, UnbiasedEntries.unbiased()),
                Map.entry(11, UnbiasedEntries.variances()),
                Map.entry(12, UnbiasedEntries.controlVariates()),
                Map.entry(13, UnbiasedEntries.naiveSums()),
                Map.entry(14, DependentSupport.parts()),
                Map.entry(15, ErrorComparison.entries()),
                Map.entry(16, ErrorComparison.frobenius()),
                Map.entry(17, Structure.lowRankPlusSparse()),
                Map.entry(18, Structure.degenerate()),
                Map.entry(19, Structure.forms()),
                Map.entry(20, NormalisedBias.bias()),
                Map.entry(21, NormalisedBias.conditional()),
                Map.entry(22, LowRankPlusSparse.parts()),
                Map.entry(23, CollisionProbability.parts()),
                Map.entry(24, DesignSubstitution.parts()),
                Map.entry(25, StatisticalOracle.parts()),
                Map.entry(26, ScatterbrainCost.parts()),
                Map.entry(27, ScatterbrainBackward.parts()));
    }
}
