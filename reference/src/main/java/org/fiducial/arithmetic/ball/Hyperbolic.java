package org.fiducial.arithmetic.ball;

/**
 * Functions made of the exponential and the logarithm. Each is one formula on balls, so it contains by construction; where the formula
 * cancels near zero, it is evaluated with as many more digits as the argument is below 1, up to four times the precision.
 */
final class Hyperbolic {
    private Hyperbolic() {}

    private static int extended(Ball x, int p) {
        return p + 8 + (x.sign == 0 ? 0 : (int) Math.min(3L * p + 64, Math.max(0, -x.top())));
    }

    /** e^x - 1. */
    static Ball expm1(Ball x, int p) {
        return x.isZero() ? x : x.exp(extended(x, p)).subtract(Ball.ONE, p);
    }

    /** log(1 + x). */
    static Ball log1p(Ball x, int p) {
        return Ball.ONE.add(x, extended(x, p)).log(p);
    }

    static Ball sinh(Ball x, int p) {
        int q = extended(x, p);
        Ball e = x.exp(q);
        return x.isZero() ? x : e.subtract(Ball.ONE.divide(e, q), p).shift(-1);
    }

    static Ball cosh(Ball x, int p) {
        Ball e = x.exp(p + 8);
        return e.add(Ball.ONE.divide(e, p + 8), p).shift(-1);
    }

    /** log(|x| + sqrt(x^2 + 1)) with the sign of x. */
    static Ball asinh(Ball x, int p) {
        int q = extended(x, p);
        Ball t = x.sign < 0 ? x.negate() : x;
        Ball y = t.add(t.square(2 * q).add(Ball.ONE, 2 * q).sqrt(q), q).log(p);
        return x.isZero() ? x : t == x ? y : y.negate();
    }

    /** log(x + sqrt(x^2 - 1)). */
    static Ball acosh(Ball x, int p) {
        int q = 2 * p + 16;
        return x.add(x.square(q).subtract(Ball.ONE, q).sqrt(q), q).log(p);
    }

    /** log((1 + x) / (1 - x)) / 2. */
    static Ball atanh(Ball x, int p) {
        int q = extended(x, p);
        return x.isZero()
                ? x
                : Ball.ONE.add(x, q).divide(Ball.ONE.subtract(x, q), q).log(p).shift(-1);
    }
}
