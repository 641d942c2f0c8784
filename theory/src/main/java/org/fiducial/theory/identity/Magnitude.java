package org.fiducial.theory.identity;

/**
 * How large a quotient of polynomials can be: degrees, exponents of the base g and log2 of the l1 norm, of numerator and denominator, as
 * bounds (claim-kinds, sections 1 and 2). All heights are rounded upwards.
 *
 * @param degree of the numerator in the free variables
 * @param low smallest exponent of g in the numerator
 * @param high largest exponent of g in the numerator
 * @param height log2 of the sum of the numerator's absolute coefficients
 */
record Magnitude(
        long degree,
        long low,
        long high,
        double height,
        long belowDegree,
        long belowLow,
        long belowHigh,
        double below) {
    /** The zero polynomial over 1. */
    static final Magnitude ZERO = new Magnitude(0, 0, 0, Double.NEGATIVE_INFINITY, 0, 0, 0, 0);

    static final Magnitude ONE = new Magnitude(0, 0, 0, 0, 0, 0, 0, 0);
    static final Magnitude VARIABLE = new Magnitude(1, 0, 0, 0, 0, 0, 0, 0);

    /** Room for what three library functions of one ulp and an addition may lose. */
    private static final double SLACK = 1 + 0x1p-40;

    static Magnitude monomial(long positive, long negative) {
        return new Magnitude(positive, 0, 0, 0, negative, 0, 0, 0);
    }

    /**
     * Cosine or sine of n times an angle: real or imaginary part of (1 + i t)^(2|n|) over (1 + t^2)^|n|, of l1 norms at most 2^(2|n|) and
     * 2^|n|.
     */
    static Magnitude circle(long n) {
        long degree = Math.multiplyExact(2, Math.absExact(n));
        return new Magnitude(degree, 0, 0, degree, degree, 0, 0, Math.absExact(n));
    }

    static Magnitude power(long exponent) {
        return new Magnitude(0, exponent, exponent, 0, 0, 0, 0, 0);
    }

    /** A constant of which numerator and denominator have at most this many bits, 2^bits not exceeded. */
    static Magnitude constant(double bits, double belowBits) {
        return new Magnitude(0, 0, 0, bits, 0, 0, 0, belowBits);
    }

    boolean isZero() {
        return height == Double.NEGATIVE_INFINITY;
    }

    Magnitude plus(Magnitude y) {
        if (isZero()) {
            return y;
        }
        if (y.isZero()) {
            return this;
        }
        return new Magnitude(
                Math.max(plus(degree, y.belowDegree), plus(y.degree, belowDegree)),
                Math.min(plus(low, y.belowLow), plus(y.low, belowLow)),
                Math.max(plus(high, y.belowHigh), plus(y.high, belowHigh)),
                logOfSum(plus(height, y.below), plus(y.height, below)),
                plus(belowDegree, y.belowDegree),
                plus(belowLow, y.belowLow),
                plus(belowHigh, y.belowHigh),
                plus(below, y.below));
    }

    Magnitude times(Magnitude y) {
        if (isZero() || y.isZero()) {
            return ZERO;
        }
        return new Magnitude(
                plus(degree, y.degree),
                plus(low, y.low),
                plus(high, y.high),
                plus(height, y.height),
                plus(belowDegree, y.belowDegree),
                plus(belowLow, y.belowLow),
                plus(belowHigh, y.belowHigh),
                plus(below, y.below));
    }

    Magnitude reciprocal() {
        return new Magnitude(belowDegree, belowLow, belowHigh, below, degree, low, high, height);
    }

    /** The total degree of the numerator once its powers of g start at 1. */
    long totalDegree() {
        return isZero() ? 0 : plus(degree, Math.subtractExact(high, low));
    }

    private static long plus(long x, long y) {
        return Math.addExact(x, y);
    }

    private static double plus(double x, double y) {
        return x == 0 || y == 0 ? x + y : Math.nextUp(x + y);
    }

    /** log2(2^x + 2^y), not below it. */
    static double logOfSum(double x, double y) {
        double larger = Math.max(x, y);
        double gap = Math.abs(x - y);
        double more = Math.log1p(Math.exp(-gap * Math.log(2))) / Math.log(2);
        return Math.nextUp(larger + more * SLACK);
    }
}
