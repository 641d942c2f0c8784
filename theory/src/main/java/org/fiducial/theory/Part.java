package org.fiducial.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One checkable part of a claim's statement.
 *
 * @param name what is checked, a few words
 * @param kind the evidence that the check gives when it ends well
 * @param check the check
 * @param mutants what it has to reject; at least one
 */
public record Part(String name, EvidenceKind kind, Check check, List<Mutant> mutants) {
    public Part {
        mutants = List.copyOf(mutants);
        if (mutants.isEmpty()) {
            throw new IllegalArgumentException("part '" + name + "' has no mutant, expected at least one");
        }
    }

    /**
     * A part whose statement is the first of several variants of one text; the others are mutants that have to be refuted.
     *
     * @param variants an enumeration of the statement and its mutants, named in words joined by underscores
     */
    public static <V extends Enum<V>> Part of(
            String name, EvidenceKind kind, Class<V> variants, Function<V, ? extends Check> check) {
        V[] all = variants.getEnumConstants();
        List<Mutant> mutants = new ArrayList<>();
        for (int i = 1; i < all.length; i++) {
            mutants.add(Mutant.refuted(all[i].name().toLowerCase(Locale.ROOT).replace('_', ' '), check.apply(all[i])));
        }
        return new Part(name, kind, check.apply(all[0]), mutants);
    }

    /** This part with more mutants. */
    public Part with(Mutant... more) {
        List<Mutant> all = new ArrayList<>(mutants);
        all.addAll(List.of(more));
        return new Part(name, kind, check, all);
    }
}
