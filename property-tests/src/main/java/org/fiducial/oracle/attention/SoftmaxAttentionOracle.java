package org.fiducial.oracle.attention;

import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;

/** Softmax attention as the command line and the library know it. */
public final class SoftmaxAttentionOracle extends DescribedOperator {
    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "softmax-attention",
            "Softmax attention (scaled dot-product attention)",
            "Each query compares itself with the allowed keys by scaled inner products, turns these logits into weights by softmax, and "
                    + "returns the weighted mean of the values: (D1)-(D5) of the sheet. A query without allowed keys returns 0.",
            List.of(
                    AttentionTensors.QUERY,
                    AttentionTensors.KEY,
                    AttentionTensors.VALUE,
                    new TensorDescription(
                            "bias",
                            List.of(),
                            "[n, m] with the query's leading axes, or 1, or none",
                            false,
                            "added to the logits"),
                    new TensorDescription("mask", List.of(), "as bias, BOOL", false, "true where a key may be seen"),
                    AttentionTensors.OUTPUT_GRADIENT),
            List.of(
                    new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "o of (D4)"),
                    new TensorDescription("lse", List.of(), "[.., n]", false, "log-sum-exp L of (D2)"),
                    new TensorDescription("dquery", List.of(), "as query", false, "dQ of (D11); needs doutput"),
                    new TensorDescription("dkey", List.of(), "as key", false, "dK of (D11); needs doutput"),
                    new TensorDescription("dvalue", List.of(), "as value", false, "dV of (D11); needs doutput")),
            AttentionParameters.DESCRIPTIONS,
            List.of("batch", "heads (key/value heads for gradients)", "query rows, given keys and values"));

    public SoftmaxAttentionOracle() {
        super(
                DESCRIPTION,
                NamedMistake.catalogue(AttentionMistakes.all().toArray(NamedMistake[]::new)),
                (operator, t, p) -> new AttentionCase(t, AttentionParameters.read(p)));
    }
}
