package org.fiducial.theory.flashbias;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet flashbias, as far as there are any: what factored biases are, and what changes nothing. */
public final class FlashBiasClaims implements ClaimSource {
    @Override
    public String operator() {
        return "flashbias";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.of(
                1, FactoredLogits.equivalence(),
                2, BiasRanks.exact(),
                3, RowOffsets.invariance(),
                13, FactoredLogits.multiplicative());
    }
}
