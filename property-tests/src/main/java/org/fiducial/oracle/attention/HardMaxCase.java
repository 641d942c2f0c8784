package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Diagnosis;
import org.fiducial.oracle.EngineLadder;
import org.fiducial.oracle.EngineUse;
import org.fiducial.oracle.Exposure;
import org.fiducial.oracle.Outcome;
import org.fiducial.oracle.Suspicion;
import org.fiducial.oracle.Tally;
import org.fiducial.oracle.Verdict;
import org.fiducial.oracle.WorstElement;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A case of hard-max attention. The choice of keys is the implementation's where it is given and admissible, and must be one of the
 * admissible choices where it is not: rounding may legitimately break a tie.
 */
final class HardMaxCase implements CheckedOperator.Case {
    private final AttentionCase attention;
    private final @Nullable Tensor selection;

    HardMaxCase(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        Map<String, Tensor> inputs = new LinkedHashMap<>(tensors);
        selection = inputs.remove("selection");
        for (String name : List.of("scale", "softcap")) {
            if (parameters.containsKey(name)) {
                throw new CaseException(
                        "parameter '" + name + "' has no meaning for hard-max-attention, expected one of "
                                + String.join(", ", HardMaxAttentionOracle.PARAMETERS));
            }
        }
        if (inputs.containsKey("bias")) {
            throw new CaseException(
                    "the case has a tensor 'bias', expected none: hard-max attention is defined without");
        }
        attention = new AttentionCase(inputs, AttentionParameters.read(parameters));
        if (selection != null) {
            if (selection.type() != ElementType.BOOL) {
                throw new CaseException("tensor selection is " + selection.type() + ", expected BOOL");
            }
            int[] expected = shape("output");
            expected[expected.length - 1] = attention.keys();
            CaseTensors.requireShape("selection", selection, expected);
        }
    }

    @Override
    public int[] shape(String output) throws CaseException {
        if (!output.equals("output")) {
            throw new CaseException("output '" + output + "' of hard-max-attention, expected output");
        }
        return attention.shape(output);
    }

    @Override
    public long rows() {
        return attention.rows();
    }

