package org.fiducial.oracle.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Verdict;
import org.junit.jupiter.api.Test;

/** Kernels that are right conform, however they sum; a single wrong element is found where it is, as soon as it is outside its bound. */
class FloatKernelsTest {
    private static final int CASES =
            Integer.getInteger("fiducial.cases", Boolean.getBoolean("fiducial.long") ? 4000 : 40);

    private static FloatModel model(FloatKernel kernel, int keys) {
        FloatModel m =
                FloatModel.of(Format.BINARY32).withExp(1, ExpArgument.NATURAL).withWeights(kernel.weights());
        if (kernel.tile() < keys || kernel.splits() > 1) {
            return m.withSum(kernel.splits() > 1 ? SumOrder.ANY : new SumOrder(SumOrder.Kind.TILES, kernel.tile()));
        }
        return switch (kernel.sums()) {
            case PAIRWISE ->
                m.withSum(new SumOrder(SumOrder.Kind.DEPTH, 1 + 32 - Integer.numberOfLeadingZeros(keys - 1)));
            case BLOCKED -> m.withSum(new SumOrder(SumOrder.Kind.DEPTH, 4 + 3 + (keys + 31) / 32));
            default -> m;
        };
    }

    @Test
    void softmaxAttentionC12KernelsConformHoweverTheySum() throws Exception {
        Map<String, List<Double>> ratios = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (int seed = 1; seed <= CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int keys = 2 + random.nextInt(seed % 8 == 0 ? 600 : 90);
            FloatProblem p = new FloatProblem(random, keys, 1 + random.nextInt(40), seed % 3 == 0 ? 6 : 1.5f);
            CheckedOperator.Case c = p.asCase();
            Format weights =
                    List.of(Format.BINARY32, Format.BFLOAT16, Format.BINARY16).get(seed % 3);
            for (FloatSums sums : FloatSums.values()) {
                for (int[] shape : new int[][] {{keys, 1}, {16, 1}, {64, 1}, {16, 3}, {32, 4}}) {
                    FloatKernel kernel = new FloatKernel(sums, Math.max(2, shape[0]), shape[1], weights);
                    Verdict v = p.check(c, kernel.output(p), model(kernel, keys));
                    if (v.verdict() == Outcome.VIOLATES) {
                        violations.add("seed " + seed + ", " + kernel + ": " + v.worst() + v.reasons());
                    } else if (v.verdict() == Outcome.CONFORMS) {
                        String form = shape[0] == keys ? "one pass" : shape[1] > 1 ? "splits" : "tiles";
                        for (String name : List.of(
                                sums + ", " + weights.name(), form + ", " + weights.name(), "all, " + weights.name())) {
                            ratios.computeIfAbsent(name, n -> new ArrayList<>())
                                    .add(v.worst().ratio());
                        }
                    }
                }
            }
        }
        StringBuilder report = new StringBuilder();
        ratios.forEach((name, r) -> {
            r.sort(null);
            report.append(String.format(
                    "%-24s %6d checks, largest error over bound: median %.4f, max %.4f%n",
                    name, r.size(), r.get(r.size() / 2), r.get(r.size() - 1)));
        });
        if (Boolean.getBoolean("fiducial.long") || !violations.isEmpty()) {
            System.out.println(report);
        }
        assertEquals(
                List.of(), violations.subList(0, Math.min(5, violations.size())), violations.size() + " violations");
        for (String format : List.of("BINARY32", "BFLOAT16", "BINARY16")) {
            List<Double> r = Objects.requireNonNull(ratios.get("all, " + format));
            assertTrue(r.get(r.size() - 1) > 0.02, () -> "the bounds are uninformative: " + report);
        }
    }

    /** Half a bound more than allowed, three and ten: found at that element and no other; a tenth less: not found. */
    @Test
    void softmaxAttentionC12PlantedErrorsAreFoundAtTheirElement() throws Exception {
        int planted = 0;
        int cases = (CASES + 1) / 2;
        for (int seed = 1; seed <= cases; seed++) {
            SplittableRandom random = new SplittableRandom(1000 + seed);
            int keys = 2 + random.nextInt(60);
            FloatProblem p = new FloatProblem(random, keys, 1 + random.nextInt(20), 1.5f);
            CheckedOperator.Case c = p.asCase();
            FloatKernel kernel = new FloatKernel(FloatSums.values()[seed % 6], 16, 1, Format.BINARY32);
            FloatModel model = model(kernel, keys);
            double[] right = kernel.output(p);
            double[] exact = p.inDouble();
            assertTrue(p.check(c, right, model).verdict() != Outcome.VIOLATES);
            for (int trial = 0; trial < 4; trial++) {
                int e = random.nextInt(right.length);
                // Far off, so that the verdict tells the bound there.
                double bound =
                        with(p, c, model, right, e, exact[e] + 1e3).worst().bound();
                if (bound == 0 || bound > 1) {
                    continue;
                }
                double sign = random.nextBoolean() ? 1 : -1;
                for (double factor : new double[] {1.5, 3, 10}) {
                    Verdict v = with(p, c, model, right, e, exact[e] + sign * factor * bound);
                    int[] place = v.worst().index();
                    String what = "seed " + seed + ", element " + e + ", " + factor + " times: " + v.worst();
                    assertEquals(Outcome.VIOLATES, v.verdict(), what);
                    assertEquals(1, v.violating(), what);
                    assertEquals(e, (place[0] * p.queries + place[1]) * p.valueWidth + place[2], what);
                    assertEquals(factor, v.worst().ratio(), 1e-4 * factor, what);
                    planted++;
                }
                Verdict inside = with(p, c, model, right, e, exact[e] + sign * 0.9 * bound);
                assertEquals(0, inside.violating(), () -> "inside: " + inside.worst());
            }
        }
        assertTrue(planted > 5 * cases, planted + " errors planted");
    }

    private static Verdict with(
            FloatProblem p, CheckedOperator.Case c, FloatModel model, double[] right, int e, double x)
            throws Exception {
        double[] candidate = right.clone();
        candidate[e] = x;
        return p.check(c, candidate, model);
    }
}
