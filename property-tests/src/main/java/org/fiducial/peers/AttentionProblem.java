package org.fiducial.peers;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.MultiHeadAttention;
import org.jspecify.annotations.Nullable;

/**
 * One softmax attention to be computed in floating point, sheet softmax-attention (D1)-(D8). Arrays are row-major, shared and not to be
 * changed.
 *
 * @param shape the sizes
 * @param query [heads, queries, width]
 * @param key [keyHeads, keys, width]
 * @param value [keyHeads, keys, valueWidth]
 * @param mask the allowed keys, the same for all heads
 * @param bias added to the scaled logits, [queries, keys] for all heads or [heads, queries, keys], or null
 * @param scale tau, or null for 1 / sqrt(width) as the engine forms it
 */
public record AttentionProblem(
        Shape shape,
        float[] query,
        float[] key,
        float[] value,
        AttentionMask mask,
        float @Nullable [] bias,
        @Nullable Float scale) {

    /** Sizes of a problem; query head h uses the key/value head floor(h * keyHeads / heads). */
    public record Shape(int heads, int keyHeads, int queries, int keys, int width, int valueWidth) {
        public Shape {
            if (heads < 1 || queries < 1 || keys < 1 || width < 1 || valueWidth < 1) {
                throw new IllegalArgumentException("attention of shape " + heads + " heads, " + queries + " queries, "
                        + keys + " keys, widths " + width + " and " + valueWidth + ", expected positive sizes");
            }
            MultiHeadAttention.requireGroups(heads, keyHeads);
        }

        /** As many key/value heads as heads and as wide values as keys. */
        public static Shape of(int heads, int queries, int keys, int width) {
            return new Shape(heads, heads, queries, keys, width, width);
        }

        /** The key/value head of query head h. */
        public int keyHead(int h) {
            return MultiHeadAttention.keyHead(h, heads, keyHeads);
        }

        public int outputSize() {
            return Math.multiplyExact(Math.multiplyExact(heads, queries), valueWidth);
        }
    }

    public AttentionProblem {
        require("query", query.length, (long) shape.heads * shape.queries * shape.width);
        require("key", key.length, (long) shape.keyHeads * shape.keys * shape.width);
        require("value", value.length, (long) shape.keyHeads * shape.keys * shape.valueWidth);
        if (bias != null && bias.length != (long) shape.queries * shape.keys) {
            require("bias", bias.length, (long) shape.heads * shape.queries * shape.keys);
        }
        if (scale != null && !(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale " + scale + ", expected a positive finite number");
        }
    }

    private static void require(String name, int length, long expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' of " + length + " values, expected " + expected + " for the shape given");
        }
    }

    /** The problem without bias and with the default scale. */
    public static AttentionProblem of(Shape shape, float[] query, float[] key, float[] value, AttentionMask mask) {
        return new AttentionProblem(shape, query, key, value, mask, null, null);
    }

    public AttentionProblem withMask(AttentionMask other) {
        return new AttentionProblem(shape, query, key, value, other, bias, scale);
    }

    public AttentionProblem withBias(float[] other) {
        return new AttentionProblem(shape, query, key, value, mask, other, scale);
    }

    public AttentionProblem withScale(float other) {
        return new AttentionProblem(shape, query, key, value, mask, bias, other);
    }

    /** The problem with queries, keys, values and bias rounded to nearest even in that format. */
    public AttentionProblem rounded(Format format) {
        return new AttentionProblem(
                shape,
                rounded(query, format),
                rounded(key, format),
                rounded(value, format),
                mask,
                bias == null ? null : rounded(bias, format),
                scale);
    }

    private static float[] rounded(float[] x, Format format) {
        if (format.precision() >= Format.BINARY32.precision()) {
            return x;
        }
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) format.round(x[i]);
        }
        return y;
    }

    /** The scale: the one given, else 1 / sqrt(width) formed in binary64 and rounded to binary32. */
    public float scaleOrDefault() {
        return scale != null ? scale : (float) (1 / Math.sqrt(shape.width));
    }

    /** The bias of query head h, query i, key j; 0 without a bias. */
    public float bias(int h, int i, int j) {
        if (bias == null) {
            return 0;
        }
        int row = bias.length == shape.queries * shape.keys ? i : h * shape.queries + i;
        return bias[row * shape.keys + j];
    }

    public AllowedKeys allowed() {
        return mask.allowed(shape.queries, shape.keys);
    }
}
