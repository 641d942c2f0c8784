package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.gradient.ReverseMode;
import org.fiducial.theory.gradient.Traced;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C11: log-sum-exp and the limits of small and large temperature. */
final class LogSumExpLimits {
    private LogSumExpLimits() {}

    static List<Part> parts() {
        return List.of(
                BoundTest.part("(i) bounds, convexity, Lipschitz", 20, 0.99, LogSum.class, LogSumExp::new),
                BoundTest.part("(ii) large scales", 20, 0.99, Large.class, LargeScale::new),
                BoundTest.part("(iii) small scales", 20, 0.9, Small.class, SmallScale::new),
                IdentityTest.part("(iv) gradients", Level.INDEPENDENT, 8, Slope.class, Slopes::new),
                IdentityTest.part("(ii) limit with a fixed bias", Level.INDEPENDENT, 4, Bias.class, FixedBias::new));
    }

    private static <T> T number(OrderedReals<T> a, double x) {
        return a.literal(new Matrix(1, 1, new double[] {x}));
    }

    private enum LogSum {
        STATEMENT,
        LOG_OF_ONE_KEY_LESS,
        HALF_LIPSCHITZ,
        CONCAVE
    }

    private record LogSumExp(LogSum v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            AllowedKeys all = AllowedKeys.all(1, m);
            // Equal logits up to 2^-20 and large shifts make the bounds sharp.
            T s = a.multiply(x.free(1, m), number(a, x.cycle(2) == 0 ? 0x1p-20 : 1));
            T other = x.cycle(3) == 0
                    ? a.add(a.add(s, a.multiply(x.free(1, m), number(a, 0x1p-20))), number(a, 2))
                    : x.free(1, m);
            T l = SoftmaxAttention.logSumExp(a, s, all);
            T lOther = SoftmaxAttention.logSumExp(a, other, all);
            T top = Spread.rowMax(a, s);
            T ceiling = a.add(top, a.log(number(a, v == LogSum.LOG_OF_ONE_KEY_LESS ? m - 1 : m)));
            T distance = Spread.rowMax(a, a.abs(a.subtract(s, other)));
            T lipschitz = v == LogSum.HALF_LIPSCHITZ ? a.scale(distance, Scale.of(0.5)) : distance;
            T middle = SoftmaxAttention.logSumExp(a, a.scale(a.add(s, other), Scale.of(0.5)), all);
            T mean = a.scale(a.add(l, lOther), Scale.of(0.5));
            T slack = number(a, 0x1p-45);
            // L - max against ln m: both sides of (i) without the size of the logits.
            return List.of(
                    Inequality.loose("max <= L", top, a.add(l, slack)),
                    Inequality.of("L - max <= ln m", a.subtract(l, top), a.add(a.subtract(ceiling, top), slack)),
                    Inequality.of("1-Lipschitz", a.abs(a.subtract(l, lOther)), a.add(lipschitz, slack)),
                    v == LogSum.CONCAVE
                            ? Inequality.loose("concave", mean, a.add(middle, slack))
                            : Inequality.loose("convex", middle, a.add(mean, slack)));
        }
    }

    private enum Large {
        STATEMENT,
        TIES_OF_THE_MAXIMUM_FORGOTTEN,
        GAP_DOUBLED
    }

    private record LargeScale(Large v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int top = 1 + x.cycle(3);
            int rest = 1 + x.choice(4);
            int m = top + rest;
            double gap = (1 + x.choice(32)) / 8.0;
            double[] s = new double[m];
            double least = Double.POSITIVE_INFINITY;
            for (int j = top; j < m; j++) {
                // Every other input has equal gaps, where the bound is attained.
                double more = x.cycle(2) == 0 ? 0 : x.choice(16) / 8.0;
                s[j] = -gap - more;
                least = Math.min(least, gap + more);
            }
            AllowedKeys all = AllowedKeys.all(1, m);
            T p = a.softmaxRows(a.literal(new Matrix(1, m, s)), all);
            T lost = a.rowSums(a.columns(p, top, m));
            T e = a.exp(number(a, v == Large.GAP_DOUBLED ? 2 * least : least));
            T r = number(a, rest);
            T ties = number(a, v == Large.TIES_OF_THE_MAXIMUM_FORGOTTEN ? m : top);
            T bound = a.divide(r, a.add(r, a.multiply(ties, e)));
            T value = x.free(m, 2);
            T output = a.matmul(p, value);
            T best =
                    a.gatherRows(value, java.util.stream.IntStream.range(0, top).toArray());
            T mean = a.divide(a.transpose(a.rowSums(a.transpose(best))), number(a, top));
            T slack = number(a, 0x1p-45);
            return List.of(
                    Inequality.of("1 - p(M)", lost, a.add(bound, slack)),
                    Inequality.of(
                            "distance to the hard maximum",
                            Spread.rowNorms(a, a.subtract(output, mean)),
                            a.add(a.multiply(Spread.diameter(a, value), bound), slack)));
        }
    }

    private enum Small {
        STATEMENT,
        OSCILLATION_HALVED
    }

    private record SmallScale(Small v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            T s = x.free(1, m);
            T value = x.free(m, 2);
            if (m == 2) {
                // Nearly equal logits: tanh(omega / 4) and the weights' change agree to first order.
                s = a.literal(new Matrix(1, 2, new double[] {0, 0x1p-4}));
            }
            T omega = Spread.oscillation(a, s);
            T t = a.tanh(a.scale(omega, Scale.of(v == Small.OSCILLATION_HALVED ? 0.125 : 0.25)));
            T output = SoftmaxAttention.output(a, s, value, AllowedKeys.all(1, m));
            T mean = a.divide(a.transpose(a.rowSums(a.transpose(value))), number(a, m));
            return List.of(Inequality.of(
                    "distance to the mean",
                    a.abs(a.subtract(output, mean)),
                    a.add(a.multiply(Spread.columnRanges(a, value), t), number(a, 0x1p-45))));
        }
    }

    private enum Slope {
        STATEMENT,
        OUTPUT_NOT_SUBTRACTED
    }

    /** grad L = p through Z, and do/ds_j = p_j (v_j - o). */
    private record Slopes(Slope v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            AllowedKeys all = AllowedKeys.all(1, m);
            T s = x.exponents(1, m);
            T value = x.free(m, 1);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> logits = tape.variable(s);
            Traced<T> z = SoftmaxAttention.normalisers(tape, logits, all);
            Traced<T> o = SoftmaxAttention.output(tape, logits, tape.variable(value), all);
            T overZ = a.divide(a.ones(1), z.value());
            T p = a.softmaxRows(s, all);
            T centred =
                    v == Slope.OUTPUT_NOT_SUBTRACTED ? a.transpose(value) : a.subtract(a.transpose(value), o.value());
            return List.of(
                    new Sides<>(
                            "grad L",
                            tape.gradients(List.of(z), List.of(overZ), List.of(logits))
                                    .get(0),
                            p),
                    new Sides<>(
                            "do/ds",
                            tape.gradients(List.of(o), List.of(a.ones(1)), List.of(logits))
                                    .get(0),
                            a.multiply(p, centred)));
        }
    }

    private enum Bias {
        STATEMENT,
        BIAS_LOST_IN_THE_LIMIT
    }

    /** q = 1, k = (1, 1): whatever the scale, weights are e^b over their sum, (1/4, 3/4) for e^b = (1, 3). */
    private record FixedBias(Bias v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T scale = x.exponents(1, 1);
            T equal = a.exp(a.transpose(a.gatherRows(scale, new int[2])));
            T biased = a.multiply(equal, a.literal(new Matrix(1, 2, new double[] {1, 3})));
            double[] limit = v == Bias.BIAS_LOST_IN_THE_LIMIT ? new double[] {0.5, 0.5} : new double[] {0.25, 0.75};
            return List.of(
                    new Sides<>("weights", a.divide(biased, a.rowSums(biased)), a.literal(new Matrix(1, 2, limit))));
        }
    }
}
