package org.fiducial.oracle.flashbias;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.MultiHeadAttention;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.ParameterValues;
import org.fiducial.oracle.ScaleParameter;
import org.fiducial.oracle.attention.AttentionCase;
import org.fiducial.oracle.attention.AttentionHead;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextCase;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Shape;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A case of softmax attention with the factors of a bias: what is by query in blocks of rows, gradients of keys by key head. */
final class FlashBiasCase extends TextCase {
    private static final int ROWS = 32;
    static final List<String> OUTPUTS =
            List.of("output", "lse", "dquery", "dkey", "dvalue", "dquery-factors", "dkey-factors");

    private final AttentionCase attention;
    private final Tensor queryFactors;
    private final Tensor keyFactors;
    private final String form;
    private final CausalAlignment causal;
    private final boolean defaultScale;
    private final List<FlashBiasHead> heads = new ArrayList<>();

    FlashBiasCase(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> parameters)
            throws CaseException {
        super(operator);
        ParameterValues values = ParameterValues.of(operator.description(), parameters);
        form = values.choice("form");
        causal = values.constant("causal", CausalAlignment.class);
        defaultScale = ScaleParameter.read(values).isRoot();
        Map<String, String> base = new TreeMap<>(parameters);
        base.remove("form");
        Map<String, Tensor> inputs = new HashMap<>(tensors);
        inputs.remove("query-factors");
        inputs.remove("key-factors");
        attention = AttentionCase.of(inputs, base);
        queryFactors = factors(tensors, "query-factors", "query", "q");
        keyFactors = factors(tensors, "key-factors", "key", "k");
        if (queryFactors.shape().size(-1) != keyFactors.shape().size(-1)) {
            throw new CaseException("tensors query-factors " + queryFactors.shape() + " and key-factors "
                    + keyFactors.shape() + " have different numbers of factors, expected the same last axis");
        }
        for (int h = 0; h < attention.heads(); h++) {
            Matrix q = matrix(queryFactors, h);
            Matrix k = matrix(keyFactors, keyHead(h));
            int inBatch = h % attention.queryHeads();
            List<Matrix> first =
                    inBatch == 0 ? List.of(q, k) : heads.get(h - inBatch).firstFactors();
            heads.add(new FlashBiasHead(
                    attention.head(h),
                    q,
                    k,
                    first,
                    attention.hasOutputGradient() ? attention.outputGradient(h) : null));
        }
    }

    /** Factors have the leading axes and rows of the queries or keys that they belong to, or no leading axes. */
    private static Tensor factors(Map<String, Tensor> tensors, String name, String of, String alias)
            throws CaseException {
        Tensor t = CaseTensors.required(tensors, name);
        CaseTensors.requireFloat(name, t);
        int[] expected =
                CaseTensors.required(tensors, of, alias).shape().sizes().clone();
        int[] found = t.shape().sizes();
        int rank = found.length == 0 ? 0 : found[found.length - 1];
        expected[expected.length - 1] = rank;
        int[] shared = Arrays.copyOfRange(expected, expected.length - 2, expected.length);
        if (rank == 0 || !Arrays.equals(found, expected) && !Arrays.equals(found, shared)) {
            throw new CaseException("tensor " + name + " has shape " + t.shape() + ", expected [.., "
                    + expected[expected.length - 2] + ", r] with the leading axes of the tensor " + of
                    + " or none, and r >= 1");
        }
        CaseTensors.requireFinite(name, t);
        return t;
    }

    /** The factors of a head, counted over all batches. */
    private static Matrix matrix(Tensor t, int head) {
        int[] s = t.shape().sizes();
        return t.matrix(
                s.length == 2
                        ? new int[0]
                        : Shape.of(Arrays.copyOf(s, s.length - 2)).index(head));
    }

    /** The key head of a query head, both counted over all batches. */
    private int keyHead(int h) {
        int batch = h / attention.queryHeads();
        return batch * attention.keyHeads()
                + MultiHeadAttention.keyHead(h % attention.queryHeads(), attention.queryHeads(), attention.keyHeads());
    }

    @Override
    public int[] shape(String output) throws CaseException {
        if (!OUTPUTS.contains(output)) {
            throw new CaseException(
                    "output '" + output + "' of flashbias, expected one of " + String.join(", ", OUTPUTS));
        }
        if (output.startsWith("d") && !attention.hasOutputGradient()) {
            throw new CaseException("output '" + output + "' needs the tensor doutput, which the case does not have");
        }
        if (output.endsWith("-factors")) {
            Tensor t = output.equals("dquery-factors") ? queryFactors : keyFactors;
            int[] of = attention.shape(output.substring(0, output.length() - "-factors".length()));
            if (t.shape().rank() != of.length) {
                throw new CaseException("output '" + output + "' with factors that all heads share, expected factors"
                        + " with leading axes of their own; the sum over the heads is the caller's");
            }
            return t.shape().sizes().clone();
        }
        if (output.equals("lse") && attention.hasEmptyRows()) {
            throw new CaseException("output 'lse' with queries that see no key, expected every query to see one");
        }
        return attention.shape(output);
    }

    @Override
    public long rows() {
        return attention.rows();
    }

    @Override
    protected List<TextSlice> slices(String output) throws CaseException {
        return output.startsWith("dkey") || output.equals("dvalue") ? byKey(output) : byQuery(output);
    }

