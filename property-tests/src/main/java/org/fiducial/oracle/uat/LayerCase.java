package org.fiducial.oracle.uat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ScaleParameter;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextCase;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A single-layer transformer with its weights, on one sequence or several. */
final class LayerCase extends TextCase {
    private static final List<String> OUTPUTS = List.of("output", "attended", "hidden");
    private static final String[] HEAD_WEIGHTS = {"query", "key", "value"};
    private static final String[] HEAD_BIASES = {"query-bias", "key-bias", "value-bias"};

    private final Map<String, Matrix> weights = new HashMap<>();
    private final List<Matrix> sequences = new ArrayList<>();
    private final int[] leading;
    private final int n;
    private final int width;
    private final int hidden;
    private final int outputs;
    private final int heads;
    private final Scale scale;
    private final boolean skip;
    private final boolean feedForwardSkip;

    LayerCase(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> parameters)
            throws CaseException {
        super(operator);
        ParameterValues p = ParameterValues.of(operator.description(), parameters);
        skip = p.choice("skip").equals("true");
        feedForwardSkip = p.choice("ffn-skip").equals("true");
        CaseTensors.rejectUnknown(tensors, SingleLayerOracle.tensorNames());
        for (Map.Entry<String, Tensor> t : tensors.entrySet()) {
            CaseTensors.requireFloat(t.getKey(), t.getValue());
            CaseTensors.requireFinite(t.getKey(), t.getValue());
        }
        Tensor x = CaseTensors.required(tensors, "tokens", "x");
        int[] s = x.shape().sizes();
        if (s.length < 2 || s.length > 3 || x.elements() == 0) {
            throw new CaseException(
                    "tensor tokens has shape " + x.shape() + ", expected [n, d] or [b, n, d] without empty axes");
        }
        leading = Arrays.copyOf(s, s.length - 2);
        n = s[s.length - 2];
        int d = s[s.length - 1];
        Tensor embedding = CaseTensors.required(tensors, "embedding");
        width = last(embedding);
        put("embedding", shaped("embedding", embedding, d, width));
        Tensor positions = CaseTensors.optional(tensors, "positions");
        if (positions != null) {
            boolean one = positions.shape().rank() == 1;
            put("positions", one ? shaped("positions", positions, width) : shaped("positions", positions, n, width));
        }
        Tensor query = CaseTensors.required(tensors, "query");
        if (query.shape().rank() != 3 || query.elements() == 0) {
            throw new CaseException(
                    "tensor query has shape " + query.shape() + ", expected [heads, " + width + ", d_H]");
        }
        heads = query.shape().size(0);
        int headWidth = last(query);
        scale = ScaleParameter.read(p).of(headWidth);
        Tensor value = CaseTensors.required(tensors, "value");
        int valueWidth = last(value);
        for (int k = 0; k < 3; k++) {
            int columns = k == 2 ? valueWidth : headWidth;
            split(HEAD_WEIGHTS[k], CaseTensors.required(tensors, HEAD_WEIGHTS[k]), width, columns);
            Tensor bias = CaseTensors.optional(tensors, HEAD_BIASES[k]);
            if (bias != null) {
                CaseTensors.requireShape(HEAD_BIASES[k], bias, new int[] {heads, columns});
                split(HEAD_BIASES[k], bias.reshaped(heads, 1, columns), 1, columns);
            }
        }
        split("output-weights", CaseTensors.required(tensors, "output-weights"), valueWidth, width);
        Tensor in = CaseTensors.required(tensors, "hidden");
        hidden = last(in);
        put("hidden", shaped("hidden", in, width, hidden));
        put("outer", shaped("outer", CaseTensors.required(tensors, "outer"), hidden, width));
        optional(tensors, "hidden-bias", hidden);
        optional(tensors, "outer-bias", width);
        Tensor readOut = CaseTensors.optional(tensors, "readout");
        outputs = readOut == null ? width : last(readOut);
        if (readOut != null) {
            put("readout", shaped("readout", readOut, width, outputs));
        }
        if (width == 0 || hidden == 0 || valueWidth == 0 || outputs == 0) {
            throw new CaseException("a width of 0, expected at least one channel, hidden unit, value and output");
        }
        for (int b = 0; b < (leading.length == 0 ? 1 : leading[0]); b++) {
            sequences.add(leading.length == 0 ? x.matrix() : x.matrix(b));
        }
    }

