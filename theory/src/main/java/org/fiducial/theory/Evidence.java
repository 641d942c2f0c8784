package org.fiducial.theory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param verdict how it ended
 * @param kind by what means; meaningful for a verified statement and for a certified counterexample
 * @param falsePass bound on the probability that the registered statement is false and was accepted; 0 for exact methods
 * @param falseAlarm bound on the probability that it is true and was rejected; 0 except for statistical tests
 * @param scope which inputs the statement is about
 * @param numbers the numbers behind the verdict, by name, in order
 * @param counterexample where the statement fails, if it does and the check can say so
 */
public record Evidence(
        Verdict verdict,
        EvidenceKind kind,
        Probability falsePass,
        Probability falseAlarm,
        String scope,
        Map<String, String> numbers,
        Optional<Counterexample> counterexample) {

    public Evidence {
        numbers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        if (kind == EvidenceKind.IDENTITY
                && verdict == Verdict.VERIFIED
                && !falsePass.isAtMost(Probability.powerOfHalf(80))) {
            throw new IllegalArgumentException(
                    "identity with failure probability " + falsePass + ", expected at most 2^-80");
        }
        if (verdict == Verdict.VERIFIED && !kind.canBeGreen()) {
            throw new IllegalArgumentException("verified with evidence " + kind + ", which is never green");
        }
    }

    /** A statement found true by an exact method. */
    public static Evidence verified(EvidenceKind kind, String scope) {
        return verified(kind, Probability.ZERO, scope);
    }

    public static Evidence verified(EvidenceKind kind, Probability falsePass, String scope) {
        return new Evidence(Verdict.VERIFIED, kind, falsePass, Probability.ZERO, scope, Map.of(), Optional.empty());
    }

    /** A statement that fails, and where. */
    public static Evidence refuted(Counterexample counterexample) {
        return refuted(counterexample.summary(), Optional.of(counterexample));
    }

    /** A statement that fails, and a line that says where. */
    public static Evidence refuted(String where) {
        return refuted(where, Optional.empty());
    }

    private static Evidence refuted(String where, Optional<Counterexample> counterexample) {
        return new Evidence(
                Verdict.REFUTED,
                EvidenceKind.REFUTED,
                Probability.ZERO,
                Probability.ZERO,
                "one counterexample",
                Map.of("counterexample", where),
                counterexample);
    }

    public static Evidence undecided(String why) {
        return inconclusive(Verdict.UNDECIDED, why);
    }

    public static Evidence vacuous(String why) {
        return inconclusive(Verdict.VACUOUS, why);
    }

    private static Evidence inconclusive(Verdict verdict, String why) {
        return new Evidence(
                verdict,
                EvidenceKind.OPEN,
                Probability.ZERO,
                Probability.ZERO,
                "nothing",
                Map.of("reason", why),
                Optional.empty());
    }

    /** This evidence with one more number. */
    public Evidence with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(numbers);
        more.put(name, String.valueOf(value));
        return new Evidence(verdict, kind, falsePass, falseAlarm, scope, more, counterexample);
    }

    public Evidence withFalseAlarm(Probability alpha) {
        return new Evidence(verdict, kind, falsePass, alpha, scope, numbers, counterexample);
    }

    public boolean isVerified() {
        return verdict == Verdict.VERIFIED;
    }

    /** The evidence of a statement whose parts have these: the weakest link. Numbers go under the parts' names. */
    public static Evidence combine(Map<String, Evidence> parts) {
        if (parts.isEmpty()) {
            return vacuous("no parts");
        }
        Verdict verdict = Verdict.VERIFIED;
        Probability pass = Probability.ZERO;
        Probability alarm = Probability.ZERO;
        Map<String, String> numbers = new LinkedHashMap<>();
        @Nullable Counterexample counterexample = null;
        EvidenceKind kind = EvidenceKind.PROVED;
        for (Map.Entry<String, Evidence> e : parts.entrySet()) {
            Evidence part = e.getValue();
            verdict = verdict.and(part.verdict);
            kind = kind.weakest(part.kind);
            // If the whole is false, one part is, and that part alone has to be accepted.
            pass = pass.max(part.falsePass);
            alarm = alarm.plus(part.falseAlarm);
            part.numbers.forEach((name, value) -> numbers.put(e.getKey() + ": " + name, value));
            if (counterexample == null) {
                counterexample = part.counterexample.orElse(null);
            }
        }
        String scope = String.join(
                "; ",
                List.copyOf(new java.util.LinkedHashSet<>(
                        parts.values().stream().map(Evidence::scope).toList())));
        if (verdict == Verdict.REFUTED) {
            kind = EvidenceKind.REFUTED;
        }
        return new Evidence(verdict, kind, pass, alarm, scope, numbers, Optional.ofNullable(counterexample));
    }
}
