package org.fiducial.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every registered claim, at quick effort: its label holds and every mutant dies. */
class ClaimsTest {
    @TestFactory
    Stream<DynamicTest> everyClaimKeepsItsLabelAndKillsItsMutants() {
        CheckRun run = new CheckRun(Effort.QUICK, Seed.of(20261123));
        ErrorLedger ledger = new ErrorLedger();
        List<DynamicTest> tests = Claims.all().stream()
                .filter(c -> !c.parts().isEmpty())
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> {
                    ClaimResult r = c.check(run);
                    assertEquals("", r.contradiction(), c.id());
                    assertFalse(r.mutants().isEmpty());
                    ledger.enter(c.id(), r.evidence());
                }))
                .toList();
        return Stream.concat(
                tests.stream(),
                Stream.of(DynamicTest.dynamicTest(
                        "error ledger", () -> assertTrue(ledger.isWithinBudget(), ledger.toString()))));
    }

    /** The base sheet and the lemmas are the model for the sheets to come: nothing of theirs is open. */
    @Test
    void nothingOfTheBaseSheetsIsOpen() {
        for (String operator : List.of("softmax-attention", "shared-lemmas")) {
            for (Claim claim : Claims.of(operator)) {
                assertTrue(claim.label().canBeGreen(), claim.id() + " is " + claim.label());
            }
        }
        assertEquals(17, Claims.of("softmax-attention").size());
    }

    /** Every class that knows the checks of a sheet is found. */
    @Test
    void everySourceOnTheClassPathIsRegistered() throws java.io.IOException {
        java.nio.file.Path classes = java.nio.file.Path.of("target", "classes");
        try (Stream<java.nio.file.Path> files = java.nio.file.Files.walk(classes)) {
            List<String> sources = files.map(f -> classes.relativize(f).toString())
                    .filter(f -> f.endsWith("Claims.class"))
                    .map(f -> f.replace(".class", "").replace(java.io.File.separatorChar, '.'))
                    .filter(ClaimsTest::isSource)
                    .sorted()
                    .toList();
            List<String> found = java.util.ServiceLoader.load(ClaimSource.class).stream()
                    .map(p -> p.type().getName())
                    .sorted()
                    .toList();
            assertEquals(sources, found);
        }
    }

    private static boolean isSource(String name) {
        try {
            return ClaimSource.class.isAssignableFrom(Class.forName(name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs repeat themselves; another seed draws other points and finds the same. */
    @Test
    void aRunIsItsSeed() {
        Claim claim = Claims.claim("softmax-attention-C7");
        CheckRun run = new CheckRun(Effort.QUICK, Seed.of(5));
        assertEquals(claim.check(run).evidence(), claim.check(run).evidence());
        ClaimResult other = claim.check(new CheckRun(Effort.QUICK, Seed.of(6)));
        assertEquals(Verdict.VERIFIED, other.evidence().verdict());
        assertFalse(other.evidence().equals(claim.check(run).evidence()));
    }
}
