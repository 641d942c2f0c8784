package org.fiducial.arithmetic.block;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * An unevaluated sum hi + lo of two binary64 numbers, |lo| <= ulp(hi)/2, and the operations on it. Their relative errors, without underflow,
 * are at most {@link #ADD}, {@link #MULTIPLY} and {@link #DIVIDE} (Joldes, Muller, Popescu, Tight and rigorous error bounds for basic building
 * blocks of double-word arithmetic, ACM TOMS 44(2), 2017: 3 u^2 + 13 u^3, 5 u^2, 15 u^2 + 56 u^3).
 */
final class TwofoldNumber {
    /** u^2. */
    static final double U2 = 0x1p-106;

    static final double ADD = 4 * U2;
    static final double MULTIPLY = 6 * U2;
    static final double DIVIDE = 32 * U2;
    static final double SQRT = 16 * U2;

    double hi;
    double lo;

    /** a + b exactly. */
    TwofoldNumber sum(double a, double b) {
        double s = a + b;
        double t = s - a;
        lo = (a - (s - t)) + (b - t);
        hi = s;
        return this;
    }

    /** a + b exactly where |a| >= |b| or a = 0. */
    private TwofoldNumber ordered(double a, double b) {
        double s = a + b;
        lo = b - (s - a);
        hi = s;
        return this;
    }

    TwofoldNumber add(double ah, double al, double bh, double bl) {
        sum(al, bl);
        double th = hi;
        double tl = lo;
        sum(ah, bh);
        double vl = lo + th;
        ordered(hi, vl);
        return ordered(hi, tl + lo);
    }

    TwofoldNumber multiply(double ah, double al, double bh, double bl) {
        double p = ah * bh;
        double e = Math.fma(ah, bh, -p);
        double t = Math.fma(al, bh, Math.fma(ah, bl, al * bl));
        return ordered(p, e + t);
    }

    TwofoldNumber divide(double ah, double al, double bh, double bl) {
        double q = ah / bh;
        double p = q * bh;
        double rest = ((ah - p) - Math.fma(q, bh, -p)) + (al - q * bl);
        return ordered(q, rest / bh);
    }

    /** The square root of a positive number. */
    TwofoldNumber sqrt(double ah, double al) {
        double s = Math.sqrt(ah);
        return ordered(s, (Math.fma(-s, s, ah) + al) / (2 * s));
    }

    static TwofoldNumber of(double x) {
        TwofoldNumber t = new TwofoldNumber();
        t.hi = x;
        return t;
    }

    /** The nearest pair up to a relative error of u^2. */
    static TwofoldNumber of(BigDecimal x) {
        TwofoldNumber t = new TwofoldNumber();
        t.hi = x.doubleValue();
        t.lo = x.subtract(new BigDecimal(t.hi)).doubleValue();
        return t;
    }

    /** ln 2 to 80 digits: 2 (1/3 + 1/3^3/3 + 1/3^5/5 + ...). */
    static BigDecimal ln2() {
        MathContext mc = new MathContext(80);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(3), mc);
        BigDecimal sum = power;
        for (int n = 3; n < 180; n += 2) {
            power = power.divide(BigDecimal.valueOf(9), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), mc), mc);
        }
        return sum.multiply(BigDecimal.valueOf(2), mc);
    }
}
