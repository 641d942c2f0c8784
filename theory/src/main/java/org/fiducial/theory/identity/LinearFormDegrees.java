package org.fiducial.theory.identity;

/** Level A, analysed: sums of the positive and of the negative coefficients of an integer-linear form, 31 bits each. */
final class LinearFormDegrees implements Exponents {
    private static final int HALF = 32;
    private static final long MASK = (1L << HALF) - 1;

    static long positive(long x) {
        return x >>> HALF;
    }

    static long negative(long x) {
        return x & MASK;
    }

    /** The form of one variable. */
    static long variable() {
        return pack(1, 0);
    }

    private static long pack(long positive, long negative) {
        if (positive >= 1L << 31 || negative >= 1L << 31) {
            throw new ExponentException("coefficients of an exponent sum to 2^31 or more");
        }
        return positive << HALF | negative;
    }

    @Override
    public long none() {
        return -1;
    }

    @Override
    public long of(long n) {
        if (n == Long.MIN_VALUE) {
            return none();
        }
        return n >= 0 ? pack(n, 0) : pack(0, -n);
    }

    @Override
    public long add(long x, long y) {
        return pack(positive(x) + positive(y), negative(x) + negative(y));
    }

    @Override
    public long negate(long x) {
        return pack(negative(x), positive(x));
    }

    @Override
    public long times(long x, long n) {
        return pack(Math.multiplyExact(positive(x), n), Math.multiplyExact(negative(x), n));
    }

    @Override
    public long product(long x, long y) {
        return none();
    }

    @Override
    public String rule() {
        return "level A allows exp of integer-linear forms of the free exponents only: no products, quotients, fractions or exponentials";
    }
}
