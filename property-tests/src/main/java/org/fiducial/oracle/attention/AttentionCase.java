package org.fiducial.oracle.attention;

import java.util.BitSet;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.MultiHeadAttention;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CaseTensors;
import org.fiducial.oracle.CheckOptions;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.oracle.Verdict;
import org.fiducial.tensor.ElementType;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A case of softmax attention: query, key and value of one shape family [n, d], [h, n, d] or [b, h, n, d], with fewer key/value heads
 * where heads are grouped (D8).
 */
public final class AttentionCase implements CheckedOperator.Case {
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final @Nullable Tensor bias;
    private final @Nullable Tensor hidden;
    private final @Nullable Tensor outputGradient;
    private final AttentionParameters parameters;
    private final int batches;
    private final int queryHeads;
    private final int keyHeads;
    private final int queries;
    private final int keys;
    private final BitSet padded;
    private final AllowedKeys[] allowedKeys;

    /** A case for an operator that adds something to softmax attention and has read its own tensors and parameters already. */
    public static AttentionCase of(Map<String, Tensor> tensors, Map<String, String> parameters) throws CaseException {
        return new AttentionCase(tensors, AttentionParameters.read(parameters));
    }

    AttentionCase(Map<String, Tensor> tensors, AttentionParameters parameters) throws CaseException {
        this.parameters = parameters;
        query = CaseTensors.required(tensors, "query", "q");
        key = CaseTensors.required(tensors, "key", "k");
        value = CaseTensors.required(tensors, "value", "v");
        bias = CaseTensors.optional(tensors, "bias");
        hidden = CaseTensors.optional(tensors, "mask");
        outputGradient = CaseTensors.optional(tensors, "doutput");
        CaseTensors.rejectUnknown(
                tensors, "query", "q", "key", "k", "value", "v", "bias", "mask", "doutput", "output", "o", "lse",
                "dquery", "dkey", "dvalue");
        int rank = query.shape().rank();
        if (rank < 2 || rank > 4) {
            throw new CaseException(
                    "tensor query has shape " + query.shape() + ", expected [n, d], [h, n, d] or [b, h, n, d]");
        }
        queries = query.shape().size(-2);
        keys = key.shape().rank() < 2 ? 0 : key.shape().size(-2);
        batches = rank == 4 ? query.shape().size(0) : 1;
        queryHeads = rank >= 3 ? query.shape().size(-3) : 1;
        keyHeads = rank >= 3 && key.shape().rank() == rank ? key.shape().size(-3) : 1;
        int width = query.shape().size(-1);
        if (query.elements() == 0) {
            throw new CaseException("tensor query has shape " + query.shape() + ", expected no axis of size 0");
        }
        CaseTensors.requireShape("key", key, lead(rank, keyHeads, keys, width));
        CaseTensors.requireShape(
                "value",
                value,
                lead(
                        rank,
                        keyHeads,
                        keys,
                        value.shape().rank() < 1 ? 0 : value.shape().size(-1)));
        if (key.elements() == 0 || value.elements() == 0) {
            throw new CaseException("tensors key " + key.shape() + " and value " + value.shape()
                    + " have an axis of size 0, expected none");
        }
        if (queryHeads % keyHeads != 0) {
            throw new CaseException("tensor key has " + keyHeads + " heads and query " + queryHeads
                    + ", expected a number that divides " + queryHeads);
        }
        MultiHeadAttention.requireGroups(queryHeads, keyHeads);
        if (parameters.keyLength() > keys) {
            throw new CaseException(
                    "parameter key-length is " + parameters.keyLength() + ", expected at most " + keys + " keys");
        }
        padded = new BitSet(keys);
        padded.set(parameters.keyLength() < 0 ? keys : parameters.keyLength(), keys);
        if (bias != null) {
            CaseTensors.requireBroadcast("bias", bias, rank, batches, queryHeads, queries, keys);
        }
        if (hidden != null) {
            if (hidden.type() != ElementType.BOOL) {
                throw new CaseException(
                        "tensor mask is " + hidden.type() + ", expected BOOL with true for allowed keys");
            }
            CaseTensors.requireBroadcast("mask", hidden, rank, batches, queryHeads, queries, keys);
        }
        if (outputGradient != null) {
            CaseTensors.requireShape("doutput", outputGradient, shape("output"));
            CaseTensors.requireFinite("doutput", outputGradient);
        }
        CaseTensors.requireFinite("query", query);
        CaseTensors.requireFloat("query", query);
        CaseTensors.requireFloat("key", key);
        CaseTensors.requireFloat("value", value);
        allowedKeys = new AllowedKeys[batches * queryHeads];
        for (int i = 0; i < allowedKeys.length; i++) {
            // Without a mask tensor every head has the same allowed sets.
            allowedKeys[i] = hidden == null && i > 0
                    ? allowedKeys[0]
                    : mask(i / queryHeads, i % queryHeads).allowed(queries, keys);
            requireVisibleFinite(i / queryHeads, i % queryHeads);
        }
    }

