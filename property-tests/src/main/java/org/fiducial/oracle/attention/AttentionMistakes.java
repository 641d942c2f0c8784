package org.fiducial.oracle.attention;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;
import org.fiducial.tensor.Matrix;

/** The catalogue of mistakes of softmax attention, in the order in which equally good explanations are named. */
final class AttentionMistakes {
    private AttentionMistakes() {}

    static List<Mistake> all() {
        List<Mistake> m = new ArrayList<>();
        scale(m);
        masks(m);
        heads(m);
        keys(m);
        bias(m);
        m.addAll(MistakenTexts.all());
        m.addAll(TiledMistakes.of(TiledMistakes.USUAL));
        m.add(new UnshiftedExponential());
        precision(m);
        return m;
    }

    /** The catalogue with mistakes of tiles in all sizes that kernels use. */
    static List<Mistake> inAllTiles() {
        List<Mistake> m = all();
        for (int tile : TiledMistakes.OTHERS) {
            m.addAll(TiledMistakes.of(tile));
        }
        return m;
    }

    private static void scale(List<Mistake> m) {
        m.add(new AlteredCase(
                "scale-missing",
                "logits are not scaled: tau = 1",
                (c, f) -> !tau(c).equals(Scale.of(1)) && tau(c).toDouble() != 1,
                (c, h) -> c.head(h).withTau(Scale.of(1))));
        m.add(new AlteredCase(
                "scale-twice", "the scale is applied twice: tau^2", (c, f) -> tau(c).toDouble() != 1, (c, h) -> c.head(
                                h)
                        .withTau(squared(tau(c)))));
        m.add(new AlteredCase(
                "scale-of-all-heads",
                "the scale is that of the whole width: tau / sqrt(heads)",
                (c, f) -> c.queryHeads() > 1,
                (c, h) -> c.head(h)
                        .withTau(new Scale(tau(c).factor(), Math.multiplyExact(tau(c).radicand(), c.queryHeads())))));
        m.add(new AlteredCase(
                "exp-base-2", "the exponential is 2^x without the factor log2(e)", (c, f) -> true, (c, h) -> {
                    AttentionHead head = c.head(h);
                    double ln2 = Math.log(2);
                    Matrix b = head.bias();
                    return head.withTau(Scale.of(tau(c).toDouble() * ln2)).withBias(b == null ? null : scaled(b, ln2));
                }));
    }

    private static void masks(List<Mistake> m) {
        m.add(new AlteredCase(
                "causal-excludes-self",
                "the causal mask is off by one: a query does not see its own position",
                (c, f) -> causal(c) != CausalAlignment.NONE,
                (c, h) -> shiftedCausal(c, h, -1)));
        m.add(new AlteredCase(
                "causal-sees-next",
                "the causal mask is off by one: a query sees one position too many",
                (c, f) -> causal(c) != CausalAlignment.NONE,
                (c, h) -> shiftedCausal(c, h, 1)));
        m.add(new AlteredCase(
                "causal-other-corner",
                "the causal mask is aligned to the other corner",
                (c, f) -> causal(c) != CausalAlignment.NONE && c.queries() != c.keys(),
                (c, h) -> masked(c, h, mask(c, h).withCausal(other(causal(c))))));
        m.add(new AlteredCase(
                "causal-ignored",
                "the causal mask is not applied",
                (c, f) -> causal(c) != CausalAlignment.NONE,
                (c, h) -> masked(c, h, mask(c, h).withCausal(CausalAlignment.NONE))));
        m.add(new AlteredCase(
                "causal-unasked",
                "a causal mask is applied that the case does not declare",
                (c, f) -> causal(c) == CausalAlignment.NONE && c.keys() > 1,
                (c, h) -> masked(c, h, mask(c, h).withCausal(CausalAlignment.TOP_LEFT))));
        m.add(new AlteredCase(
                "window-one-wider",
                "the window reaches one position too far back",
                (c, f) -> window(c) >= 0,
                (c, h) -> windowed(c, h, 1)));
        m.add(new AlteredCase(
                "window-one-narrower",
                "the window stops one position too early",
                (c, f) -> window(c) > 0,
                (c, h) -> windowed(c, h, -1)));
        m.add(new AlteredCase(
                "padding-ignored",
                "padded keys are seen",
                (c, f) -> c.parameters().keyLength() >= 0 && c.parameters().keyLength() < c.keys(),
                (c, h) -> masked(c, h, mask(c, h).withPadded(null))));
        m.add(new AlteredCase(
                "mask-inverted",
                "the boolean mask is read the other way round",
                (c, f) -> c.head(0).mask().hidden() != null,
                (c, h) -> {
                    java.util.BitSet[] hidden = mask(c, h).hidden();
                    if (hidden == null) {
                        return c.head(h);
                    }
                    java.util.BitSet[] inverted = new java.util.BitSet[hidden.length];
                    for (int i = 0; i < inverted.length; i++) {
                        inverted[i] = (java.util.BitSet) hidden[i].clone();
                        inverted[i].flip(0, c.keys());
                    }
                    return masked(c, h, mask(c, h).withHidden(inverted));
                }));
        m.add(new AlteredCase(
                "empty-row-averaged",
                "a row without allowed keys gets the mean of all values",
                (c, f) -> c.hasEmptyRows(),
                (c, h) -> {
                    AttentionHead head = c.unmaskedHead(h);
                    int[] from = new int[head.queries()];
                    int[] to = new int[head.queries()];
                    for (int i = 0; i < to.length; i++) {
                        to[i] = c.keys();
                    }
                    return EmptyRows.uniform(head, AllowedKeys.ranges(c.keys(), from, to));
                }));
    }

