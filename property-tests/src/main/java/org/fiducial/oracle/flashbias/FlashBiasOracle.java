package org.fiducial.oracle.flashbias;

import java.util.List;
import java.util.stream.Stream;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.attention.AttentionParameters;
import org.fiducial.oracle.attention.AttentionTensors;
import org.fiducial.oracle.text.MistakeCatalogue;

/** Attention with a factored bias as the command line and the library know it. */
public final class FlashBiasOracle extends DescribedOperator {
    private static final List<ParameterDescription> PARAMETERS = Stream.concat(
                    AttentionParameters.DESCRIPTIONS.stream()
                            .filter(p -> !p.name().equals("softcap")),
                    Stream.of(new ParameterDescription(
                            "form",
                            "any|separate|concatenated",
                            "any",
                            "how the implementation adds the bias: as a sum of its own (D2), or by queries and keys widened by the"
                                    + " factors (D3); any takes the wider bound")))
            .toList();

    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "flashbias",
            "FlashBias: softmax attention with a bias that is a product of factors",
            "softmax(tau q k^T + Phi_q Phi_k^T) v, which is attention without a bias of the widened queries [tau q | Phi_q] and keys "
                    + "[k | Phi_k] (D1)-(D3). A query without allowed keys returns 0. With an upstream gradient also the gradients (D4).",
            List.of(
                    AttentionTensors.QUERY,
                    AttentionTensors.KEY,
                    AttentionTensors.VALUE,
                    new TensorDescription(
                            "query-factors",
                            List.of(),
                            "[n, r] with the query's leading axes, or none",
                            true,
                            "Phi_q of (D2)"),
                    new TensorDescription(
                            "key-factors",
                            List.of(),
                            "[m, r] with the key's leading axes, or none",
                            true,
                            "Phi_k of (D2)"),
                    new TensorDescription(
                            "bias",
                            List.of(),
                            "[n, m] with the query's leading axes, or 1, or none",
                            false,
                            "added to the logits besides, such as a sparse rest"),
                    AttentionTensors.MASK,
                    AttentionTensors.OUTPUT_GRADIENT),
            List.of(
                    new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "O of (D1)"),
                    new TensorDescription(
                            "lse", List.of(), "[.., n]", false, "log-sum-exp, where every query sees a key"),
                    new TensorDescription("dquery", List.of(), "as query", false, "dQ of (D4); needs doutput"),
                    new TensorDescription("dkey", List.of(), "as key", false, "dK of (D4); needs doutput"),
                    new TensorDescription("dvalue", List.of(), "as value", false, "dV; needs doutput"),
                    new TensorDescription(
                            "dquery-factors", List.of(), "as query-factors", false, "dPhi_q of (D4); needs doutput"),
                    new TensorDescription(
                            "dkey-factors", List.of(), "as key-factors", false, "dPhi_k of (D4); needs doutput")),
            PARAMETERS,
            List.of("batch", "heads (key/value heads for their gradients)", "query rows, given keys and values"));

    public FlashBiasOracle() {
        super(
                DESCRIPTION,
                MistakeCatalogue.with(NamedMistake.catalogue(FlashBiasMistake.values())),
                FlashBiasCase::new);
    }
}
