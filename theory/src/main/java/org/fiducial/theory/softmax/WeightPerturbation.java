package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Variables;

/** Claims C7 and C8: what an error of the logits, and of values, queries and keys, does to weights and output. */
final class WeightPerturbation {
    private WeightPerturbation() {}

    /** The parts of C7. */
    static List<Part> ofLogits() {
        return List.of(
                BoundTest.part("weights and output", 24, 0.999, Sharp.class, LogitError::new),
                BoundTest.part("uniform errors", 16, 0.99, Uniform.class, UniformError::new));
    }

    /** The parts of C8. */
    static List<Part> ofInputs() {
        return List.of(
                BoundTest.part("logits and values", 16, 0.97, Joint.class, JointError::new),
                BoundTest.part("queries and keys", 16, 0.9, Inputs.class, InputError::new));
    }

    private static <T> T half(OrderedReals<T> a, T x) {
        return a.scale(x, Scale.of(0.5));
    }

    private static <T> T totalVariation(OrderedReals<T> a, T p, T q) {
        return half(a, a.rowSums(a.abs(a.subtract(p, q))));
    }

    /** Room for inputs at which a sharp bound is attained; equality cannot be decided by enclosures. */
    private static <T> T slack(OrderedReals<T> a) {
        return a.constant(1, 1, Dyadic.powerOfTwo(-45));
    }

    private static <T> T tanhOfQuarter(OrderedReals<T> a, T omega) {
        return a.tanh(a.scale(omega, Scale.of(0.25)));
    }

    /** A row of m logits, their perturbed version, and values; with two keys the extremal input up to 2^-20. */
    private record Pair<T>(int m, T logits, T error, T value) {
        static <T> Pair<T> of(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            T logits = x.free(1, m);
            T error = x.free(1, m);
            if (m == 2) {
                double omega = (1 + x.choice(40)) / 8.0;
                logits = a.literal(new Matrix(1, 2, new double[] {-omega / 2 + 0x1p-20, 0}));
                error = a.literal(new Matrix(1, 2, new double[] {omega / 2, -omega / 2}));
            }
            return new Pair<>(m, logits, error, x.free(m, 2));
        }

        T weights(OrderedReals<T> a, boolean perturbed) {
            return a.softmaxRows(perturbed ? a.add(logits, error) : logits, AllowedKeys.all(1, m));
        }

        T output(OrderedReals<T> a, boolean perturbed, T values) {
            return SoftmaxAttention.output(a, perturbed ? a.add(logits, error) : logits, values, AllowedKeys.all(1, m));
        }
    }

    private enum Sharp {
        STATEMENT,
        TANH_OF_AN_EIGHTH,
        LARGEST_ERROR_INSTEAD_OF_OSCILLATION,
        RATIO_BOUNDED_BY_HALF_THE_OSCILLATION
    }

