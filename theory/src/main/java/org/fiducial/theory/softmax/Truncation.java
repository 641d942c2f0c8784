package org.fiducial.theory.softmax;

import java.util.BitSet;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C10: what dropping keys does, exactly, and how large it can be. */
final class Truncation {
    private Truncation() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("exact identities", Level.INDEPENDENT, 12, Exact.class, Identities::new),
                IdentityTest.part("equality (ii)", Level.INDEPENDENT, 6, Equality.class, EqualityCase::new),
                BoundTest.part("bounds (i), (iii), (iv), (vi)", 20, 0.99, Limit.class, Limits::new));
    }

    /** One row over m keys, the first kept ones of which are kept. */
    private record Cut<T>(int m, AllowedKeys all, AllowedKeys kept, AllowedKeys dropped, T logits, T value) {
        static <T> Cut<T> of(Variables<T> x) {
            int m = 2 + x.cycle(4);
            int kept = 1 + x.choice(m - 1);
            return of(m, kept, x.exponents(1, m), x.free(m, 2));
        }

        static <T> Cut<T> of(int m, int kept, T logits, T value) {
            BitSet first = new BitSet();
            first.set(0, kept);
            AllowedKeys all = AllowedKeys.all(1, m);
            return new Cut<>(
                    m,
                    all,
                    AllowedKeys.ranges(m, new int[] {0}, new int[] {kept}),
                    all.without(new BitSet[] {first}),
                    logits,
                    value);
        }

        T output(ExponentialField<T> a, AllowedKeys keys) {
            return SoftmaxAttention.output(a, logits, value, keys);
        }

        /** The mass delta of the dropped keys. */
        T mass(ExponentialField<T> a) {
            return a.rowSums(a.keep(a.softmaxRows(logits, all), dropped));
        }
    }

    private enum Exact {
        STATEMENT,
        FACTOR_ONE_OVER_ONE_MINUS_DELTA,
        UNNORMALISED_OUTPUT_COMPARED_WITH_THE_NORMALISED_RULE,
        KEPT_MASS_INSTEAD_OF_DROPPED_MASS
    }

    private record Identities(Exact v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Cut<T> c = Cut.of(x);
            T p = a.softmaxRows(c.logits(), c.all());
            T o = c.output(a, c.all());
            T kept = c.output(a, c.kept());
            T dropped = c.output(a, c.dropped());
            T delta = c.mass(a);
            T rest = a.subtract(a.ones(1), delta);
            T factor = v == Exact.KEPT_MASS_INSTEAD_OF_DROPPED_MASS ? rest : delta;
            T difference = a.multiply(a.subtract(dropped, kept), factor);
            T raw = a.matmul(a.keep(p, c.kept()), c.value());
            T rawDifference = v == Exact.UNNORMALISED_OUTPUT_COMPARED_WITH_THE_NORMALISED_RULE
                    ? difference
                    : a.multiply(dropped, delta);
            T weights = a.softmaxRows(c.logits(), c.kept());
            T gained = a.rowSums(a.keep(a.subtract(weights, p), c.kept()));
            T z = SoftmaxAttention.normalisers(a, c.logits(), c.all());
            T zKept = SoftmaxAttention.normalisers(a, c.logits(), c.kept());
            return List.of(
                    new Sides<>(
                            "o - o_S = delta (o_D - o_S)",
                            a.subtract(o, kept),
                            v == Exact.FACTOR_ONE_OVER_ONE_MINUS_DELTA ? a.divide(difference, rest) : difference),
                    new Sides<>("(iii) o - o~ = delta o_D", a.subtract(o, raw), rawDifference),
                    new Sides<>("(iv) what the kept weights gain", gained, delta),
                    new Sides<>("(v) Z_S = Z (1 - delta)", zKept, a.multiply(z, rest)),
                    new Sides<>("(vii) delta = 1 - Z_S / Z", delta, a.subtract(a.ones(1), a.divide(zKept, z))));
        }
    }

    private enum Equality {
        STATEMENT,
        DROPPED_VALUES_DIFFER
    }

    /** (ii): all kept values a, all dropped values b: the difference is delta (b - a), as large as (i) allows. */
    private record EqualityCase(Equality v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int m = 3 + x.choice(3);
            int kept = 1 + x.choice(m - 2);
            T keptValue = x.free(1, 2);
            T droppedValue = x.free(1, 2);
            T value = a.concatenateRows(
                    List.of(a.gatherRows(keptValue, new int[kept]), a.gatherRows(droppedValue, new int[m - kept])));
            if (v == Equality.DROPPED_VALUES_DIFFER) {
                value = a.add(value, a.concatenateRows(List.of(a.constant(m - 1, 2, Dyadic.ZERO), x.free(1, 2))));
            }
            Cut<T> c = Cut.of(m, kept, x.exponents(1, m), value);
            return List.of(new Sides<>(
                    "o - o_S = delta (b - a)",
                    a.subtract(c.output(a, c.all()), c.output(a, c.kept())),
                    a.multiply(a.subtract(droppedValue, keptValue), c.mass(a))));
        }
    }

    private enum Limit {
        STATEMENT,
        HALF_THE_RANGE,
        THRESHOLD_WITHOUT_THE_COUNT_OF_DROPPED_KEYS
    }

    private record Limits(Limit v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            Cut<T> c = Cut.of(x);
            // Every other input is close to the extremal one: kept values equal, dropped values equal, dropped logits
            // equal.
            boolean extremal = x.cycle(2) == 0;
            if (extremal) {
                int[] which = new int[c.m()];
                for (int j = 0; j < c.m(); j++) {
                    which[j] = c.kept().allows(0, j) ? 0 : 1;
                }
                T noise = a.multiply(x.free(c.m(), 2), a.constant(1, 1, Dyadic.powerOfTwo(-20)));
                T ends = a.literal(new org.fiducial.tensor.Matrix(2, 2, new double[] {-3, 1, 3, -1}));
                T flat = a.transpose(a.gatherRows(x.exponents(2, 1), which));
                c = Cut.of(c.m(), c.kept().to(0), flat, a.add(a.gatherRows(ends, which), noise));
            }
            T delta = c.mass(a);
            T o = c.output(a, c.all());
            T kept = c.output(a, c.kept());
            T scale = a.constant(1, 1, v == Limit.HALF_THE_RANGE ? Dyadic.powerOfTwo(-1) : Dyadic.ONE);
            T mass = a.multiply(delta, scale);
            T difference = a.subtract(o, kept);
            T largest = Spread.largest(a, Spread.rowNorms(a, c.value()));
            T p = a.softmaxRows(c.logits(), c.all());
            T raw = a.subtract(o, a.matmul(a.keep(p, c.kept()), c.value()));
            T droppedNorms = Spread.largest(a, Spread.rowNorms(a, a.gatherRows(c.value(), from(c))));
            T two = a.constant(1, 1, Dyadic.of(2));
            T theta = a.exp(a.rowMax(c.logits(), c.dropped()));
            int r = v == Limit.THRESHOLD_WITHOUT_THE_COUNT_OF_DROPPED_KEYS
                    ? 1
                    : c.dropped().count(0);
            T most = a.multiply(theta, a.constant(1, 1, Dyadic.of(r)));
            T zKept = SoftmaxAttention.normalisers(a, c.logits(), c.kept());
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-40));
            return List.of(
                    Inequality.of(
                            "(i) coordinates",
                            a.abs(difference),
                            a.add(a.multiply(Spread.columnRanges(a, c.value()), mass), slack)),
                    Inequality.of(
                            "(i) diameter",
                            Spread.rowNorms(a, difference),
                            a.add(a.multiply(Spread.diameter(a, c.value()), mass), slack)),
                    Inequality.of(
                            "(i) 2 delta max |v|",
                            Spread.rowNorms(a, difference),
                            a.add(a.multiply(a.multiply(mass, two), largest), slack)),
                    Inequality.of("(iii)", Spread.rowNorms(a, raw), a.add(a.multiply(mass, droppedNorms), slack)),
                    Inequality.of("(vi)", delta, a.add(a.divide(most, a.add(zKept, most)), slack)),
                    Inequality.strict(
                            "(iv) kept weights grow",
                            a.keep(p, c.kept()),
                            a.add(
                                    a.softmaxRows(c.logits(), c.kept()),
                                    a.keep(a.constant(1, c.m(), Dyadic.powerOfTwo(-40)), c.all()))));
        }

        private static <T> int[] from(Cut<T> c) {
            int first = c.kept().to(0);
            return java.util.stream.IntStream.range(first, c.m()).toArray();
        }
    }
}
