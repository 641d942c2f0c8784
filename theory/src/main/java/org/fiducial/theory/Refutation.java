package org.fiducial.theory;

/**
 * The check of a statement that fails: it examines stored inputs and says REFUTED if the statement fails there, UNDECIDED or VERIFIED
 * if it does not. Where the failure is itself the claim (an impossibility), wrap it by {@link #asImpossibility}.
 */
public interface Refutation extends Check {
    /** The stored inputs. */
    Counterexample counterexample();

    /** The verdict at given inputs, such as those of a file. */
    Evidence examine(Counterexample given);

    @Override
    default Evidence run(CheckRun run) {
        return examine(counterexample());
    }

    /** The claim that the statement does fail: VERIFIED by construction where this is REFUTED. */
    default Refutation asImpossibility() {
        Refutation self = this;
        return new Refutation() {
            @Override
            public Counterexample counterexample() {
                return self.counterexample();
            }

            @Override
            public Evidence examine(Counterexample given) {
                Evidence e = self.examine(given);
                if (e.verdict() != Verdict.REFUTED) {
                    return e.verdict() == Verdict.VERIFIED
                            ? Evidence.refuted("the statement said to fail holds at " + given.values())
                            : e;
                }
                return new Evidence(
                        Verdict.VERIFIED,
                        EvidenceKind.CONSTRUCTED,
                        Probability.ZERO,
                        Probability.ZERO,
                        "the explicit object",
                        e.numbers(),
                        java.util.Optional.of(given));
            }
        };
    }
}
