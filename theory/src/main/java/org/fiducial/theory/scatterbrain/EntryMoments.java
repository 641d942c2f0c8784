package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.tensor.Matrix;

/**
 * Mean, variance and a bound of the fourth central moment of one low-rank estimate e, enclosed: sheet scatterbrain, claims C1, C3 and C5.
 *
 * @param map the features
 * @param law of the projections
 * @param width d
 * @param projections M
 */
public record EntryMoments(FeatureMap map, ProjectionLaw law, int width, int projections) {
    private static final int P = 256;

    public EntryMoments {
        if (width < 1 || projections < 1) {
            throw new IllegalArgumentException(
                    projections + " projections of width " + width + ", expected at least one of each");
        }
    }

    /**
     * What the moments of a pair depend on.
     *
     * @param inner x.y
     * @param sum a = |x + y|^2
     * @param difference |x - y|^2
     * @param norms |x|^2 + |y|^2
     */
    public record Pair(Ball inner, Ball sum, Ball difference, Ball norms) {
        /** Of the row vectors x = sqrt(tau) q and y = sqrt(tau) k. */
        public static Pair of(Matrix query, Matrix key, Scale tau) {
            Dyadic qk = Dyadic.ZERO;
            Dyadic qq = Dyadic.ZERO;
            Dyadic kk = Dyadic.ZERO;
            for (int l = 0; l < query.columns(); l++) {
                Dyadic q = Dyadic.of(query.get(0, l));
                Dyadic k = Dyadic.of(key.get(0, l));
                qk = qk.add(q.multiply(k));
                qq = qq.add(q.multiply(q));
                kk = kk.add(k.multiply(k));
            }
            Ball t = Ball.of(tau.factor()).divide(Ball.of(tau.radicand()).sqrt(P), P);
            Dyadic n = qq.add(kk);
            return new Pair(
                    Ball.of(qk).multiply(t, P),
                    Ball.of(n.add(qk.shift(1))).multiply(t, P),
                    Ball.of(n.subtract(qk.shift(1))).multiply(t, P),
                    Ball.of(n).multiply(t, P));
        }
    }

    /** sigma = exp(x.y), the exact entry and the mean of the estimate. */
    public Ball kernel(Pair z, int p) {
        return z.inner().exp(p);
    }

    /** Var e for M = 1. */
    private Ball single(Pair z, int p) {
        return switch (map) {
            case PLUS -> z.inner().shift(1).exp(p).multiply(z.sum().expm1(p), p);
            case HYPERBOLIC ->
                // cosh a - 1 = 2 sinh^2(a / 2), without cancellation.
                z.inner()
                        .shift(1)
                        .exp(p)
                        .multiply(z.sum().shift(-1).sinh(p).square(p).shift(1), p);
            case TRIGONOMETRIC ->
                z.norms()
                        .exp(p)
                        .multiply(z.difference().negate().expm1(p).square(p).shift(-1), p);
        };
    }

    /**
     * The covariance of two orthogonal vectors' positive features, claim C5: Lam^2 (1F1(d; d/2; a/2) - e^a).
     *
     * @throws IllegalArgumentException for trigonometric features, of which the sheet has none
     */
    public Ball orthogonalCovariance(Pair z, int p) {
        if (map == FeatureMap.TRIGONOMETRIC) {
            throw new IllegalArgumentException("no closed form for orthogonal trigonometric features");
        }
        Ball half = z.sum().shift(-1);
        Ball kummer = half.hypergeometric1F1(Ball.of(width), Ball.of(width).shift(-1), p);
        return z.norms().negate().exp(p).multiply(kummer.subtract(z.sum().exp(p), p), p);
    }

    /** Sum of n_b (n_b - 1) over the blocks of at most d vectors: ordered pairs of orthogonal vectors. */
    static long orthogonalPairs(int width, int projections) {
        long full = projections / width;
        long rest = projections % width;
        return full * width * (width - 1L) + rest * (rest - 1);
    }

    /** Var e. */
    public Ball variance(Pair z, int p) {
        Ball m = Ball.of(projections);
        Ball independent = single(z, p).divide(m, p);
        if (law == ProjectionLaw.INDEPENDENT || orthogonalPairs(width, projections) == 0) {
            return independent;
        }
        Ball pairs = Ball.of(orthogonalPairs(width, projections));
        return independent.add(orthogonalCovariance(z, p).multiply(pairs, p).divide(m.square(p), p), p);
    }

    /** A bound of Var e that holds for either law: that of independent vectors, claim C5. */
    public Ball varianceBound(Pair z, int p) {
        return single(z, p).divide(Ball.of(projections), p);
    }

    /**
     * An upper bound of E (e - sigma)^4: exact for independent plus and hyperbolic features. A block of orthogonal vectors has at most the
     * moment of one vector, since the norm of a mean is at most the mean of the norms; blocks are independent, so with weights w_b the
     * moment of their sum is at most sum w_b^4 mu_4 + 3 v^2.
     */
    public Ball fourthBound(Pair z, int p) {
        Ball one = singleFourth(z, p);
        Ball m = Ball.of(projections);
        if (law == ProjectionLaw.INDEPENDENT) {
            Ball cross = single(z, p).square(p).multiply(Ball.of(3L * (projections - 1)), p);
            return one.add(cross, p).divide(m.square(p).multiply(m, p), p);
        }
        if (projections <= width) {
            return one;
        }
        Ball weights = fourth(width).multiply(Ball.of(projections / width), p).add(fourth(projections % width), p);
        Ball own = one.multiply(weights, p).divide(fourth(projections), p);
        return own.add(variance(z, p).square(p).multiply(Ball.of(3), p), p);
    }

    private static Ball fourth(long n) {
        return Ball.of(java.math.BigInteger.valueOf(n).pow(4));
    }

    private Ball singleFourth(Pair z, int p) {
        if (map == FeatureMap.TRIGONOMETRIC) {
            // |e| <= exp((|x|^2 + |y|^2) / 2), so (e - sigma)^4 <= (that + sigma)^2 (e - sigma)^2.
            Ball most = z.norms().shift(-1).exp(p).add(kernel(z, p), p);
            return most.square(p).multiply(single(z, p), p);
        }
        Ball a = z.sum();
        Ball m2;
        Ball m3;
        Ball m4;
        if (map == FeatureMap.PLUS) {
            // E (e / sigma)^k = exp(a k (k - 1) / 2).
            m2 = a.exp(p);
            m3 = a.multiply(Ball.of(3), p).exp(p);
            m4 = a.multiply(Ball.of(6), p).exp(p);
        } else {
            // Of exp(-a/2) cosh: E cosh^k by the moment generating function.
            m2 = a.cosh(p);
            m3 = a.multiply(Ball.of(3), p)
                    .exp(p)
                    .add(a.negate().exp(p).multiply(Ball.of(3), p), p)
                    .shift(-2);
            m4 = a.multiply(Ball.of(6), p)
                    .exp(p)
                    .add(Ball.of(4), p)
                    .add(a.shift(1).negate().exp(p).multiply(Ball.of(3), p), p)
                    .shift(-3);
        }
        Ball central =
                m4.subtract(m3.shift(2), p).add(m2.multiply(Ball.of(6), p), p).subtract(Ball.of(3), p);
        return central.multiply(z.inner().shift(2).exp(p), p);
    }
}
