package org.fiducial.cli;

import java.util.List;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;

/** Finds operators by the name a user typed. */
final class OperatorName {
    private OperatorName() {}

    /** @throws CaseException naming the operators there are */
    static CheckedOperator find(List<CheckedOperator> operators, String name) throws CaseException {
        for (CheckedOperator o : operators) {
            if (o.description().name().equals(name)) {
                return o;
            }
        }
        List<String> known = operators.stream().map(o -> o.description().name()).toList();
        throw new CaseException("unknown operator '" + name + "', expected one of " + String.join(", ", known));
    }
}
