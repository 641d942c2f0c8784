package org.fiducial.oracle.scatterbrain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.operator.scatterbrain.Supports;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.oracle.text.TextCase;
import org.fiducial.oracle.text.TextSlice;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A case of Scatterbrain attention: inputs of one or more heads with the projections and hash draws that an implementation used. */
final class ScatterbrainCase extends TextCase {
    private static final String[] NAMES = {
        "query",
        "q",
        "key",
        "k",
        "value",
        "v",
        "projections",
        "support",
        "doutput",
        "hyperplanes",
        "rotations",
        "cluster-projections",
        "output",
        "o",
        "unnormalised",
        "w",
        "normaliser",
        "numerator",
        "weights",
        "estimates",
        "dquery",
        "dkey",
        "dvalue"
    };

    /** Query rows that are evaluated together. */
    private static final int SLICE = 64;

    private final Tensor query;
    private final Tensor key;
    private final @Nullable Tensor value;
    private final @Nullable Tensor projections;
    private final @Nullable Tensor supportTensor;
    private final @Nullable HashDraws draws;
    private final @Nullable Tensor outputGradient;
    private final ScatterbrainParameters parameters;
    private final AllowedKeys allowed;

    ScatterbrainCase(CheckedOperator operator, Map<String, Tensor> tensors, Map<String, String> given)
            throws CaseException {
        super(operator);
        CaseTensors.rejectUnknown(tensors, NAMES);
        query = matrix(CaseTensors.required(tensors, "query", "q"), "query");
        key = matrix(CaseTensors.required(tensors, "key", "k"), "key");
        value = CaseTensors.optional(tensors, "value", "v");
        projections = CaseTensors.optional(tensors, "projections");
        supportTensor = CaseTensors.optional(tensors, "support");
        parameters = ScatterbrainParameters.read(given, supportTensor != null);
        if (parameters.sparseAlone() && parameters.support() == SupportKind.NONE) {
            throw new CaseException(
                    "parameter features is 'none' and there is no support, so nothing attends to anything;"
                            + " expected features or a support");
        }
        requireLead("key", key, keys(), width());
        if (value != null) {
            matrix(value, "value");
            requireLead("value", value, keys(), value.shape().size(-1));
        }
        if (projections != null) {
            matrix(projections, "projections");
            if (projections.shape().size(-1) != width() || projections.shape().rank() != 2) {
                throw new CaseException(
                        "tensor projections has shape " + projections.shape() + ", expected [M, " + width() + "]");
            }
            if (parameters.projections() != 0
                    && parameters.projections() != projections.shape().size(0)) {
                throw new CaseException("parameter nb-projections is " + parameters.projections()
                        + ", expected that of the tensor projections, "
                        + projections.shape().size(0));
            }
        }
        outputGradient = CaseTensors.optional(tensors, "doutput");
        if (outputGradient != null) {
            matrix(outputGradient, "doutput");
            requireLead("doutput", outputGradient, queries(), value(0).columns());
        }
        draws = HashDraws.read(tensors, parameters, width());
        allowed = parameters.mask().allowed(queries(), keys());
        if (parameters.support() == SupportKind.TENSOR) {
            requireSupport();
        } else if (supportTensor != null) {
            throw new CaseException("the case has a tensor support, expected none with parameter support = "
                    + ParameterWord.of(parameters.support().name()));
        }
    }

    private static Tensor matrix(Tensor t, String name) throws CaseException {
        int rank = t.shape().rank();
        if (rank < 2 || rank > 4 || t.elements() == 0) {
            throw new CaseException("tensor " + name + " has shape " + t.shape()
                    + ", expected [n, d], [h, n, d] or [b, h, n, d] without an axis of size 0");
        }
        CaseTensors.requireFloat(name, t);
        CaseTensors.requireFinite(name, t);
        return t;
    }

