package org.fiducial.oracle.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.Tensor;

/** Scores, one list a row of the last axis, of which the k largest are chosen. */
final class TopKCase implements CheckedOperator.Case {
    private final Tensor scores;
    private final int k;
    private final boolean anyOrder;
    private final boolean anyTie;

    TopKCase(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        ParameterValues v = ParameterValues.of(TopKOracle.NAME, TopKOracle.PARAMETERS, parameters);
        CaseTensors.rejectUnknown(tensors, "scores", "x");
        scores = CaseTensors.lists(tensors, "scores", "x");
        k = v.integer("k", 1, columns());
        anyOrder = v.choice("order").equals("any");
        anyTie = v.choice("ties").equals("any");
    }

    private int columns() {
        return scores.shape().size(-1);
    }

    @Override
    public int[] shape(String output) throws CaseException {
        if (!output.equals("indices") && !output.equals("values")) {
            throw new CaseException(
                    "output '" + output + "' of " + TopKOracle.NAME + ", expected one of indices, values");
        }
        int[] s = scores.shape().sizes();
        s[s.length - 1] = k;
        return s;
    }

    @Override
    public long rows() {
        return scores.elements() / columns();
    }

    private TopKRow row(int i) {
        return new TopKRow(scores.valuesAt((long) i * columns(), columns()), k, anyOrder, anyTie);
    }

    @Override
    public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        CaseTensors.requireShape("the candidate", candidate, shape(options.output()));
        boolean values = options.output().equals("values");
        if (values) {
            CaseTensors.requireFloat("the candidate", candidate);
        }
        Tally tally = new Tally();
        double[] rowRatios = new double[(int) rows()];
        for (int i = 0; i < rowRatios.length; i++) {
            TopKRow row = row(i);
            int[] exact = row.exact();
            double[] given = given(candidate, i);
            boolean[] wrong = values ? row.wrongValues(given) : row.wrong(indices(given));
            for (int t = 0; t < k; t++) {
                // A choice is right or wrong: a right one is no distance away, whatever it ties with.
                double right = wrong[t] ? other(row, exact, values, t, given[t]) : given[t];
                tally.count(wrong[t] ? Outcome.VIOLATES : Outcome.CONFORMS, (long) i * k + t, given[t], right, 0, 0);
                tally.envelope(true);
                rowRatios[i] = Math.max(rowRatios[i], Tally.ratio(given[t], right, 0));
            }
            options.progress().accept(i + 1);
        }
        List<Diagnosis> diagnosis = tally.violating() > 0 ? diagnosis(candidate, values) : List.of();
        return verdict(candidate, model, options, tally, rowRatios, diagnosis, power(values, options));
    }

    private double[] given(Tensor candidate, int row) {
        return candidate.valuesAt((long) row * k, k);
    }

    /** The mistakes that explain every row. */
    private List<Diagnosis> diagnosis(Tensor candidate, boolean values) {
        List<Diagnosis> found = new ArrayList<>();
        for (TopKMistake m : TopKMistake.values()) {
            boolean explains = true;
            for (int i = 0; explains && i < rows(); i++) {
                TopKRow row = row(i);
                double[] given = given(candidate, i);
                int[] other = m.choice(row.scores(), k);
                explains = values ? same(given, row, other) : Arrays.equals(indices(given), other);
            }
            if (explains) {
                found.add(new Diagnosis(m.label(), m.description(), 1, 0));
            }
        }
        return found;
    }

    /** What each mistake would have shown, on some rows. */
    private List<Exposure> power(boolean values, CheckOptions options) {
        List<Exposure> out = new ArrayList<>();
        for (TopKMistake m : options.powerRows() == 0 ? new TopKMistake[0] : TopKMistake.values()) {
            boolean applies = false;
            boolean exposed = false;
            for (int i = 0; i < rows(); i += options.powerStep((int) rows())) {
                TopKRow row = row(i);
                int[] other = m.choice(row.scores(), k);
                applies |= !Arrays.equals(other, row.exact());
                exposed |= TopKRow.any(values ? row.wrongValues(values(row, other)) : row.wrong(other));
            }
            out.add(new Exposure(m.label(), m.description(), applies, exposed, exposed ? Double.POSITIVE_INFINITY : 0));
        }
        return out;
    }

    /** What belongs in a place, or, where that is there but was given before, what is missing. */
    private static double other(TopKRow row, int[] exact, boolean values, int place, double given) {
        double right = Double.NaN;
        for (int t = 0; t < exact.length; t++) {
            int i = exact[(place + t) % exact.length];
            right = values ? row.scores()[i] : i;
            if (right != given) {
                break;
            }
        }
        return right;
    }

    private static Verdict verdict(
            Tensor candidate,
            FloatModel model,
            CheckOptions options,
            Tally tally,
            double[] rowRatios,
            List<Diagnosis> diagnosis,
            List<Exposure> power) {
        return Verdict.of(
                TopKOracle.NAME,
                options.output(),
                tally.outcome(),
                model,
                tally,
                WorstElement.of(candidate, tally, 1),
                diagnosis,
                power,
                Suspicion.OF_DECISIONS,
                List.of(new EngineUse("exact comparisons", rowRatios.length)),
                rowRatios);
    }

    /** Indices as they are, and -1 for what is none. */
    private int[] indices(double[] given) {
        int[] out = new int[k];
        for (int t = 0; t < k; t++) {
            boolean whole = given[t] == Math.rint(given[t]) && Math.abs(given[t]) <= Integer.MAX_VALUE;
            out[t] = whole ? (int) given[t] : -1;
        }
        return out;
    }

    private static double[] values(TopKRow row, int[] indices) {
        double[] out = new double[indices.length];
        for (int t = 0; t < out.length; t++) {
            // An index that is one too large has no value.
            out[t] = indices[t] < row.scores().length ? row.scores()[indices[t]] : Double.NaN;
        }
        return out;
    }

    private static boolean same(double[] given, TopKRow row, int[] indices) {
        double[] other = values(row, indices);
        for (int t = 0; t < given.length; t++) {
            if (given[t] != other[t]) {
                return false;
            }
        }
        return true;
    }
}
