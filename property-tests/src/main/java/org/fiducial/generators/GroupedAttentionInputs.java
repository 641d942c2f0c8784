package org.fiducial.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.operator.MultiHeadAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;

/**
 * The inputs of several heads of softmax attention in which groups of query heads share a key/value head, sheet softmax-attention (D8). All
 * heads have the same shapes, scale and mask. Every number is a number of the format.
 *
 * @param kind what is special about every head
 * @param format the format of all elements
 * @param query one matrix [n, d] a query head
 * @param key one matrix [m, d] a key/value head
 * @param value one matrix [m, dv] a key/value head
 * @param scale tau
 * @param allowed the allowed keys of every query
 */
public record GroupedAttentionInputs(
        AttentionKind kind,
        Format format,
        List<Matrix> query,
        List<Matrix> key,
        List<Matrix> value,
        Scale scale,
        AllowedKeys allowed) {
    public GroupedAttentionInputs {
        MultiHeadAttention.requireGroups(query.size(), key.size());
        query = List.copyOf(query);
        key = List.copyOf(key);
        value = List.copyOf(value);
    }

    /** Number of query heads H. */
    public int queryHeads() {
        return query.size();
    }

    /** Number of key/value heads. */
    public int keyHeads() {
        return key.size();
    }

    /** Query head h with the key/value head it uses. */
    public AttentionInputs head(int h) {
        int g = MultiHeadAttention.keyHead(h, queryHeads(), keyHeads());
        return new AttentionInputs(kind, format, query.get(h), key.get(g), value.get(g), null, scale, allowed);
    }

    /** The tensors of a case file: query [H, n, d], key and value by key/value heads, mask. */
    public Map<String, Tensor> tensors() {
        return CaseTensors.of(this);
    }

    /** The parameters of a case file: the scale. */
    public Map<String, String> parameters() {
        return CaseTensors.parameters(scale);
    }

    @Override
    public String toString() {
        List<String> heads = new ArrayList<>();
        for (int h = 0; h < queryHeads(); h++) {
            heads.add("head " + h + " with key/value head " + MultiHeadAttention.keyHead(h, queryHeads(), keyHeads())
                    + ": " + head(h));
        }
        return String.join("; ", heads);
    }
}
