package org.fiducial.generators;

import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one head of softmax attention, sheet softmax-attention (D1)-(D7). Every number is a number of the format.
 *
 * @param kind what is special about it
 * @param format the format of all elements
 * @param query [n, d]
 * @param key [m, d]
 * @param value [m, dv]
 * @param bias [n, m], or null
 * @param scale tau
 * @param allowed the allowed keys of every query
 */
public record AttentionInputs(
        AttentionKind kind,
        Format format,
        Matrix query,
        Matrix key,
        Matrix value,
        @Nullable Matrix bias,
        Scale scale,
        AllowedKeys allowed) {

    /** Number of queries n. */
    public int queries() {
        return query.rows();
    }

    /** Number of keys m. */
    public int keys() {
        return key.rows();
    }

    /** Head width d. */
    public int width() {
        return query.columns();
    }

    /** The tensors of a case file: query, key, value, mask, and bias if there is one. TF32 numbers are stored as BINARY32. */
    public Map<String, Tensor> tensors() {
        return CaseTensors.of(this);
    }

    /** The parameters of a case file: the scale. */
    public Map<String, String> parameters() {
        return CaseTensors.parameters(scale);
    }

    /** All numbers, in a form to be read: "BINARY32, 1 query, 2 keys, …". */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder()
                .append(kind)
                .append(' ')
                .append(format)
                .append(" n=")
                .append(queries())
                .append(" m=")
                .append(keys())
                .append(" d=")
                .append(width())
                .append(" dv=")
                .append(value.columns())
                .append(" tau=")
                .append(scale);
        append(s.append(" query="), query);
        append(s.append(" key="), key);
        append(s.append(" value="), value);
        if (bias != null) {
            append(s.append(" bias="), bias);
        }
        s.append(" allowed=[");
        for (int i = 0; i < queries(); i++) {
            s.append(i == 0 ? "{" : ", {");
            String between = "";
            for (int j = 0; j < keys(); j++) {
                if (allowed.allows(i, j)) {
                    s.append(between).append(j);
                    between = ",";
                }
            }
            s.append('}');
        }
        return s.append(']').toString();
    }

    static void append(StringBuilder s, Matrix x) {
        for (int i = 0; i < x.rows(); i++) {
            s.append(i == 0 ? "[[" : ", [");
            for (int j = 0; j < x.columns(); j++) {
                s.append(j == 0 ? "" : ", ").append(x.get(i, j));
            }
            s.append(']');
        }
        s.append(']');
    }
}
