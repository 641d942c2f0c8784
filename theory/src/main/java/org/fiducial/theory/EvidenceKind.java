package org.fiducial.theory;

/** The ladder of evidence, strongest first, each rung with what it says and what it rests on. */
public enum EvidenceKind {
    PROVED(
            "a machine-checked proof for every input that the contract allows",
            "KeY and its integer semantics, the Java semantics it assumes, the contract as written, the compiler and JVM that run the code"),
    EXHAUSTIVE(
            "every input of a finite domain was evaluated",
            "the JVM, and where an exact real value is enclosed, the ball core"),
    IDENTITY(
            "an algebraic identity for all real inputs, accepted falsely with a probability of at most 2^-80",
            "the Schwartz-Zippel lemma, AES-256 in counter mode being indistinguishable from uniform bits, the degree and height analysis"
                    + " of the same text, the residue arithmetic, the JVM"),
    CONSTRUCTED(
            "an explicit object whose property was evaluated rigorously",
            "exact rational arithmetic or the ball core, the JVM"),
    CERTIFIED(
            "rigorous at the inputs that were tested, nothing said about others",
            "exact rational arithmetic, residues with a computed failure probability or the ball core; the generator of the inputs; the JVM"),
    STATISTICAL(
            "a statistical test with a proved bound on false alarms and a computed power; never an equality",
            "the tested generator's draws being what its statement says, the variance or range bound named with the test, the JVM"),
    COUNTED("operations counted while the operator's text ran", "the counting arithmetic, the JVM"),
    REFUTED(
            "a published claim that fails, with a certified counterexample",
            "exact rational arithmetic or the ball core at the stored counterexample, the JVM"),
    EMPIRICAL(
            "a result about trained models, recorded with its source and not checkable here",
            "its source; nothing here"),
    OPEN("no check yet", "nothing");

    private final String meaning;
    private final String restsOn;

    EvidenceKind(String meaning, String restsOn) {
        this.meaning = meaning;
        this.restsOn = restsOn;
    }

    /** What a claim with this evidence says. */
    public String meaning() {
        return meaning;
    }

    /** What has to be trusted for that. */
    public String restsOn() {
        return restsOn;
    }

    /** The weaker of two kinds: a claim is as good as its weakest part. */
    public EvidenceKind weakest(EvidenceKind other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public boolean isAtLeast(EvidenceKind other) {
        return compareTo(other) <= 0;
    }

    /** Whether a verified claim may carry this kind. */
    public boolean canBeGreen() {
        return isAtLeast(COUNTED);
    }
}
