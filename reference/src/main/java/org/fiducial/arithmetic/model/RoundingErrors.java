package org.fiducial.arithmetic.model;

/**
 * The calculus of accumulated rounding errors: a product of n factors (1 + e)^(+-1), |e| <= u, is 1 + t with |t| <= gamma_n
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., lemma 3.1). All results are upper bounds of the exact expressions.
 */
public final class RoundingErrors {
    /**
     * Factor by which a bound is enlarged that was itself computed in binary64 as sums, products and quotients of numbers that are not
     * negative: with at most 2^22 operations along any path the relative error of such a bound stays below 2^-30. What is subtracted there
     * (1 - gamma) is 1 up to a factor; differences that may cancel ((1 + x) (1 + y) - 1) are written without a subtraction, {@link #joined}.
     */
    public static final double OWN_ROUNDING = 1 + 0x1p-28;

    private RoundingErrors() {}

    /** gamma_n = n u / (1 - n u), rounded upwards; infinity where n u >= 1. */
    public static double gamma(double n, double u) {
        double nu = n * u;
        return nu >= 1 ? Double.POSITIVE_INFINITY : n == 0 ? 0 : nu / (1 - nu) * (1 + 0x1p-50);
    }

    /** (1 + u)^n - 1, rounded upwards, for small n. */
    public static double compound(int n, double u) {
        return Math.min(gamma(n, u), Math.expm1(n * Math.log1p(u)) * (1 + 0x1p-48));
    }

    /** (1 + x_1) (1 + x_2) ... - 1 of bounds that are not negative, without the cancellation that would lose them in binary64. */
    public static double joined(double... bounds) {
        double all = 0;
        for (double x : bounds) {
            all += x + all * x;
        }
        return all * (1 + 0x1p-48);
    }

    /** (1 + x) / (1 - x) - 1, how far the quotient of two numbers may be off that are each off by x; infinity where x >= 1. */
    public static double quotient(double x) {
        return x >= 1 ? Double.POSITIVE_INFINITY : 2 * x / (1 - x) * (1 + 0x1p-50);
    }

    /**
     * The bound that n independent errors of mean zero, |e| <= u, keep with probability at least 1 - 2 exp(-lambda^2 / 2):
     * exp((lambda sqrt(n) u + n u^2) / (1 - u)^2) - 1 (Higham and Mary, SIAM J. Sci. Comput. 41, 2019, theorem 2.4, with lambda / (1 - u)
     * for their lambda). Not capped by gamma_n: sums of such bounds over independent terms rest on the lambda in it.
     */
    public static double probable(double n, double u, double lambda) {
        double log = (lambda * Math.sqrt(n) * u + n * u * u) / ((1 - u) * (1 - u));
        return Math.expm1(log) * (1 + 0x1p-48);
    }

    /** The lambda for which count events, each missed with probability 2 exp(-lambda^2 / 2), miss together with at most the given one. */
    public static double confidence(double count, double probability) {
        return Math.sqrt(2 * Math.log(2 * count / probability)) * (1 + 0x1p-48);
    }
}