    private static int last(Tensor t) {
        return t.shape().rank() == 0 ? 0 : t.shape().size(-1);
    }

    private void put(String name, Matrix m) {
        weights.put(name, m);
    }

    private static Matrix shaped(String name, Tensor t, int... shape) throws CaseException {
        CaseTensors.requireShape(name, t, shape);
        return new Matrix(shape.length == 1 ? 1 : shape[0], shape[shape.length - 1], t.toDoubles());
    }

    private void optional(Map<String, Tensor> tensors, String name, int size) throws CaseException {
        Tensor t = CaseTensors.optional(tensors, name);
        if (t != null) {
            put(name, shaped(name, t, size));
        }
    }

    private void split(String name, Tensor t, int rows, int columns) throws CaseException {
        CaseTensors.requireShape(name, t, new int[] {heads, rows, columns});
        for (int h = 0; h < heads; h++) {
            put(name + h, t.matrix(h));
        }
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int[] shape = Arrays.copyOf(leading, leading.length + 2);
        shape[leading.length] = n;
        shape[leading.length + 1] = columns(output);
        return shape;
    }

    private int columns(String output) throws CaseException {
        return switch (output) {
            case "output" -> outputs;
            case "attended" -> width;
            case "hidden" -> hidden;
            default ->
                throw new CaseException(
                        "output '" + output + "' of uat-single-layer, expected one of " + String.join(", ", OUTPUTS));
        };
    }

    @Override
    public long rows() {
        return (long) sequences.size() * n;
    }

    @Override
    protected List<TextSlice> slices(String output) throws CaseException {
        int columns = columns(output);
        List<TextSlice> slices = new ArrayList<>();
        for (Matrix x : sequences) {
            List<OperatorText> texts = List.of(text(x, output, false, null), text(x, output, true, null));
            Map<String, OperatorText> mistakes = new HashMap<>();
            for (LayerMistake m : LayerMistake.values()) {
                if (applies(m, output)) {
                    mistakes.put(m.label(), text(x, output, false, m));
                }
            }
            slices.add(new TextSlice((long) slices.size() * n * columns, n, columns, texts, mistakes));
        }
        return slices;
    }

    private OperatorText text(Matrix x, String output, boolean joined, @Nullable LayerMistake mistake) {
        return new LayerText(weights, x, heads, scale, skip, feedForwardSkip, output, joined, mistake);
    }

    /** Whether the case leaves room for a mistake. */
    private boolean applies(LayerMistake m, String output) {
        boolean unit = scale.radicand() == 1 && scale.factor().equals(Dyadic.ONE);
        boolean late = m.isAfterAttention() && !output.equals("output");
        if (late && !(m == LayerMistake.HIDDEN_BIAS_MISSING && output.equals("hidden"))) {
            return false;
        }
        return switch (m) {
            case ATTENTION_SKIP_MISSING -> skip;
            case FEED_FORWARD_SKIP_MISSING -> feedForwardSkip;
            case POSITIONS_MISSING -> weights.containsKey("positions");
            case SCALE_ADDED ->
                unit
                        && weights.getOrDefault("query0", new Matrix(0, 0, new double[0]))
                                        .columns()
                                > 1;
            case SCALE_MISSING -> !unit;
            case LAST_HEAD_MISSING -> heads > 1;
            case OUTPUT_WEIGHTS_REVERSED -> heads > 1;
            case SOFTMAX_OVER_QUERIES -> n > 1;
            case VALUE_BIAS_MISSING -> weights.containsKey("value-bias0");
            case HIDDEN_BIAS_MISSING -> weights.containsKey("hidden-bias");
            case OUTER_BIAS_MISSING -> weights.containsKey("outer-bias");
            default -> true;
        };
    }
}