    @Override
    protected List<TextSlice> slices(String output, FloatModel model) throws CaseException {
        int digits = model.accumulate().precision();
        if (output.startsWith("d")
                && (model.output().precision() < digits || model.weights().precision() < digits)) {
            throw new CaseException("output '" + output + "' in " + model.output() + " with accumulation in "
                    + model.accumulate()
                    + ", expected an output and weights as precise as the accumulation: nothing is derived for Delta of a"
                    + " rounded output here");
        }
        return slices(output);
    }

    private List<Boolean> forms() {
        return switch (form) {
            case "separate" -> List.of(false);
            case "concatenated" -> List.of(true);
            default -> List.of(false, true);
        };
    }

    private List<TextSlice> byQuery(String output) throws CaseException {
        int[] shape = shape(output);
        int columns = output.equals("lse") ? 1 : shape[shape.length - 1];
        int n = attention.queries();
        List<TextSlice> slices = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            for (int first = 0; first < n; first += ROWS) {
                int end = Math.min(n, first + ROWS);
                FlashBiasHead rows = heads.get(h).rows(first, end);
                List<OperatorText> algorithms = new ArrayList<>();
                for (boolean concatenated : forms()) {
                    algorithms.addAll(texts(List.of(rows), output, concatenated, null));
                }
                Map<String, OperatorText> mistakes = new HashMap<>();
                for (FlashBiasMistake m : FlashBiasMistake.values()) {
                    if (applies(m, h % attention.queryHeads(), output)) {
                        FlashBiasHead wrong = mistaken(h, m).rows(first, end);
                        mistakes.put(
                                m.label(),
                                texts(List.of(wrong), output, false, m).get(0));
                    }
                }
                slices.add(new TextSlice(((long) h * n + first) * columns, end - first, columns, algorithms, mistakes));
            }
        }
        return slices;
    }

    private List<TextSlice> byKey(String output) throws CaseException {
        int[] shape = shape(output);
        int columns = shape[shape.length - 1];
        int group = attention.queryHeads() / attention.keyHeads();
        List<TextSlice> slices = new ArrayList<>();
        for (int g = 0; g < heads.size() / group; g++) {
            List<FlashBiasHead> own = heads.subList(g * group, (g + 1) * group);
            List<OperatorText> algorithms = new ArrayList<>();
            for (boolean concatenated : forms()) {
                algorithms.addAll(texts(own, output, concatenated, null));
            }
            Map<String, OperatorText> mistakes = new HashMap<>();
            for (FlashBiasMistake m : FlashBiasMistake.values()) {
                int last = ((g + 1) * group - 1) % attention.queryHeads();
                if (applies(m, last, output)) {
                    List<FlashBiasHead> wrong = new ArrayList<>();
                    for (int h = g * group; h < (g + 1) * group; h++) {
                        wrong.add(mistaken(h, m));
                    }
                    mistakes.put(m.label(), texts(wrong, output, false, m).get(0));
                }
            }
            slices.add(new TextSlice(
                    (long) g * attention.keys() * columns, attention.keys(), columns, algorithms, mistakes));
        }
        return slices;
    }

    private static List<OperatorText> texts(
            List<FlashBiasHead> own, String output, boolean concatenated, @Nullable FlashBiasMistake mistake) {
        if (!output.startsWith("d")) {
            return List.of(new FlashBiasForwardText(own.get(0), output.equals("lse"), concatenated, mistake));
        }
        OperatorText byOutput = new FlashBiasBackwardText(own, output, concatenated, false, mistake);
        return output.equals("dvalue")
                ? List.of(byOutput)
                : List.of(byOutput, new FlashBiasBackwardText(own, output, concatenated, true, mistake));
    }

    /** The head as a mistake sees it that is not one of its text. */
    private FlashBiasHead mistaken(int h, FlashBiasMistake m) {
        FlashBiasHead head = heads.get(h);
        if (m == FlashBiasMistake.FACTORS_SWAPPED) {
            return head.swapped();
        } else if (m == FlashBiasMistake.CAUSAL_OTHER_CORNER) {
            AttentionHead open = attention.unmaskedHead(h);
            AttentionMask other = open.mask()
                    .withCausal(
                            causal == CausalAlignment.TOP_LEFT
                                    ? CausalAlignment.BOTTOM_RIGHT
                                    : CausalAlignment.TOP_LEFT);
            AllowedKeys allowed = other.allowed(attention.queries(), attention.keys());
            return head.with(open.withAllowed(allowed));
        }
        return head;
    }

    /** Whether the case leaves room for a mistake in a query head. */
    private boolean applies(FlashBiasMistake m, int head, String output) {
        boolean shown = output.startsWith("d") ? FlashBiasBackwardText.shows(m, output) : !m.isBackward();
        var tau = heads.get(0).attention().tau();
        boolean unit = tau.radicand() == 1 && tau.factor().equals(org.fiducial.number.Dyadic.ONE);
        return shown
                && switch (m) {
                    case BIAS_SCALED_TOO, SCALE_MISSING, FACTOR_GRADIENT_SCALED, QUERY_GRADIENT_NOT_SCALED -> !unit;
                    case SCALE_OF_THE_WIDENED_HEAD -> defaultScale;
                    case FACTORS_OF_THE_FIRST_HEAD ->
                        head > 0
                                && Math.max(
                                                queryFactors.shape().rank(),
                                                keyFactors.shape().rank())
                                        > 2;
                    case FACTORS_SWAPPED -> attention.queries() == attention.keys();
                    case CAUSAL_OTHER_CORNER ->
                        causal != CausalAlignment.NONE && attention.queries() != attention.keys();
                    default -> true;
                };
    }
}
