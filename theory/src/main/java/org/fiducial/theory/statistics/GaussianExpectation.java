package org.fiducial.theory.statistics;

import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;

/**
 * E g(X) for a standard normal X, enclosed: the trapezoidal rule with its proved error. Where f is analytic in |Im z| < c with
 * integrals of |f| along horizontal lines of at most N, the rule of step h errs by at most 2 N / (e^(2 pi c / h) - 1) (Trefethen and
 * Weideman 2014, Theorem 5.1); here f is the normal density times g, and |density(x + iy)| = density(x) e^(y^2 / 2).
 *
 * @param strip c > 0: g is analytic in |Im z| < c
 * @param bound B and
 * @param growth L >= 0 with |g(x + iy)| <= B e^(L |x|) there
 */
public record GaussianExpectation(double strip, double bound, double growth) {
    public GaussianExpectation {
        if (!(strip > 0) || !(bound > 0) || !(growth >= 0)) {
            throw new IllegalArgumentException("strip " + strip + ", bound " + bound + ", growth " + growth);
        }
    }

    /** The expectation to about p digits. */
    public Ball of(UnaryOperator<Ball> g, int p) {
        // Step and range decide how good the result is; the errors that are added make it right.
        double needed = 0.7 * p + (strip * strip + growth * growth) / 2 + Math.abs(Math.log(bound)) + 4;
        int k = Math.max(0, (int) Math.ceil(Math.log(needed / (2 * Math.PI * strip)) / Math.log(2)));
        Ball h = Ball.of(Dyadic.powerOfTwo(-k));
        int last = 1 + (int) Math.ceil((growth + Math.sqrt(growth * growth + 2 * needed)) * (1 << k));
        int q = p + 32;
        Ball sum = Ball.ZERO;
        for (int i = -last + 1; i < last; i++) {
            Ball x = Ball.of(i).shift(-k);
            sum = sum.add(density(x, q).multiply(g.apply(x), q), q);
        }
        Ball l = Ball.of(Dyadic.of(growth));
        Ball b = Ball.of(Dyadic.of(bound));
        Ball c = Ball.of(Dyadic.of(strip));
        // N <= B e^(c^2/2) E e^(L|X|) <= 2 B e^(c^2/2 + L^2/2).
        Ball n = b.multiply(c.square(64).add(l.square(64), 64).shift(-1).exp(64), 64)
                .shift(1);
        Ball rule = n.shift(1)
                .divide(Ball.pi(64).multiply(c, 64).shift(k + 1).exp(64).subtract(Ball.ONE, 64), 64);
        // The terms from the last on shrink at least by exp(-h (x - L)) each.
        Ball x = Ball.of(last).shift(-k);
        Ball first = density(x, 64).multiply(b, 64).multiply(l.multiply(x, 64).exp(64), 64);
        Ball ratio = x.subtract(l, 64).multiply(h, 64).negate().exp(64);
        Ball tail =
                first.divide(Ball.ONE.subtract(ratio, 64), 64).multiply(h, 64).shift(1);
        Dyadic error = rule.add(tail, 64).enclosure().upper().round(32, Rounding.UPWARD);
        return sum.multiply(h, q).plusMinus(error).round(p);
    }

    private static Ball density(Ball x, int p) {
        return x.square(p).shift(-1).negate().exp(p).divide(Ball.pi(p).shift(1).sqrt(p), p);
    }
}
