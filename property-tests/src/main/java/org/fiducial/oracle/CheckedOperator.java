package org.fiducial.oracle;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.tensor.Tensor;

/** An operator that candidates can be checked against; found through {@link ServiceLoader}. */
public interface CheckedOperator {
    OperatorDescription description();

    /** Whether candidates of that output may be whole numbers or truth values: codes, indices, choices. */
    default boolean isDiscrete(String output) {
        return false;
    }

    /** The catalogue of mistakes: short name to description, in order. */
    Map<String, String> mistakes();

    /**
     * Reads a case.
     *
     * @param tensors tensors by their name in the file
     * @param parameters parameters by name, those of the command line already laid over those of the file
     * @throws CaseException if a tensor or parameter is missing, unknown, of the wrong shape or not finite
     */
    Case read(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException;

    /** All operators, by name. */
    static List<CheckedOperator> all() {
        return ServiceLoader.load(CheckedOperator.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(java.util.Comparator.comparing(o -> o.description().name()))
                .toList();
    }

    /** The operator of that name. @throws CaseException naming those there are */
    static CheckedOperator named(String name) throws CaseException {
        return named(all(), name);
    }

    /** The operator of that name among these. @throws CaseException naming those there are */
    static CheckedOperator named(List<CheckedOperator> operators, String name) throws CaseException {
        for (CheckedOperator o : operators) {
            if (o.description().name().equals(name)) {
                return o;
            }
        }
        List<String> known = operators.stream().map(o -> o.description().name()).toList();
        throw new CaseException("unknown operator '" + name + "', expected one of " + String.join(", ", known));
    }

    /** A case that is ready to be checked. */
    interface Case {
        /** The shape a candidate for that output must have. */
        int[] shape(String output) throws CaseException;

        /** Number of query rows, over all heads, that a check reports its progress in. */
        long rows();

        /**
         * Checks a candidate.
         *
         * @throws CaseException if the candidate's shape does not fit, or the case lacks what this output needs
         */
        Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException;
    }
}