    private record LogitError(Sharp v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            Pair<T> s = Pair.of(a, x);
            T omega = v == Sharp.LARGEST_ERROR_INSTEAD_OF_OSCILLATION
                    ? half(a, Spread.largest(a, a.abs(s.error())))
                    : Spread.oscillation(a, s.error());
            T p = s.weights(a, false);
            T q = s.weights(a, true);
            T t = a.add(tanhOfQuarter(a, v == Sharp.TANH_OF_AN_EIGHTH ? half(a, omega) : omega), slack(a));
            T e = a.exp(v == Sharp.RATIO_BOUNDED_BY_HALF_THE_OSCILLATION ? half(a, omega) : omega);
            T ceiling = a.divide(a.multiply(p, e), a.add(a.multiply(p, a.subtract(e, a.ones(1))), a.ones(1)));
            T change = a.subtract(s.output(a, true, s.value()), s.output(a, false, s.value()));
            return List.of(
                    Inequality.of("TV <= tanh(omega / 4)", totalVariation(a, p, q), t),
                    Inequality.loose("p' <= p e^omega", q, a.add(a.multiply(p, e), slack(a))),
                    Inequality.loose("p <= p' e^omega", p, a.add(a.multiply(q, e), slack(a))),
                    Inequality.of("p' <= p e^omega / (1 + p (e^omega - 1))", q, a.add(ceiling, slack(a))),
                    Inequality.loose(
                            "coordinates",
                            a.abs(change),
                            a.add(a.multiply(Spread.columnRanges(a, s.value()), t), slack(a))),
                    Inequality.loose(
                            "diameter",
                            Spread.rowNorms(a, change),
                            a.add(a.multiply(Spread.diameter(a, s.value()), t), slack(a))));
        }
    }

    private enum Uniform {
        STATEMENT,
        A_QUARTER_OF_THE_ERROR
    }

    private record UniformError(Uniform v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            Pair<T> s = Pair.of(a, x);
            T eps = Spread.largest(a, a.abs(s.error()));
            T part = half(a, v == Uniform.A_QUARTER_OF_THE_ERROR ? half(a, eps) : eps);
            T tv = totalVariation(a, s.weights(a, false), s.weights(a, true));
            return List.of(
                    Inequality.of("TV <= tanh(eps / 2)", tv, a.add(a.tanh(part), slack(a))),
                    Inequality.loose("tanh(eps / 2) <= eps / 2", a.tanh(half(a, eps)), a.add(half(a, eps), slack(a))));
        }
    }

    private enum Joint {
        STATEMENT,
        VALUE_ERROR_FORGOTTEN,
        VALUE_ERROR_HALVED
    }

    private record JointError(Joint v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            Pair<T> s = Pair.of(a, x);
            T dv = x.free(s.m(), 2);
            if (s.m() == 2) {
                // Aligned with what the logits' error does: the first weight grows, so does the first value, and both
                // errors agree.
                dv = a.literal(new Matrix(2, 2, new double[] {1, -1, 1, -1}));
                s = new Pair<>(2, s.logits(), s.error(), a.literal(new Matrix(2, 2, new double[] {2, -2, 1, -1})));
            }
            T moved = a.add(s.value(), dv);
            T change = a.abs(a.subtract(s.output(a, true, moved), s.output(a, false, s.value())));
            T weights = a.multiply(
                    Spread.columnRanges(a, s.value()),
                    a.add(tanhOfQuarter(a, Spread.oscillation(a, s.error())), slack(a)));
            T largest = a.transpose(Spread.rowMax(a, a.transpose(a.abs(dv))));
            T values =
                    switch (v) {
                        case STATEMENT -> largest;
                        case VALUE_ERROR_FORGOTTEN -> a.subtract(largest, largest);
                        case VALUE_ERROR_HALVED -> half(a, largest);
                    };
            return List.of(Inequality.of("output", change, a.add(a.add(weights, values), slack(a))));
        }
    }

    private enum Inputs {
        STATEMENT,
        SECOND_ORDER_TERM_FORGOTTEN,
        SCALE_FORGOTTEN,
        HALF_THE_DIAMETER
    }

    private record InputError(Inputs v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.choice(3);
            Scale tau = Scale.of(2.5);
            T q = x.free(1, 3);
            T k = x.free(m, 3);
            T dq = x.free(1, 3);
            T dk = x.free(m, 3);
            if (x.cycle(2) == 0) {
                // All errors along the operands: the triangle and Cauchy-Schwarz inequalities are nearly attained.
                k = a.add(a.gatherRows(q, new int[m]), a.scale(k, Scale.of(0x1p-12)));
                dq = q;
                dk = k;
            }
            T delta = a.subtract(
                    SoftmaxAttention.logits(a, a.add(q, dq), a.add(k, dk), tau, null),
                    SoftmaxAttention.logits(a, q, k, tau, null));
            T nq = Spread.rowNorms(a, q);
            T ndq = Spread.rowNorms(a, dq);
            T nk = a.transpose(Spread.rowNorms(a, k));
            T ndk = a.transpose(Spread.rowNorms(a, dk));
            T sum = a.add(a.multiply(nk, ndq), a.multiply(ndk, nq));
            T all = v == Inputs.SECOND_ORDER_TERM_FORGOTTEN ? sum : a.add(sum, a.multiply(ndk, ndq));
            T bound = v == Inputs.SCALE_FORGOTTEN ? all : a.scale(all, tau);
            T alone = a.subtract(
                    SoftmaxAttention.logits(a, a.add(q, dq), k, tau, null),
                    SoftmaxAttention.logits(a, q, k, tau, null));
            T diameter = Spread.diameter(a, k);
            T omega = a.scale(a.multiply(ndq, v == Inputs.HALF_THE_DIAMETER ? half(a, diameter) : diameter), tau);
            // The difference of the first two keys as direction of dq: the oscillation bound is attained.
            T along = a.subtract(a.gatherRows(k, new int[] {0}), a.gatherRows(k, new int[] {1}));
            T pair = a.gatherRows(k, new int[] {0, 1});
            T sharp = a.scale(a.matmul(along, a.transpose(pair)), tau);
            T sharpBound = a.scale(
                    a.multiply(
                            Spread.rowNorms(a, along),
                            v == Inputs.HALF_THE_DIAMETER
                                    ? half(a, Spread.diameter(a, pair))
                                    : Spread.diameter(a, pair)),
                    tau);
            return List.of(
                    Inequality.of("|delta_j|", a.abs(delta), a.add(bound, slack(a))),
                    Inequality.of("omega", Spread.oscillation(a, alone), a.add(omega, slack(a))),
                    Inequality.of("omega, sharp", Spread.oscillation(a, sharp), a.add(sharpBound, slack(a))));
        }
    }
}
