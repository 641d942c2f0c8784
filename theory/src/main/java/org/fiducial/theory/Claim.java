package org.fiducial.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A claim of an operator sheet: its words come from the sheet, its parts from code. A claim without parts is {@code OPEN}.
 *
 * @param text the sheet's entry
 * @param parts the parts of its check
 */
public record Claim(SheetEntry text, List<Part> parts) {
    public Claim {
        parts = List.copyOf(parts);
        if (parts.stream().map(Part::name).distinct().count() != parts.size()) {
            throw new IllegalArgumentException("claim " + text.id() + " has two parts of one name");
        }
    }

    public String id() {
        return text.id();
    }

    public String operator() {
        return text.operator();
    }

    /** The evidence that the claim is registered with: the weakest of its parts. */
    public EvidenceKind label() {
        return parts.stream().map(Part::kind).reduce(EvidenceKind::weakest).orElse(EvidenceKind.OPEN);
    }

    /** Runs every part and every mutant. */
    public ClaimResult check(CheckRun run) {
        long start = System.nanoTime();
        CheckRun own = run.part(id());
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        List<ClaimResult.MutantResult> mutants = new ArrayList<>();
        for (Part part : parts) {
            CheckRun of = own.part(part.name());
            evidence.put(part.name(), guarded(part.check(), of));
            for (Mutant mutant : part.mutants()) {
                Evidence e = guarded(mutant.check(), of);
                mutants.add(new ClaimResult.MutantResult(
                        part.name(), mutant.name(), mutant.deaths().contains(e.verdict()), e));
            }
        }
        Evidence all = parts.isEmpty() ? Evidence.undecided("no check is registered") : Evidence.combine(evidence);
        return new ClaimResult(this, run, all, evidence, mutants, (System.nanoTime() - start) / 1e9);
    }

    /** The part of that name, whose check can examine stored inputs again. */
    public Part part(String name) {
        return parts.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("claim " + id() + " has no part '" + name
                        + "', expected one of " + parts.stream().map(Part::name).toList()));
    }

    /** A check that arithmetic stops has not decided anything. Any other exception is a defect of the check, and nobody's verdict. */
    private static Evidence guarded(Check check, CheckRun run) {
        try {
            return check.run(run);
        } catch (ArithmeticException e) {
            return Evidence.undecided(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
