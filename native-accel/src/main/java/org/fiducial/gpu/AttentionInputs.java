package org.fiducial.gpu;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.MultiHeadAttention;
import org.fiducial.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A case of softmax attention as the kernels take it: batch and heads in one axis, a range of keys for every query, and rows of keys and
 * values that no query sees set to zero, so that nothing in them can reach the output.
 */
record AttentionInputs(
        Tensor query,
        byte[] key,
        byte[] value,
        @Nullable Tensor bias,
        @Nullable Tensor mask,
        @Nullable Tensor outputGradient,
        int batches,
        int heads,
        int keyHeads,
        int queries,
        int keys,
        int width,
        int valueWidth,
        double tau,
        boolean tauIsExact,
        AllowedKeys allowed) {

    /** Widest heads that the kernels take. */
    static final int MAX_WIDTH = 256;

    /** Why the kernels do not take a case, in one line. The case itself is known to be well formed. */
    static Optional<String> refusal(Problem p, List<Format> formats) {
        Tensor q = tensor(p, "query", "q");
        Tensor k = tensor(p, "key", "k");
        Tensor v = tensor(p, "value", "v");
        if (q.type() != k.type()
                || q.type() != v.type()
                || !q.type().isFloat()
                || !formats.contains(q.type().format())) {
            return Optional.of("query, key and value are " + q.type() + ", " + k.type() + " and " + v.type()
                    + ", expected one format of " + formats);
        }
        int width = Math.max(q.shape().size(-1), v.shape().size(-1));
        if (width > MAX_WIDTH) {
            return Optional.of("heads of width " + width + ", expected at most " + MAX_WIDTH);
        }
        if (heads(q) * batches(q) > 65535) {
            return Optional.of(batches(q) + " batches of " + heads(q) + " heads, expected at most 65535 heads in all");
        }
        Tensor bias = p.tensors().get("bias");
        if (q.type().format() == Format.BINARY64 && (bias != null || p.tensors().containsKey("mask"))) {
            return Optional.of("bias or mask in binary64, expected neither");
        }
        if (bias != null && bias.type().format().precision() > Format.BINARY32.precision()) {
            return Optional.of("bias is " + bias.type() + ", expected numbers of binary32");
        }
        return Optional.empty();
    }

    static Tensor tensor(Problem p, String... names) {
        return p.tensor(names)
                .orElseThrow(() -> new IllegalArgumentException("tensor " + names[0] + " is missing from the case"));
    }

    private static int batches(Tensor q) {
        return q.shape().rank() == 4 ? q.shape().size(0) : 1;
    }

    private static int heads(Tensor q) {
        return q.shape().rank() >= 3 ? q.shape().size(-3) : 1;
    }

    static AttentionInputs of(Problem p) {
        Tensor q = tensor(p, "query", "q");
        Tensor k = tensor(p, "key", "k");
        Tensor v = tensor(p, "value", "v");
        int n = q.shape().size(-2);
        int m = k.shape().size(-2);
        int heads = heads(q);
        int keyHeads = heads(k);
        MultiHeadAttention.requireGroups(heads, keyHeads);
        AllowedKeys allowed = mask(p.parameters(), m).allowed(n, m);
        Tensor mask = p.tensors().get("mask");
        String given = p.parameters().getOrDefault("scale", "rsqrt(d)");
        double tau = given.equals("rsqrt(d)") ? 1 / Math.sqrt(q.shape().size(-1)) : Double.parseDouble(given);
        boolean exact = !given.equals("rsqrt(d)") || isPowerOfTwo(tau);
        BitSet seen = seen(allowed, mask);
        return new AttentionInputs(
                q,
                visible(k, seen, m),
                visible(v, seen, m),
                p.tensors().get("bias"),
                mask,
                p.tensors().get("doutput"),
                batches(q),
                heads,
                keyHeads,
                n,
                m,
                q.shape().size(-1),
                v.shape().size(-1),
                tau,
                exact,
                allowed);
    }

    /** The width is then the square of a power of two, and nothing rounds. */
    private static boolean isPowerOfTwo(double x) {
        return Math.scalb(1.0, Math.getExponent(x)) == x;
    }

    /** The scale in binary32. */
    float scale() {
        return (float) tau;
    }

    /** Roundings in forming the scale: in binary64 a root and a quotient, in binary32 the one that is left of them. */
    int scaleRoundings() {
        boolean wide = format() == Format.BINARY64;
        if (tauIsExact && (wide || (float) tau == tau)) {
            return 0;
        }
        return wide ? 2 : 1;
    }

    private static AttentionMask mask(Map<String, String> p, int keys) {
        CausalAlignment causal = alignment(p.getOrDefault("causal", "none"));
        AttentionMask mask = AttentionMask.causal(causal);
        String window = p.getOrDefault("window", "none");
        if (!window.equals("none")) {
            String[] sides = window.split(",", -1);
            String corner = p.getOrDefault(
                    "window-alignment", causal == CausalAlignment.BOTTOM_RIGHT ? "bottom-right" : "top-left");
            mask = mask.withWindow(
                    Integer.parseInt(sides[0]), sides.length == 1 ? -1 : Integer.parseInt(sides[1]), alignment(corner));
        }
        int length = Integer.parseInt(p.getOrDefault("key-length", "-1"));
        if (length >= 0) {
            BitSet padded = new BitSet(keys);
            padded.set(length, keys);
            mask = mask.withPadded(padded);
        }
        return mask;
    }

    private static CausalAlignment alignment(String text) {
        return switch (text) {
            case "none" -> CausalAlignment.NONE;
            case "top-left" -> CausalAlignment.TOP_LEFT;
            case "bottom-right" -> CausalAlignment.BOTTOM_RIGHT;
            default -> throw new IllegalArgumentException("alignment '" + text + "'");
        };
    }

    /** Keys that some query of some head may see. */
    private static BitSet seen(AllowedKeys allowed, @Nullable Tensor mask) {
        BitSet seen = new BitSet(allowed.keys());
        for (int i = 0; i < allowed.queries(); i++) {
            for (int j = end(allowed, i); j > allowed.from(i); j--) {
                if (allowed.allows(i, j - 1)) {
                    seen.set(j - 1);
                }
            }
        }
        if (mask == null) {
            return seen;
        }
        BitSet shown = new BitSet(allowed.keys());
        byte[] flags = mask.toBytes();
        for (int e = 0; e < flags.length; e++) {
            if (flags[e] != 0) {
                shown.set(e % allowed.keys());
            }
        }
        seen.and(shown);
        return seen;
    }

    /** The end of a row's keys without padding behind them. */
    private static int end(AllowedKeys allowed, int row) {
        int end = allowed.to(row);
        while (end > allowed.from(row) && !allowed.allows(row, end - 1)) {
            end--;
        }
        return end;
    }

    private static byte[] visible(Tensor t, BitSet seen, int rows) {
        byte[] data = t.toBytes();
        int bytes = t.shape().size(-1) * t.type().bytes();
        for (int r = 0; r * bytes < data.length; r++) {
            if (!seen.get(r % rows)) {
                java.util.Arrays.fill(data, r * bytes, (r + 1) * bytes, (byte) 0);
            }
        }
        return data;
    }

    int allHeads() {
        return batches * heads;
    }

    Format format() {
        return query.type().format();
    }

    /** First keys of all queries, then their ends, little-endian. Padding is always at the end, so a range says it all. */
    byte[][] ranges() {
        ByteBuffer from = HostDevice.buffer(4 * queries);
        ByteBuffer to = HostDevice.buffer(4 * queries);
        for (int i = 0; i < queries; i++) {
            from.putInt(allowed.from(i));
            to.putInt(end(allowed, i));
        }
        return new byte[][] {from.array(), to.array()};
    }

    /** The arguments that every kernel of the family takes last, with what they point to copied to the device. */
    Object[] shared(Allocation memory) {
        byte[][] ranges = ranges();
        return new Object[] {
            memory.copyOrNone(biasBytes()),
            memory.copyOrNone(maskBytes()),
            memory.copy(ranges[0]),
            memory.copy(ranges[1]),
            heads,
            keyHeads,
            queries,
            keys,
            width,
            valueWidth,
            scale(),
            headStride(bias),
            (long) keys,
            headStride(mask),
            (long) keys
        };
    }

    /** Bias as binary32, for one head or for all. */
    byte @Nullable [] biasBytes() {
        if (bias == null) {
            return null;
        }
        double[] x = spread(bias);
        ByteBuffer out = HostDevice.buffer(Math.multiplyExact(4, x.length));
        for (double b : x) {
            out.putFloat((float) b);
        }
        return out.array();
    }

    /** Mask flags, for one head or for all. */
    byte @Nullable [] maskBytes() {
        if (mask == null) {
            return null;
        }
        double[] x = spread(mask);
        byte[] out = new byte[x.length];
        for (int e = 0; e < out.length; e++) {
            out[e] = (byte) x[e];
        }
        return out;
    }

    /** Whether all heads share a matrix. */
    private boolean isShared(Tensor t) {
        return t.elements() == queries * keys;
    }

    /** Elements from one head's matrix to the next, 0 if all share one. */
    long headStride(@Nullable Tensor t) {
        return t == null || isShared(t) ? 0 : (long) queries * keys;
    }

    private double[] spread(Tensor t) {
        if (isShared(t)) {
            return t.toDoubles();
        }
        int[] sizes = t.shape().sizes();
        double[] out = new double[Math.multiplyExact(allHeads(), queries * keys)];
        for (int b = 0; b < batches; b++) {
            for (int h = 0; h < heads; h++) {
                int[] leading = new int[sizes.length - 2];
                leading[leading.length - 1] = sizes[sizes.length - 3] == 1 ? 0 : h;
                if (leading.length == 2) {
                    leading[0] = sizes[0] == 1 ? 0 : b;
                }
                double[] part = t.toDoubles(leading);
                System.arraycopy(part, 0, out, (b * heads + h) * part.length, part.length);
            }
        }
        return out;
    }

    /** Number of pairs of a query and a key that it may see, over all heads; explicit masks are not looked at. */
    double pairs() {
        double count = 0;
        for (int i = 0; i < queries; i++) {
            count += allowed.count(i);
        }
        return count * allHeads();
    }

    /** Floating-point operations of an output's definition, a multiply-add as two: five products of matrices for all gradients. */
    double operations(String output) {
        return switch (output) {
            case "dquery" -> 2 * pairs() * (2.0 * width + valueWidth);
            case "dkey", "dvalue" -> 2 * pairs() * (2.0 * width + 2.0 * valueWidth);
            default -> 2 * pairs() * (width + valueWidth);
        };
    }

    /** Bytes of queries, keys and values. */
    double bytes() {
        return (double) allHeads() * queries * width * query.type().bytes() + key.length + value.length;
    }
}
