package org.fiducial.oracle.uat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerBlock;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.oracle.text.RealText;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * One output of a single-layer transformer on one sequence: output, attended or hidden.
 *
 * @param weights matrices by name; those of a head have its number behind theirs
 * @param joined whether the heads are put beside one another and meet the output weights in one product
 */
record LayerText(
        Map<String, Matrix> weights,
        Matrix tokens,
        int heads,
        Scale scale,
        boolean skip,
        boolean feedForwardSkip,
        String output,
        boolean joined,
        @Nullable LayerMistake mistake)
        implements RealText {
    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        Affine<T> embedding = new Affine<>(
                a.literal(matrix("embedding")),
                mistake == LayerMistake.POSITIONS_MISSING ? null : optional(a, "positions"));
        boolean addsTokens = skip && mistake != LayerMistake.ATTENTION_SKIP_MISSING;
        boolean addsInput = feedForwardSkip && mistake != LayerMistake.FEED_FORWARD_SKIP_MISSING;
        FeedForward<T> feedForward = new FeedForward<>(
                List.of(
                        new Affine<>(
                                a.literal(matrix("hidden")),
                                mistake == LayerMistake.HIDDEN_BIAS_MISSING ? null : optional(a, "hidden-bias")),
                        new Affine<>(
                                a.literal(matrix("outer")),
                                mistake == LayerMistake.OUTER_BIAS_MISSING ? null : optional(a, "outer-bias"))),
                addsInput);
        TransformerBlock<T> block = new TransformerBlock<>(heads(a), addsTokens, feedForward);
        T z = embedding.of(a, a.literal(tokens));
        AllowedKeys all = AllowedKeys.all(tokens.rows(), tokens.rows());
        T y = joined || mistake == LayerMistake.SOFTMAX_OVER_QUERIES
                ? joined(a, block, z, all)
                : block.attention(a, z, logitScale(), all);
        if (output.equals("attended")) {
            return y;
        } else if (output.equals("hidden")) {
            return feedForward.layers().get(0).of(a, y);
        }
        T t = feedForward.of(a, activation(a), y);
        T readOut = optional(a, "readout");
        return readOut == null ? t : a.matmul(t, readOut);
    }

    private <T> UnaryOperator<T> activation(OrderedReals<T> a) {
        if (mistake == LayerMistake.RECTIFIER_MISSING) {
            return x -> x;
        } else if (mistake == LayerMistake.GELU_FOR_RELU) {
            return x -> {
                T erf = a.erf(a.scale(x, new Scale(Dyadic.ONE, 2)));
                return a.scale(a.multiply(x, a.add(erf, a.constant(1, 1, Dyadic.ONE))), Scale.of(0.5));
            };
        }
        return TransformerNetwork.rectifier(a);
    }

    private Matrix matrix(String name) {
        Matrix m = weights.get(name);
        if (m == null) {
            throw new IllegalStateException("no matrix " + name);
        }
        return m;
    }

    private <T> @Nullable T optional(OrderedReals<T> a, String name) {
        Matrix m = weights.get(name);
        return m == null ? null : a.literal(m);
    }

    private Scale logitScale() {
        if (mistake == LayerMistake.SCALE_ADDED) {
            return Scale.reciprocalSqrt(matrix("query0").columns());
        }
        return mistake == LayerMistake.SCALE_MISSING ? Scale.of(1) : scale;
    }

    private <T> List<AttentionHead<T>> heads(OrderedReals<T> a) {
        List<AttentionHead<T>> out = new ArrayList<>();
        int count = heads - (mistake == LayerMistake.LAST_HEAD_MISSING ? 1 : 0);
        for (int h = 0; h < count; h++) {
            int o = mistake == LayerMistake.OUTPUT_WEIGHTS_REVERSED ? heads - 1 - h : h;
            out.add(new AttentionHead<>(
                    new Affine<>(a.literal(matrix("query" + h)), optional(a, "query-bias" + h)),
                    new Affine<>(a.literal(matrix("key" + h)), optional(a, "key-bias" + h)),
                    new Affine<>(
                            a.literal(matrix("value" + h)),
                            mistake == LayerMistake.VALUE_BIAS_MISSING ? null : optional(a, "value-bias" + h)),
                    a.literal(matrix("output-weights" + o)),
                    null,
                    null));
        }
        return out;
    }

    private <T> T joined(OrderedReals<T> a, TransformerBlock<T> block, T z, AllowedKeys all) {
        List<T> values = new ArrayList<>();
        List<T> outputs = new ArrayList<>();
        for (AttentionHead<T> head : block.heads()) {
            T logits =
                    SoftmaxAttention.logits(a, head.query().of(a, z), head.key().of(a, z), logitScale(), null);
            T weights = mistake == LayerMistake.SOFTMAX_OVER_QUERIES
                    ? a.transpose(a.softmaxRows(a.transpose(logits), all))
                    : a.softmaxRows(logits, all);
            values.add(a.matmul(weights, head.value().of(a, z)));
            outputs.add(head.output());
        }
        T sum = a.matmul(a.concatenateColumns(values), a.concatenateRows(outputs));
        return block.skip() ? a.add(z, sum) : sum;
    }
}
