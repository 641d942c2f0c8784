package org.fiducial.theory.urpe;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.RelativeOffsets;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.cost.Counted;
import org.fiducial.theory.cost.OperationCount;
import org.fiducial.theory.cost.Operations;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claims C9 and C15: how large outputs and their changes can be, and what the multiplier costs. */
final class TableBounds {
    private TableBounds() {}

    /** The parts of C9. */
    static List<Part> bounds() {
        return List.of(
                BoundTest.part("size", 12, 0.9, Size.class, SizeBound::new),
                BoundTest.part("change of the multiplier", 12, 0.9, Change.class, MultiplierChange::new),
                BoundTest.part("change of the logits", 16, 0.99, Logit.class, LogitChange::new),
                IdentityTest.part("linear in C and in V", Level.INDEPENDENT, 6, Linear.class, Linearity::new));
    }

    /** The part of C15. */
    static List<Part> cost() {
        return List.of(Part.of("parameters and products", EvidenceKind.COUNTED, Cost.class, v -> run -> cost(v)));
    }

    private static <T> T slack(OrderedReals<T> a) {
        return a.constant(1, 1, Dyadic.powerOfTwo(-45));
    }

    private static <T> T largest(OrderedReals<T> a, T x) {
        return Spread.largest(a, a.abs(x));
    }

    private enum Size {
        STATEMENT,
        GAIN_AT_MOST_THE_MEAN_OF_C,
        HALF_THE_PRODUCT
    }

