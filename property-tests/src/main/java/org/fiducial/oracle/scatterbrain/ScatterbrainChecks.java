package org.fiducial.oracle.scatterbrain;

import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.Tensor;

/**
 * All outputs of a case: the continuous ones by their texts, the support by its decisions.
 *
 * @param text the case
 */
record ScatterbrainChecks(ScatterbrainCase text) implements CheckedOperator.Case {
    static final String SUPPORT = "support";

    @Override
    public int[] shape(String output) throws CaseException {
        return text.shape(output.equals(SUPPORT) ? ScatterbrainHead.Output.UNNORMALISED.word() : output);
    }

    @Override
    public long rows() {
        return text.rows();
    }

    @Override
    public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        if (!options.output().equals(SUPPORT)) {
            return text.check(candidate, model, options);
        }
        CaseTensors.requireShape("the candidate", candidate, shape(SUPPORT));
        Verdict verdict = new SupportCheck(text, candidate, model).verdict("scatterbrain");
        options.progress().accept(text.rows());
        return verdict;
    }
}
