package org.fiducial.oracle.text;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;

/**
 * A case whose outputs are texts, slice by slice. The checks know nothing of the operator but its texts: the envelope is the declared float
 * model's interpretation of them.
 */
public abstract class TextCase implements CheckedOperator.Case {
    private final CheckedOperator operator;

    protected TextCase(CheckedOperator operator) {
        this.operator = operator;
    }

    /**
     * The slices of one output, in the candidate's order and covering it.
     *
     * @throws CaseException if the case lacks what this output needs
     */
    protected abstract List<TextSlice> slices(String output) throws CaseException;

    /** The slices under a declared model; override where the model changes which algorithms are allowed. */
    protected List<TextSlice> slices(String output, FloatModel model) throws CaseException {
        return slices(output);
    }

    @Override
    public final Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        CaseTensors.requireFloat("the candidate", candidate);
        CaseTensors.requireShape("the candidate", candidate, shape(options.output()));
        List<TextSlice> slices = slices(options.output(), model);
        Map<String, String> mistakes = operator.mistakes();
        return new TextCheck(operator.description().name(), mistakes, slices, candidate, model, options).verdict();
    }
}
