package org.fiducial.oracle.dsf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.dsf.MixerKind.TensorRule;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.oracle.text.TextCase;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Shape;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One system of sheet dsf on sequences: the tensors of each sequence, and the texts of every output. */
final class DsfCase extends TextCase {
    /** Most tensor features of a truncated exponential that are written out. */
    private static final int MOST_FEATURES = 4096;

    /** Most rows of a kernel Phi that is written out. */
    private static final int LARGEST_KERNEL = 512;

    private final MixerParameters p;
    private final int[] leading;
    private final Map<Character, Integer> sizes = new HashMap<>();
    private final List<MixerInputs> sequences = new ArrayList<>();

    DsfCase(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> parameters)
            throws CaseException {
        super(operator);
        p = MixerParameters.read(parameters);
        List<TensorRule> rules = p.kind().tensors();
        CaseTensors.rejectUnknown(tensors, rules.stream().map(TensorRule::name).toArray(String[]::new));
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (TensorRule rule : rules) {
            Tensor t = rule.required()
                    ? CaseTensors.required(tensors, rule.name())
                    : CaseTensors.optional(tensors, rule.name());
            if (t != null) {
                CaseTensors.requireFloat(rule.name(), t);
                CaseTensors.requireFinite(rule.name(), t);
                given.put(rule.name(), t);
            }
        }
        TensorRule first = rules.get(0);
        int[] main = CaseTensors.required(given, first.name()).shape().sizes();
        if (main.length < 2 || main.length > 4) {
            throw new CaseException("tensor " + first.name() + " has shape " + Arrays.toString(main) + ", expected ["
                    + String.join(", ", first.axes()) + "] with at most two axes before it");
        }
        leading = Arrays.copyOf(main, main.length - 2);
        for (TensorRule rule : rules) {
            Tensor t = given.get(rule.name());
            if (t != null) {
                requireAxes(rule, t);
                if (t.elements() == 0) {
                    throw new CaseException(
                            "tensor " + rule.name() + " has shape " + t.shape() + ", expected no axis of size 0");
                }
            }
        }
        requireRates(given);
        int count = Arrays.stream(leading).reduce(1, Math::multiplyExact);
        for (int s = 0; s < count; s++) {
            sequences.add(sequence(
                    rules,
                    given,
                    leading.length == 0 ? new int[0] : Shape.of(leading).index(s)));
        }
    }

    private int size(char axis) {
        return sizes.getOrDefault(axis, 1);
    }

    /** Axes by letters; a letter has one size throughout. Leading axes are those of the first tensor, or left out. */
    private void requireAxes(TensorRule rule, Tensor t) throws CaseException {
        int[] s = t.shape().sizes();
        int own = rule.axes().size();
        boolean fits = s.length == own
                || s.length == own + leading.length && Arrays.equals(Arrays.copyOf(s, leading.length), leading);
        for (int k = 0; fits && k < own; k++) {
            char axis = rule.axes().get(k).charAt(0);
            int n = s[s.length - own + k];
            Integer known = axis == '1' ? Integer.valueOf(1) : sizes.putIfAbsent(axis, n);
            fits = known == null || known == n;
        }
        if (!fits) {
            List<String> expected = rule.axes().stream()
                    .map(axis -> {
                        Integer n = sizes.get(axis.charAt(0));
                        return n == null ? axis : axis + "=" + n;
                    })
                    .toList();
            throw new CaseException("tensor " + rule.name() + " has shape " + t.shape() + ", expected ["
                    + String.join(", ", expected) + "]"
                    + (leading.length == 0 ? "" : " alone or after " + Arrays.toString(leading)));
        }
    }

    /** Rates are not negative, and positive where they are divided by. */
    private void requireRates(Map<String, Tensor> given) throws CaseException {
        Tensor rates = given.get("rates");
        if (rates == null || p.rates().equals("logarithm")) {
            return;
        }
        boolean divided = p.discretisation() == Discretisation.ZERO_ORDER_HOLD && !given.containsKey("rates-imaginary");
        int sign = p.rates().equals("negative") ? -1 : 1;
        for (int k = 0; k < rates.elements(); k++) {
            double x = sign * rates.valueAt(k);
            if (x < 0 || x == 0 && divided) {
                throw new CaseException("tensor rates is " + rates.valueAt(k) + " at "
                        + rates.shape().describeIndex(k) + ", expected a "
                        + (divided ? (sign > 0 ? "positive" : "negative") : (sign > 0 ? "nonnegative" : "nonpositive"))
                        + " number (parameter rates is " + p.rates() + ")");
            }
        }
    }

    private MixerInputs sequence(List<TensorRule> rules, Map<String, Tensor> given, int[] at) {
        Map<String, Matrix> matrices = new LinkedHashMap<>();
        for (TensorRule rule : rules) {
            Tensor t = given.get(rule.name());
            if (t != null) {
                int own = rule.axes().size();
                double[] values = t.shape().rank() == own ? t.toDoubles() : t.toDoubles(at);
                int columns = own == 0 ? 1 : t.shape().size(-1);
                matrices.put(rule.name(), new Matrix(columns == 0 ? 0 : values.length / columns, columns, values));
            }
        }
        return new MixerInputs(Map.copyOf(matrices), size('L'), size('w'));
    }

