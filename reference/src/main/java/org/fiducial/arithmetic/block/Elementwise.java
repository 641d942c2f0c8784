package org.fiducial.arithmetic.block;

import org.fiducial.arithmetic.UndecidedException;

/** Functions of enclosures, element by element. Each sets {@link #mid} and {@link #radius}; what is not finite becomes unknown later. */
final class Elementwise {
    double mid;
    double radius;

    /** A function of one enclosure. */
    interface One {
        void apply(Elementwise out, double m, double r);
    }

    /** A function of two enclosures. */
    interface Two {
        void apply(Elementwise out, double a, double ra, double b, double rb);
    }

    private void set(double m, double r) {
        mid = m;
        radius = r;
    }

    void add(double a, double ra, double b, double rb) {
        double s = a + b;
        set(s, Outward.sum(ra, rb, Math.abs(Elementary.sumError(a, b, s))));
    }

    void subtract(double a, double ra, double b, double rb) {
        add(a, ra, -b, rb);
    }

    void multiply(double a, double ra, double b, double rb) {
        double p = a * b;
        set(
                p,
                Outward.sum(
                        Outward.product(Math.abs(a), rb),
                        Outward.product(ra, Math.abs(b)),
                        Outward.product(ra, rb),
                        Elementary.productError(a, b, p)));
    }

    /** a~/b~ - a/b = ((a~ - a) - (a/b)(b~ - b)) / b~. */
    void divide(double a, double ra, double b, double rb) {
        double least = rb == 0 ? Math.abs(b) : Math.nextDown(Math.abs(b) - rb);
        if (!(least > 0)) {
            if (b == 0 && rb == 0) {
                throw new ArithmeticException("division by zero");
            }
            throw new UndecidedException("a divisor " + b + " with radius " + rb + " cannot be told from zero");
        }
        double q = a / b;
        boolean exact = a == 0 || Math.abs(q) >= 0x1p-900 && Math.abs(a) >= 0x1p-900 && Math.fma(q, b, -a) == 0;
        double rounding = exact ? 0 : Outward.sum(Outward.product(Outward.U, Math.abs(q)), Double.MIN_VALUE);
        double quotient = Outward.sum(Math.abs(q), rounding);
        set(q, Outward.sum(rounding, Outward.quotient(Outward.sum(ra, Outward.product(quotient, rb)), least)));
    }

    void max(double a, double ra, double b, double rb) {
        set(Math.max(a, b), Math.max(ra, rb));
    }

    void exp(double m, double r) {
        if (m == 0 && r == 0) {
            set(1, 0);
            return;
        }
        double e = Exponential.of(m);
        // e^m <= e (1 + 2 ERROR) + 2^-1074, and |e^(m + t) - e^m| <= e^m (e^r - 1)
        double exact = Outward.sum(Outward.product(e, 1 + 4 * Exponential.ERROR), Double.MIN_VALUE);
        set(
                e,
                Outward.sum(
                        Outward.product(exact, Exponential.ERROR),
                        Double.MIN_VALUE,
                        Outward.product(exact, Outward.expm1(r))));
    }

    void log(double m, double r) {
        double least = positive(m, r, "the logarithm");
        double l = Elementary.log(m);
        set(l, Outward.sum(Outward.product(Elementary.LOG_ERROR, Math.abs(l)), Outward.quotient(r, least)));
    }

    /** |sqrt a - sqrt b| = |a - b| / (sqrt a + sqrt b). */
    void sqrt(double m, double r) {
        if (m == 0 && r == 0) {
            set(0, 0);
            return;
        }
        positive(m, r, "the square root");
        double s = Math.sqrt(m);
        double rounding = Math.abs(m) > 0x1p-900 && Math.fma(s, s, -m) == 0 ? 0 : Outward.product(Outward.U, s);
        set(s, Outward.sum(rounding, Outward.quotient(r, Math.nextDown(s))));
    }

    private static double positive(double m, double r, String what) {
        double least = r == 0 ? m : Math.nextDown(m - r);
        if (least > 0) {
            return least;
        }
        if (m + r < 0 || r == 0) {
            throw new ArithmeticException(what + " of " + m + ", expected a positive number");
        }
        throw new UndecidedException(
                what + " of " + m + " with radius " + r + ", which cannot be told from numbers that are not positive");
    }

    /** Lipschitz constant 1. */
    void tanh(double m, double r) {
        double t = Elementary.tanh(m);
        set(t, Outward.sum(r, Outward.product(Elementary.TANH_ERROR, Math.abs(t)), m == 0 ? 0 : Double.MIN_VALUE));
    }

    /** Lipschitz constant 2/sqrt(pi) < 1.13. */
    void erf(double m, double r) {
        double e = Elementary.erf(m);
        set(
                e,
                Outward.sum(
                        Outward.product(1.13, r),
                        Outward.product(Elementary.ERF_ERROR, Math.abs(e)),
                        m == 0 ? 0 : 4 * Double.MIN_VALUE));
    }

    void sin(double m, double r) {
        wave(m == 0 ? 0 : Elementary.sin(m), m, r);
    }

    void cos(double m, double r) {
        wave(m == 0 ? 1 : Elementary.cos(m), m, r);
    }

    private void wave(double value, double m, double r) {
        if (Math.abs(m) > Elementary.REDUCIBLE) {
            set(0, 1);
        } else {
            double error = m == 0 ? 0 : Elementary.SINE_ERROR;
            set(value, Math.min(2, Outward.sum(r, error)));
        }
    }

    void abs(double m, double r) {
        set(Math.abs(m), r);
    }

    static Stored map(Stored x, One f) {
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        Elementwise out = new Elementwise();
        for (int p = 0; p < mid.length; p++) {
            f.apply(out, x.mid[p], x.radius(p));
            mid[p] = out.mid;
            radius[p] = out.radius;
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }

    static void checkShapes(Stored x, Stored y) {
        boolean fits = (y.rows == x.rows || y.rows == 1) && (y.columns == x.columns || y.columns == 1);
        if (!fits) {
            throw new IllegalArgumentException("operands of " + x.rows + " x " + x.columns + " and " + y.rows + " x "
                    + y.columns + ", expected one shape, or a second one of one row, one column or one element");
        }
    }

    /** The second operand has the shape of the first, or one row, one column or one element, which is repeated. */
    static Stored map(Stored x, Stored y, Two f) {
        checkShapes(x, y);
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        int rowStep = y.rows == 1 ? 0 : y.columns;
        int columnStep = y.columns == 1 ? 0 : 1;
        Elementwise out = new Elementwise();
        for (int i = 0, p = 0; i < x.rows; i++) {
            for (int j = 0, q = i * rowStep; j < x.columns; j++, p++, q += columnStep) {
                f.apply(out, x.mid[p], x.radius(p), y.mid[q], y.radius(q));
                mid[p] = out.mid;
                radius[p] = out.radius;
            }
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }
}
