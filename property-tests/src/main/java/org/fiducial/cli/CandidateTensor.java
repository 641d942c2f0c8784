package org.fiducial.cli;

import java.nio.file.Path;
import java.util.Map;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;

/** Finds the tensor that is to be checked in a candidate file. */
final class CandidateTensor {
    private CandidateTensor() {}

    /**
     * The tensor of the output's name or one of its aliases; else the only tensor of the file.
     *
     * @throws CaseException if the output is not one of the operator's, or the file has several tensors and none by that name
     */
    static Tensor find(Path file, TensorFile content, CheckedOperator operator, String output) throws CaseException {
        TensorDescription description = description(operator.description(), output);
        Map<String, Tensor> tensors = content.tensors();
        Tensor found = tensors.get(description.name());
        for (String alias : description.aliases()) {
            Tensor t = tensors.get(alias);
            if (t != null && found != null) {
                throw new CaseException(
                        file + ": '" + alias + "' is another name of '" + output + "', expected one of them");
            }
            found = t == null ? found : t;
        }
        if (found == null && tensors.size() == 1) {
            found = tensors.values().iterator().next();
        }
        if (found == null) {
            throw new CaseException(file + ": no tensor '" + output + "' among "
                    + (tensors.isEmpty() ? "none" : String.join(", ", tensors.keySet()))
                    + ", expected it or a single tensor");
        }
        if (!found.type().isFloat() && !operator.isDiscrete(output)) {
            throw new CaseException(
                    file + ": '" + output + "' is " + found.type() + ", expected floating-point numbers");
        }
        return found;
    }

    private static TensorDescription description(OperatorDescription operator, String output) throws CaseException {
        for (TensorDescription t : operator.outputs()) {
            if (t.name().equals(output)) {
                return t;
            }
        }
        throw new CaseException("unknown output '" + output + "' of " + operator.name() + ", expected one of "
                + String.join(
                        ", ",
                        operator.outputs().stream().map(TensorDescription::name).toList()));
    }
}
