package org.fiducial.arithmetic.ball;

import java.math.BigInteger;

/** Sine and cosine. */
final class Trigonometric {
    /** Arguments beyond 2^this are answered by [-1, 1]. */
    private static final int LARGEST_ARGUMENT_TOP = 1 << 16;

    private Trigonometric() {}

    static Ball sin(Ball x, int p) {
        return evaluate(x, p, 0);
    }

    static Ball cos(Ball x, int p) {
        return evaluate(x, p, 1);
    }

    /** sin(x + quarter * pi/2). For x within r of the midpoint c it is within r of that of c. */
    private static Ball evaluate(Ball x, int p, int quarter) {
        if (x.sign != 0 && x.top() > LARGEST_ARGUMENT_TOP
                || Radius.compare(x.packedRadius(), Radius.powerOfTwo(0)) >= 0) {
            return NormalForm.of(BigInteger.ZERO, 0, Radius.powerOfTwo(0));
        }
        return ofExact(x.center(), p, quarter).widen(x.packedRadius());
    }

    private static Ball ofExact(Ball x, int p, int quarter) {
        if (x.isZero()) {
            return quarter == 0 ? x : Ball.ONE;
        }
        long top = x.top();
        if (top < -p / 2 - 2) {
            // |sin x - x| <= |x|^3 / 6, |cos x - 1| <= x^2 / 2.
            return quarter == 0
                    ? x.round(p).widen(Radius.powerOfTwo(3 * top - 2))
                    : Ball.ONE.widen(Radius.powerOfTwo(2 * top - 1));
        }
        int w = p + 10 + (32 - Integer.numberOfLeadingZeros(p)) + (int) Math.max(0, -top);
        Ball result = fixedPoint(x, w, quarter);
        if (result.signum() == 0 || result.top() < -8 + Math.min(0, top)) {
            // Close to a zero: once more with the digits that cancelled, 3 p + 64 at most.
            long lost = result.signum() == 0 ? 3L * p + 64 : Math.min(3L * p + 64, -result.top());
            result = fixedPoint(x, w + (int) lost, quarter);
        }
        return result.round(p);
    }

    /**
     * The value in fixed point with w digits, u = 2^-w. t = x - n pi/2 is formed with g = max(0, top) + 4 more digits: x is cut (1 of those
     * units), pi is off by one, n/2 of them are subtracted and cut (1 again), and |n| <= 2^(top + 1): together less than 2 u, the cut of t to
     * w digits included. |t| <= 0.79, as n is the nearest integer for this pi.
     */
    private static Ball fixedPoint(Ball x, int w, int quarter) {
        int g = w + (int) Math.max(0, x.top()) + 4;
        BigInteger fixed = Exponential.shift(x.mantissa(), (long) x.exponent() + g);
        BigInteger pi = Constants.pi(g);
        // Nearest integer of 2 x / pi.
        BigInteger n = Exponential.floorDivide(fixed.shiftLeft(2).add(pi), pi.shiftLeft(1));
        BigInteger t = fixed.subtract(n.multiply(pi).shiftRight(1)).shiftRight(g - w);
        int turn = n.and(BigInteger.valueOf(3)).intValue() + quarter & 3;
        return series(turn < 2 ? t : t.negate(), w, (turn & 1) == 1, turn >= 2);
    }

    /**
     * cos t or sin t, or minus cos t, for |t| <= 0.79 given to 2 u. t^2 is cut (1 u). A term is the previous one, off by a <= 2 u and at most 1,
     * times t^2, cut, divided, cut: off by (0.63 a + 1 + 1)/2 + 1 <= 2.6 u at the first, less than 2 u later. The series alternates with
     * falling terms, so the rest is at most the term of at most 1 unit at which it stops, truly 3 u. With N terms: (2 N + 1 + 3 + 2) u.
     */
    private static Ball series(BigInteger t, int w, boolean cosine, boolean negative) {
        BigInteger square = t.multiply(t).shiftRight(w);
        BigInteger term = cosine ? BigInteger.ONE.shiftLeft(w) : t;
        if (cosine && negative) {
            term = term.negate();
        }
        BigInteger sum = term;
        int terms = 0;
        while (term.bitLength() != 0) {
            terms++;
            long j = 2L * terms + (cosine ? 0 : 1);
            term = Exponential.floorDivide(
                    term.multiply(square).shiftRight(w).negate(), BigInteger.valueOf(j * (j - 1)));
            sum = sum.add(term);
        }
        return NormalForm.of(sum, -w, Radius.of(2L * terms + 6, -w));
    }
}
