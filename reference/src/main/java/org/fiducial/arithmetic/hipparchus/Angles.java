package org.fiducial.arithmetic.hipparchus;

import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.arithmetic.ball.Ball;

/** Inverse circular functions of balls, with p digits. */
final class Angles {
    private Angles() {}

    /** 2 atan(x / (1 + sqrt(1 - x^2))). */
    static Ball arcSine(Ball x, int p) {
        int q = 2 * p + 16;
        Ball cosine = Ball.ONE.subtract(x.square(q), q).sqrt(q);
        return x.divide(Ball.ONE.add(cosine, q), q).atan(p).shift(1);
    }

    static Ball arcCosine(Ball x, int p) {
        return Ball.pi(p + 8).shift(-1).subtract(arcSine(x, p), p);
    }

    /**
     * The angle of the point (x, y).
     *
     * @throws UndecidedException if the point cannot be told from the origin, or from the cut along negative x
     */
    static Ball angle(Ball y, Ball x, int p) {
        if (y.isZero() && x.isZero()) {
            return y;
        }
        if (!x.containsZero() && x.midpoint().signum() > 0) {
            return y.divide(x, p + 8).atan(p);
        }
        if (y.isZero() && !x.containsZero()) {
            return Ball.pi(p);
        }
        if (y.containsZero()) {
            throw new UndecidedException("angle of the point (" + x + ", " + y + ")");
        }
        Ball half = Ball.pi(p + 8).shift(-1);
        Ball rest = x.divide(y, p + 8).atan(p + 8);
        return (y.midpoint().signum() > 0 ? half : half.negate()).subtract(rest, p);
    }
}
