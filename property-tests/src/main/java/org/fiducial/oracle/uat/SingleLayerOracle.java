package org.fiducial.oracle.uat;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.ScaleParameter;
import org.fiducial.oracle.text.MistakeCatalogue;

/** Single-layer transformers as the command line and the library know them. */
public final class SingleLayerOracle extends DescribedOperator {
    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "uat-single-layer",
            "Single-layer transformer: one self-attention layer and one feed-forward layer",
            "Z = x W_E + P, Y = Z + sum over heads of softmax(s Q K^T) V W_O, T = (Y + ReLU(Y W_1 + b_1) W_2 + b_2) W_R, without masks and "
                    + "without layer norm. n tokens of width d, model width D, H heads, r hidden units, m outputs.",
            List.of(
                    tensor("tokens", "[n, d] or [b, n, d]", true, "the input x; also named x"),
                    tensor("embedding", "[d, D]", true, "W_E (D1)"),
                    tensor("positions", "[n, D] or [D]", false, "P (D1)"),
                    tensor("query", "[H, D, d_H]", true, "W_Q (D2)"),
                    tensor("key", "[H, D, d_H]", true, "W_K"),
                    tensor("value", "[H, D, d_V]", true, "W_V"),
                    tensor("query-bias", "[H, d_H]", false, "b_Q"),
                    tensor("key-bias", "[H, d_H]", false, "b_K"),
                    tensor("value-bias", "[H, d_V]", false, "b_V"),
                    tensor("output-weights", "[H, d_V, D]", true, "W_O (D3)"),
                    tensor("hidden", "[D, r]", true, "W_1 (D4)"),
                    tensor("hidden-bias", "[r]", false, "b_1"),
                    tensor("outer", "[r, D]", true, "W_2"),
                    tensor("outer-bias", "[D]", false, "b_2"),
                    tensor("readout", "[D, m]", false, "W_R, applied last")),
            List.of(
                    tensor("output", "[.., n, m]", true, "T (D4), after the read-out"),
                    tensor("attended", "[.., n, D]", false, "Y (D3)"),
                    tensor("hidden", "[.., n, r]", false, "Y W_1 + b_1, before the rectifier")),
            List.of(
                    ScaleParameter.described(
                            "rsqrt(d)", "1", "s of (D2); rsqrt(d) is the exact 1/sqrt(d_H) of the paper's formula"),
                    new ParameterDescription("skip", "true|false", "true", "whether Z is added in (D3)"),
                    new ParameterDescription("ffn-skip", "true|false", "true", "whether Y is added in (D4)")),
            List.of("batch"));

    private static TensorDescription tensor(String name, String shape, boolean required, String meaning) {
        return new TensorDescription(name, List.of(), shape, required, meaning);
    }

    /** All names that a tensor of a case may have. */
    static String[] tensorNames() {
        List<String> names = new ArrayList<>(List.of("x"));
        DESCRIPTION.inputs().forEach(t -> names.add(t.name()));
        return names.toArray(String[]::new);
    }

    public SingleLayerOracle() {
        super(DESCRIPTION, MistakeCatalogue.with(NamedMistake.catalogue(LayerMistake.values())), LayerCase::new);
    }
}
