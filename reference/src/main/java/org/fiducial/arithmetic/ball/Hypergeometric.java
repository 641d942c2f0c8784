package org.fiducial.arithmetic.ball;

import org.jspecify.annotations.Nullable;

/** The entire hypergeometric functions 0F1(b; x) and 1F1(a; b; x), summed as their power series. */
final class Hypergeometric {
    private Hypergeometric() {}

    /** The sum of x^n / ((b)_n n!). */
    static Ball confluentLimit(Ball b, Ball x, int p) {
        return sum(null, b, x, p);
    }

    /** The sum of (a)_n x^n / ((b)_n n!); for negative x as e^x 1F1(b - a; b; -x) (Kummer), whose terms cancel less. */
    static Ball kummer(Ball a, Ball b, Ball x, int p) {
        return x.sign < 0
                ? sum(b.subtract(a, 2 * p + 64), b, x.negate(), p + 16).multiply(x.exp(p + 16), p)
                : sum(a, b, x, p);
    }

    private static Ball sum(@Nullable Ball a, Ball b, Ball x, int p) {
        // Twice at most: the second time with as many more digits as the largest term stood above the sum.
        int q = p + 16;
        long largest = 1;
        Ball sum = Ball.ONE;
        for (int pass = 0; pass < 2; pass++) {
            Ball term = Ball.ONE;
            sum = Ball.ONE;
            largest = 1;
            for (int n = 0; ; n++) {
                Ball ratio = ratio(a, b, x, n, q);
                term = term.multiply(ratio, q);
                sum = sum.add(term, q);
                if (term.isZero()) {
                    return sum.round(p);
                }
                largest = Math.max(largest, Radius.exponent(term.upperMagnitude()) + 31L);
                boolean small = Radius.exponent(term.upperMagnitude()) + 31L < largest - q;
                if (small && halves(a, b, x, n + 1)) {
                    sum = sum.widen(term.upperMagnitude());
                    break;
                }
            }
            long lost = sum.sign == 0 ? p : largest - sum.top();
            if (lost <= 12) {
                break;
            }
            q = p + 16 + (int) Math.min(lost, 64L * p);
        }
        return sum.round(p);
    }

    /** x (a + n) / ((b + n) (n + 1)). */
    private static Ball ratio(@Nullable Ball a, Ball b, Ball x, int n, int q) {
        Ball numerator = a == null ? x : x.multiply(a.add(Ball.of(n), q), q);
        return numerator.divide(b.add(Ball.of(n), q).multiply(Ball.of(n + 1L), q), q);
    }

    /**
     * Whether all ratios from n on are at most 1/2, so that the rest of the series is at most the term before them: b + n > 0, and
     * |a + k| / (b + k) <= 1 + |a - b| / (b + n) for k >= n.
     */
    private static boolean halves(@Nullable Ball a, Ball b, Ball x, int n) {
        Ball shifted = b.add(Ball.of(n), 64);
        if (shifted.signum() <= 0) {
            return false;
        }
        long lower = shifted.lowerMagnitude();
        long bound = Radius.divide(x.upperMagnitude(), Radius.truncatedInteger(n + 1L));
        if (a == null) {
            bound = Radius.divide(bound, lower);
        } else {
            long quotient = Radius.divide(a.subtract(b, 64).upperMagnitude(), lower);
            bound = Radius.multiply(bound, Radius.add(Radius.powerOfTwo(0), quotient));
        }
        return Radius.compare(bound, Radius.powerOfTwo(-1)) <= 0;
    }
}
