package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.ball.Ball;

/** Expectations over |g|, g standard normal, by the power series of its moments: E|g|^(2k) = (2k-1)!!, E|g|^(2k+1) = 2^k k! sqrt(2/pi). */
final class HalfNormal {
    private HalfNormal() {}

    /** E exp(t |g|) for |t| up to 4. */
    static Ball exponential(Ball t, int p) {
        Ball root = Ball.of(2).divide(Ball.pi(p), p).sqrt(p);
        Ball even = Ball.ONE; // (2k-1)!! t^(2k) / (2k)! = (t^2 / 2)^k / k!
        Ball odd = t; // 2^k k! t^(2k+1) / (2k+1)!
        Ball sum = Ball.ONE;
        Ball half = t.square(p).shift(-1);
        Ball oddSum = t;
        int last = 40 + p;
        for (int k = 1; k < last; k++) {
            even = even.multiply(half, p).divide(Ball.of(k), p);
            // 2^k k! / (2k+1)! over the one before is 1 / (2k + 1).
            odd = odd.multiply(t.square(p), p).divide(Ball.of(2L * k + 1), p);
            sum = sum.add(even, p);
            oddSum = oddSum.add(odd, p);
        }
        // From k = 40 on both kinds of terms shrink by more than half each, since t^2 <= 16.
        Ball rest = even.abs().add(odd.abs(), p);
        return sum.add(oddSum.multiply(root, p), p)
                .plusMinus(rest.enclosure().upper().shift(1));
    }
}
