package org.fiducial.oracle.urpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextCase;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Shape;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** URPE attention of one or more heads: forward outputs in blocks of query rows, gradients head by head. */
final class UrpeCase extends TextCase {
    private static final int ROWS = 16;
    private static final List<String> FORWARD = List.of("output", "gains", "attention", "weights");
    private static final List<String> BACKWARD = List.of("dquery", "dkey", "dvalue", "dbias", "dmultiplier");

    private final UrpeParameters p;
    private final int[] leading;
    private final int tokens;
    private final int width;
    private final RelativeOffsets offsets;
    private final List<UrpeHead> heads = new ArrayList<>();

    UrpeCase(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> parameters)
            throws CaseException {
        super(operator);
        p = UrpeParameters.read(parameters);
        CaseTensors.rejectUnknown(tensors, "query", "q", "key", "k", "value", "v", "bias", "multiplier", "doutput");
        Tensor query = checked("query", CaseTensors.required(tensors, "query", "q"));
        Tensor key = checked("key", CaseTensors.required(tensors, "key", "k"));
        Tensor value = checked("value", CaseTensors.required(tensors, "value", "v"));
        int[] s = query.shape().sizes();
        if (s.length < 2 || s.length > 4 || query.elements() == 0) {
            throw new CaseException("tensor query has shape " + query.shape()
                    + ", expected [n, d], [h, n, d] or [b, h, n, d] without empty axes");
        }
        leading = Arrays.copyOf(s, s.length - 2);
        tokens = s[s.length - 2];
        width = value.shape().rank() == 0 ? 0 : value.shape().size(-1);
        CaseTensors.requireShape("key", key, s);
        requireShape("value", value, width);
        if (width == 0) {
            throw new CaseException("tensor value has shape " + value.shape() + ", expected at least one column");
        }
        offsets = p.offsets(tokens);
        Tensor bias = table(tensors, "bias");
        Tensor multiplier = table(tensors, "multiplier");
        if (multiplier == null) {
            throw new CaseException("the case has no tensor multiplier, expected the table c of " + offsets.size()
                    + " entries; without it the operator is softmax-attention with a bias");
        }
        Tensor upstream = CaseTensors.optional(tensors, "doutput");
        if (upstream != null) {
            requireShape("doutput", checked("doutput", upstream), width);
        }
        int count = Arrays.stream(leading).reduce(1, Math::multiplyExact);
        for (int h = 0; h < count; h++) {
            int[] at = leading.length == 0 ? new int[0] : Shape.of(leading).index(h);
            int[] first = at.clone();
            if (first.length > 0) {
                first[first.length - 1] = 0;
            }
            heads.add(new UrpeHead(
                    query.matrix(at),
                    key.matrix(at),
                    value.matrix(at),
                    bias == null ? null : column(bias, at),
                    column(multiplier, at),
                    bias == null ? null : column(bias, first),
                    column(multiplier, first),
                    upstream == null ? null : upstream.matrix(at),
                    p.scale().of(s[s.length - 1]),
                    p.allowed(tokens),
                    offsets));
        }
    }

    private static Tensor checked(String name, Tensor t) throws CaseException {
        CaseTensors.requireFloat(name, t);
        CaseTensors.requireFinite(name, t);
        return t;
    }

    private void requireShape(String name, Tensor t, int columns) throws CaseException {
        int[] expected = Arrays.copyOf(leading, leading.length + 2);
        expected[leading.length] = tokens;
        expected[leading.length + 1] = columns;
        CaseTensors.requireShape(name, t, expected);
    }

    /** A table has its entries last; before them the query's leading axes, or the heads alone, or nothing. */
    private @Nullable Tensor table(Map<String, Tensor> tensors, String name) throws CaseException {
        Tensor t = CaseTensors.optional(tensors, name);
        if (t == null) {
            return null;
        }
        checked(name, t);
        int[] s = t.shape().sizes();
        int own = s.length - 1;
        boolean fits = own >= 0 && own <= leading.length && s[own] == offsets.size();
        for (int k = 0; fits && k < own; k++) {
            fits = s[k] == leading[leading.length - own + k];
        }
        if (!fits) {
            throw new CaseException("tensor " + name + " has shape " + t.shape() + ", expected [" + offsets.size()
                    + "] alone or after the last of " + Arrays.toString(leading));
        }
        return t;
    }

    private static Matrix column(Tensor table, int[] at) {
        int own = table.shape().rank() - 1;
        double[] values = table.toDoubles(Arrays.copyOfRange(at, at.length - own, at.length));
        return new Matrix(values.length, 1, values);
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int[] shape = Arrays.copyOf(leading, leading.length + 2);
        shape[leading.length] = tokens;
        shape[leading.length + 1] = columns(output);
        if (output.equals("dbias") || output.equals("dmultiplier")) {
            shape = Arrays.copyOf(shape, leading.length + 1);
            shape[leading.length] = offsets.size();
        } else if (output.equals("gains")) {
            shape = Arrays.copyOf(shape, leading.length + 1);
        }
        return shape;
    }

