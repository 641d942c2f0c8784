package org.fiducial.arithmetic.block;

/** Upper bounds of sums, products and quotients of numbers that are not negative: the arithmetic of radii. */
final class Outward {
    /** Unit roundoff of binary64. */
    static final double U = 0x1p-53;

    private Outward() {}

    static double sum(double a, double b) {
        return a == 0 ? b : b == 0 ? a : Math.nextUp(a + b);
    }

    static double sum(double a, double b, double c) {
        return sum(sum(a, b), c);
    }

    static double sum(double a, double b, double c, double d) {
        return sum(sum(a, b), sum(c, d));
    }

    /** An exact zero times a number of unknown size is zero. */
    static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : Math.nextUp(a * b);
    }

    static double product(double a, double b, double c) {
        return product(product(a, b), c);
    }

    static double quotient(double a, double b) {
        return a == 0 ? 0 : Math.nextUp(a / b);
    }

    static double sqrt(double a) {
        return a == 0 ? 0 : Math.nextUp(Math.sqrt(a));
    }

    /** The largest relative error of a value that k roundings touched: gamma_k = k u / (1 - k u). */
    static double gamma(long k) {
        if (k == 0) {
            return 0;
        }
        double ku = k * U; // k < 2^53, and u is a power of two: exact
        return ku >= 0.5 ? Double.POSITIVE_INFINITY : Math.nextUp(ku / (1 - ku) * (1 + 4 * U));
    }

    /** e^x - 1 for x >= 0, not below. */
    static double expm1(double x) {
        if (x <= 0.5) {
            // x + x^2/2 + x^3/6 + ... <= x + x^2 for x <= 1.79
            return sum(x, product(x, x));
        }
        return x > 700 ? Double.POSITIVE_INFINITY : Math.nextUp(Exponential.of(x) * (1 + 4 * U));
    }

    /** The Euclidean norm of n numbers; underflowing squares are paid for. */
    static double norm(double[] x, int offset, int stride, int n) {
        double largest = 0;
        double squares = 0;
        for (int i = 0, p = offset; i < n; i++, p += stride) {
            double a = Math.abs(x[p]);
            largest = Math.max(largest, a);
            squares += a * a;
        }
        return norm(largest, squares, n);
    }

    /** A bound of the norm, given the largest modulus and the computed sum of the n squares in any order. */
    static double norm(double largest, double squares, int n) {
        if (largest == 0) {
            return 0;
        }
        if (largest < 0x1p-480 || squares == Double.POSITIVE_INFINITY) {
            return product(largest, sqrt(n));
        }
        // Each square errs by u relatively and 2^-1075 absolutely, the sum by gamma_n.
        double s = sum(squares, n * Double.MIN_VALUE);
        return sqrt(product(s, sum(1, gamma(n + 2L))));
    }
}
