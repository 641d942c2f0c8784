package org.fiducial.report;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;

/** Verdicts made by hand, with every field in use. */
public final class ExampleVerdicts {
    private ExampleVerdicts() {}

    /** Inside, at most 0.12 of the bound. */
    public static Verdict conforming() {
        return verdict(
                Outcome.CONFORMS,
                new WorstElement(
                        new int[] {3, 17, 5}, 0.125, "0.12500000372529029846191406250001", 1e-17, 3.1e-8, 0.25, 0.12),
                List.of(),
                new long[] {90, 300, 2000, 9000, 40000, 60000, 19000, 682, 0, 0, 0, 0, 0, 0, 0, 0},
                rows(0.12));
    }

    /** Outside, explained by a mask that is off by one. */
    public static Verdict violating() {
        return verdict(
                Outcome.VIOLATES,
                new WorstElement(
                        new int[] {0, 1, 63}, -0.75, "0.20000000298023223876953125", 2e-17, 4.1e-7, 6.3e7, 2.3e6),
                List.of(new Diagnosis("mask-off-by-one", "query i also sees key i + 1", 1, 0.3)),
                new long[] {9, 30, 200, 900, 4000, 6000, 1900, 682, 50, 70, 10, 40, 60, 80, 1000, 116041},
                rows(2.3e6));
    }

    /** A candidate that is not a number, in a case whose bound says nothing. */
    public static Verdict inconclusive() {
        return verdict(
                Outcome.INCONCLUSIVE,
                new WorstElement(
                        new int[] {0, 0},
                        Double.NaN,
                        "1e300",
                        Double.POSITIVE_INFINITY,
                        5e301,
                        0,
                        Double.POSITIVE_INFINITY),
                List.of(),
                new long[16],
                new double[] {Double.POSITIVE_INFINITY});
    }

    /** A check of that verdict. */
    public static Checked checked(String label, Verdict verdict) {
        return new Checked(
                label,
                "case.safetensors",
                "out <&> \"quoted\".safetensors",
                Map.of("causal", "top-left"),
                verdict,
                false,
                1.234,
                List.of("a note with <markup> & a control character \u0001"));
    }

    private static Verdict verdict(
            Outcome outcome, WorstElement worst, List<Diagnosis> diagnosis, long[] ratios, double[] rows) {
        long outside = outcome == Outcome.VIOLATES ? 117000 : 0;
        long undecided = outcome == Outcome.INCONCLUSIVE ? 131072 : 0;
        return new Verdict(
                "softmax-attention",
                "output",
                outcome,
                FloatModel.of(Format.BINARY32).withSum(SumOrder.parse("depth:32")),
                131072,
                131072 - outside - undecided,
                undecided,
                outside,
                worst,
                outcome == Outcome.INCONCLUSIVE
                        ? List.of("the envelope is wider than the hull of the values (C2)")
                        : List.of(),
                diagnosis,
                power(),
                new Suspicion(outcome != Outcome.CONFORMS, 1e-9, 0.4, "rounding errors are independent with mean zero"),
                List.of(new EngineUse("binary64 ball", 2040), new EngineUse("big ball", 8)),
                List.of(new Verdict.EnvelopeUse("closed", 131000), new Verdict.EnvelopeUse("model", 72)),
                ratios,
                rows);
    }

    private static List<Exposure> power() {
        return List.of(
                new Exposure("no-scale", "the logits are not multiplied by tau", true, true, 1.2e6),
                new Exposure("mask-off-by-one", "query i also sees key i + 1", true, true, 3.4e5),
                new Exposure("causal-corner", "the causal mask is aligned to the other corner", false, false, 0),
                new Exposure("lost-last-tile", "the last 64 keys are dropped", true, true, 8.8e4),
                new Exposure("tf32-logits", "logits are computed in TF32", true, true, 2.4),
                new Exposure("binary16-weights", "weights are rounded to binary16", true, false, 0.22),
                new Exposure(
                        "stale-maximum",
                        "an old maximum is kept when rescaling",
                        true,
                        true,
                        Double.POSITIVE_INFINITY));
    }

    private static double[] rows(double worst) {
        double[] rows = new double[2048];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = worst * Math.abs(Math.sin(0.37 * i) * Math.sin(0.011 * i));
        }
        rows[17] = worst;
        return rows;
    }
}