    private static void heads(List<Mistake> m) {
        m.add(new AlteredCase(
                "heads-interleaved",
                "grouped heads are mapped by remainder: query head h uses key/value head h mod Hkv",
                (c, f) -> c.keyHeads() > 1 && c.keyHeads() < c.queryHeads(),
                (c, h) -> c.head(h, h % c.queryHeads() % c.keyHeads())));
        m.add(new AlteredCase(
                "heads-next",
                "every query head uses the next key/value head",
                (c, f) -> c.keyHeads() > 1,
                (c, h) -> c.head(
                        h,
                        (org.fiducial.operator.MultiHeadAttention.keyHead(
                                                h % c.queryHeads(), c.queryHeads(), c.keyHeads())
                                        + 1)
                                % c.keyHeads())));
        m.add(new AlteredCase(
                "heads-first-only",
                "every query head uses key/value head 0",
                (c, f) -> c.keyHeads() > 1,
                (c, h) -> c.head(h, 0)));
    }

    private static void keys(List<Mistake> m) {
        m.add(new AlteredCase(
                "last-key-dropped",
                "the last key is left out",
                (c, f) -> c.keys() > 1,
                (c, h) -> upTo(c.head(h), c.keys() - 1)));
        m.add(new AlteredCase(
                "extra-zero-logit",
                "the normaliser counts one more key of logit 0 and value 0 (softmax plus one)",
                (c, f) -> true,
                (c, h) -> padded(c.head(h), c.keys() + 1)));
        m.add(new AlteredCase(
                "values-shifted", "values are one position off their keys", (c, f) -> c.keys() > 1, (c, h) -> {
                    AttentionHead head = c.head(h);
                    int[] order = new int[c.keys()];
                    for (int j = 0; j < order.length; j++) {
                        order[j] = (j + 1) % order.length;
                    }
                    return head.withInputs(
                            head.query(), head.key(), head.value().rows(order));
                }));
        m.add(new AlteredCase(
                "keys-values-swapped",
                "keys and values are exchanged",
                (c, f) -> c.head(0).key().columns() == c.head(0).value().columns(),
                (c, h) -> {
                    AttentionHead head = c.head(h);
                    return head.withInputs(head.query(), head.value(), head.key());
                }));
    }

    private static void bias(List<Mistake> m) {
        m.add(new AlteredCase("bias-ignored", "the bias is not added", (c, f) -> c.hasBias(), (c, h) -> c.head(h)
                .withBias(null)));
        m.add(new AlteredCase(
                "bias-scaled",
                "the bias is added before the scale is applied",
                (c, f) -> c.hasBias() && tau(c).toDouble() != 1,
                (c, h) -> {
                    AttentionHead head = c.head(h);
                    Matrix b = head.bias();
                    return head.withBias(b == null ? null : scaled(b, tau(c).toDouble()));
                }));
        m.add(new AlteredCase("bias-subtracted", "the bias is subtracted", (c, f) -> c.hasBias(), (c, h) -> {
            AttentionHead head = c.head(h);
            Matrix b = head.bias();
            return head.withBias(b == null ? null : scaled(b, -1));
        }));
    }

    private static void precision(List<Mistake> m) {
        m.add(new CoarserFormat(
                "tf32-inputs",
                "queries and keys are rounded to TF32 before their product",
                (c, f) -> f.u() < Format.TF32.unitRoundoff() && c.inputFormat().precision() > Format.TF32.precision(),
                Format.TF32,
                CoarserFormat.Place.INPUTS,
                f -> f));
        for (Format coarse : List.of(Format.BINARY16, Format.BFLOAT16)) {
            String name = coarse == Format.BINARY16 ? "fp16" : "bf16";
            String words = coarse.name().toLowerCase(java.util.Locale.ROOT);
            m.add(new CoarserFormat(
                    name + "-inputs",
                    "queries and keys are rounded to " + words + " before their product",
                    (c, f) -> c.inputFormat().precision() > coarse.precision() && f.u() < coarse.unitRoundoff(),
                    coarse,
                    CoarserFormat.Place.INPUTS,
                    f -> f));
            m.add(new CoarserFormat(
                    name + "-weights",
                    "weights are stored in " + words + " before the product with the values",
                    (c, f) -> f.weights().precision() > coarse.precision(),
                    coarse,
                    CoarserFormat.Place.WEIGHTS,
                    f -> f.withWeights(coarse)));
            m.add(new CoarserFormat(
                    name + "-logits",
                    "logits are stored in " + words,
                    (c, f) -> (f.logits() == null ? f.accumulate() : f.logits()).precision() > coarse.precision(),
                    coarse,
                    CoarserFormat.Place.LOGITS,
                    f -> f.withLogits(coarse)));
            m.add(new CoarserFormat(
                    name + "-accumulation",
                    "sums of weighted values are rounded to " + words + " after each key",
                    (c, f) -> f.accumulate().precision() > coarse.precision(),
                    coarse,
                    CoarserFormat.Place.ACCUMULATION,
                    f -> f));
            m.add(new CoarserFormat(
                    name + "-output",
                    "the output went through " + words,
                    (c, f) -> f.output().precision() > coarse.precision(),
                    coarse,
                    CoarserFormat.Place.OUTPUT,
                    f -> f.withOutput(coarse)));
        }
    }

