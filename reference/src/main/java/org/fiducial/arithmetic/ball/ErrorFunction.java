package org.fiducial.arithmetic.ball;

/** The error function. */
final class ErrorFunction {
    private ErrorFunction() {}

    /** For x within r of the midpoint c, |erf x - erf c| <= r max (2/sqrt pi) e^(-s^2) <= r 1.129 2^(-l^2), l <= the smallest magnitude. */
    static Ball erf(Ball x, int p) {
        Ball center = ofExact(x.center(), p);
        if (x.isExact()) {
            return center;
        }
        long l = Math.min(Radius.floor(x.lowerMagnitude()), 1 << 14);
        long slope = Radius.of(1157, -10 - l * l);
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