    private int[] lead(int rank, int heads, int rows, int columns) {
        return switch (rank) {
            case 2 -> new int[] {rows, columns};
            case 3 -> new int[] {heads, rows, columns};
            default -> new int[] {batches, heads, rows, columns};
        };
    }

    /** Non-finite keys, values and biases are allowed only where nothing looks at them. */
    private void requireVisibleFinite(int b, int h) throws CaseException {
        AllowedKeys allowed = allowedKeys[b * queryHeads + h];
        int g = MultiHeadAttention.keyHead(h, queryHeads, keyHeads);
        BitSet seen = seen(allowed);
        CaseTensors.requireFiniteRows("key", key, leading(key, b, g), seen);
        CaseTensors.requireFiniteRows("value", value, leading(value, b, g), seen);
        if (bias != null) {
            double[] values = CaseTensors.broadcast(bias, b, h);
            for (int i = 0; i < queries; i++) {
                for (int j = 0; j < keys; j++) {
                    if (allowed.allows(i, j) && !Double.isFinite(values[i * keys + j])) {
                        throw new CaseException(
                                "tensor bias is " + values[i * keys + j] + " at head " + h + ", query " + i
                                        + ", key " + j
                                        + ", expected a finite number; hide keys with the tensor mask or a parameter instead");
                    }
                }
            }
        }
    }

    private static BitSet seen(AllowedKeys allowed) {
        BitSet seen = new BitSet(allowed.keys());
        for (int i = 0; i < allowed.queries(); i++) {
            if (allowed.isRange(i)) {
                seen.set(allowed.from(i), allowed.to(i));
            } else {
                for (int j = allowed.from(i); j < allowed.to(i); j++) {
                    if (allowed.allows(i, j)) {
                        seen.set(j);
                    }
                }
            }
        }
        return seen;
    }

    private static int[] leading(Tensor t, int b, int h) {
        return switch (t.shape().rank()) {
            case 2 -> new int[0];
            case 3 -> new int[] {h};
            default -> new int[] {b, h};
        };
    }

    /** Batches times query heads. */
    public int heads() {
        return batches * queryHeads;
    }

    public int queryHeads() {
        return queryHeads;
    }

    public int keyHeads() {
        return keyHeads;
    }

    public int queries() {
        return queries;
    }

    public int keys() {
        return keys;
    }

    /** Width d of queries and keys. */
    int width() {
        return query.shape().size(-1);
    }

    AttentionParameters parameters() {
        return parameters;
    }

    boolean hasBias() {
        return bias != null;
    }

    public boolean hasOutputGradient() {
        return outputGradient != null;
    }

    private AttentionMask mask(int b, int h) {
        AttentionMask mask = parameters.mask();
        if (!padded.isEmpty()) {
            mask = mask.withPadded(padded);
        }
        if (hidden != null) {
            double[] flags = CaseTensors.broadcast(hidden, b, h);
            BitSet[] rows = new BitSet[queries];
            for (int i = 0; i < queries; i++) {
                rows[i] = new BitSet(keys);
                for (int j = 0; j < keys; j++) {
                    rows[i].set(j, flags[i * keys + j] == 0);
                }
            }
            mask = mask.withHidden(rows);
        }
        return mask;
    }

    /** Head number {@code index} of {@link #heads}, with the key/value head that (D8) gives it. */
    public AttentionHead head(int index) {
        int h = index % queryHeads;
        return head(index, MultiHeadAttention.keyHead(h, queryHeads, keyHeads));
    }

    /** A head that was taken out of the tensors before; mistakes ask for the same one many times. */
    private record Known(int index, int keyHead, AttentionHead head) {}

    private volatile @Nullable Known known;

    /** The head with any key/value head. */
    AttentionHead head(int index, int keyHead) {
        Known last = known;
        if (last == null || last.index != index || last.keyHead != keyHead) {
            last = new Known(index, keyHead, readHead(index, keyHead));
            known = last;
        }
        return last.head;
    }

    private AttentionHead readHead(int index, int keyHead) {
        int b = index / queryHeads;
        int h = index % queryHeads;
        AttentionMask mask = mask(b, h);
        AllowedKeys allowed = allowedKeys[index];
        BitSet seen = seen(allowed);
        return new AttentionHead(
                query.matrix(leading(query, b, h)),
                visible(key, leading(key, b, keyHead), seen),
                visible(value, leading(value, b, keyHead), seen),
                bias == null ? null : visibleBias(CaseTensors.broadcast(bias, b, h), allowed),
                tau(),
                mask,
                allowed);
    }

