package org.fiducial.theory;

import java.util.List;
import java.util.Map;

/**
 * What one run of a claim's check found.
 *
 * @param claim the claim
 * @param run effort and seed
 * @param evidence of the claim as a whole
 * @param parts evidence by part
 * @param mutants what became of each mutant
 * @param seconds wall-clock time, mutants included
 */
public record ClaimResult(
        Claim claim,
        CheckRun run,
        Evidence evidence,
        Map<String, Evidence> parts,
        List<MutantResult> mutants,
        double seconds) {

    /** What became of a mutant. */
    public record MutantResult(String part, String name, boolean killed, Evidence evidence) {}

    public long killed() {
        return mutants.stream().filter(MutantResult::killed).count();
    }

    /** The rung shown: that of the evidence, or OPEN where nothing is registered. */
    public EvidenceKind kind() {
        return evidence.kind();
    }

    /** Why the run contradicts the claim's label, or an empty text if it does not. */
    public String contradiction() {
        if (claim.parts().isEmpty()) {
            return "";
        }
        EvidenceKind label = claim.label();
        Verdict expected = label == EvidenceKind.REFUTED ? Verdict.REFUTED : Verdict.VERIFIED;
        if (evidence.verdict() != expected) {
            return "labelled " + label + ", found " + evidence.verdict() + " " + reason();
        }
        if (!evidence.kind().isAtLeast(label)) {
            return "labelled " + label + ", found only " + evidence.kind();
        }
        if (killed() < mutants.size()) {
            return "mutants survive: "
                    + mutants.stream()
                            .filter(m -> !m.killed())
                            .map(m -> m.part() + ": " + m.name() + " ("
                                    + m.evidence().verdict() + ")")
                            .toList();
        }
        return "";
    }

    private String reason() {
        return parts.entrySet().stream()
                .filter(e -> !e.getValue().isVerified())
                .map(e -> e.getKey() + " " + e.getValue().numbers())
                .toList()
                .toString();
    }
}
