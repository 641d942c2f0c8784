package org.fiducial.oracle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.tensor.Tensor;

/** An operator that is told what it is: its description, its catalogue of mistakes, and how its cases are read. */
public abstract class DescribedOperator implements CheckedOperator {
    private final OperatorDescription description;
    private final Map<String, String> mistakes;
    private final Reader reader;

    /** How a case is read; see {@link CheckedOperator#read}. */
    @FunctionalInterface
    protected interface Reader {
        Case read(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> parameters)
                throws CaseException;
    }

    protected DescribedOperator(OperatorDescription description, Map<String, String> mistakes, Reader reader) {
        this.description = description;
        this.mistakes = Collections.unmodifiableMap(new LinkedHashMap<>(mistakes));
        this.reader = reader;
    }

    @Override
    public final OperatorDescription description() {
        return description;
    }

    @Override
    public final Map<String, String> mistakes() {
        return mistakes;
    }

    @Override
    public final Case read(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        return reader.read(this, tensors, parameters);
    }
}
