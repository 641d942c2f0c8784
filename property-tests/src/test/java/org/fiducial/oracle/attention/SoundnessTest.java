package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** C12, C13: whatever an implementation in the declared model does, it conforms; every bound is approached within a factor 1000. */
class SoundnessTest {
    private static final int CASES =
            Integer.getInteger("fiducial.cases", Boolean.getBoolean("fiducial.long") ? 110_000 : 600);

    /** Observed distance over bound, of the worst element of each check. */
    private record Ratios(List<Double> all, int[] inconclusive, int[] vacuous) {}

    @Test
    void softmaxAttentionC12C13EveryEmulatedImplementationConforms() throws Exception {
        Map<String, Ratios> ratios = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        long first = Long.getLong("fiducial.seed", 1);
        for (long seed = first; seed < first + CASES; seed++) {
            DrawnCheck drawn = new DrawnCheck(seed);
            CheckedOperator.Case c = drawn.asCase();
            for (Map.Entry<String, Tensor> e : drawn.outputs(drawn.model).entrySet()) {
                Verdict v = drawn.check(c, e.getKey(), e.getValue(), drawn.model);
                if (v.verdict() == Outcome.VIOLATES) {
                    violations.add(
                            "seed " + seed + ", " + e.getKey() + ": " + v.worst() + v.reasons() + " of " + drawn);
                }
                count(ratios, e.getKey(), v);
                count(ratios, e.getKey() + " " + drawn.kind, v);
            }
        }
        StringBuilder report =
                new StringBuilder("observed / bound: ").append(CASES).append(" cases\n");
        ratios.forEach((name, r) -> {
            r.all.sort(null);
            report.append(String.format(
                    "%-28s checks %6d, inconclusive %5d, vacuous %5d, median %.4f, max %.4f%n",
                    name,
                    r.all.size() + r.inconclusive[0] + r.vacuous[0],
                    r.inconclusive[0],
                    r.vacuous[0],
                    r.all.isEmpty() ? 0 : r.all.get(r.all.size() / 2),
                    r.all.isEmpty() ? 0 : r.all.get(r.all.size() - 1)));
        });
        if (Boolean.getBoolean("fiducial.long") || !violations.isEmpty()) {
            System.out.println(report);
        }
        assertEquals(
                List.of(), violations.subList(0, Math.min(20, violations.size())), violations.size() + " violations");
        for (String output : List.of("output", "lse", "dquery", "dkey", "dvalue")) {
            Ratios r = Objects.requireNonNull(ratios.get(output));
            assertTrue(r.all.size() > 3 * r.inconclusive[0], "most checks of " + output + " decide: " + report);
            Ratios plain = Objects.requireNonNull(ratios.get(output + " PLAIN"));
            assertTrue(plain.all.size() > 3 * plain.vacuous[0], "plain gradients are not vacuous: " + report);
            assertTrue(r.all.get(r.all.size() - 1) > 1e-3, "the bound of " + output + " is uninformative: " + report);
        }
    }

    private static void count(Map<String, Ratios> ratios, String name, Verdict v) {
        Ratios r = ratios.computeIfAbsent(name, k -> new Ratios(new ArrayList<>(), new int[1], new int[1]));
        if (v.reasons().stream().anyMatch(reason -> reason.endsWith("zeros would pass"))) {
            // Drawn gradients cancel often, down to below what rounding may do to them.
            r.vacuous[0]++;
        } else if (v.verdict() == Outcome.INCONCLUSIVE) {
            r.inconclusive[0]++;
        } else {
            r.all.add(v.worst().ratio());
        }
    }

    /** An understated model must be found out by some implementation that uses what was not declared. */
    @Test
    void understatedModelsAreViolatedSomewhere() throws Exception {
        for (Understatement u : Understatement.values()) {
            int violated = 0;
            int tried = 0;
            for (long seed = 1; violated == 0 && seed < 3000; seed++) {
                DrawnCheck drawn = new DrawnCheck(seed);
                FloatModel declared = u.of(drawn.model);
                if (declared.equals(drawn.model)) {
                    continue;
                }
                tried++;
                Verdict v = drawn.check(
                        drawn.asCase(),
                        "output",
                        Objects.requireNonNull(drawn.outputs(drawn.model).get("output")),
                        declared);
                violated += v.verdict() == Outcome.VIOLATES ? 1 : 0;
            }
            assertTrue(violated > 0, u + " was not found out in " + tried + " cases");
        }
    }
}
