package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.UndecidedException;

/**
 * Functions of enclosures with midpoints hi + lo, element by element. Sine, cosine, the error function and tanh near 0 come from binary64 and
 * have its radii.
 */
final class TwofoldElementwise {
    double hi;
    double lo;
    double radius;

    private final TwofoldNumber t = new TwofoldNumber();
    private final Elementwise coarse = new Elementwise();

    /** A function of one enclosure. */
    interface One {
        void apply(TwofoldElementwise out, double hi, double lo, double r);
    }

    /** A function of two enclosures. */
    interface Two {
        void apply(TwofoldElementwise out, double ah, double al, double ra, double bh, double bl, double rb);
    }

    private void set(double r) {
        hi = t.hi;
        lo = t.lo;
        radius = r;
    }

    /** Above |hi + lo|. */
    private static double modulus(double h) {
        return Outward.product(Math.abs(h), 1 + 0x1p-50);
    }

    void add(double ah, double al, double ra, double bh, double bl, double rb) {
        if (al == 0 && bl == 0) {
            t.sum(ah, bh);
            set(Outward.sum(ra, rb));
        } else {
            t.add(ah, al, bh, bl);
            set(Outward.sum(ra, rb, Outward.product(TwofoldNumber.ADD, modulus(t.hi))));
        }
    }

    void subtract(double ah, double al, double ra, double bh, double bl, double rb) {
        add(ah, al, ra, -bh, -bl, rb);
    }

    void multiply(double ah, double al, double ra, double bh, double bl, double rb) {
        t.multiply(ah, al, bh, bl);
        boolean exact = ah == 0 || bh == 0 || al == 0 && bl == 0 && Math.abs(t.hi) >= 0x1p-960;
        double rounding =
                exact ? 0 : Outward.sum(Outward.product(TwofoldNumber.MULTIPLY, modulus(t.hi)), 8 * Double.MIN_VALUE);
        set(Outward.sum(
                Outward.product(modulus(ah), rb), Outward.product(ra, modulus(bh)), Outward.product(ra, rb), rounding));
    }

    void divide(double ah, double al, double ra, double bh, double bl, double rb) {
        double least = Math.nextDown(Math.nextDown(Math.abs(bh) * (1 - 0x1p-50)) - rb);
        if (!(least > 0)) {
            if (bh == 0 && rb == 0) {
                throw new ArithmeticException("division by zero");
            }
            throw new UndecidedException("a divisor " + bh + " with radius " + rb + " cannot be told from zero");
        }
        t.divide(ah, al, bh, bl);
        boolean tiny = Math.abs(ah) < 0x1p-800 || Math.abs(bh) < 0x1p-400 || Math.abs(t.hi) < 0x1p-800;
        // Where a trailing part may underflow, only the leading one counts.
        double relative = tiny ? 4 * Outward.U : TwofoldNumber.DIVIDE;
        double rounding =
                ah == 0 ? 0 : Outward.sum(Outward.product(relative, modulus(t.hi)), tiny ? 4 * Double.MIN_VALUE : 0);
        double quotient = Outward.sum(modulus(t.hi), rounding);
        set(Outward.sum(rounding, Outward.quotient(Outward.sum(ra, Outward.product(quotient, rb)), least)));
    }

    void max(double ah, double al, double ra, double bh, double bl, double rb) {
        boolean first = ah > bh || ah == bh && al >= bl;
        hi = first ? ah : bh;
        lo = first ? al : bl;
        radius = Math.max(ra, rb);
    }

    void exp(double h, double l, double r) {
        if (h > 600 || h < TwofoldExponential.FLOOR) {
            coarse(h, l, r, Elementwise::exp);
            return;
        }
        TwofoldExponential.of(h, l, t);
        double e = modulus(t.hi);
        boolean exact = h == 0 && r == 0;
        set(
                exact
                        ? 0
                        : Outward.sum(
                                Outward.product(2 * TwofoldExponential.ERROR, e),
                                Outward.product(Outward.product(e, 1 + 0x1p-50), Outward.expm1(r))));
    }

    /** Through binary64, with its radius. */
    private void coarse(double h, double l, double r, Elementwise.One f) {
        f.apply(coarse, h, Outward.sum(r, Math.abs(l)));
        hi = coarse.mid;
        lo = 0;
        radius = coarse.radius;
    }

