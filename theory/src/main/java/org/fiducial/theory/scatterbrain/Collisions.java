package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;

/** Collision probabilities of direction hashes, sheet scatterbrain, claim C23. */
public final class Collisions {
    private Collisions() {}

    /**
     * One hyperplane bit: 1 - theta / pi, theta the angle of the given cosine.
     *
     * @param cosine within [-1, 1], up to its radius
     */
    public static Ball hyperplane(Ball cosine, int p) {
        Ball up = Ball.ONE.add(cosine, p);
        Ball down = Ball.ONE.subtract(cosine, p);
        // Near the ends: acos(1 - u) = 2 asin(sqrt(u / 2)) <= pi sqrt(u / 2).
        if (up.containsZero()) {
            return Ball.ZERO.plusMinus(root(up, p));
        }
        if (down.containsZero()) {
            return Ball.ONE.plusMinus(root(down, p));
        }
        // theta = 2 atan(sqrt((1 - c) / (1 + c))).
        Ball theta = down.divide(up, p).sqrt(p).atan(p).shift(1);
        return Ball.ONE.subtract(theta.divide(Ball.pi(p), p), p);
    }

    /** An upper bound of sqrt(u) for a small u that is not negative, but enclosed by a ball around it. */
    private static Dyadic root(Ball u, int p) {
        Dyadic most = u.enclosure().upper();
        return most.signum() > 0 ? Ball.of(most).sqrt(p).enclosure().upper() : Dyadic.ZERO;
    }

    /** L tables of kappa hashes each: 1 - (1 - p^kappa)^L. */
    public static Ball tables(Ball one, int hashes, int tables, int p) {
        Ball all = power(one, hashes, p);
        return Ball.ONE.subtract(power(Ball.ONE.subtract(all, p), tables, p), p);
    }

    private static Ball power(Ball x, int n, int p) {
        Ball result = Ball.ONE;
        for (int i = 0; i < n; i++) {
            result = result.multiply(x, p);
        }
        return result;
    }
}
