package org.fiducial.oracle.attention;

import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;

/** Hard-max attention as the command line and the library know it. */
public final class HardMaxAttentionOracle extends DescribedOperator {
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
                    AttentionTensors.QUERY,
                    AttentionTensors.KEY,
                    AttentionTensors.VALUE,
                    AttentionTensors.MASK,
                    new TensorDescription(
                            "selection",
                            List.of(),
                            "[.., n, m], BOOL",
                            false,
                            "the keys that the implementation chose")),
            List.of(new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "mean of the chosen values")),
            DESCRIPTIONS,
            List.of("batch", "heads", "query rows, given keys and values"));

    public HardMaxAttentionOracle() {
        super(DESCRIPTION, NamedMistake.catalogue(HardMaxMistake.values()), (operator, t, p) -> new HardMaxCase(t, p));
    }
}
