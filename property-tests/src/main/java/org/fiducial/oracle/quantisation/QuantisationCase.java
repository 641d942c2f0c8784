package org.fiducial.oracle.quantisation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Lists of numbers, one a row of the last axis, with what an implementation made of them where it is given: scale, low and codes. */
final class QuantisationCase implements CheckedOperator.Case {
    static final List<String> OUTPUTS = List.of("codes", "scale", "low", "decoded");

    private final Tensor input;
    private final QuantisationParameters p;
    private final @Nullable Tensor scale;
    private final @Nullable Tensor low;
    private final @Nullable Tensor codes;

    QuantisationCase(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        p = QuantisationParameters.read(parameters);
        CaseTensors.rejectUnknown(tensors, "input", "x", "scale", "low", "codes");
        input = CaseTensors.lists(tensors, "input", "x");
        if (tensors.containsKey("low") && (p.symmetric() || !tensors.containsKey("scale"))) {
            throw new CaseException("the case has a tensor low, expected one with scheme=asymmetric and beside a tensor"
                    + " scale only");
        }
        scale = rowTensor(tensors, "scale");
        low = rowTensor(tensors, "low");
        codes = CaseTensors.optional(tensors, "codes");
        if (codes != null) {
            CaseTensors.requireShape("codes", codes, shape("codes"));
            requireWhole("tensor codes", codes);
        }
        for (int i = 0; scale != null && i < scale.elements(); i++) {
            boolean constant = lists(FloatModel.of(Format.BINARY64))
                            .row(i)
                            .quantiser()
                            .scale()
                            .signum()
                    == 0;
            if (scale.valueAt(i) < 0 || scale.valueAt(i) == 0 && !constant) {
                throw new CaseException("tensor scale is " + scale.valueAt(i) + " at "
                        + scale.shape().describeIndex(i) + ", expected a positive number, or 0 in a constant row");
            }
        }
    }

    private @Nullable Tensor rowTensor(Map<String, Tensor> tensors, String name) throws CaseException {
        Tensor t = CaseTensors.optional(tensors, name);
        if (t != null) {
            CaseTensors.requireFloat(name, t);
            CaseTensors.requireShape(name, t, shape(name));
            CaseTensors.requireFinite(name, t);
        }
        return t;
    }

    static void requireWhole(String name, Tensor t) throws CaseException {
        CaseTensors.requireFinite(name, t);
        for (int e = 0; t.type().isFloat() && e < t.elements(); e++) {
            if (t.valueAt(e) != Math.rint(t.valueAt(e))) {
                throw new CaseException(name + " is " + t.valueAt(e) + " at "
                        + t.shape().describeIndex(e) + ", expected whole numbers");
            }
        }
    }

    QuantisationLists lists(FloatModel model) {
        return new QuantisationLists(input.toDoubles(), input.shape().size(-1), p, model);
    }

    /** The row as an implementation with these parameters of its own quantises it, or the exact one where none are given. */
    QuantisedRow row(QuantisationLists lists, int row) {
        Tensor s = scale;
        return s == null ? lists.row(row) : lists.own(row, s.exact(row), low == null ? null : low.exact(row));
    }

    /** The implementation's own code of an element, if it is given. */
    @Nullable
    Long code(int element) {
        return codes == null ? null : (long) codes.valueAt(element);
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int[] s = input.shape().sizes();
        return switch (output) {
            case "codes", "decoded" -> s;
            case "scale" -> Arrays.copyOf(s, s.length - 1);
            case "low" -> {
                if (p.symmetric()) {
                    throw new CaseException("output 'low' with scheme=symmetric, expected codes, scale or decoded");
                }
                yield Arrays.copyOf(s, s.length - 1);
            }
            default ->
                throw new CaseException("output '" + output + "' of " + QuantisationOracle.NAME + ", expected one of "
                        + String.join(", ", OUTPUTS));
        };
    }

    @Override
    public long rows() {
        return input.elements() / input.shape().size(-1);
    }

    @Override
    public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        String output = options.output();
        CaseTensors.requireShape("the candidate", candidate, shape(output));
        if (!output.equals("codes")) {
            CaseTensors.requireFloat("the candidate", candidate);
        }
        Format f = model.accumulate();
        if (!Fractions.holds(f, Rational.of(p.levels()))) {
            throw new CaseException("parameter bits is " + p.bits() + ", expected levels that " + f
                    + " holds: it has not " + p.levels());
        }
        for (int e = 0; e < input.elements(); e++) {
            double x = input.valueAt(e);
            if (f.round(x) != x) {
                throw new CaseException("tensor input is " + x + " at "
                        + input.shape().describeIndex(e) + ", expected numbers of the accumulation format " + f);
            }
        }
        return new QuantisationCheck(this, candidate, model, options).verdict();
    }

    /** The number of an element as it is quantised. */
    Dyadic at(int element) {
        return input.exact(element);
    }
}