    private record SizeBound(Size v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            RelativeOffsets offsets = RelativeOffsets.unique(n);
            // Peaked rows bring gains near their ends; equal signs bring outputs near the product.
            T logits = a.multiply(x.free(n, n), a.constant(1, 1, Dyadic.of(x.cycle(2) == 0 ? 8 : 1)));
            T c = offsets.matrix(a, x.free(2 * n - 1, 1), n);
            T value = x.cycle(2) == 0 ? x.free(n, 2) : a.constant(n, 2, Dyadic.ONE);
            T attention = UrpeAttention.attention(a, logits, c, AllowedKeys.all(n, n));
            T gains = UrpeAttention.rowGains(a, attention);
            T top = v == Size.GAIN_AT_MOST_THE_MEAN_OF_C
                    ? a.divide(a.rowSums(c), a.constant(1, 1, Dyadic.of(n)))
                    : Spread.rowMax(a, c);
            T product = a.multiply(largest(a, c), largest(a, value));
            T bound = v == Size.HALF_THE_PRODUCT ? a.scale(product, Scale.of(0.5)) : product;
            return List.of(
                    Inequality.loose("min c <= rho", Spread.rowMin(a, c), a.add(gains, slack(a))),
                    Inequality.loose("rho <= max c", gains, a.add(top, slack(a))),
                    Inequality.of("|A_U V|", largest(a, a.matmul(attention, value)), a.add(bound, slack(a))));
        }
    }

    private enum Change {
        STATEMENT,
        MEAN_CHANGE_OF_THE_TABLE
    }

    private record MultiplierChange(Change v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            RelativeOffsets offsets = RelativeOffsets.unique(n);
            AllowedKeys all = AllowedKeys.all(n, n);
            T logits = a.multiply(x.free(n, n), a.constant(1, 1, Dyadic.of(8)));
            T value = x.cycle(2) == 0 ? x.free(n, 1) : a.constant(n, 1, Dyadic.ONE);
            T c = x.free(2 * n - 1, 1);
            T other = x.free(2 * n - 1, 1);
            T difference = a.abs(a.subtract(c, other));
            T size = v == Change.MEAN_CHANGE_OF_THE_TABLE
                    ? a.divide(a.rowSums(a.transpose(difference)), a.constant(1, 1, Dyadic.of(2 * n - 1)))
                    : Spread.largest(a, difference);
            T change = a.subtract(
                    UrpeAttention.output(a, logits, offsets.matrix(a, c, n), value, all),
                    UrpeAttention.output(a, logits, offsets.matrix(a, other, n), value, all));
            return List.of(
                    Inequality.of("change", largest(a, change), a.add(a.multiply(size, largest(a, value)), slack(a))));
        }
    }

    private enum Logit {
        STATEMENT,
        TANH_OF_AN_EIGHTH,
        MULTIPLIER_FORGOTTEN
    }

    private record LogitChange(Logit v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T logits = x.free(1, n);
            T error = x.free(1, n);
            T value = x.free(n, 1);
            T c = a.scale(x.free(1, n), Scale.of(2));
            if (n == 2) {
                // Two keys, weights moved from one half plus to one half minus, opposite values: the bound is attained.
                double omega = (1 + x.choice(40)) / 8.0;
                logits = a.literal(new Matrix(1, 2, new double[] {-omega / 2, 0}));
                error = a.literal(new Matrix(1, 2, new double[] {omega / 2, -omega / 2}));
                value = a.literal(new Matrix(2, 1, new double[] {3, -3}));
                c = a.constant(1, 2, Dyadic.of(2));
            }
            AllowedKeys all = AllowedKeys.all(1, n);
            T omega = Spread.oscillation(a, error);
            T quarter = a.scale(omega, Scale.of(v == Logit.TANH_OF_AN_EIGHTH ? 0.125 : 0.25));
            T l1 = a.scale(a.tanh(quarter), Scale.of(2));
            T factor = a.multiply(v == Logit.MULTIPLIER_FORGOTTEN ? a.ones(1) : largest(a, c), largest(a, value));
            T p = a.softmaxRows(logits, all);
            T q = a.softmaxRows(a.add(logits, error), all);
            T change = a.matmul(a.multiply(a.subtract(q, p), c), value);
            return List.of(
                    Inequality.of("|P - P'|_1", a.rowSums(a.abs(a.subtract(p, q))), a.add(l1, slack(a))),
                    Inequality.of("output", a.abs(change), a.add(a.multiply(factor, l1), slack(a))),
                    Inequality.loose("2 tanh(osc/4) <= osc/2", l1, a.add(a.scale(omega, Scale.of(0.5)), slack(a))));
        }
    }

    private enum Linear {
        STATEMENT,
        LINEAR_IN_THE_LOGITS
    }

    private record Linearity(Linear v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            TableScene<T> s = TableScene.of(x, true);
            int n = s.n();
            T other = s.offsets().matrix(a, x.free(2 * n - 1, 1), n);
            T values = x.free(n, 2);
            T t = x.free(1, 1);
            T l = s.logits(a);
            T c = s.c(a);
            T both = output(a, s, l, a.add(c, a.multiply(other, t)), s.value());
            T split = a.add(output(a, s, l, c, s.value()), a.multiply(output(a, s, l, other, s.value()), t));
            T value = output(a, s, l, c, a.add(s.value(), a.multiply(values, t)));
            T parts = a.add(output(a, s, l, c, s.value()), a.multiply(output(a, s, l, c, values), t));
            if (v == Linear.LINEAR_IN_THE_LOGITS) {
                value = output(a, s, a.add(l, l), c, s.value());
                parts = a.add(output(a, s, l, c, s.value()), output(a, s, l, c, s.value()));
            }
            return List.of(new Sides<>("C", both, split), new Sides<>("V", value, parts));
        }

        private static <T> T output(ExponentialField<T> a, TableScene<T> s, T logits, T c, T value) {
            return UrpeAttention.output(a, logits, c, value, s.allowed());
        }
    }

    private enum Cost {
        STATEMENT,
        ONE_PRODUCT_A_TOKEN,
        MULTIPLIER_IN_THE_DENOMINATOR_TOO
    }

    /** Counted on four sizes of each; the counts are polynomials of degree two in n. */
    private static Evidence cost(Cost v) {
        int sizes = 0;
        for (int n : new int[] {1, 2, 5, 8}) {
            for (int d : new int[] {1, 4}) {
                OperationCount a = new OperationCount();
                AllowedKeys all = AllowedKeys.all(n, n);
                Counted logits = SoftmaxAttention.logits(a, a.input(n, d), a.input(n, d), Scale.of(1), null);
                Counted value = a.input(n, d);
                RelativeOffsets offsets = RelativeOffsets.unique(n);
                Counted table = a.input(offsets.size(), 1);
                Operations plain = a.count(List.of(SoftmaxAttention.output(a, logits, value, all)));
                Operations urpe =
                        a.count(List.of(UrpeAttention.output(a, logits, offsets.matrix(a, table, n), value, all)));
                long products = v == Cost.ONE_PRODUCT_A_TOKEN ? n : (long) n * n;
                long extra = urpe.multiplications() - plain.multiplications();
                if (v == Cost.MULTIPLIER_IN_THE_DENOMINATOR_TOO) {
                    products *= 2;
                }
                boolean same = urpe.multiplyAdds() == plain.multiplyAdds()
                        && urpe.additions() == plain.additions()
                        && urpe.divisions() == plain.divisions()
                        && urpe.exponentials() == plain.exponentials();
                if (extra != products || !same || offsets.size() != 2 * n - 1) {
                    return Evidence.refuted("n = " + n + ", d = " + d + ": " + urpe + " against " + plain + ", claimed "
                            + products + " products more");
                }
                sizes++;
            }
        }
        RelativeOffsets bucketed = RelativeOffsets.bucketed(128, 64, 128);
        if (bucketed.size() != 65) {
            return Evidence.refuted("bucketed table of " + bucketed.size() + " entries");
        }
        return Evidence.verified(EvidenceKind.COUNTED, "counts at four numbers of tokens and two widths")
                .with("sizes", sizes);
    }
}