    /** The head with the keys and values that masks hide, for mistakes that look at them; those that are not finite are zero. */
    public AttentionHead unmaskedHead(int index) {
        int b = index / queryHeads;
        int g = MultiHeadAttention.keyHead(index % queryHeads, queryHeads, keyHeads);
        AttentionHead head = head(index);
        BitSet finite = new BitSet(keys);
        double[] k = key.toDoubles(leading(key, b, g));
        double[] v = value.toDoubles(leading(value, b, g));
        for (int j = 0; j < keys; j++) {
            boolean all = true;
            for (int c = 0; c < k.length / keys; c++) {
                all &= Double.isFinite(k[j * (k.length / keys) + c]);
            }
            for (int c = 0; c < v.length / keys; c++) {
                all &= Double.isFinite(v[j * (v.length / keys) + c]);
            }
            finite.set(j, all);
        }
        return head.withInputs(
                head.query(), visible(key, leading(key, b, g), finite), visible(value, leading(value, b, g), finite));
    }

    /** Number of allowed keys of a query row. */
    int allowedCount(int head, int row) {
        return allowedKeys[head].count(row);
    }

    public boolean hasEmptyRows() {
        for (AllowedKeys allowed : allowedKeys) {
            for (int i = 0; i < queries; i++) {
                if (allowed.count(i) == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether any key is hidden from any query. */
    boolean hasMask() {
        for (AllowedKeys allowed : allowedKeys) {
            for (int i = 0; i < queries; i++) {
                if (allowed.count(i) < keys) {
                    return true;
                }
            }
        }
        return false;
    }

    Scale tau() {
        return parameters.scale().of(query.shape().size(-1));
    }

    /** The format of the inputs with the most digits. */
    Format inputFormat() {
        Format q = query.type().format();
        Format k = key.type().format();
        return q.precision() >= k.precision() ? q : k;
    }

    private static Matrix visible(Tensor t, int[] leading, BitSet seen) {
        int columns = t.shape().size(-1);
        double[] values = t.toDoubles(leading);
        int rows = values.length / columns;
        for (int j = seen.nextClearBit(0); j < rows; j = seen.nextClearBit(j + 1)) {
            java.util.Arrays.fill(values, j * columns, (j + 1) * columns, 0);
        }
        return new Matrix(rows, columns, values);
    }

    private Matrix visibleBias(double[] values, AllowedKeys allowed) {
        double[] out = values.clone();
        for (int e = 0; e < out.length; e++) {
            if (!allowed.allows(e / keys, e % keys)) {
                out[e] = 0;
            }
        }
        return new Matrix(queries, keys, out);
    }

    /** The upstream gradient of a head. */
    public Matrix outputGradient(int index) {
        if (outputGradient == null) {
            throw new IllegalStateException("the case has no doutput");
        }
        return outputGradient.matrix(leading(outputGradient, index / queryHeads, index % queryHeads));
    }

    @Override
    public int[] shape(String output) throws CaseException {
        int rank = query.shape().rank();
        int d = query.shape().size(-1);
        int dv = value.shape().size(-1);
        return switch (output) {
            case "output" -> lead(rank, queryHeads, queries, dv);
            case "lse" -> {
                int[] all = lead(rank, queryHeads, queries, 1);
                yield java.util.Arrays.copyOf(all, all.length - 1);
            }
            case "dquery" -> lead(rank, queryHeads, queries, d);
            case "dkey" -> lead(rank, keyHeads, keys, d);
            case "dvalue" -> lead(rank, keyHeads, keys, dv);
            default ->
                throw new CaseException(
                        "output '" + output + "' of softmax-attention, expected output, lse, dquery, dkey or dvalue");
        };
    }

    @Override
    public long rows() {
        return (long) heads() * queries;
    }

    @Override
    public Verdict check(Tensor candidate, FloatModel model, CheckOptions options) throws CaseException {
        CaseTensors.requireFloat("the candidate", candidate);
        CaseTensors.requireShape("the candidate", candidate, shape(options.output()));
        return switch (options.output()) {
            case "output", "lse" -> new ForwardCheck(this, candidate, model, options).verdict();
            default -> {
                if (outputGradient == null) {
                    throw new CaseException("checking " + options.output() + " needs the tensor doutput in the case");
                }
                yield new BackwardCheck(this, candidate, model, options).verdict();
            }
        };
    }
}
