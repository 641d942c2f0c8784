package org.fiducial.oracle.attention;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.Tensor;

/** Hard-max attention as the command line and the library know it. */
public final class HardMaxAttentionOracle implements CheckedOperator {
    private static final List<ParameterDescription> DESCRIPTIONS = AttentionParameters.DESCRIPTIONS.stream()
            .filter(p -> !p.name().equals("scale") && !p.name().equals("softcap"))
            .toList();
    static final List<String> PARAMETERS =
            DESCRIPTIONS.stream().map(ParameterDescription::name).toList();

    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "hard-max-attention",
            "Hard-max attention (the limit of softmax attention for growing scale)",
            "Each query returns the mean of the values of all allowed keys whose inner product with it is largest. Inner products of exact "
                    + "inputs are exact, so the choice is decided; an implementation's own choice, given as the tensor selection, is "
                    + "tested for admissibility and then used.",
            List.of(
                    new TensorDescription("query", List.of("q"), "[n, d], [h, n, d] or [b, h, n, d]", true, "queries"),
                    new TensorDescription(
                            "key", List.of("k"), "[m, d], [g, m, d] or [b, g, m, d]; g divides h", true, "keys"),
                    new TensorDescription("value", List.of("v"), "as key, any width", true, "values"),
                    new TensorDescription(
                            "mask",
                            List.of(),
                            "[n, m] with the query's leading axes, or 1, or none, BOOL",
                            false,
                            "true where a key may be seen"),
                    new TensorDescription(
                            "selection",
                            List.of(),
                            "[.., n, m], BOOL",
                            false,
                            "the keys that the implementation chose")),
            List.of(new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "mean of the chosen values")),
            DESCRIPTIONS,
            List.of("batch", "heads", "query rows, given keys and values"));

    @Override
    public OperatorDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Map<String, String> mistakes() {
        Map<String, String> out = new LinkedHashMap<>();
        for (HardMaxMistake m : HardMaxMistake.values()) {
            out.put(m.label(), m.description());
        }
        return out;
    }

    @Override
    public Case read(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        return new HardMaxCase(tensors, parameters);
    }
}