    /** One Newton step from binary64: ln x = y + ln(1 + d), d = x e^-y - 1, |d| < 2^-40, ln(1 + d) = d - d^2/2 up to d^3. */
    void log(double h, double l, double r) {
        if (!(h >= 0x1p-800 && h <= 0x1p800)) {
            coarse(h, l, r, Elementwise::log);
            return;
        }
        double least = Math.nextDown(Math.nextDown(h * (1 - 0x1p-50)) - r);
        if (!(least > 0)) {
            throw new UndecidedException("the logarithm of " + h + " with radius " + r
                    + ", which cannot be told from numbers that are not positive");
        }
        double y = Elementary.log(h);
        TwofoldExponential.of(-y, 0, t);
        t.multiply(h, l, t.hi, t.lo);
        t.add(t.hi, t.lo, -1, 0);
        double d = t.hi;
        t.add(t.hi, t.lo, -0.5 * d * d, 0);
        t.add(y, 0, t.hi, t.lo);
        boolean one = h == 1 && l == 0;
        // The product errs by 40 u^2 and its difference from 1 keeps that; d^3 and the rounding of d^2 are below
        // 2^-105.
        double error = one ? 0 : Outward.sum(64 * TwofoldNumber.U2, Outward.product(TwofoldNumber.ADD, modulus(t.hi)));
        set(Outward.sum(error, Outward.quotient(r, least)));
    }

    void sqrt(double h, double l, double r) {
        if (h == 0 && r == 0) {
            t.sum(0, 0);
            set(0);
            return;
        }
        double least = Math.nextDown(Math.nextDown(h * (1 - 0x1p-50)) - r);
        if (!(least > 0) || h < 0x1p-700) {
            coarse(h, l, r, Elementwise::sqrt);
            return;
        }
        t.sqrt(h, l);
        boolean exact = l == 0 && t.lo == 0 && Math.fma(t.hi, t.hi, -h) == 0;
        double rounding = exact ? 0 : Outward.product(TwofoldNumber.SQRT, modulus(t.hi));
        set(Outward.sum(rounding, Outward.quotient(r, Math.nextDown(t.hi * (1 - 0x1p-50)))));
    }

    /** From 1/2 to 20 by 1 - 2/(e^2x + 1), whose terms err by less than 80 u^2; elsewhere through binary64. */
    void tanh(double h, double l, double r) {
        double a = Math.abs(h);
        if (!(a >= 0.5 && a <= 20)) {
            coarse(h, l, r, Elementwise::tanh);
            return;
        }
        double sign = Math.signum(h);
        TwofoldExponential.of(2 * a, 2 * sign * l, t);
        t.add(t.hi, t.lo, 1, 0);
        t.divide(-2 * sign, 0, t.hi, t.lo);
        t.add(t.hi, t.lo, sign, 0);
        set(Outward.sum(r, 128 * TwofoldNumber.U2));
    }

    void erf(double h, double l, double r) {
        coarse(h, l, r, Elementwise::erf);
    }

    void sin(double h, double l, double r) {
        coarse(h, l, r, Elementwise::sin);
    }

    void cos(double h, double l, double r) {
        coarse(h, l, r, Elementwise::cos);
    }

    void abs(double h, double l, double r) {
        boolean negative = h < 0;
        hi = negative ? -h : h;
        lo = negative ? -l : l;
        radius = r;
    }

    void same(double h, double l, double r) {
        hi = h;
        lo = l;
        radius = r;
    }

    static Twofold map(Twofold x, One f) {
        int n = x.head.mid.length;
        double[] hi = new double[n];
        double[] lo = new double[n];
        double[] radius = new double[n];
        TwofoldElementwise out = new TwofoldElementwise();
        for (int p = 0; p < n; p++) {
            f.apply(out, x.head.mid[p], x.lo(p), x.head.radius(p));
            hi[p] = out.hi;
            lo[p] = out.lo;
            radius[p] = out.radius;
        }
        return Twofold.settled(x.rows(), x.columns(), hi, lo, radius);
    }

    /** The second operand has the shape of the first, or one row, one column or one element, which is repeated. */
    static Twofold map(Twofold x, Twofold y, Two f) {
        Elementwise.checkShapes(x.head, y.head);
        int n = x.head.mid.length;
        double[] hi = new double[n];
        double[] lo = new double[n];
        double[] radius = new double[n];
        int rowStep = y.rows() == 1 ? 0 : y.columns();
        int columnStep = y.columns() == 1 ? 0 : 1;
        TwofoldElementwise out = new TwofoldElementwise();
        for (int i = 0, p = 0; i < x.rows(); i++) {
            for (int j = 0, q = i * rowStep; j < x.columns(); j++, p++, q += columnStep) {
                f.apply(out, x.head.mid[p], x.lo(p), x.head.radius(p), y.head.mid[q], y.lo(q), y.head.radius(q));
                hi[p] = out.hi;
                lo[p] = out.lo;
                radius[p] = out.radius;
            }
        }
        return Twofold.settled(x.rows(), x.columns(), hi, lo, radius);
    }
}
