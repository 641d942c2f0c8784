package org.fiducial.theory.dsf;

import java.util.List;
import java.util.Map;
import org.fiducial.theory.ClaimSource;
import org.fiducial.theory.Part;

/** The checks of sheet dsf, claim by claim. */
public final class DsfClaims implements ClaimSource {
    @Override
    public String operator() {
        return "dsf";
    }

    @Override
    public Map<Integer, List<Part>> parts() {
        return Map.ofEntries(
                Map.entry(1, AttentionForms.forms()),
                Map.entry(2, AttentionForms.gauge()),
                Map.entry(3, HistoryAttention.parts()),
                Map.entry(4, TokenLocality.parts()),
                Map.entry(5, GateIdentities.parts()),
                Map.entry(6, StateSize.padding()),
                Map.entry(7, StateSize.rank()),
                Map.entry(8, ExponentialRank.parts()),
                Map.entry(9, TruncatedFeatures.parts()),
                Map.entry(10, RankBounds.approximation()),
                Map.entry(11, RankBounds.recall()),
                Map.entry(12, ScanOrders.parts()),
                Map.entry(13, RowSums.parts()),
                Map.entry(14, StabilityBounds.parts()),
                Map.entry(15, TimeInvariance.parts()),
                Map.entry(16, StateSize.heads()));
    }
}
