package org.fiducial.theory.statistics;

import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Probability;
import org.fiducial.theory.Verdict;

/**
 * A test of a mean with a threshold, a proved bound on false alarms and a proved power (claim-kinds, section 7). A pass says that the
 * bias is below {@link #detectableBias}, never that it is zero.
 *
 * @param samples number of samples taken
 * @param threshold deviation from the mean claimed at which the test rejects
 * @param detectableBias bias that is missed with a probability of at most {@code miss}
 * @param falseAlarm bound on rejecting a true mean
 * @param miss bound on accepting a bias of {@code detectableBias} or more
 * @param assumption what the bounds rest on
 */
public record MeanTest(
        long samples,
        double threshold,
        double detectableBias,
        Probability falseAlarm,
        Probability miss,
        String assumption) {

    /** The evidence for a deviation that was found; NaN is never a pass. */
    public Evidence judge(double deviation) {
        Verdict verdict = Math.abs(deviation) <= threshold ? Verdict.VERIFIED : Verdict.REFUTED;
        String scope = "no bias of " + detectableBias + " or more";
        Evidence e = verdict == Verdict.VERIFIED
                ? Evidence.verified(EvidenceKind.STATISTICAL, miss, scope)
                : Evidence.refuted("deviation " + deviation + ", threshold " + threshold);
        return e.withFalseAlarm(falseAlarm)
                .with("samples", samples)
                .with("deviation", deviation)
                .with("threshold", threshold)
                .with("false alarm at most", falseAlarm)
                .with("bias detected", detectableBias)
                .with("missed with probability at most", miss)
                .with("assumes", assumption);
    }
}
