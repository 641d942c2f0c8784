package org.fiducial.theory.softmax;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.number.Rounding;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Effort;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.exhaustive.CodeError;
import org.fiducial.theory.exhaustive.Sweep;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C14: a large negative number in place of a mask leaks, and what binary32 makes of it. */
final class MaskConstant {
    private static final Format SINGLE = Format.BINARY32;
    private static final double MASK = 1e9;

    private MaskConstant() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("leak", Level.INDEPENDENT, 10, Leak.class, Leaks::new),
                BoundTest.part("size of the leak", 16, 0.9, Size.class, Sizes::new),
                Part.of(
                        "1e9 swallows logits up to 32 in binary32",
                        EvidenceKind.EXHAUSTIVE,
                        Swallow.class,
                        MaskConstant::swallow),
                Part.of("two masks of 3e38", EvidenceKind.CONSTRUCTED, Overflow.class, v -> run -> overflow(v, run)));
    }

    private enum Leak {
        STATEMENT,
        X_INSTEAD_OF_X_OVER_ONE_PLUS_X,
        EMPTY_ROW_STAYS_ZERO
    }

    private record Leaks(Leak v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            int kept = 1 + x.choice(m - 1);
            AllowedKeys all = AllowedKeys.all(1, m);
            AllowedKeys allowed = AllowedKeys.ranges(m, new int[1], new int[] {kept});
            BitSet first = new BitSet();
            first.set(0, kept);
            AllowedKeys masked = all.without(new BitSet[] {first});
            T s = x.exponents(1, m);
            T value = x.free(m, 2);
            T c = x.exponents(1, 1);
            T penalties = a.keep(a.transpose(a.gatherRows(c, new int[m])), masked);
            T finite = SoftmaxAttention.output(a, a.subtract(s, penalties), value, all);
            T o = SoftmaxAttention.output(a, s, value, allowed);
            T oMasked = SoftmaxAttention.output(a, s, value, masked);
            T ratio = a.divide(
                    a.multiply(SoftmaxAttention.normalisers(a, s, masked), a.exp(a.negate(c))),
                    SoftmaxAttention.normalisers(a, s, allowed));
            T delta = v == Leak.X_INSTEAD_OF_X_OVER_ONE_PLUS_X ? ratio : a.divide(ratio, a.add(ratio, a.ones(1)));
            // An empty row: every key is penalised, and the constant cancels.
            T all0 = SoftmaxAttention.output(a, a.subtract(s, c), value, all);
            T unmasked = SoftmaxAttention.output(a, s, value, all);
            T empty = v == Leak.EMPTY_ROW_STAYS_ZERO ? a.constant(1, 2, Dyadic.ZERO) : unmasked;
            return List.of(
                    new Sides<>("leak", a.subtract(finite, o), a.multiply(a.subtract(oMasked, o), delta)),
                    new Sides<>("empty row", all0, empty));
        }
    }

    private enum Size {
        STATEMENT,
        ONE_MASKED_KEY_COUNTED
    }

    /** x <= r e^(max_D s - C - L) and delta <= x. */
    private record Sizes(Size v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 3 + x.cycle(3);
            T s = a.multiply(x.free(1, m), a.literal(new Matrix(1, 1, new double[] {x.cycle(2) == 0 ? 0x1p-10 : 1})));
            T c = a.literal(new Matrix(1, 1, new double[] {1 + x.choice(20)}));
            int r = m - 1;
            T masked = a.columns(s, 1, m);
            T l = a.columns(s, 0, 1);
            T shift = a.add(c, l);
            T sum = a.rowSums(a.exp(a.subtract(masked, shift)));
            T top = a.rowMax(masked, AllowedKeys.all(1, r));
            T bound = a.multiply(
                    a.exp(a.subtract(top, shift)),
                    a.literal(new Matrix(1, 1, new double[] {v == Size.ONE_MASKED_KEY_COUNTED ? 1 : r})));
            T delta = a.divide(sum, a.add(sum, a.ones(1)));
            return List.of(
                    Inequality.of("x", sum, a.add(bound, a.constant(1, 1, Dyadic.powerOfTwo(-60)))),
                    Inequality.strict("delta", delta, sum));
        }
    }

    private enum Swallow {
        STATEMENT,
        LOGITS_UP_TO_33
    }

    /**
     * fl(s - 1e9) = -1e9 for every s with |s| <= limit: every binary16 and bfloat16 number is tried, at long effort every binary32 number
     * too. Since rounding is monotone the ends decide for every real s between them.
     */
    private static org.fiducial.theory.Check swallow(Swallow v) {
        double limit = v == Swallow.STATEMENT ? 32 : 33;
        return run -> {
            if (SINGLE.round(MASK) != MASK || SINGLE.ulp(Dyadic.of(MASK)).compareTo(Dyadic.of(64)) != 0) {
                return Evidence.refuted("1e9 is no binary32 number with unit 64");
            }
            for (double end : new double[] {-limit, limit}) {
                if (difference(end) != -MASK) {
                    return Evidence.refuted("fl(" + end + " - 1e9) = " + difference(end));
                }
            }
            Map<String, Evidence> swept = new LinkedHashMap<>();
            for (Format format : List.of(Format.BINARY16, Format.BFLOAT16, SINGLE)) {
                if (format != SINGLE || run.effort() == Effort.LONG) {
                    swept.put(format.name(), absorption(format, limit).run(run));
                }
            }
            return Evidence.combine(swept);
        };
    }

    /** The sweep of one format's numbers: 1 where a number within the limit changes the mask constant. */
    static Sweep absorption(Format format, double limit) {
        CodeError error = format == SINGLE
                ? code -> swallowed((float) SINGLE.toDouble(code), limit)
                : code -> {
                    double s = format.toDouble(code);
                    return Math.abs(s) <= limit && difference(s) != -MASK ? 1 : 0;
                };
        return new Sweep(format, error, 0, "s - 1e9, |s| <= " + limit);
    }

    /** Binary32 twice: the machine's subtraction, and binary64's rounded once more, which is innocuous for 2 * 24 + 2 <= 53 digits. */
    private static double swallowed(float s, double limit) {
        boolean small = Math.abs(s) <= limit;
        return small && (s - (float) MASK != (float) -MASK || SINGLE.round(s - MASK) != -MASK) ? 1 : 0;
    }

    private static double difference(double s) {
        return SINGLE.toDouble(SINGLE.encode(Dyadic.of(s).subtract(Dyadic.of(MASK)), Rounding.TIES_TO_EVEN));
    }

    private enum Overflow {
        STATEMENT,
        MASKS_OF_1E38
    }

    /** Two masks of -3e38 overflow in binary32, and a row of logits that are all minus infinity gives NaN. */
    private static Evidence overflow(Overflow v, CheckRun run) {
        double mask = SINGLE.round(v == Overflow.STATEMENT ? 3e38 : 1e38);
        double sum = SINGLE.toDouble(SINGLE.encode(Dyadic.of(-mask).subtract(Dyadic.of(mask)), Rounding.TIES_TO_EVEN));
        if (sum != Double.NEGATIVE_INFINITY) {
            return Evidence.refuted("fl(-m - m) = " + sum);
        }
        // (-inf) - max(-inf, ...) is NaN in IEEE 754, and so is everything after it.
        double shifted = sum - Math.max(sum, sum);
        return Double.isNaN(shifted) && Double.isNaN(Math.exp(shifted))
                ? Evidence.verified(EvidenceKind.CONSTRUCTED, "one row").with("sum of two masks", sum)
                : Evidence.refuted("exp(-inf - (-inf)) = " + Math.exp(shifted));
    }
}
