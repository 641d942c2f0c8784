package org.fiducial.theory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The error ledger of a run (claim-kinds, section 11): union bounds over all checks, each at most 2^-30. The first sums the
 * probabilities that a false claim was accepted, the second those that a true one was rejected.
 */
public final class ErrorLedger {
    /** What a whole run may spend on either account. */
    public static final Probability BUDGET = Probability.powerOfHalf(30);

    private final Map<String, Probability> falsePasses = new LinkedHashMap<>();
    private final Map<String, Probability> falseAlarms = new LinkedHashMap<>();

    /** Enters what a check may have got wrong; two entries of one name add up. */
    public void enter(String claim, Evidence evidence) {
        falsePasses.merge(claim, evidence.falsePass(), Probability::plus);
        falseAlarms.merge(claim, evidence.falseAlarm(), Probability::plus);
    }

    public Probability falsePass() {
        return falsePasses.values().stream().reduce(Probability.ZERO, Probability::plus);
    }

    public Probability falseAlarm() {
        return falseAlarms.values().stream().reduce(Probability.ZERO, Probability::plus);
    }

    /** Whether both accounts are within the budget. */
    public boolean isWithinBudget() {
        return falsePass().isAtMost(BUDGET) && falseAlarm().isAtMost(BUDGET);
    }

    @Override
    public String toString() {
        return "error ledger: false passes " + falsePass() + ", false alarms " + falseAlarm() + ", budget " + BUDGET
                + " each: " + (isWithinBudget() ? "kept" : "exceeded");
    }
}
