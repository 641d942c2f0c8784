package org.fiducial.theory.scatterbrain;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.GaussianExpectation;

/** Claims C3 and C4: variances and covariances of estimates with independent projections. */
final class FeatureMoments {
    private FeatureMoments() {}

    static List<Part> variances() {
        return List.of(
                IdentityTest.part("closed forms", Level.INDEPENDENT, 4, Var.class, Variances::new),
                Part.of("by quadrature", EvidenceKind.CERTIFIED, Quad.class, v -> run -> quadrature(v)),
                BoundTest.part("hyperbolic beats twice as many plus", 30, 0, Half.class, HypBeatsPlus::new),
                BoundTest.part("kernel to 0, variance to infinity", 3, 0, Grow.class, Growth::new));
    }

    static List<Part> covariances() {
        return List.of(
                IdentityTest.part("closed forms", Level.INDEPENDENT, 4, Cov.class, Covariances::new),
                IdentityTest.part("inner products of sums", Level.INDEPENDENT, 4, Inner.class, InnerProducts::new),
                Part.of("by quadrature", EvidenceKind.CERTIFIED, Joint.class, v -> run -> joint(v)));
    }

    private enum Var {
        STATEMENT,
        EXPONENT_HALVED,
        HYP_WITHOUT_ITS_HALF,
        TRIG_WITH_THE_NORM_OF_THE_SUM
    }

