package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.dsf.TruncatedExponential;
import org.fiducial.operator.dsf.TruncatedExponential.Basis;
import org.fiducial.operator.dsf.TruncatedExponential.Features;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Check;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C9: the truncated exponential, its features, its error and what that does to outputs. */
final class TruncatedFeatures {
    private TruncatedFeatures() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("(a) features", Level.INDEPENDENT, 8, Feature.class, FeatureProducts::new),
                BoundTest.part("(b) relative error", 24, 0.9, Relative.class, RelativeError::new),
                IdentityTest.part("(c) error of outputs", Level.INDEPENDENT, 6, Exact.class, ExactError::new),
                BoundTest.part("(c) bound of outputs", 24, 0.9, Output.class, OutputError::new),
                Part.of("(d) real zeros", EvidenceKind.CONSTRUCTED, Zeros.class, TruncatedFeatures::zeros));
    }

    private enum Feature {
        STATEMENT,
        WEIGHT_OF_THE_OTHER_BASIS,
        LAST_DEGREE_LEFT_OUT
    }

    private record FeatureProducts(Feature v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int width = 2;
            int order = 2 + x.cycle(3);
            Basis basis = x.choice(2) == 0 ? Basis.TENSOR : Basis.SYMMETRIC;
            Basis weighted = v != Feature.WEIGHT_OF_THE_OTHER_BASIS ? basis : Basis.SYMMETRIC;
            Basis other = v == Feature.WEIGHT_OF_THE_OTHER_BASIS ? Basis.TENSOR : basis;
            int cut = v == Feature.LAST_DEGREE_LEFT_OUT ? order - 1 : order;
            T q = x.free(2, width);
            T k = x.free(3, width);
            Features<T> left = TruncatedExponential.features(a, q, cut, weighted);
            Features<T> right = TruncatedExponential.features(a, k, cut, weighted);
            T weights = left.weights();
            if (other != weighted) {
                // 1/p! for every monomial, though equal words are counted once.
                weights = byDegree(
                        a, TruncatedExponential.features(a, q, cut, other).weights(), width, cut);
            }
            T products = a.matmul(a.multiply(left.monomials(), weights), a.transpose(right.monomials()));
            T kernel = TruncatedExponential.kernel(a, a.matmul(q, a.transpose(k)), order);
            int tensor = 0;
            int power = 1;
            for (int p = 0; p <= cut; p++) {
                tensor += power;
                power *= width;
            }
            int count = weighted == Basis.TENSOR ? tensor : (cut + 2) * (cut + 1) / 2;
            return List.of(
                    new Sides<>("phi_P(q) . phi_P(k)", products, kernel),
                    new Sides<>(
                            "number of features",
                            a.constant(1, 1, Dyadic.of(a.columns(left.monomials()))),
                            a.constant(1, 1, Dyadic.of(count))));
        }

        /** The tensor basis' weights at the first word of each symmetric monomial: p + 1 of them of degree p for two letters. */
        private static <T> T byDegree(ExponentialField<T> a, T tensor, int width, int order) {
            List<T> weights = new ArrayList<>();
            int first = 0;
            int size = 1;
            for (int p = 0; p <= order; p++) {
                for (int r = 0; r <= p; r++) {
                    weights.add(a.columns(tensor, first, first + 1));
                }
                first += size;
                size *= width;
            }
            return a.concatenateColumns(weights);
        }
    }

    /** (P+1)!. */
    private static long factorial(int n) {
        long f = 1;
        for (int i = 2; i <= n; i++) {
            f *= i;
        }
        return f;
    }

    private static <T> T remainder(OrderedReals<T> a, T size, int order) {
        T power = a.constant(a.rows(size), a.columns(size), Dyadic.ONE);
        for (int p = 0; p <= order; p++) {
            power = a.multiply(power, size);
        }
        return a.divide(power, a.constant(1, 1, Dyadic.of(factorial(order + 1))));
    }

    private enum Relative {
        STATEMENT,
        FACTOR_E_TO_THE_SIZE_FORGOTTEN,
        ONE_ORDER_BETTER
    }

    private record RelativeError(Relative v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int order = x.cycle(8);
            // Never zero; every third input small, where the bound is nearly attained.
            T s = a.add(x.free(1, 3), a.constant(1, 1, Dyadic.powerOfTwo(-5)));
            s = x.cycle(3) == 0 ? a.multiply(s, a.constant(1, 1, Dyadic.powerOfTwo(-9))) : s;
            T r = a.subtract(
                    a.divide(TruncatedExponential.kernel(a, s, order), a.exp(s)), a.constant(1, 3, Dyadic.ONE));
            T size = a.abs(s);
            T bound = remainder(a, size, v == Relative.ONE_ORDER_BETTER ? order + 1 : order);
            // e^(max(-s, 0)): the factor is 1 for s >= 0.
            T growth = a.exp(a.max(a.negate(s), a.constant(1, 3, Dyadic.ZERO)));
            T larger = v == Relative.FACTOR_E_TO_THE_SIZE_FORGOTTEN ? bound : a.multiply(bound, growth);
            // r <= 0 for s >= 0: r does not exceed what only a negative s allows.
            T above = a.multiply(
                    a.multiply(bound, growth),
                    a.subtract(a.constant(1, 3, Dyadic.ONE), a.divide(a.add(s, size), a.add(size, size))));
            return List.of(
                    Inequality.of("|r|", a.abs(r), larger),
                    Inequality.loose("r <= 0 for x >= 0", r, a.add(above, a.constant(1, 3, Dyadic.powerOfTwo(-200)))));
        }
    }

    private enum Exact {
        STATEMENT,
        DENOMINATOR_ONE
    }

    /** y_hat - y = sum w_j r_j (v_j - y) / (1 + sum w_j r_j), for weights w and any relative errors r. */
    private record ExactError(Exact v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 2 + x.cycle(3);
            T kernel = x.free(1, n);
            T r = x.free(1, n);
            T values = x.free(n, 2);
            T w = a.divide(kernel, a.rowSums(kernel));
            T y = a.matmul(w, values);
            T used = a.multiply(kernel, a.add(r, a.ones(1)));
            T hat = a.divide(a.matmul(used, values), a.rowSums(used));
            T moved = a.multiply(w, r);
            T up = a.matmul(moved, a.subtract(values, y));
            T rest = a.add(a.rowSums(moved), a.ones(1));
            return List.of(
                    new Sides<>("difference", a.subtract(hat, y), v == Exact.STATEMENT ? a.divide(up, rest) : up));
        }
    }

    private enum Output {
        STATEMENT,
        HALF_THE_BOUND,
        NO_DENOMINATOR
    }

    /**
     * |y_hat - y| <= eps / (1 - eps) max |v_j - y| for any relative errors of at most eps, with the signs of the worst case in every other
     * input, and for the truncated kernel with the eps of (b).
     */
    private record OutputError(Output v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            boolean worst = x.cycle(2) == 0;
            T eps = a.multiply(
                    a.add(a.abs(x.free(1, 1)), a.ones(1)), a.constant(1, 1, Dyadic.powerOfTwo(worst ? -12 : -3)));
            T scores = worst ? a.constant(1, 2, Dyadic.ZERO) : x.free(1, 2);
            T w = a.softmaxRows(scores, AllowedKeys.all(1, 2));
            T values = worst ? a.literal(new Matrix(2, 1, new double[] {1, -1})) : x.free(2, 1);
            T signs = a.literal(new Matrix(1, 2, new double[] {1, -1}));
            T moved = a.multiply(w, a.add(a.multiply(signs, eps), a.ones(1)));
            T y = a.matmul(w, values);
            T hat = a.divide(a.matmul(moved, values), a.rowSums(moved));
            T spread = Spread.largest(a, a.abs(a.subtract(values, y)));
            // The truncated kernel at scores of at most 1.
            int order = 2 + 2 * x.choice(3);
            T small = a.multiply(x.free(1, 3), a.constant(1, 1, Dyadic.powerOfTwo(-2)));
            T three = x.free(3, 1);
            T exact = a.matmul(a.softmaxRows(small, AllowedKeys.all(1, 3)), three);
            T kernel = TruncatedExponential.kernel(a, small, order);
            T cut = a.divide(a.matmul(kernel, three), a.rowSums(kernel));
            T rho = Spread.largest(a, a.abs(small));
            T epsP = a.multiply(a.exp(rho), remainder(a, rho, order));
            T spreadP = Spread.largest(a, a.abs(a.subtract(three, exact)));
            T slack = a.constant(1, 1, Dyadic.powerOfTwo(-150));
            return List.of(
                    Inequality.of("any errors", a.abs(a.subtract(hat, y)), a.add(bound(a, eps, spread), slack)),
                    Inequality.loose(
                            "truncated kernel", a.abs(a.subtract(cut, exact)), a.add(bound(a, epsP, spreadP), slack)));
        }

        private <T> T bound(OrderedReals<T> a, T eps, T spread) {
            T rest = v == Output.NO_DENOMINATOR ? a.add(eps, a.ones(1)) : a.subtract(a.ones(1), eps);
            T all = a.multiply(a.divide(eps, rest), spread);
            return v == Output.HALF_THE_BOUND ? a.multiply(all, a.constant(1, 1, Dyadic.powerOfTwo(-1))) : all;
        }
    }

    private enum Zeros {
        STATEMENT,
        EVEN_ORDERS_HAVE_ZEROS,
        ODD_ORDERS_HAVE_NONE,
        ZERO_OF_ORDER_THREE_AT_MINUS_1_6
    }

    /**
     * The number of real zeros of K_P for P up to 12 by Sturm chains in exact fractions, and the zeros for P = 1, 3, 5 between decimals.
     */
    private static Check zeros(Zeros v) {
        return run -> {
            for (int order = 1; order <= 12; order++) {
                int zeros = SturmChain.realZeros(coefficients(order));
                int claimed = order % 2;
                if (v == Zeros.EVEN_ORDERS_HAVE_ZEROS) {
                    claimed = 1;
                } else if (v == Zeros.ODD_ORDERS_HAVE_NONE) {
                    claimed = 0;
                }
                if (zeros != claimed) {
                    return Evidence.refuted("K_" + order + " has " + zeros + " real zeros, claimed " + claimed);
                }
            }
            boolean found = SturmChain.at(coefficients(1), Rational.of(-1)).signum() == 0
                    && between(
                            coefficients(3),
                            v == Zeros.ZERO_OF_ORDER_THREE_AT_MINUS_1_6 ? -160000000000000L : -159607163798333L)
                    && between(coefficients(5), -218060712403513L);
            return found
                    ? Evidence.verified(EvidenceKind.CONSTRUCTED, "orders up to 12, exact fractions")
                            .with("zero of K_3 between", "-1.59607163798333 and -1.59607163798332")
                            .with("zero of K_5 between", "-2.18060712403513 and -2.18060712403512")
                    : Evidence.refuted("a zero is not where claimed");
        };
    }

    private static Rational[] coefficients(int order) {
        Rational[] c = new Rational[order + 1];
        for (int p = 0; p <= order; p++) {
            c[p] = Rational.of(1, factorial(p));
        }
        return c;
    }

    /** Whether the polynomial changes sign between n and n + 1 in units of 10^-14. */
    private static boolean between(Rational[] polynomial, long n) {
        Rational low = SturmChain.at(polynomial, Rational.of(n, 100_000_000_000_000L));
        Rational high = SturmChain.at(polynomial, Rational.of(n + 1, 100_000_000_000_000L));
        return low.signum() * high.signum() < 0;
    }
}
