package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.Activations;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChannelStep;
import org.fiducial.operator.dsf.Discretisation;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.StateSpace;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C13: which mixers average, and by how much the others do not. */
final class RowSums {
    private RowSums() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("softmax and linear attention", Level.INDEPENDENT, 6, Sum.class, SumsToOne::new),
                BoundTest.part("outputs within the values", 12, 0, Hull.class, ConvexHull::new),
                IdentityTest.part("normalised attention", Level.INDEPENDENT, 6, Repeat.class, Repeated::new),
                IdentityTest.part(
                        "normalised is not linear attention", Level.INDEPENDENT, 4, Both.class, NormalisedAgainst::new),
                IdentityTest.part("zero-order hold", Level.INDEPENDENT, 6, Hold.class, HoldSums::new));
    }

    private enum Sum {
        STATEMENT,
        NORMALISER_WITHOUT_THE_OWN_KEY
    }

    private record SumsToOne(Sum v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(4);
            T softmax = a.softmaxRows(x.exponents(length, length), CausalKernel.causal(length));
            int features = 1 + x.choice(3);
            T q = x.free(length, features);
            T k = x.free(length, features);
            T eta = SeparableAttention.linearNormalisers(a, q, k);
            if (v == Sum.NORMALISER_WITHOUT_THE_OWN_KEY) {
                eta = a.subtract(eta, a.rowSums(a.multiply(q, k)));
                int[] rest = java.util.stream.IntStream.range(1, length).toArray();
                T w = a.divide(
                        a.keep(a.matmul(q, a.transpose(k)), CausalKernel.causal(length)),
                        a.concatenateRows(List.of(a.ones(1), a.gatherRows(eta, rest))));
                return List.of(new Sides<>("linear", a.rowSums(w), a.ones(length)));
            }
            T linear = new SeparableAttention<>(q, k, eta, null).weights(a);
            return List.of(
                    new Sides<>("softmax", a.rowSums(softmax), a.ones(length)),
                    new Sides<>("linear", a.rowSums(linear), a.ones(length)));
        }
    }

    private enum Hull {
        STATEMENT,
        FEATURES_OF_ANY_SIGN
    }

    /** Linear attention over 1 + elu has positive weights, so its outputs lie between the smallest and the largest value. */
    private record ConvexHull(Hull v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int length = 2 + x.cycle(3);
            T half = a.constant(1, 1, Dyadic.powerOfTwo(-6));
            T q = a.add(x.free(length, 2), half);
            T k = a.add(x.free(length, 2), half);
            boolean positive = v == Hull.STATEMENT;
            SeparableAttention<T> linear = SeparableAttention.linear(
                    a, positive ? Activations.onePlusElu(a, q) : q, positive ? Activations.onePlusElu(a, k) : k, null);
            T weights = linear.weights(a);
            T values = x.free(length, 1);
            T outputs = linear.output(a, values);
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-150));
            T rows = a.constant(length, 1, Dyadic.ONE);
            T largest = a.matmul(rows, Spread.largest(a, values));
            T smallest = a.matmul(rows, a.negate(Spread.largest(a, a.negate(values))));
            T below = a.keep(a.negate(weights), CausalKernel.causal(length));
            T zero = a.keep(a.constant(length, length, Dyadic.powerOfTwo(-150)), CausalKernel.causal(length));
            return List.of(
                    Inequality.loose("weights not negative", below, zero),
                    Inequality.loose("not above the largest value", outputs, a.add(largest, slack)),
                    Inequality.loose("not below the smallest value", a.subtract(smallest, slack), outputs));
        }
    }

    private enum Repeat {
        STATEMENT,
        CONSTANT_ROW_SUM
    }

    /** On a repeated token the row sum of normalised attention is (i + 1) phi . psi / eta. */
    private record Repeated(Repeat v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 2 + x.cycle(3);
            int features = 1 + x.choice(2);
            int[] same = new int[length];
            T q = a.gatherRows(x.free(1, features), same);
            T k = a.gatherRows(x.free(1, features), same);
            T eta = a.exp(a.gatherRows(x.exponents(1, 1), same));
            T sums = a.rowSums(new SeparableAttention<>(q, k, eta, null).weights(a));
            List<T> counts = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                counts.add(a.constant(1, 1, Dyadic.of(v == Repeat.STATEMENT ? i + 1 : 1)));
            }
            T claimed = a.multiply(a.divide(a.rowSums(a.multiply(q, k)), eta), a.concatenateRows(counts));
            return List.of(new Sides<>("row sums", sums, claimed));
        }
    }

    private enum Both {
        STATEMENT,
        OUTPUT_DOES_NOT_GROW
    }

    /**
     * From (x) to (x, x) the output of normalised attention doubles, that of linear attention stays W x: they agree on both only if W x = 0.
     */
    private record NormalisedAgainst(Both v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int[] twice = {0, 0};
            T q = a.gatherRows(x.free(1, 2), twice);
            T k = a.gatherRows(x.free(1, 2), twice);
            T eta = a.exp(a.gatherRows(x.exponents(1, 1), twice));
            T tokens = a.gatherRows(x.free(1, 2), twice);
            T projection = x.free(1, 2);
            T normalised = new SeparableAttention<>(q, k, eta, projection).output(a, tokens);
            T linear = SeparableAttention.linear(a, q, k, projection).output(a, tokens);
            T two = a.constant(1, 1, Dyadic.of(v == Both.STATEMENT ? 2 : 1));
            T value = a.matmul(a.gatherRows(tokens, new int[] {0}), a.transpose(projection));
            return List.of(
                    new Sides<>(
                            "normalised",
                            a.gatherRows(normalised, new int[] {1}),
                            a.multiply(a.gatherRows(normalised, new int[] {0}), two)),
                    new Sides<>("linear, first", a.gatherRows(linear, new int[] {0}), value),
                    new Sides<>("linear, second", a.gatherRows(linear, new int[] {1}), value));
        }
    }

    private enum Hold {
        STATEMENT,
        EULER_INPUT
    }

    /** SSD with the zero-order hold and c . b = a: row sum 1 minus the product of all decays. */
    private record HoldSums(Hold v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int length = 1 + x.cycle(4);
            int whole = 1 + x.choice(3);
            T rate = a.constant(1, 1, Dyadic.of(whole));
            // c_i . b_j = a for all i, j, though both have a coordinate that changes from token to token.
            boolean plane = x.choice(2) == 0;
            T common = x.free(1, 1);
            T one = a.ones(1);
            T zero = a.constant(1, 1, Dyadic.ZERO);
            List<ChannelStep<T>> steps = new ArrayList<>();
            List<T> left = new ArrayList<>();
            T product = one;
            for (int i = 0; i < length; i++) {
                T delta = x.exponents(1, 1);
                Discretisation d = v == Hold.STATEMENT ? Discretisation.ZERO_ORDER_HOLD : Discretisation.EULER;
                T free = x.free(1, 1);
                T b = a.concatenateColumns(List.of(common, plane ? free : zero, plane ? zero : one));
                T c = a.concatenateColumns(List.of(a.divide(rate, common), zero, plane ? free : zero));
                T z = a.scale(delta, Scale.of(whole));
                T decay = d.decay(a, z);
                steps.add(StateSpace.of(a, decay, d.input(a, delta, rate, z, decay), b, c, null));
                product = a.multiply(product, decay);
                left.add(a.subtract(one, product));
            }
            T weights = CausalKernel.weights(a, DynamicalSystem.of(steps));
            return List.of(new Sides<>("row sums", a.rowSums(weights), a.concatenateRows(left)));
        }
    }
}