    /**
     * Second moments by the moment generating function at u = 2z less the squared kernel, against the claimed forms. Half norms and inner
     * product are free exponents, so this is about all x and y of any width.
     */
    private record Variances(Var v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T hx = x.exponents(1, 1);
            T hy = x.exponents(1, 1);
            T r = x.exponents(1, 1);
            T half = a.add(a.add(hx, hy), r); // a / 2
            T sum = a.add(half, half); // a
            T one = a.ones(1);
            T two = a.add(one, one);
            T kernel2 = a.exp(a.add(r, r));
            T lam2 = a.exp(a.negate(a.add(a.add(hx, hx), a.add(hy, hy))));
            T e = a.exp(sum);
            // E e^(2 w.z) = e^(2a), E cosh^2 = (e^(2a) + 1) / 2, E cos^2 = (1 + e^(-2 |x - y|^2)) / 2.
            T plus = a.subtract(a.multiply(lam2, a.exp(a.add(sum, sum))), kernel2);
            T hyp = a.subtract(a.multiply(lam2, a.divide(a.add(a.exp(a.add(sum, sum)), one), two)), kernel2);
            T apart = v == Var.TRIG_WITH_THE_NORM_OF_THE_SUM
                    ? sum
                    : a.add(a.subtract(a.add(hx, hy), r), a.subtract(a.add(hx, hy), r));
            T big = a.exp(a.add(a.add(hx, hx), a.add(hy, hy)));
            T fall = a.exp(a.negate(a.add(apart, apart)));
            T trig = a.subtract(a.divide(a.multiply(big, a.add(one, fall)), two), kernel2);
            T claimedPlus = a.multiply(kernel2, a.subtract(v == Var.EXPONENT_HALVED ? a.exp(half) : e, one));
            T cosh = a.divide(a.add(e, a.exp(a.negate(sum))), two);
            T claimedHyp = a.multiply(kernel2, a.subtract(cosh, one));
            T square = a.multiply(a.subtract(e, one), a.subtract(e, one));
            T other = a.multiply(lam2, v == Var.HYP_WITHOUT_ITS_HALF ? square : a.divide(square, two));
            T third = a.multiply(a.divide(a.subtract(one, a.exp(a.negate(sum))), two), plus);
            T rise = a.subtract(one, a.exp(a.negate(apart)));
            T claimedTrig = a.divide(a.multiply(big, a.multiply(rise, rise)), two);
            return List.of(
                    new Sides<>("plus", plus, claimedPlus),
                    new Sides<>("hyp", hyp, claimedHyp),
                    new Sides<>("hyp by Lam", hyp, other),
                    new Sides<>("hyp by plus", hyp, third),
                    new Sides<>("trig", trig, claimedTrig));
        }
    }

    private enum Quad {
        STATEMENT,
        TWICE_AS_MANY_PROJECTIONS,
        HYP_HAS_THE_VARIANCE_OF_PLUS
    }

    /** E (e - sigma)^2 of the operator's own features, integrated, against {@link EntryMoments}. */
    private static Evidence quadrature(Quad v) {
        Agreement agreement = new Agreement(80);
        double[][] points = {{0.5, 0.25}, {1, -0.5}, {0.75, 0.5}, {-0.5, -0.25}};
        int p = 160;
        for (FeatureMap map : FeatureMap.values()) {
            for (double[] at : points) {
                Ball kernel =
                        Ball.of(Dyadic.of(at[0]).multiply(Dyadic.of(at[1]))).exp(p);
                double growth = Math.abs(at[0]) + Math.abs(at[1]);
                double size = 4 * Math.exp(4 * growth + at[0] * at[0] + at[1] * at[1]);
                Ball found = new GaussianExpectation(4, 4 * size * size, 2 * growth)
                        .of(
                                w -> SingleProjection.estimate(map, w, at[0], at[1], p)
                                        .subtract(kernel, p)
                                        .square(p),
                                128);
                FeatureMap claimed = v == Quad.HYP_HAS_THE_VARIANCE_OF_PLUS ? FeatureMap.PLUS : map;
                int m = v == Quad.TWICE_AS_MANY_PROJECTIONS ? 2 : 1;
                Ball variance =
                        new EntryMoments(claimed, ProjectionLaw.INDEPENDENT, 1, m).variance(pair(at[0], at[1]), 128);
                agreement.of(map.word() + " at " + at[0] + ", " + at[1], found, variance);
            }
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "four pairs for each feature map, M = 1, d = 1");
    }

    private static EntryMoments.Pair pair(double x, double y) {
        return EntryMoments.Pair.of(
                new Matrix(1, 1, new double[] {x}),
                new Matrix(1, 1, new double[] {y}),
                org.fiducial.arithmetic.Scale.of(1));
    }

    private enum Half {
        STATEMENT,
        THE_SAME_NUMBER_OF_VECTORS_TWICE_PLUS
    }

    /** (cosh a - 1) / M < (e^a - 1) / (2M) for a > 0. */
    private record HypBeatsPlus(Half v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            T s = a.constant(1, 1, Dyadic.of(Math.scalb(1.0 + x.choice(64) / 32.0, x.cycle(12) - 8)));
            T one = a.ones(1);
            T e = a.exp(s);
            T cosh = a.scale(a.add(e, a.exp(a.negate(s))), org.fiducial.arithmetic.Scale.of(0.5));
            double share = v == Half.STATEMENT ? 0.5 : 0.25;
            T plus = a.scale(a.subtract(e, one), org.fiducial.arithmetic.Scale.of(share));
            return List.of(Inequality.strict("relative variances", a.subtract(cosh, one), plus));
        }
    }

    private enum Grow {
        STATEMENT,
        VARIANCE_FALLS_TOO
    }

    /** Norms r and cosine -1/10: the kernel falls and M Var_plus = e^(1.6 r^2) - sigma^2 grows. */
    private record Growth(Grow v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            int r = 1 + x.cycle(3);
            T kernel = kernel(a, r);
            T next = kernel(a, r + 1);
            T smaller = v == Grow.STATEMENT ? variance(a, r) : variance(a, r + 1);
            T larger = v == Grow.STATEMENT ? variance(a, r + 1) : variance(a, r);
            return List.of(
                    Inequality.strict("kernel falls", next, kernel), Inequality.strict("variance", smaller, larger));
        }

        private static <T> T tenths(OrderedReals<T> a, long n) {
            return a.divide(a.constant(1, 1, Dyadic.of(n)), a.constant(1, 1, Dyadic.of(10)));
        }

        private static <T> T kernel(OrderedReals<T> a, int r) {
            return a.exp(tenths(a, -(long) r * r));
        }

        private static <T> T variance(OrderedReals<T> a, int r) {
            return a.subtract(a.exp(tenths(a, 16L * r * r)), a.exp(tenths(a, -2L * r * r)));
        }
    }

    private enum Cov {
        STATEMENT,
        INNER_PRODUCT_DOUBLED,
        HYP_AS_PLUS
    }

    /** Cov(e, e') over the half norms of z, z' and z.z', all free exponents. */
    private record Covariances(Cov v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            T lam = x.exponents(1, 1); // ln Lam and ln Lam', free
            T lam2 = x.exponents(1, 1);
            T h = x.exponents(1, 1); // a / 2
            T h2 = x.exponents(1, 1);
            T g = x.exponents(1, 1); // z.z'
            T one = a.ones(1);
            T two = a.add(one, one);
            T kernels = a.exp(a.add(a.add(lam, h), a.add(lam2, h2)));
            T lams = a.exp(a.add(lam, lam2));
            T halves = a.add(h, h2);
            // |z + z'|^2 / 2 = a/2 + a'/2 + z.z', and with the other sign for z - z'.
            T sum = a.exp(a.add(halves, g));
            T difference = a.exp(a.subtract(halves, g));
            T plus = a.subtract(a.multiply(lams, sum), kernels);
            // cosh u cosh v = (cosh(u + v) + cosh(u - v)) / 2.
            T hyp = a.subtract(a.multiply(lams, a.divide(a.add(sum, difference), two)), kernels);
            T e = a.exp(v == Cov.INNER_PRODUCT_DOUBLED ? a.add(g, g) : g);
            T cosh = v == Cov.HYP_AS_PLUS ? e : a.divide(a.add(a.exp(g), a.exp(a.negate(g))), two);
            return List.of(
                    new Sides<>("plus", plus, a.multiply(kernels, a.subtract(e, one))),
                    new Sides<>("hyp", hyp, a.multiply(kernels, a.subtract(cosh, one))));
        }
    }

    private enum Inner {
        STATEMENT,
        CROSS_TERMS_MISSING
    }

    /** |z + z'|^2 / 2 = |z|^2 / 2 + |z'|^2 / 2 + z.z' with z.z' = x.x' + x.y' + y.x' + y.y'. */
    private record InnerProducts(Inner v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int d = 1 + x.cycle(4);
            T p = x.free(1, d);
            T q = x.free(1, d);
            T r = x.free(1, d);
            T s = x.free(1, d);
            T z = a.add(p, q);
            T z2 = a.add(r, s);
            T cross = a.add(dot(a, p, r), dot(a, q, s));
            if (v == Inner.STATEMENT) {
                cross = a.add(cross, a.add(dot(a, p, s), dot(a, q, r)));
            }
            T halves = a.add(FeatureMap.halfSquaredNorms(a, z), FeatureMap.halfSquaredNorms(a, z2));
            return List.of(
                    new Sides<>("sum", FeatureMap.halfSquaredNorms(a, a.add(z, z2)), a.add(halves, cross)),
                    new Sides<>(
                            "difference",
                            FeatureMap.halfSquaredNorms(a, a.subtract(z, z2)),
                            a.subtract(halves, cross)));
        }

        private static <T> T dot(ExponentialField<T> a, T x, T y) {
            return a.matmul(x, a.transpose(y));
        }
    }

    private enum Joint {
        STATEMENT,
        OPPOSITE_SIGN_OF_THE_INNER_PRODUCT
    }

    private static Evidence joint(Joint v) {
        Agreement agreement = new Agreement(80);
        double[][] points = {{0.5, 0.25, 0.5, -1}, {1, -0.5, 0.25, 0.5}, {-0.75, 0.25, 0.5, 0.5}};
        int p = 160;
        for (FeatureMap map : List.of(FeatureMap.PLUS, FeatureMap.HYPERBOLIC)) {
            for (double[] at : points) {
                Ball k1 = Ball.of(Dyadic.of(at[0] * at[1])).exp(p);
                Ball k2 = Ball.of(Dyadic.of(at[2] * at[3])).exp(p);
                double growth = Math.abs(at[0]) + Math.abs(at[1]) + Math.abs(at[2]) + Math.abs(at[3]);
                Ball found = new GaussianExpectation(4, 16 * Math.exp(4 * growth + 8), growth)
                        .of(
                                w -> SingleProjection.estimate(map, w, at[0], at[1], p)
                                        .subtract(k1, p)
                                        .multiply(
                                                SingleProjection.estimate(map, w, at[2], at[3], p)
                                                        .subtract(k2, p),
                                                p),
                                128);
                double inner = (at[0] + at[1]) * (at[2] + at[3]);
                Ball g = Ball.of(Dyadic.of(v == Joint.STATEMENT ? inner : -inner));
                Ball factor = (map == FeatureMap.PLUS ? g.exp(p) : g.cosh(p)).subtract(Ball.ONE, p);
                // cosh is even: the sign shows in the plus features alone.
                agreement.of(map.word(), found, k1.multiply(k2, p).multiply(factor, p));
            }
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "three pairs of entries for each feature map, M = 1, d = 1");
    }
}