    private static Scale tau(AttentionCase c) {
        return c.tau();
    }

    private static Scale squared(Scale tau) {
        Dyadic f = tau.factor();
        long r = (long) tau.radicand() * tau.radicand();
        return r <= Integer.MAX_VALUE ? new Scale(f.multiply(f), (int) r) : Scale.of(tau.toDouble() * tau.toDouble());
    }

    private static CausalAlignment causal(AttentionCase c) {
        return c.parameters().mask().causal();
    }

    private static int window(AttentionCase c) {
        return c.parameters().mask().before();
    }

    private static CausalAlignment other(CausalAlignment a) {
        return a == CausalAlignment.TOP_LEFT ? CausalAlignment.BOTTOM_RIGHT : CausalAlignment.TOP_LEFT;
    }

    private static AttentionMask mask(AttentionCase c, int head) {
        return c.head(head).mask();
    }

    private static AttentionHead masked(AttentionCase c, int head, AttentionMask mask) {
        return c.unmaskedHead(head).withAllowed(mask.allowed(c.queries(), c.keys()));
    }

    private static AttentionHead windowed(AttentionCase c, int head, int by) {
        AttentionMask k = mask(c, head);
        return masked(c, head, k.withWindow(k.before() + by, k.after(), k.windowAlignment()));
    }

    private static AttentionHead shiftedCausal(AttentionCase c, int head, int by) {
        AttentionHead h = c.unmaskedHead(head);
        AllowedKeys free = mask(c, head).withCausal(CausalAlignment.NONE).allowed(c.queries(), c.keys());
        AllowedKeys strict = AttentionMask.causal(causal(c)).allowed(c.queries(), c.keys());
        int shift = causal(c) == CausalAlignment.BOTTOM_RIGHT ? c.keys() - c.queries() : 0;
        int[] from = new int[c.queries()];
        int[] to = new int[c.queries()];
        java.util.BitSet[] gone = new java.util.BitSet[c.queries()];
        for (int i = 0; i < to.length; i++) {
            from[i] = free.from(i);
            to[i] = Math.min(free.to(i), i + shift + 1 + by);
            gone[i] = new java.util.BitSet(c.keys());
            for (int j = 0; j < strict.keys() && !free.isRange(i); j++) {
                gone[i].set(j, !free.allows(i, j));
            }
        }
        return h.withAllowed(AllowedKeys.ranges(c.keys(), from, to).without(gone));
    }

    static AttentionHead upTo(AttentionHead head, int end) {
        return head.withAllowed(head.allowed().upTo(end));
    }

    /** The head with zero keys and values behind the last, seen by every row that sees the last real key. */
    static AttentionHead padded(AttentionHead head, int keys) {
        int n = head.queries();
        int[] from = new int[n];
        int[] to = new int[n];
        java.util.BitSet[] gone = new java.util.BitSet[n];
        for (int i = 0; i < n; i++) {
            from[i] = head.allowed().from(i);
            to[i] = head.allowed().to(i) == head.keys() ? keys : head.allowed().to(i);
            gone[i] = new java.util.BitSet(keys);
            for (int j = from[i]; j < head.allowed().to(i) && !head.allowed().isRange(i); j++) {
                gone[i].set(j, !head.allowed().allows(i, j));
            }
        }
        Matrix b = head.bias();
        return new AttentionHead(
                head.query(),
                grown(head.key(), keys, head.key().columns()),
                grown(head.value(), keys, head.value().columns()),
                b == null ? null : grown(b, n, keys),
                head.tau(),
                head.mask(),
                AllowedKeys.ranges(keys, from, to).without(gone));
    }

    private static Matrix grown(Matrix x, int rows, int columns) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < x.rows(); i++) {
            System.arraycopy(x.values(), i * x.columns(), values, i * columns, x.columns());
        }
        return new Matrix(rows, columns, values);
    }

    private static Matrix scaled(Matrix x, double by) {
        double[] values = x.values().clone();
        for (int e = 0; e < values.length; e++) {
            values[e] *= by;
        }
        return new Matrix(x.rows(), x.columns(), values);
    }
}