    /** Columns of an output. */
    private int columns(String output) throws CaseException {
        boolean attention = p.kind().isAttention();
        List<String> known = attention ? AttentionText.outputs(p.kind()) : recurrenceOutputs();
        if (!known.contains(output)) {
            throw new CaseException("output '" + output + "' of system "
                    + p.kind().label() + ", expected one of " + String.join(", ", known));
        }
        return switch (output) {
            case "states", "transitions", "drives" -> Math.multiplyExact(size('w'), attention ? features() : size('n'));
            case "weights", "kernel-errors" -> size('L');
            case "normalisers", "bound" -> 1;
            case "kernel" -> rows(output);
            default -> size('w');
        };
    }

    private List<String> recurrenceOutputs() {
        if (isComplex()) {
            return List.of("output");
        }
        return p.kind() == MixerKind.S4
                ? List.of("output", "states")
                : List.of("output", "states", "transitions", "drives", "kernel");
    }

    /** Rows of an output for each sequence. */
    private int rows(String output) throws CaseException {
        int rows = output.equals("kernel") ? Math.multiplyExact(size('L'), size('w')) : size('L');
        if (output.equals("kernel") && rows > LARGEST_KERNEL) {
            throw new CaseException("the kernel of " + size('L') + " tokens and " + size('w') + " channels has " + rows
                    + " rows, expected at most " + LARGEST_KERNEL);
        }
        return rows;
    }

    private boolean isComplex() {
        return p.kind() == MixerKind.LRU || RecurrenceSystems.isComplex(sequences.get(0));
    }

    private int features() throws CaseException {
        if (p.kind() != MixerKind.TRUNCATED_SOFTMAX) {
            return size('m');
        }
        long count = tensorFeatures();
        if (count > MOST_FEATURES) {
            throw new CaseException("order " + p.order() + " over " + size('m') + " coordinates has " + count
                    + " features, expected at most " + MOST_FEATURES + "; form=kernel needs none");
        }
        return (int) count;
    }

    private long tensorFeatures() {
        long count = 0;
        long power = 1;
        for (int order = 0; order <= p.order(); order++) {
            count += power;
            power = Math.min(Integer.MAX_VALUE, power * size('m'));
        }
        return count;
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int[] shape = Arrays.copyOf(leading, leading.length + 2);
        shape[leading.length] = rows(output);
        shape[leading.length + 1] = columns(output);
        return shape;
    }

    @Override
    public long rows() {
        return (long) sequences.size() * size('L');
    }

    @Override
    protected List<TextSlice> slices(String output) throws CaseException {
        int columns = columns(output);
        List<Algorithm> algorithms = algorithms(output);
        List<TextSlice> slices = new ArrayList<>();
        for (MixerInputs x : sequences) {
            List<OperatorText> texts = new ArrayList<>();
            for (Algorithm algorithm : algorithms) {
                texts.add(text(x, algorithm, output, null));
            }
            Map<String, OperatorText> mistakes = new HashMap<>();
            Algorithm plain = p.kind().isAttention() ? Algorithm.MATRIX : Algorithm.RECURRENCE;
            for (MixerMistake m : MixerMistake.values()) {
                if (m.belongsTo(p.kind()) && m.canBeMade(p, output)) {
                    mistakes.put(m.label(), text(x, plain, output, m));
                }
            }
            long first = (long) slices.size() * rows(output) * columns;
            slices.add(new TextSlice(first, rows(output), columns, texts, mistakes));
        }
        return slices;
    }

    private List<Algorithm> algorithms(String output) throws CaseException {
        List<Algorithm> all = new ArrayList<>(Algorithm.of(p, !isComplex()));
        if (p.kind().isAttention() && !output.equals("output") && !output.equals("states")) {
            return List.of(output.equals("normalisers") ? all.get(0) : Algorithm.MATRIX);
        }
        if (RecurrenceText.COEFFICIENTS.contains(output)) {
            return List.of(Algorithm.RECURRENCE);
        }
        if (output.equals("states")) {
            // They carry no states between the ends of chunks.
            all.removeAll(List.of(Algorithm.CHUNK_MATRICES, Algorithm.CHUNK_MATRICES_AT_ONCE));
        }
        boolean kernel = p.form() == MixerForm.KERNEL && !output.equals("states");
        if (p.kind() == MixerKind.TRUNCATED_SOFTMAX && !kernel) {
            if (p.form() == MixerForm.ANY && !output.equals("states") && tensorFeatures() > MOST_FEATURES) {
                all.retainAll(List.of(Algorithm.MATRIX, Algorithm.WEIGHTS));
            } else {
                features();
            }
        }
        return all;
    }

    private OperatorText text(MixerInputs x, Algorithm algorithm, String output, @Nullable MixerMistake mistake) {
        return p.kind().isAttention()
                ? new AttentionText(x, p, algorithm, output, mistake)
                : new RecurrenceText(x, p, algorithm, output, mistake);
    }
}
