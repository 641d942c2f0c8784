package org.fiducial.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Probability TINY = Probability.powerOfHalf(90);

    @Test
    void combiningTakesTheWeakestLink() {
        Map<String, Evidence> parts = new LinkedHashMap<>();
        parts.put("identity", Evidence.verified(EvidenceKind.IDENTITY, TINY, "all reals"));
        parts.put("proof", Evidence.verified(EvidenceKind.PROVED, "all integers"));
        assertEquals(EvidenceKind.IDENTITY, Evidence.combine(parts).kind());
        parts.put("points", Evidence.verified(EvidenceKind.CERTIFIED, "points").with("n", 3));
        Evidence e = Evidence.combine(parts);
        assertEquals(EvidenceKind.CERTIFIED, e.kind());
        assertEquals(TINY, e.falsePass());
        assertEquals("3", e.numbers().get("points: n"));
        parts.put("open", Evidence.undecided("time"));
        assertEquals(Verdict.UNDECIDED, Evidence.combine(parts).verdict());
        parts.put("wrong", Evidence.refuted("x = 1"));
        assertEquals(Verdict.REFUTED, Evidence.combine(parts).verdict());
        assertEquals(Verdict.VACUOUS, Evidence.combine(Map.of()).verdict());
    }

    @Test
    void evidenceIsNeverOverstated() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Evidence.verified(EvidenceKind.IDENTITY, Probability.powerOfHalf(79), "too weak"));
        for (EvidenceKind kind : List.of(EvidenceKind.REFUTED, EvidenceKind.EMPIRICAL, EvidenceKind.OPEN)) {
            assertThrows(IllegalArgumentException.class, () -> Evidence.verified(kind, "never green"));
        }
    }

    @Test
    void theLedgerAddsUpAndHasALimit() {
        ErrorLedger ledger = new ErrorLedger();
        Evidence e = Evidence.verified(EvidenceKind.STATISTICAL, Probability.powerOfHalf(40), "s")
                .withFalseAlarm(Probability.powerOfHalf(40));
        for (int i = 0; i < 1000; i++) {
            ledger.enter("c" + i, e);
        }
        assertTrue(ledger.isWithinBudget());
        for (int i = 0; i < 25; i++) {
            ledger.enter("c0", e);
        }
        assertFalse(ledger.isWithinBudget());
    }

    @Test
    void probabilitiesRoundUpwards() {
        Probability third = Probability.of(BigInteger.ONE, BigInteger.valueOf(3));
        assertTrue(third.bound().multiply(java.math.BigDecimal.valueOf(3)).compareTo(java.math.BigDecimal.ONE) >= 0);
        assertEquals(Probability.ONE, Probability.of(2.0));
        assertThrows(IllegalArgumentException.class, () -> Probability.of(-1e-300));
        assertEquals("8.28e-25", Probability.powerOfHalf(80).toString());
    }

    @Test
    void counterexamplesSurviveTheirFile() {
        Counterexample c = new Counterexample("toy-C1", "part", "fails", Map.of("x", "1/3 2; 4 5"));
        assertEquals(c, Counterexample.parse(c.toText()));
        assertThrows(IllegalArgumentException.class, () -> Counterexample.parse(""));
        assertThrows(IllegalArgumentException.class, () -> Counterexample.parse(c.toText() + "nonsense"));
        assertThrows(IllegalArgumentException.class, () -> Counterexample.parse(c.toText() + "value x: 2"));
        assertThrows(IllegalArgumentException.class, () -> c.value("y"));
        assertThrows(IllegalArgumentException.class, () -> new Counterexample("a", "b", "two\nlines", Map.of()));
    }

    @Test
    void seedsAreReadAndWritten() {
        assertEquals(Seed.of(31), Seed.parse("0x1F"));
        assertEquals(Seed.of(31), Seed.parse(Seed.of(31).toString()));
        assertThrows(IllegalArgumentException.class, () -> Seed.parse("-1"));
        assertThrows(IllegalArgumentException.class, () -> Seed.parse("0x1" + "0".repeat(64)));
        assertThrows(IllegalArgumentException.class, () -> Seed.parse("seven"));
        assertFalse(Seed.fresh().equals(Seed.fresh()));
        assertFalse(Seed.of(1).derive("a").equals(Seed.of(1).derive("b")));
        assertEquals(
                Seed.of(1).derive("a").stream().bits(),
                Seed.of(1).derive("a").stream().bits());
    }

    @Test
    void aPartNeedsAMutantAndAMutantMustDie() {
        Check good = run -> Evidence.verified(EvidenceKind.CERTIFIED, "x");
        assertThrows(IllegalArgumentException.class, () -> new Part("p", EvidenceKind.CERTIFIED, good, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Mutant("m", good, java.util.Set.of(Verdict.VERIFIED)));
        SheetEntry entry = new SheetEntry("toy", 1, "t", "s", "f", "k");
        Part weak = new Part("p", EvidenceKind.CERTIFIED, good, List.of(Mutant.refuted("same", good)));
        CheckRun run = new CheckRun(Effort.QUICK, Seed.of(1));
        assertTrue(new Claim(entry, List.of(weak)).check(run).contradiction().contains("mutants survive"));
        Check bad = r -> Evidence.refuted("here");
        Part wrong = new Part("p", EvidenceKind.CERTIFIED, bad, List.of(Mutant.refuted("m", bad)));
        assertTrue(new Claim(entry, List.of(wrong)).check(run).contradiction().contains("found REFUTED"));
        Part published = new Part("p", EvidenceKind.REFUTED, bad, List.of(Mutant.refuted("m", bad)));
        assertEquals("", new Claim(entry, List.of(published)).check(run).contradiction());
        Part overstated = new Part("p", EvidenceKind.PROVED, good, List.of(Mutant.refuted("m", bad)));
        assertTrue(
                new Claim(entry, List.of(overstated)).check(run).contradiction().contains("only CERTIFIED"));
    }
}
