package org.fiducial.arithmetic.ball;

import java.math.BigInteger;

/** The error function. */
final class ErrorFunction {
    private ErrorFunction() {}

    /** Beyond this 1 - erf is answered by an upper bound. */
    private static final int LARGEST_COMPLEMENT = 128;

    /** 1 - erf x, with the digits that cancel; they are t^2 log2 e and a few for t > 0, at most 2^15 more. */
    static Ball erfc(Ball x, int p) {
        long t = x.sign <= 0 ? 0 : Radius.floor(x.upperMagnitude());
        if (t >= LARGEST_COMPLEMENT) {
            // 0 < erfc x <= e^(-x^2) for positive x, and erfc x < 2 for all.
            return Ball.fromZeroTo(x.signum() > 0 ? gaussian(x.lowerMagnitude()) : Radius.powerOfTwo(1));
        }
        int q = p + 16 + (int) ((t + 1) * (t + 1) * 3 / 2);
        return Ball.ONE.subtract(erf(x, q), p);
    }

    /** The distribution function of the standard normal law, erfc(-x / sqrt 2) / 2. */
    static Ball normal(Ball x, int p) {
        int q = p + 16 + (int) Math.min(1 << 16, 2 * Radius.floor(x.center().upperMagnitude()) + 1);
        return erfc(x.negate().divide(Ball.of(2).sqrt(q), q), p).shift(-1);
    }

    /** An upper bound of e^(-l^2), and from 2^15 on of e^(-2^30), which is as good as zero. */
    private static long gaussian(long l) {
        long s = Radius.min(l, Radius.powerOfTwo(15));
        Ball exact = NormalForm.exact(BigInteger.valueOf(Radius.mantissa(s)), Radius.exponent(s));
        return exact.square(64).negate().exp(32).upperMagnitude();
    }

    /** For x within r of the midpoint c and l the smallest magnitude, |erf x - erf c| <= r (2 / sqrt pi) e^(-l^2), 2 / sqrt pi < 1.129. */
    static Ball erf(Ball x, int p) {
        Ball center = ofExact(x.center(), p);
        if (x.isExact()) {
            return center;
        }
        long slope = Radius.multiply(Radius.of(1157, -10), gaussian(x.lowerMagnitude()));
        return center.widen(Radius.multiply(x.packedRadius(), slope));
    }

    private static Ball ofExact(Ball x, int p) {
        if (x.isZero()) {
            return x;
        }
        long top = x.top();
        Ball factor = Ball.of(2).divide(Constants.piBall(p + 8).sqrt(p + 8), p + 8);
        if (top < -p / 2 - 2) {
            // |erf x - 2 x / sqrt pi| <= (2 / sqrt pi) |x|^3 / 3 < |x|^3 / 2.
            return factor.multiply(x, p).widen(Radius.powerOfTwo(3 * top - 1));
        }
        Ball t = x.abs();
        long l = Math.min(Radius.floor(t.lowerMagnitude()), 1 << 14);
        Ball result = l * l > p + 2
                // 1 - erf t <= e^(-t^2) / (t sqrt pi) < 2^(-l^2) for t >= l >= 1.
                ? Ball.ONE.widen(Radius.powerOfTwo(-l * l))
                : series(t, p).multiply(factor, p);
        return x.sign < 0 ? result.negate() : result;
    }

    /**
     * t e^(-t^2) times the sum of c_n = (2 t^2)^n / (1 * 3 * ... * (2n + 1)), all of one sign. It stops at a term that is small and whose
     * followers shrink at least by half each, so that the rest is at most the last term.
     */
    private static Ball series(Ball t, int p) {
        int q = p + 16;
        Ball square = t.square(2 * q);
        Ball twice = square.shift(1);
        Ball term = Ball.ONE;
        Ball sum = Ball.ONE;
        long half = Radius.shift(twice.upperMagnitude(), 1);
        for (int n = 1; ; n++) {
            term = term.multiply(twice, q).divide(Ball.of(2L * n + 1), q);
            sum = sum.add(term, q);
            boolean shrinks = Radius.compare(half, Radius.of(2L * n + 3, 0)) <= 0;
            if (shrinks && term.top() < sum.top() - q) {
                break;
            }
        }
        return sum.widen(term.upperMagnitude())
                .multiply(square.negate().exp(q), q)
                .multiply(t, q);
    }
}
