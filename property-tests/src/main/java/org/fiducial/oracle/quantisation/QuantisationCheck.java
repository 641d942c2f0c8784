package org.fiducial.oracle.quantisation;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Judges one output of quantised rows, element by element, in exact fractions. */
final class QuantisationCheck {
    private final QuantisationCase problem;
    private final QuantisationLists lists;
    private final Tensor candidate;
    private final FloatModel model;
    private final CheckOptions options;
    private final int columns;
    private final Tally tally = new Tally();
    private final double[] rowRatios;

    QuantisationCheck(QuantisationCase problem, Tensor candidate, FloatModel model, CheckOptions options) {
        this.problem = problem;
        this.lists = problem.lists(model);
        this.candidate = candidate;
        this.model = model;
        this.options = options;
        columns = lists.columns();
        rowRatios = new double[lists.rows()];
    }

    /**
     * What is allowed of one element.
     *
     * @param admitted whether the value may be returned; unknown where nothing bounds it
     * @param ratio its distance from the exact value over the bound
     */
    private record Judgement(@Nullable Boolean admitted, double mid, double bound, double ratio) {
        Outcome outcome() {
            return admitted == null ? Outcome.INCONCLUSIVE : admitted ? Outcome.CONFORMS : Outcome.VIOLATES;
        }
    }

    private static Judgement unknown() {
        return new Judgement(null, 0, Double.POSITIVE_INFINITY, 0);
    }

    Verdict verdict() {
        boolean perRow = options.output().equals("scale") || options.output().equals("low");
        for (int i = 0; i < lists.rows(); i++) {
            // The scale itself is never judged by the implementation's own.
            QuantisedRow row = perRow ? lists.row(i) : problem.row(lists, i);
            for (int c = 0; c < (perRow ? 1 : columns); c++) {
                int element = perRow ? i : i * columns + c;
                Judgement j = judge(row, element, i, c, candidate.valueAt(element), problem.code(element(i, c)));
                count(j, element, i);
            }
            options.progress().accept(i + 1);
        }
        return Verdict.of(
                QuantisationOracle.NAME,
                options.output(),
                tally.outcome(),
                model,
                tally,
                options.output().equals("codes")
                        ? WorstElement.of(candidate, tally, 1)
                        : WorstElement.of(candidate, tally, model),
                tally.violating() > 0 ? diagnosis(perRow) : List.of(),
                power(perRow),
                Suspicion.OF_DECISIONS,
                List.of(new EngineUse("exact fractions", lists.rows())),
                rowRatios);
    }

    private int element(int row, int column) {
        return row * columns + column;
    }

    private void count(Judgement j, int element, int row) {
        if (j.admitted == null) {
            tally.reason("the scale of a row, its reciprocal or a result leaves the normal range of a declared format,"
                    + " so nothing bounds what follows");
        }
        tally.count(j.outcome(), element, candidate.valueAt(element), j.mid, 0, j.bound);
        tally.envelope(true);
        rowRatios[row] = Math.max(rowRatios[row], j.ratio);
    }

    private Judgement judge(QuantisedRow row, int element, int i, int c, double x, @Nullable Long code) {
        if (!row.bounded()) {
            return unknown();
        }
        return switch (options.output()) {
            case "codes" -> code(row, lists.at(i, c), x);
            case "scale" -> number(row.quantiser().scale(), row.scaleBound(), x);
            case "low" -> number(row.quantiser().low(), row.lowBound(), x);
            default -> decoded(row, lists.at(i, c), x, code);
        };
    }

    private static Judgement code(QuantisedRow row, Dyadic number, double x) {
        double mid = row.position(number);
        // A tie that is computed exactly has one code only, although the other is no further away.
        double bound = row.reach(number);
        if (x != Math.rint(x) || Math.abs(x) > 0x1p30) {
            return new Judgement(false, mid, bound, Double.POSITIVE_INFINITY);
        }
        boolean admitted = row.admits((long) x, number);
        double ratio = Math.abs(x - mid) / bound;
        // Binary64 does not tell a ratio from 1 as the fractions do.
        return new Judgement(admitted, mid, bound, admitted ? Math.min(1, ratio) : Math.max(1, ratio));
    }

    /** A bound on what is computed, and on the store in the output's format of a number that it may not have. */
    private double stored(Rational exact, double computed) {
        double store = computed == 0 && Fractions.holds(model.output(), exact) ? 0 : model.outputRoundoff();
        double tiny = store == 0 ? 0 : model.underflow(model.output());
        return (computed * (1 + store) + Fractions.size(exact) * store) * QuantisedRow.UP + tiny;
    }

    private Judgement number(Rational exact, double computed, double x) {
        double bound = stored(exact, computed);
        double mid = Fractions.nearest(exact);
        if (isOutside(mid, bound)) {
            return unknown();
        }
        return Double.isFinite(x) ? exactly(exact, mid, bound, x) : lost(mid, bound);
    }

    private boolean isOutside(double mid, double bound) {
        return Math.abs(mid) + bound > model.output().largestFinite().toDouble();
    }

