package org.fiducial.oracle;

/**
 * The second, probabilistic envelope: outputs that conform provably and are still suspiciously far.
 *
 * @param suspicious whether an element lies outside it
 * @param falseAlarm largest probability that a correct implementation is called suspicious, under the assumptions
 * @param ratio largest observed distance over the probabilistic bound, on the elements held against it; an operator may hold only
 *     the rows against it that are farthest off, so this is a lower bound of the largest of all
 * @param assumptions what the probability rests on
 */
public record Suspicion(boolean suspicious, double falseAlarm, double ratio, String assumptions) {
    /** Of outputs that are decided exactly. */
    public static final Suspicion OF_DECISIONS =
            new Suspicion(false, 0, 0, "nothing: decisions are not rounding errors");

    /** Of outputs that are judged by certain bounds alone. */
    public static Suspicion none(String of) {
        return new Suspicion(false, 1, 0, "no probabilistic bound for " + of);
    }

    /** Of elements that a tally held against bounds of the probabilistic model. */
    public static Suspicion of(Tally tally, double falseAlarm) {
        return new Suspicion(
                tally.suspicion() > 1,
                falseAlarm,
                tally.suspicion(),
                "rounding errors are independent and of mean zero, those of the exponential adversarial");
    }
}
