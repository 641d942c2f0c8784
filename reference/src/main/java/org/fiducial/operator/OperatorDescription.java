package org.fiducial.operator;

import java.util.List;

/**
 * What a user has to know of an operator to bring a case of it.
 *
 * @param name name on the command line and of the sheet, such as "softmax-attention"
 * @param title one line
 * @param summary what it computes, a few sentences
 * @param inputs tensors of a case
 * @param outputs what a candidate can be
 * @param parameters what travels as {@code --param name=value} or in the case's metadata
 * @param separable axes along which a case may be cut without changing the result
 */
public record OperatorDescription(
        String name,
        String title,
        String summary,
        List<TensorDescription> inputs,
        List<TensorDescription> outputs,
        List<ParameterDescription> parameters,
        List<String> separable) {
    /**
     * One tensor.
     *
     * @param aliases other names it may have in a file
     * @param shape such as "[h, n, d]"
     * @param required whether a case without it is an error
     */
    public record TensorDescription(
            String name, List<String> aliases, String shape, boolean required, String meaning) {}

    /**
     * One parameter.
     *
     * @param values what may be given, such as "none|top-left|bottom-right"
     * @param defaultValue what holds if it is not given, or {@link #REQUIRED}
     */
    public record ParameterDescription(String name, String values, String defaultValue, String meaning) {
        /** In place of a default where nothing can be assumed. */
        public static final String REQUIRED = "none, it has to be given";
    }
}