    private static Judgement lost(double mid, double bound) {
        return new Judgement(false, mid, bound, Double.POSITIVE_INFINITY);
    }

    private static Judgement exactly(Rational exact, double mid, double bound, double x) {
        Rational away = Rational.of(Dyadic.of(x)).subtract(exact).abs();
        boolean admitted = away.compareTo(Rational.of(Dyadic.of(bound))) <= 0;
        double distance = Fractions.nearest(away);
        return new Judgement(admitted, mid, bound, distance == 0 ? 0 : distance / bound);
    }

    /** A decoded number; in fractions where binary64 does not tell. */
    private Judgement decoded(QuantisedRow row, long code, double x) {
        double mid = row.nearDecoded(code);
        double bound = row.decodedBound(code);
        if (isOutside(mid, bound)) {
            return unknown();
        } else if (!Double.isFinite(x)) {
            return lost(mid, bound);
        }
        double distance = Math.abs(x - mid);
        double radius = row.decodedRadius(code) + distance * 0x1p-50;
        return Math.abs(distance - bound) <= radius * 2
                ? exactly(row.decoded(code), mid, bound, x)
                : new Judgement(distance < bound, mid, bound, distance / bound);
    }

    /** The decoded number of the implementation's own code, or of the admissible code that it is nearest to. */
    private Judgement decoded(QuantisedRow row, Dyadic number, double x, @Nullable Long own) {
        long near = row.code(number);
        if (own != null && !row.admits(own, number)) {
            tally.reason("a code is not admissible, so what it decodes to is not either");
            Judgement j = decoded(row, near, x);
            return new Judgement(false, j.mid, j.bound, Math.max(1, j.ratio));
        }
        if (own != null) {
            return decoded(row, own, x);
        }
        Judgement best = decoded(row, near, x);
        for (long code = near - 1; !Boolean.TRUE.equals(best.admitted) && code <= near + 1; code += 2) {
            if (row.admits(code, number)) {
                Judgement j = decoded(row, code, x);
                best = j.ratio < best.ratio ? j : best;
            }
        }
        return best;
    }

    /** The mistakes that explain every element. */
    private List<Diagnosis> diagnosis(boolean perRow) {
        List<Diagnosis> found = new ArrayList<>();
        for (QuantisationMistake m : QuantisationMistake.values()) {
            double ratio = 0;
            boolean explains = !perRow || changesScale(m);
            MistakenLists mistaken = new MistakenLists(lists, m);
            for (int i = 0; explains && i < lists.rows(); i++) {
                for (int c = 0; explains && c < (perRow ? 1 : columns); c++) {
                    QuantisedRow wrong = mistaken.of(i, c);
                    explains = wrong != null;
                    if (wrong != null) {
                        int element = perRow ? i : element(i, c);
                        Judgement j = judge(wrong, element, i, c, candidate.valueAt(element), null);
                        explains = Boolean.TRUE.equals(j.admitted);
                        ratio = Math.max(ratio, j.ratio);
                    }
                }
            }
            if (explains) {
                found.add(new Diagnosis(m.label(), m.description(), 1, Math.min(1, ratio)));
            }
        }
        return found;
    }

    /** Whether a row's scale and low are other numbers; columns have theirs in another shape. */
    private static boolean changesScale(QuantisationMistake m) {
        return switch (m) {
            case ONE_LEVEL_MORE, ONE_BIT_LESS, WHOLE_TENSOR, OTHER_SCHEME -> true;
            default -> false;
        };
    }

    /** What the check would have seen: the exact results of each mistake, judged as the candidate is. */
    private List<Exposure> power(boolean perRow) {
        List<Exposure> out = new ArrayList<>();
        if (options.powerRows() == 0) {
            return out;
        }
        int step = options.powerStep(lists.rows());
        for (QuantisationMistake m : QuantisationMistake.values()) {
            double factor = 0;
            boolean applicable = false;
            boolean exposed = false;
            MistakenLists mistaken = new MistakenLists(lists, m);
            for (int i = 0; i < lists.rows() && (!perRow || changesScale(m)); i += step) {
                QuantisedRow right = lists.row(i);
                for (int c = 0; c < (perRow ? 1 : columns) && right.bounded(); c++) {
                    QuantisedRow wrong = mistaken.of(i, c);
                    if (wrong == null) {
                        break;
                    }
                    double y = exact(wrong, i, c);
                    applicable |= y != exact(right, i, c);
                    Judgement j = judge(right, 0, i, c, y, null);
                    exposed |= Boolean.FALSE.equals(j.admitted);
                    factor = Math.max(factor, j.ratio);
                }
            }
            out.add(new Exposure(m.label(), m.description(), applicable, exposed, factor));
        }
        return out;
    }

    /** The exact output of a row for an element, to the nearest binary64 number. */
    private double exact(QuantisedRow row, int i, int c) {
        long code = row.code(lists.at(i, c));
        return switch (options.output()) {
            case "codes" -> code;
            case "scale" -> Fractions.nearest(row.quantiser().scale());
            case "low" -> Fractions.nearest(row.quantiser().low());
            default -> Fractions.nearest(row.decoded(code));
        };
    }
}
