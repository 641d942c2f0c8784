package org.fiducial.arithmetic.block;

/** Elementary functions of single binary64 numbers with proved errors, and exact errors of sums and products. */
final class Elementary {
    /** Largest relative error of {@link #log}: 8 u. */
    static final double LOG_ERROR = 0x1p-50;

    /** Largest relative error of {@link #tanh}: 40 u. */
    static final double TANH_ERROR = 40 * 0x1p-53;

    /** Largest relative error of {@link #erf}: 400 u. */
    static final double ERF_ERROR = 400 * 0x1p-53;

    /** Largest absolute error of {@link #sin} and {@link #cos} up to {@link #REDUCIBLE}: 8 u. */
    static final double SINE_ERROR = 0x1p-50;

    static final double REDUCIBLE = 0x1p20;

    private static final double LN2_HIGH = 6.93147180369123816490e-01;
    private static final double LN2_LOW = 1.90821492927058770002e-10;
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double HALF_PI_1 = 1.57079632673412561417e+00;
    private static final double HALF_PI_2 = 6.07710050630396597660e-11;
    private static final double HALF_PI_3 = 2.02226624879595063154e-21;

    private Elementary() {}

    /** The exact error a + b - s of the rounded sum s, unless something overflowed (Knuth). */
    static double sumError(double a, double b, double s) {
        double t = s - a;
        return (a - (s - t)) + (b - t);
    }

    /** A bound of |a b - p| for the rounded product p. */
    static double productError(double a, double b, double p) {
        if (a == 0 || b == 0) {
            return 0;
        }
        double e = Math.abs(Math.fma(a, b, -p));
        // The exact error has a unit of at least 2^-1074 if the product is large enough.
        return Math.abs(p) >= 0x1p-960 ? e : Outward.sum(e, Double.MIN_VALUE);
    }

    static Stored add(Stored x, Stored y) {
        double[] mid = new double[x.mid.length];
        double[] radius = new double[mid.length];
        for (int p = 0; p < mid.length; p++) {
            double a = x.mid[p];
            double b = y.mid[p];
            double s = a + b;
            mid[p] = s;
            radius[p] = Outward.sum(x.radius(p), y.radius(p), Math.abs(sumError(a, b, s)));
        }
        return Stored.settled(x.rows, x.columns, mid, radius);
    }

    /**
     * The natural logarithm of a finite positive number. x = 2^k m, sqrt(1/2) <= m <= sqrt(2); ln m = 2 s (1 + s^2/3 + ... + s^20/21),
     * s = (m - 1)/(m + 1), |s| <= 0.1716, remainder below 1e-18. m - 1 is exact, s errs by 2 u, the bracket by 0.1 u and the products by
     * 2 u; k LN2_HIGH is exact; so ln m errs by 5 u |ln m|, and where k is not 0, |ln x| >= 0.3465 >= |ln m|: at most 7 u in all.
     */
    static double log(double x) {
        int k = Math.getExponent(x);
        double m = x;
        if (k < Double.MIN_EXPONENT) {
            m = x * 0x1p54;
            k = Math.getExponent(m) - 54;
            m = Math.scalb(m, -Math.getExponent(m));
        } else {
            m = Math.scalb(x, -k);
        }
        if (m > 1.4142135623730951) {
            m *= 0.5;
            k++;
        }
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double q = 0;
        for (int n = 21; n >= 3; n -= 2) {
            q = (q + 1.0 / n) * z;
        }
        double lnM = 2 * s + 2 * s * q;
        return k == 0 ? lnM : k * LN2_HIGH + (k * LN2_LOW + lnM);
    }

    /**
     * The hyperbolic tangent. Up to 1/2 the quotient of the series of sinh and cosh, all terms of one sign, remainders below 1e-18; beyond
     * 1 - 2/(e^2x + 1), where e^2x errs by 1.75 u and the quotient is below 0.54; from 20 on it is 1 within 1e-17.
     */
    static double tanh(double x) {
        double a = Math.abs(x);
        if (a <= 0.5) {
            double z = x * x;
            double sinh = 0;
            double cosh = 0;
            for (int n = 8; n >= 1; n--) {
                sinh = (1 + sinh) * z / (2.0 * n * (2 * n + 1));
                cosh = (1 + cosh) * z / (2.0 * n * (2 * n - 1));
            }
            return x * (1 + sinh) / (1 + cosh);
        }
        return Math.copySign(a >= 20 ? 1 : 1 - 2 / (Exponential.of(2 * a) + 1), x);
    }

    /**
     * The error function 2/sqrt(pi) x e^(-x^2) sum (2 x^2)^n / (2 n + 1)!!, all terms of one sign. Up to 6 the argument x^2 <= 36 errs by
     * 36 u, the exponential by 2 u, and the sum of at most 200 terms by 3 u a term for those that matter; beyond 6 it is 1 within 3e-17.
     */
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.copySign(1, x);
        }
        double z = 2 * x * x;
        double term = 1;
        double sum = 1;
        for (int n = 1; n < 200; n++) {
            term *= z / (2 * n + 1);
            sum += term;
            if (term < sum * 0x1p-60 && 2 * n + 3 > 2 * z) {
                break;
            }
        }
        return TWO_OVER_ROOT_PI * x * Exponential.of(-x * x) * sum;
    }

    /** The sine of |x| <= REDUCIBLE. */
    static double sin(double x) {
        return quadrant(x, 0);
    }

    /** The cosine of |x| <= REDUCIBLE. */
    static double cos(double x) {
        return quadrant(x, 1);
    }

    /**
     * sin(x + shift pi/2). k = rint(2 x / pi) < 2^20; HALF_PI_1 and _2 have 33 digits, so both products with k are exact, and the first
     * difference is; the second rounds by u/2, the third likewise, and k times what the three parts leave of pi/2 is below 1e-25. The
     * Taylor polynomials to degree 20 leave 1e-21 on |r| <= 0.79 and round by at most 3 u.
     */
    private static double quadrant(double x, int shift) {
        double k = Math.rint(x * 0.6366197723675814);
        double r = ((x - k * HALF_PI_1) - k * HALF_PI_2) - k * HALF_PI_3;
        int q = (int) k + shift & 3;
        double z = -r * r;
        double s = 0;
        for (int n = 10; n >= 1; n--) {
            s = (q & 1) == 0 ? (1 + s) * z / (2.0 * n * (2 * n + 1)) : (1 + s) * z / (2.0 * n * (2 * n - 1));
        }
        double y = (q & 1) == 0 ? r + r * s : 1 + s;
        return q < 2 ? y : -y;
    }
}
