package org.fiducial.theory.softmax;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Counterexample;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.Refutation;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C9: the map from a query to its output is Lipschitz with a sharp constant; self-attention as a whole is not. */
final class QueryLipschitz {
    private static final Scale TAU = Scale.of(1.25);

    private QueryLipschitz() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("derivative is a covariance", Level.INDEPENDENT, 8, Cov.class, Covariance::new),
                BoundTest.part("norm and entries", 24, 0.99, Constant.class, Norms::new),
                IdentityTest.part("derivative of self-attention", Level.INDEPENDENT, 4, Self.class, SelfAttention::new),
                notLipschitz());
    }

    private enum Cov {
        STATEMENT,
        KEYS_NOT_CENTRED_AND_VALUES_NOT_CENTRED,
        SCALE_FORGOTTEN
    }

    /** (D12) along a query direction against tau Cov(v, k) times the direction. */
    private record Covariance(Cov v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            AllowedKeys allowed = AllowedKeys.all(1, r.keys());
            T logits = a.gatherRows(r.logits(), new int[] {0});
            T k = x.free(r.keys(), 3);
            T direction = x.free(1, 3);
            T p = a.softmaxRows(logits, allowed);
            T slope = a.scale(a.matmul(direction, a.transpose(k)), TAU);
            T none = a.constant(r.keys(), r.width(), Dyadic.ZERO);
            T forward = SoftmaxAttention.forwardMode(a, p, r.value(), slope, none, allowed)
                    .output();
            boolean raw = v == Cov.KEYS_NOT_CENTRED_AND_VALUES_NOT_CENTRED;
            T values = raw ? r.value() : a.subtract(r.value(), a.matmul(p, r.value()));
            T keys = raw ? k : a.subtract(k, a.matmul(p, k));
            T covariance = a.matmul(a.transpose(a.multiply(values, a.transpose(p))), keys);
            T along = a.matmul(direction, a.transpose(covariance));
            return List.of(new Sides<>("do", forward, v == Cov.SCALE_FORGOTTEN ? along : a.scale(along, TAU)));
        }
    }

    private enum Constant {
        STATEMENT,
        ONE_EIGHTH,
        SCALE_FORGOTTEN
    }

    private record Norms(Constant v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int m = 2 + x.cycle(4);
            T logits = x.free(1, m);
            if (m == 2) {
                // Nearly equal weights of two keys: the constant is attained up to 2^-20.
                logits = a.literal(new Matrix(1, 2, new double[] {0x1p-10, 0}));
            }
            T value = x.free(m, 2);
            T key = x.free(m, 2);
            T p = a.softmaxRows(logits, AllowedKeys.all(1, m));
            T v1 = a.subtract(value, a.matmul(p, value));
            T k1 = a.subtract(key, a.matmul(p, key));
            T c = a.scale(a.matmul(a.transpose(a.multiply(v1, a.transpose(p))), k1), TAU);
            T quarter = a.constant(1, 1, Dyadic.powerOfTwo(v == Constant.ONE_EIGHTH ? -3 : -2));
            T factor = v == Constant.SCALE_FORGOTTEN ? quarter : a.scale(quarter, TAU);
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-45));
            T bound = a.multiply(a.multiply(Spread.diameter(a, value), Spread.diameter(a, key)), factor);
            T ranges = a.matmul(a.transpose(Spread.columnRanges(a, value)), Spread.columnRanges(a, key));
            return List.of(
                    Inequality.of("2-norm", spectralNorm(a, c), a.add(bound, slack)),
                    Inequality.of("entries", a.abs(c), a.add(a.multiply(ranges, factor), slack)));
        }

        /** The largest singular value of a 2 x 2 matrix: sqrt((t + sqrt(t^2 - 4 det^2)) / 2), t the sum of squares. */
        private static <T> T spectralNorm(OrderedReals<T> a, T c) {
            T squares = a.multiply(c, c);
            T t = a.transpose(a.rowSums(a.transpose(a.rowSums(squares))));
            T top = a.gatherRows(c, new int[] {0});
            T bottom = a.gatherRows(c, new int[] {1});
            T difference = a.subtract(a.columns(top, 0, 1), a.columns(bottom, 1, 2));
            T sum = a.add(a.columns(top, 0, 1), a.columns(bottom, 1, 2));
            T skew = a.subtract(a.columns(top, 1, 2), a.columns(bottom, 0, 1));
            T even = a.add(a.columns(top, 1, 2), a.columns(bottom, 0, 1));
            // 2 sigma = |(c11 + c22, c12 - c21)| + |(c11 - c22, c12 + c21)|: no difference of nearly equal numbers
            // under the root.
            T one = a.sqrt(a.add(a.multiply(sum, sum), a.multiply(skew, skew)));
            T two = a.sqrt(a.add(a.multiply(difference, difference), a.multiply(even, even)));
            return a.scale(a.add(one, two), Scale.of(0.5));
        }
    }

    /** do_2 / dx_2 for X = (x, 0), one coordinate, scale 1: all logits of the second row are 0. */
    private static <T> T slope(ExponentialField<T> a, T x, T zero) {
        AllowedKeys allowed = AllowedKeys.all(1, 2);
        T inputs = a.concatenateRows(List.of(x, zero));
        T p = a.softmaxRows(a.constant(1, 2, Dyadic.ZERO), allowed);
        T tangent = a.concatenateRows(List.of(a.constant(1, 1, Dyadic.ZERO), a.ones(1)));
        T logits = SoftmaxAttention.logitsTangent(
                a, zero, inputs, Scale.of(1), a.ones(1), tangent, null, a.constant(1, 1, Dyadic.ZERO));
        return SoftmaxAttention.forwardMode(a, p, inputs, logits, tangent, allowed)
                .output();
    }

    private enum Self {
        STATEMENT,
        LINEAR_GROWTH
    }

    private record SelfAttention(Self v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T at = x.free(1, 1);
            T square = v == Self.LINEAR_GROWTH ? at : a.multiply(at, at);
            T right = a.add(a.scale(square, Scale.of(0.25)), a.constant(1, 1, Dyadic.powerOfTwo(-1)));
            return List.of(new Sides<>("x^2 / 4 + 1 / 2", slope(a, at, a.constant(1, 1, Dyadic.ZERO)), right));
        }
    }

    private static Part notLipschitz() {
        Lipschitz statement = new Lipschitz("2000", "1000000");
        return new Part(
                "self-attention is not Lipschitz",
                EvidenceKind.CONSTRUCTED,
                statement.asImpossibility(),
                List.of(Mutant.refuted(
                        "x too small for the constant", new Lipschitz("1999", "1000000").asImpossibility())));
    }

    /** The statement that self-attention is Lipschitz with a given constant, and an input at which its derivative exceeds that. */
    private record Lipschitz(String x, String constant) implements Refutation {
        @Override
        public Counterexample counterexample() {
            return new Counterexample(
                    "softmax-attention-C9",
                    "self-attention is not Lipschitz",
                    "the derivative do_2/dx_2 at X = (x, 0), d = dv = 1, tau = 1 exceeds the constant",
                    Map.of("x", x, "constant", constant));
        }

        @Override
        public Evidence examine(Counterexample given) {
            LiftedExponentialField<Rational> a = new LiftedExponentialField<>(new BaseTwoRationals());
            Grid<Rational> at = a.matrix(1, 1, (i, j) -> fraction(given.value("x")));
            Rational slope = a.get(slope(a, at, a.constant(1, 1, Dyadic.ZERO)), 0, 0);
            return slope.compareTo(fraction(given.value("constant"))) > 0
                    ? Evidence.refuted(given).with("derivative", slope)
                    : Evidence.verified(EvidenceKind.CONSTRUCTED, "one input").with("derivative", slope);
        }

        private static Rational fraction(String text) {
            String[] parts = text.split("/", -1);
            if (parts.length > 2) {
                throw new IllegalArgumentException("fraction '" + text + "', expected p or p/q");
            }
            try {
                java.math.BigInteger p = new java.math.BigInteger(parts[0].strip());
                return new Rational(
                        p, parts.length == 1 ? java.math.BigInteger.ONE : new java.math.BigInteger(parts[1].strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("fraction '" + text + "', expected p or p/q", e);
            }
        }
    }
}
