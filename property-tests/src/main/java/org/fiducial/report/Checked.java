package org.fiducial.report;

import java.util.List;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;

/**
 * One check as a report tells it.
 *
 * @param label what was checked, in a few words
 * @param caseFile where the inputs came from
 * @param candidateFile where the output came from
 * @param parameters the operator's parameters as given
 * @param verdict what the oracle said
 * @param strict whether a suspicious output counts as an error
 * @param seconds wall-clock time of the check
 * @param notes anything a reader should know of how the candidate came about
 */
public record Checked(
        String label,
        String caseFile,
        String candidateFile,
        java.util.Map<String, String> parameters,
        Verdict verdict,
        boolean strict,
        double seconds,
        List<String> notes) {

    /** Whether it deserves a look although it does not violate. */
    public boolean isSuspicious() {
        return verdict.verdict() != Outcome.VIOLATES && verdict.suspicion().suspicious();
    }

    /** Whether it conforms and, where that is asked for, raises no suspicion. */
    public boolean passes() {
        return verdict.verdict() == Outcome.CONFORMS
                && !(strict && verdict.suspicion().suspicious());
    }
}