    private int columns(String output) throws CaseException {
        if (BACKWARD.contains(output) && heads.get(0).upstream() == null) {
            throw new CaseException("output '" + output + "' needs the tensor doutput, which the case does not have");
        }
        if (output.equals("dbias") && heads.get(0).bias() == null) {
            throw new CaseException("output 'dbias' needs the tensor bias, which the case does not have");
        }
        return switch (output) {
            case "output", "dvalue" -> width;
            case "gains" -> 1;
            case "attention", "weights" -> tokens;
            case "dquery", "dkey" -> heads.get(0).query().columns();
            case "dbias", "dmultiplier" -> offsets.size();
            default ->
                throw new CaseException("output '" + output + "' of urpe, expected one of " + String.join(", ", FORWARD)
                        + ", " + String.join(", ", BACKWARD));
        };
    }

    @Override
    public long rows() {
        return (long) heads.size() * tokens;
    }

    @Override
    protected List<TextSlice> slices(String output) throws CaseException {
        int columns = columns(output);
        List<TextSlice> slices = new ArrayList<>();
        long element = 0;
        for (int h = 0; h < heads.size(); h++) {
            UrpeHead head = heads.get(h);
            if (BACKWARD.contains(output)) {
                int rows = output.equals("dbias") || output.equals("dmultiplier") ? 1 : tokens;
                List<OperatorText> texts = List.of(
                        new UrpeBackwardText(head, output, false, null),
                        new UrpeBackwardText(head, output, true, null));
                slices.add(new TextSlice(element, rows, columns, texts, backwardMistakes(head, output)));
                element += (long) rows * columns;
                continue;
            }
            for (int first = 0; first < tokens; first += ROWS) {
                int end = Math.min(first + ROWS, tokens);
                List<OperatorText> texts = new ArrayList<>();
                texts.add(new UrpeForwardText(head, output, first, end, false, null));
                if (output.equals("output")) {
                    texts.add(new UrpeForwardText(head, output, first, end, true, null));
                }
                slices.add(new TextSlice(
                        element, end - first, columns, texts, forwardMistakes(head, h, output, first, end)));
                element += (long) (end - first) * columns;
            }
        }
        return slices;
    }

    private Map<String, OperatorText> forwardMistakes(UrpeHead head, int h, String output, int first, int end) {
        Map<String, OperatorText> all = new HashMap<>();
        for (UrpeMistake m : UrpeMistake.values()) {
            boolean multiplies = m.name().startsWith("MULTIPLIER") || m == UrpeMistake.MASK_BY_MULTIPLIER;
            boolean made = !m.isBackward() && applies(m, head, h) && !(output.equals("weights") && multiplies);
            if (made) {
                all.put(m.label(), new UrpeForwardText(head, output, first, end, false, m));
            }
        }
        return all;
    }

    private Map<String, OperatorText> backwardMistakes(UrpeHead head, String output) {
        Map<String, OperatorText> all = new HashMap<>();
        for (UrpeMistake m : UrpeMistake.values()) {
            boolean value = m == UrpeMistake.VALUE_GRADIENT_WITHOUT_MULTIPLIER;
            // dc does not depend on c.
            boolean idle = output.equals("dmultiplier") && m == UrpeMistake.MULTIPLIER_OFFSET_REVERSED;
            boolean made = UrpeBackwardText.has(m)
                    && !idle
                    && applies(m, head, 1)
                    && value == (output.equals("dvalue") && value)
                    && !(m.isBackward() && !value && (output.equals("dvalue") || output.equals("dmultiplier")));
            if (made) {
                all.put(m.label(), new UrpeBackwardText(head, output, false, m));
            }
        }
        return all;
    }

    /** Whether the case leaves room for a mistake. */
    private boolean applies(UrpeMistake m, UrpeHead head, int h) {
        boolean unit = head.scale().radicand() == 1 && head.scale().factor().equals(org.fiducial.number.Dyadic.ONE);
        return switch (m) {
            case SCALE_MISSING -> !unit;
            case SCALE_ADDED -> unit && head.query().columns() > 1;
            case BIAS_MISSING, BIAS_OFFSET_REVERSED, TABLES_SWAPPED -> head.bias() != null;
            case BIAS_AFTER_SCALING_TOO -> head.bias() != null && !unit;
            case TABLES_OF_THE_FIRST_HEAD -> h > 0;
            case MASK_BY_MULTIPLIER -> p.causal() || p.keyLength() >= 0;
            case TABLES_FROM_THEIR_FIRST_ENTRY -> p.buckets() == 0 && offsets.tokens() > tokens;
            default -> true;
        };
    }
}
