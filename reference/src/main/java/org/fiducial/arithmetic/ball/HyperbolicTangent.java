package org.fiducial.arithmetic.ball;

/** The hyperbolic tangent. */
final class HyperbolicTangent {
    private HyperbolicTangent() {}

    /** For x within r of the midpoint c, |tanh x - tanh c| <= r max sech^2 <= r min(1, 4 e^(-2 l)), l the smallest magnitude. */
    static Ball tanh(Ball x, int p) {
        Ball center = ofExact(x.center(), p);
        if (x.isExact()) {
            return center;
        }
        long slope = Radius.powerOfTwo(Math.min(0, 2 - 2 * Radius.floor(x.lowerMagnitude())));
        return center.widen(Radius.multiply(x.packedRadius(), slope));
    }

    private static Ball ofExact(Ball x, int p) {
        if (x.isZero()) {
            return x;
        }
        long top = x.top();
        if (top < -p / 2 - 2) {
            // |tanh x - x| <= |x|^3 / 3.
            return x.round(p).widen(Radius.powerOfTwo(3 * top - 1));
        }
        int sign = x.sign;
        Ball t = x.abs();
        Ball result;
        if (top > 2 && Radius.floor(t.lowerMagnitude()) >= p) {
            // 1 - tanh t = 2 / (e^(2t) + 1) < 2 e^(-2t) < 2^(1 - 2p).
            result = Ball.ONE.widen(Radius.powerOfTwo(1 - 2L * p));
        } else {
            // 1 - e^(-2t) loses as many digits as t is below 1.
            int q = p + 8 + (int) Math.max(0, -top);
            Ball u = t.shift(1).negate().exp(q);
            result = Ball.ONE.subtract(u, q).divide(Ball.ONE.add(u, q), p);
        }
        return sign < 0 ? result.negate() : result;
    }
}
