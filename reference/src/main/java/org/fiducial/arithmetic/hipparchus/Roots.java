package org.fiducial.arithmetic.hipparchus;

import org.fiducial.arithmetic.ball.Ball;

/** Roots and powers of balls, with p digits. */
final class Roots {
    /** Digits that a logarithm has to spare for its product. */
    private static final int SPARE = 32;

    private Roots() {}

    /** sqrt(x^2 + y^2); a sum of squares is not negative whatever its ball says. */
    static Ball hypotenuse(Ball x, Ball y, int p) {
        Ball sum = x.square(p + 8).add(y.square(p + 8), p + 8);
        return (sum.containsZero() && !sum.isExact() ? sum.abs() : sum).sqrt(p);
    }

    /** The real n-th root, of negative numbers for odd n. */
    static Ball root(Ball x, int n, int p) {
        if (n < 1) {
            throw new ArithmeticException("root of degree " + n + ", expected a positive one");
        }
        if (n == 2) {
            return x.sqrt(p);
        }
        if (x.isZero() || n == 1) {
            return x;
        }
        boolean mirrored = x.midpoint().signum() < 0 && n % 2 == 1;
        Ball size = mirrored ? x.negate() : x;
        Ball root = size.log(p + SPARE).divide(Ball.of(n), p + SPARE).exp(p);
        return mirrored ? root.negate() : root;
    }

    /** x^n by repeated squares. */
    static Ball power(Ball x, int n, int p) {
        Ball power = Ball.ONE;
        Ball square = x;
        int q = p + 40;
        for (long k = Math.abs((long) n); k != 0; k >>= 1) {
            if ((k & 1) == 1) {
                power = power.multiply(square, q);
            }
            square = k > 1 ? square.square(q) : square;
        }
        return n < 0 ? Ball.ONE.divide(power, p) : power.round(p);
    }

    /** e^(y log x) for positive x. */
    static Ball power(Ball x, Ball y, int p) {
        return x.log(p + SPARE).multiply(y, p + SPARE).exp(p);
    }
}
