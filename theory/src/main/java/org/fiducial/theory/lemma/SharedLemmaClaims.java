package org.fiducial.theory.lemma;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet shared-lemmas. */
public final class SharedLemmaClaims implements ClaimSource {
    @Override
    public String operator() {
        return "shared-lemmas";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, DistributionLemmas.reweighting()),
                Map.entry(2, DistributionLemmas.droppedMass()),
                Map.entry(3, DistributionLemmas.restrictedSupport()),
                Map.entry(4, MatrixLemmas.rounding()),
                Map.entry(5, DistributionLemmas.pooling()),
                Map.entry(6, DistributionLemmas.regret()),
                Map.entry(7, MatrixLemmas.inverse()),
                Map.entry(8, MatrixLemmas.tail()),
                Map.entry(9, MatrixLemmas.loewner()),
                Map.entry(10, MatrixLemmas.schur()),
                Map.entry(11, StochasticRoundingLemma.parts()));
    }
}
