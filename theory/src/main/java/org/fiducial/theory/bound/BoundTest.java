package org.fiducial.theory.bound;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.fiducial.arithmetic.Enclosure;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Check;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.DrawnVariables;
import org.fiducial.theory.random.Seed;

/**
 * Checks inequalities by balls at random and extremal inputs (claim-kinds, section 5): verified where the enclosures separate the right
 * way, refuted where they separate the wrong way, and otherwise at twice the precision, up to a cap.
 *
 * @param bound the inequalities
 * @param quick number of inputs at quick effort; ten times as many at standard effort, a hundred times at long effort
 * @param tightness the largest ratio smaller / larger has to reach this, or the check is vacuous; 0 if no ratio is measured
 * @param factor what the larger sides are multiplied by: 1, or less for a negative control
 * @param cap largest precision in bits
 */
public record BoundTest(Bound bound, int quick, double tightness, double factor, int cap) implements Check {
    private static final int FIRST_PRECISION = 64;
    private static final int CAP = 4096;

    public BoundTest(Bound bound, int quick, double tightness) {
        this(bound, quick, tightness, 1, CAP);
    }

    /**
     * A part of a claim: an enumeration's first constant gives the bound, the others are its mutants, and so are the bound times 0.99
     * times the required tightness, which must be refuted, and balls of three bits, which must not decide.
     */
    public static <V extends Enum<V>> Part part(
            String name, int quick, double tightness, Class<V> variants, Function<V, Bound> bound) {
        Bound statement = bound.apply(variants.getEnumConstants()[0]);
        Part part =
                Part.of(name, EvidenceKind.CERTIFIED, variants, v -> new BoundTest(bound.apply(v), quick, tightness));
        part = part.with(Mutant.undecided("three bits of precision", new BoundTest(statement, quick, tightness, 1, 3)));
        return tightness == 0
                ? part
                : part.with(Mutant.refuted(
                        String.format(Locale.ROOT, "bound times %.3f", 0.99 * tightness),
                        new BoundTest(statement, quick, tightness, 0.99 * tightness, CAP)));
    }

    @Override
    public Evidence run(CheckRun run) {
        int inputs = run.effort().of(quick, 10 * quick, 100 * quick);
        Tally tally = new Tally();
        for (int c = 0; c < inputs; c++) {
            Seed seed = run.seed().derive("input " + c);
            int precision = Math.min(FIRST_PRECISION, cap);
            String open = decide(seed, c, precision, tally);
            while (!open.isEmpty() && tally.refuted.isEmpty() && precision < cap) {
                precision = Math.min(2 * precision, cap);
                open = decide(seed, c, precision, tally);
            }
            if (!tally.refuted.isEmpty()) {
                return Evidence.refuted("input " + c + " of seed " + run.seed() + ": " + tally.refuted);
            }
            if (!open.isEmpty()) {
                return Evidence.undecided("input " + c + " of seed " + run.seed() + " at " + cap + " bits: " + open);
            }
        }
        return tally.evidence(inputs, tightness);
    }

    /** Decides all elements at one precision; the first that stays open, or an empty text. */
    private String decide(Seed seed, int number, int precision, Tally tally) {
        BigBalls a = new BigBalls(precision);
        List<Bound.Inequality<Grid<Ball>>> all;
        try {
            all = bound.at(a, new DrawnVariables<>(a, seed.stream(), number));
        } catch (org.fiducial.arithmetic.UndecidedException e) {
            return String.valueOf(e.getMessage());
        }
        List<Double> ratios = new ArrayList<>();
        long elements = 0;
        for (Bound.Inequality<Grid<Ball>> q : all) {
            Grid<Ball> larger = factor == 1
                    ? q.larger()
                    : a.multiply(q.larger(), a.literal(new Matrix(1, 1, new double[] {factor})));
            for (int i = 0; i < q.smaller().rows(); i++) {
                for (int j = 0; j < q.smaller().columns(); j++) {
                    Enclosure f = a.enclosure(q.smaller(), i, j);
                    Enclosure b = a.enclosure(larger, i, j);
                    int low = f.upper().compareTo(b.lower());
                    int high = f.lower().compareTo(b.upper());
                    if (high > 0 || high == 0 && q.strict()) {
                        tally.refuted =
                                q.name() + " at row " + i + ", column " + j + ": " + brief(f) + " against " + brief(b);
                        return "";
                    }
                    if (low > 0 || low == 0 && q.strict()) {
                        return q.name() + " at row " + i + ", column " + j;
                    }
                    elements++;
                    if (q.measured() && b.lower().signum() > 0) {
                        ratios.add(f.midpoint().toDouble() / b.midpoint().toDouble());
                    }
                }
            }
        }
        tally.elements += elements;
        tally.met += all.isEmpty() ? 0 : 1;
        tally.ratios.addAll(ratios);
        tally.precision = Math.max(tally.precision, precision);
        return "";
    }

    private static String brief(Enclosure x) {
        return x.midpoint().round(53, org.fiducial.number.Rounding.TIES_TO_EVEN).toDouble() + " +- "
                + x.radius().add(Dyadic.powerOfTwo(-1074)).toDouble();
    }

    /** What a run has seen so far. */
    private static final class Tally {
        private final List<Double> ratios = new ArrayList<>();
        private String refuted = "";
        private long elements;
        private int met;
        private int precision;

        private Evidence evidence(int inputs, double tightness) {
            if (met == 0 || elements == 0) {
                return Evidence.vacuous("hypotheses met at 0 of " + inputs + " inputs");
            }
            Collections.sort(ratios);
            double largest = ratios.isEmpty() ? 0 : ratios.get(ratios.size() - 1);
            Evidence e = largest < tightness
                    ? Evidence.vacuous("largest ratio " + largest + ", required " + tightness)
                    : Evidence.verified(EvidenceKind.CERTIFIED, "random and extremal inputs, by enclosures");
            e = e.with("inputs", inputs)
                    .with("hypotheses met", met)
                    .with("inequalities decided", elements)
                    .with("precision in bits", precision);
            return ratios.isEmpty()
                    ? e
                    : e.with("largest ratio to the bound", brief(largest))
                            .with("median ratio", brief(ratios.get(ratios.size() / 2)))
                            .with("required ratio", tightness);
        }

        private static String brief(double x) {
            return String.format(Locale.ROOT, "%.4g", x);
        }
    }
}
