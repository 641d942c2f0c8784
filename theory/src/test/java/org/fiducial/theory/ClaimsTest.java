package org.fiducial.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.DynamicTest;
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
}
