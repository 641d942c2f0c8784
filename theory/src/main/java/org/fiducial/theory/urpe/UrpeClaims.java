package org.fiducial.theory.urpe;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet urpe, claim by claim. */
public final class UrpeClaims implements ClaimSource {
    @Override
    public String operator() {
        return "urpe";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, EqualTokens.collapse()),
                Map.entry(2, EqualTokens.lowerBound()),
                Map.entry(3, Interpolants.rpe()),
                Map.entry(4, TableIdentities.conditions()),
                Map.entry(5, Interpolants.conditions()),
                Map.entry(6, Certificates.lookUp()),
                Map.entry(7, Interpolants.urpe()),
                Map.entry(8, TableIdentities.positiveMultiplier()),
                Map.entry(9, TableBounds.bounds()),
                Map.entry(10, TableIdentities.reversal()),
                Map.entry(11, TableIdentities.reductions()),
                Map.entry(12, TableGradients.derivative()),
                Map.entry(13, EqualTokens.zero()),
                Map.entry(14, Interpolants.tasks()),
                Map.entry(15, TableBounds.cost()),
                Map.entry(16, TableGradients.sums()));
    }
}