    private void requireLead(String name, Tensor t, int rows, int columns) throws CaseException {
        int[] expected = query.shape().sizes().clone();
        expected[expected.length - 2] = rows;
        expected[expected.length - 1] = columns;
        CaseTensors.requireShape(name, t, expected);
    }

    private void requireSupport() throws CaseException {
        if (supportTensor == null) {
            throw new CaseException("the case has no tensor support, expected one with parameter support = tensor");
        }
        if (supportTensor.type() != ElementType.BOOL) {
            throw new CaseException("tensor support is " + supportTensor.type() + ", expected BOOL with true for pairs"
                    + " whose entry is exact");
        }
        int[] s = supportTensor.shape().sizes();
        int[] all = query.shape().sizes().clone();
        all[all.length - 1] = keys();
        if (!(s.length == 2 && s[0] == queries() && s[1] == keys()) && !java.util.Arrays.equals(s, all)) {
            throw new CaseException("tensor support has shape " + supportTensor.shape() + ", expected [" + queries()
                    + ", " + keys() + "], with the query's leading axes or without");
        }
    }

    int queries() {
        return query.shape().size(-2);
    }

    int keys() {
        return key.shape().size(-2);
    }

    int width() {
        return query.shape().size(-1);
    }

    ScatterbrainParameters parameters() {
        return parameters;
    }

    AllowedKeys allowed() {
        return allowed;
    }

    int heads() {
        return query.elements() / (queries() * width());
    }

    private int[] leading(int head) {
        int[] s = query.shape().sizes();
        return switch (s.length) {
            case 2 -> new int[0];
            case 3 -> new int[] {head};
            default -> new int[] {head / s[1], head % s[1]};
        };
    }

    Matrix query(int head) {
        return query.matrix(leading(head));
    }

    Matrix key(int head) {
        return key.matrix(leading(head));
    }

    /** The values of a head. @throws CaseException if the case has none */
    Matrix value(int head) throws CaseException {
        if (value == null) {
            throw new CaseException("the case has no tensor value, expected one for this output");
        }
        return value.matrix(leading(head));
    }

    /** Number of projections of repeated runs. @throws CaseException if neither a tensor nor a parameter says it */
    int sampledProjections() throws CaseException {
        if (projections != null) {
            return projections.shape().size(0);
        }
        if (parameters.projections() == 0) {
            throw new CaseException("no parameter nb-projections, expected the number of projections of each run");
        }
        return parameters.projections();
    }

    /** The support of a head, and how many tables find each pair. */
    record Chosen(SparseSupport support, Matrix times) {}

    /** @throws CaseException if the support is random and the case has no draws for it */
    Chosen support(int head) throws CaseException {
        int n = queries();
        int m = keys();
        return switch (parameters.support()) {
            case NONE -> once(SparseSupport.empty(allowed));
            case FULL -> once(SparseSupport.full(allowed));
            case TENSOR -> once(SparseSupport.of(allowed, given(head)));
            case WINDOW -> once(SparseSupport.of(allowed, Supports.window(n, m, parameters.window())));
            case TOP ->
                once(SparseSupport.of(allowed, Supports.largest(query(head), key(head), allowed, parameters.top())));
            case RANDOM ->
                throw new CaseException("parameter support is 'random', expected a support for this check;"
                        + " random ones belong to --samples");
            default -> hashed(head);
        };
    }

    private static Chosen once(SparseSupport s) {
        return new Chosen(s, ScatterbrainMistake.once(s));
    }

    private BitSet[] given(int head) {
        Tensor t = java.util.Objects.requireNonNull(supportTensor);
        long first = t.shape().rank() == 2 ? 0 : (long) head * queries() * keys();
        BitSet[] pairs = new BitSet[queries()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new BitSet();
            for (int j = 0; j < keys(); j++) {
                pairs[i].set(j, t.valueAt(first + (long) i * keys() + j) != 0);
            }
        }
        return pairs;
    }

    /** The draws of the hashes, or null where the support is not hashed or the case has none. */
    @Nullable
    HashDraws draws() {
        return draws;
    }