    @Override
    public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        CaseTensors.requireFloat("the candidate", candidate);
        CaseTensors.requireShape("the candidate", candidate, shape(options.output()));
        int n = attention.queries();
        int width = candidate.shape().size(-1);
        Tally tally = new Tally();
        double[] rowRatios = new double[(int) rows()];
        HardMaxMistake[] mistakes = HardMaxMistake.values();
        double[] factors = new double[mistakes.length];
        boolean[] explains = new boolean[mistakes.length];
        java.util.Arrays.fill(explains, true);
        for (int h = 0; h < attention.heads(); h++) {
            AttentionHead head = attention.head(h);
            HardMaxRows choices = new HardMaxRows(head, model);
            AttentionHead open = attention.unmaskedHead(h);
            int step = options.powerStep(attention.heads() * n);
            for (int i = 0; i < n; i++) {
                int row = h * n + i;
                long first = (long) row * width;
                double[] x = candidate.valuesAt(first, width);
                rowRatios[row] = judge(tally, first, x, head, choices, i, selected(h, i), model);
                options.progress().accept(row + 1);
                if (row % step != 0 && i != n - 1) {
                    continue;
                }
                RowEnvelope right = choices.envelope(EngineLadder.engines().get(0), i, choices.exact(i));
                for (int k = 0; k < mistakes.length; k++) {
                    double[] wrong = mistakes[k].output(open, choices, i);
                    for (int c = 0; c < width; c++) {
                        double distance = Math.abs(wrong[c] - right.mid()[c]);
                        factors[k] = Math.max(factors[k], distance == 0 ? 0 : distance / right.bound()[c]);
                        double allowance =
                                right.bound()[c] * Math.max(1, Math.abs(wrong[c]) / Math.abs(right.mid()[c]));
                        explains[k] &= Math.abs(x[c] - wrong[c]) <= allowance;
                    }
                }
            }
        }
        List<Exposure> power = new ArrayList<>();
        List<Diagnosis> diagnosis = new ArrayList<>();
        for (int k = 0; k < mistakes.length; k++) {
            double f = factors[k];
            power.add(new Exposure(mistakes[k].label(), mistakes[k].description(), f > 0, f > 1, f));
            if (tally.violating() > 0 && f > 1 && explains[k]) {
                diagnosis.add(new Diagnosis(mistakes[k].label(), mistakes[k].description(), 1, 1));
            }
        }
        return Verdict.of(
                "hard-max-attention",
                options.output(),
                tally.outcome(),
                model,
                tally,
                WorstElement.of(candidate, tally, model),
                diagnosis,
                power,
                Suspicion.none("hard-max attention"),
                List.of(new EngineUse(
                        "exact scores; " + EngineLadder.engines().get(0).name(), rows())),
                rowRatios);
    }

    private @Nullable BitSet selected(int head, int row) {
        if (selection == null) {
            return null;
        }
        BitSet out = new BitSet(attention.keys());
        long first = ((long) head * attention.queries() + row) * attention.keys();
        for (int j = 0; j < attention.keys(); j++) {
            out.set(j, selection.code(first + j) != 0);
        }
        return out;
    }

    private double judge(
            Tally tally,
            long first,
            double[] x,
            AttentionHead head,
            HardMaxRows choices,
            int i,
            @Nullable BitSet selected,
            FloatModel model) {
        if (head.allowed().count(i) == 0) {
            for (int c = 0; c < x.length; c++) {
                tally.count(x[c] == 0 ? Outcome.CONFORMS : Outcome.VIOLATES, first + c, x[c], 0, 0, 0);
            }
            return 0;
        }
        BitSet admissible = choices.admissible(i);
        if (selected != null) {
            BitSet outside = (BitSet) selected.clone();
            outside.andNot(admissible);
            if (selected.isEmpty() || !outside.isEmpty()) {
                tally.reason("the selection of query " + i + " is "
                        + (selected.isEmpty()
                                ? "empty"
                                : "not admissible: key " + outside.nextSetBit(0)
                                        + " is further below the maximum than rounding explains"));
                return count(tally, first, x, choices, i, choices.exact(i), Outcome.VIOLATES);
            }
            return count(tally, first, x, choices, i, selected, null);
        }
        boolean complete = choices.forEachChoice(i, choice -> fits(x, choices, i, choice));
        BitSet fitting = choices.lastFit();
        if (fitting != null) {
            return count(tally, first, x, choices, i, fitting, null);
        }
        if (!complete) {
            tally.reason("too many keys tie within rounding to try every choice; give the tensor selection");
            return count(tally, first, x, choices, i, choices.exact(i), Outcome.INCONCLUSIVE);
        }
        return count(tally, first, x, choices, i, choices.exact(i), null);
    }

    private boolean fits(double[] x, HardMaxRows choices, int i, BitSet choice) {
        RowEnvelope r = decided(x, engine -> choices.envelope(engine, i, choice));
        for (int c = 0; c < x.length; c++) {
            if (Tally.judge(x[c], r.mid()[c], r.radius()[c], r.bound()[c]) != Outcome.CONFORMS) {
                return false;
            }
        }
        return true;
    }

    private RowEnvelope decided(double[] x, java.util.function.Function<Enclosing<?>, RowEnvelope> envelope) {
        List<Enclosing<?>> engines = EngineLadder.engines();
        for (int e = 0; ; e++) {
            RowEnvelope r = envelope.apply(engines.get(e));
            boolean open = false;
            for (int c = 0; c < x.length; c++) {
                open |= Tally.judge(x[c], r.mid()[c], r.radius()[c], r.bound()[c]) == null;
            }
            if (!open || e == engines.size() - 1) {
                return r;
            }
        }
    }

    private double count(
            Tally tally, long first, double[] x, HardMaxRows choices, int i, BitSet choice, @Nullable Outcome forced) {
        RowEnvelope r = decided(x, engine -> choices.envelope(engine, i, choice));
        IntFunction<Outcome> judged = c -> {
            Outcome o = Tally.judge(x[c], r.mid()[c], r.radius()[c], r.bound()[c]);
            return o == null ? Outcome.INCONCLUSIVE : o;
        };
        double worst = 0;
        for (int c = 0; c < x.length; c++) {
            Outcome outcome = forced == null ? judged.apply(c) : forced;
            tally.count(outcome, first + c, x[c], r.mid()[c], r.radius()[c], r.bound()[c]);
            tally.envelope(false);
            worst = Math.max(worst, Tally.ratio(x[c], r.mid()[c], r.bound()[c]));
        }
        return worst;
    }
}
