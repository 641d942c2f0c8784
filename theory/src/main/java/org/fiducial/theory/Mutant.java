package org.fiducial.theory;

import java.util.Set;

/**
 * A wrong operator, a wrong statement or a broken harness that a check has to reject.
 *
 * @param name what is wrong with it
 * @param check the part's check, applied to the wrong thing
 * @param deaths verdicts that count as a rejection
 */
public record Mutant(String name, Check check, Set<Verdict> deaths) {
    public Mutant {
        deaths = Set.copyOf(deaths);
        if (deaths.isEmpty() || deaths.contains(Verdict.VERIFIED)) {
            throw new IllegalArgumentException("mutant '" + name + "' dies of " + deaths + ", expected no VERIFIED");
        }
    }

    /** A mutant that has to be refuted. */
    public static Mutant refuted(String name, Check check) {
        return new Mutant(name, check, Set.of(Verdict.REFUTED));
    }

    /** A mutant that has to be found vacuous. */
    public static Mutant vacuous(String name, Check check) {
        return new Mutant(name, check, Set.of(Verdict.VACUOUS));
    }

    /** A mutant that has to be left undecided. */
    public static Mutant undecided(String name, Check check) {
        return new Mutant(name, check, Set.of(Verdict.UNDECIDED));
    }
}