    private Chosen hashed(int head) throws CaseException {
        if (draws == null) {
            throw new CaseException("the case has no tensor " + HashDraws.expected(parameters.support(), width())
                    + ", expected the draws of its hashes");
        }
        double[] times = new double[queries() * keys()];
        BitSet[] all = new BitSet[queries()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new BitSet();
        }
        for (int h = 0; h < draws.tables(); h++) {
            BitSet[] found = draws.pairs(query(head), key(head), h);
            for (int i = 0; i < all.length; i++) {
                all[i].or(found[i]);
                for (int j = found[i].nextSetBit(0); j >= 0; j = found[i].nextSetBit(j + 1)) {
                    times[i * keys() + j] += allowed.allows(i, j) ? 1 : 0;
                }
            }
        }
        return new Chosen(SparseSupport.of(allowed, all), new Matrix(queries(), keys(), times));
    }

    static ScatterbrainHead.Output named(String output) throws CaseException {
        for (ScatterbrainHead.Output o : ScatterbrainHead.Output.values()) {
            if (o.word().equals(output)) {
                return o;
            }
        }
        throw new CaseException("unknown output '" + output + "' of scatterbrain");
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int[] s = query.shape().sizes().clone();
        ScatterbrainHead.Output o = named(output);
        s[s.length - 1] = switch (o) {
            case OUTPUT, NUMERATOR, DVALUE -> value(0).columns();
            case DQUERY, DKEY -> width();
            case NORMALISER -> 1;
            default -> keys();
        };
        s[s.length - 2] = o == ScatterbrainHead.Output.DKEY || o == ScatterbrainHead.Output.DVALUE ? keys() : queries();
        return s;
    }

    @Override
    public long rows() {
        return (long) heads() * queries();
    }

    @Override
    protected List<TextSlice> slices(String output) throws CaseException {
        ScatterbrainHead.Output o = named(output);
        boolean alone = parameters.sparseAlone();
        if (projections == null && !alone) {
            throw new CaseException("the case has no tensor projections, expected those that the implementation used");
        }
        // Without features nothing looks at the estimates, so one projection of zeros will do.
        Matrix directions = projections == null ? new Matrix(1, width(), new double[width()]) : projections.matrix();
        if (parameters.features() == FeatureMap.TRIGONOMETRIC) {
            throw new CaseException("parameter features is 'trig', expected plus or hyp: the float model has no sines");
        }
        if (o.isGradient() && outputGradient == null) {
            throw new CaseException("the case has no tensor doutput, expected one for output '" + output + "'");
        }
        List<TextSlice> slices = new ArrayList<>();
        int[] shape = shape(output);
        int columns = shape[shape.length - 1];
        int rows = shape[shape.length - 2];
        boolean whole = o == ScatterbrainHead.Output.DKEY || o == ScatterbrainHead.Output.DVALUE;
        int step = whole ? queries() : SLICE;
        for (int h = 0; h < heads(); h++) {
            Chosen chosen = support(h);
            ScatterbrainHead head = new ScatterbrainHead(
                    query(h),
                    key(h),
                    value == null ? new Matrix(keys(), 1, new double[keys()]) : value(h),
                    directions,
                    parameters.features(),
                    parameters.scale().of(width()),
                    alone,
                    alone ? chosen.support().alone() : chosen.support(),
                    chosen.times(),
                    outputGradient == null
                            ? new Matrix(queries(), 1, new double[queries()])
                            : outputGradient.matrix(leading(h)));
            for (int first = 0; first < queries(); first += step) {
                int end = Math.min(queries(), first + step);
                ScatterbrainHead part = whole ? head : head.rows(first, end);
                slices.add(new TextSlice(
                        ((long) h * rows + first) * columns,
                        whole ? rows : end - first,
                        columns,
                        part.algorithms(o, alone ? "dense" : parameters.algorithm()),
                        part.mistakes(o)));
            }
        }
        return slices;
    }
}
