package org.fiducial.oracle.urpe;

import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;
import org.fiducial.oracle.attention.AttentionTensors;
import org.fiducial.oracle.text.MistakeCatalogue;

/** URPE attention as the command line and the library know it. */
public final class UrpeOracle extends DescribedOperator {
    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            "urpe",
            "URPE attention: softmax attention with a relative bias and a Toeplitz multiplier",
            "(softmax(s q k^T + B) (*) C) v, where B and C are constant along diagonals: B_ij = b[j - i], C_ij = c[j - i]. The multiplier C "
                    + "is applied after normalisation, so rows need not sum to one; (*) is the product entry by entry. A key that is not "
                    + "allowed counts in neither; a row without allowed keys is 0. With an upstream gradient also the gradients (D13).",
            List.of(
                    AttentionTensors.QUERY,
                    new TensorDescription("key", List.of("k"), "as query", true, "keys"),
                    new TensorDescription("value", List.of("v"), "as query, any width", true, "values"),
                    new TensorDescription(
                            "bias",
                            List.of(),
                            "[2n - 1], or that after the query's last leading axes",
                            false,
                            "table b, the smallest offset first; 2N - 1 entries if made for N tokens, buckets + 1 if bucketed"),
                    new TensorDescription("multiplier", List.of(), "as bias", true, "table c"),
                    AttentionTensors.OUTPUT_GRADIENT),
            List.of(
                    new TensorDescription("output", List.of("o"), "[.., n, dv]", true, "A_U v (D4)"),
                    new TensorDescription("gains", List.of(), "[.., n]", false, "row sums of A_U"),
                    new TensorDescription("attention", List.of(), "[.., n, n]", false, "A_U (D4)"),
                    new TensorDescription("weights", List.of(), "[.., n, n]", false, "P (D3), without the multiplier"),
                    new TensorDescription("dquery", List.of(), "as query", false, "dQ of (D13); needs doutput"),
                    new TensorDescription("dkey", List.of(), "as key", false, "dK of (D13); needs doutput"),
                    new TensorDescription("dvalue", List.of(), "as value", false, "dV of (D13); needs doutput"),
                    new TensorDescription(
                            "dbias", List.of(), "[.., table]", false, "db of (D13), one table a head; needs doutput"),
                    new TensorDescription(
                            "dmultiplier",
                            List.of(),
                            "[.., table]",
                            false,
                            "dc of (D13), one table a head; needs doutput")),
            UrpeParameters.DESCRIPTIONS,
            List.of("batch", "heads", "query rows of forward outputs, given keys and values"));

    public UrpeOracle() {
        super(DESCRIPTION, MistakeCatalogue.with(NamedMistake.catalogue(UrpeMistake.values())), UrpeCase::new);
    }
}
