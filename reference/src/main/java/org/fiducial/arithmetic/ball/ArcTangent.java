package org.fiducial.arithmetic.ball;

/** The arc tangent. */
final class ArcTangent {
    private ArcTangent() {}

    /** For x within r of the midpoint c, |atan x - atan c| <= r; beyond radius 2 the whole range is the answer. */
    static Ball atan(Ball x, int p) {
        Ball center = ofExact(x.center(), p);
        return x.isExact() ? center : center.widen(Radius.min(x.packedRadius(), Radius.powerOfTwo(2)));
    }

    private static Ball ofExact(Ball x, int p) {
        if (x.isZero()) {
            return x;
        }
        long top = x.top();
        if (top < -p / 2 - 2) {
            // |atan x - x| <= |x|^3 / 3.
            return x.round(p).widen(Radius.powerOfTwo(3 * top - 1));
        }
        int q = p + 8;
        Ball t = x.abs();
        // For t > 1, atan t = pi/2 - atan(1/t).
        Ball result = top > 0
                ? Constants.piBall(q).shift(-1).subtract(reduced(Ball.ONE.divide(t, q), q), p)
                : reduced(t, q).round(p);
        return x.sign < 0 ? result.negate() : result;
    }

    /** 0 < t <= 1, and maybe a little more: k times t <- t / (1 + sqrt(1 + t^2)), which halves the angle, then the series. */
    private static Ball reduced(Ball t, int p) {
        int k = 2 + (int) Math.sqrt(0.3 * p);
        int q = p + 8 + k;
        Ball s = t;
        for (int i = 0; i < k; i++) {
            s = s.divide(Ball.ONE.add(Ball.ONE.add(s.square(q), q).sqrt(q), q), q);
        }
        return series(s, q).shift(k);
    }

    /** The sum of (-1)^j t^(2j + 1) / (2j + 1) for |t| < 1; terms alternate and fall, so the rest is at most the first term left out. */
    private static Ball series(Ball t, int q) {
        Ball square = t.square(q);
        Ball power = t;
        Ball sum = t;
        for (long j = 1; ; j++) {
            power = power.multiply(square, q).negate();
            Ball term = power.divide(Ball.of(2 * j + 1), q);
            // A term too small for this arithmetic is a ball around zero.
            if (term.sign == 0 || term.top() < sum.top() - q) {
                return sum.widen(term.upperMagnitude());
            }
            sum = sum.add(term, q);
        }
    }
}
