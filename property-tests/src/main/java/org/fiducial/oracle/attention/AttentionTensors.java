package org.fiducial.oracle.attention;

import java.util.List;
import org.fiducial.operator.OperatorDescription.TensorDescription;

/** The tensors that operators of attention have in common; n queries and m keys of width d, h query and g key heads, b batches. */
public final class AttentionTensors {
    public static final TensorDescription QUERY =
            new TensorDescription("query", List.of("q"), "[n, d], [h, n, d] or [b, h, n, d]", true, "queries");
    public static final TensorDescription KEY =
            new TensorDescription("key", List.of("k"), "[m, d], [g, m, d] or [b, g, m, d]; g divides h", true, "keys");
    public static final TensorDescription VALUE =
            new TensorDescription("value", List.of("v"), "as key, any width", true, "values");
    public static final TensorDescription MASK = new TensorDescription(
            "mask",
            List.of(),
            "[n, m] with the query's leading axes, or 1, or none, BOOL",
            false,
            "true where a key may be seen");
    public static final TensorDescription OUTPUT_GRADIENT = new TensorDescription(
            "doutput", List.of(), "as output", false, "gradient of the loss with respect to the output");

    private AttentionTensors() {}
}
