package org.fiducial.theory.identity;

/** Level B: the exact integer value of an exponent; none after a quotient, an exponential or a result beyond 63 bits. */
final class IntegerExponents implements Exponents {
    @Override
    public long none() {
        return Long.MIN_VALUE;
    }

    @Override
    public long of(long n) {
        return n;
    }

    @Override
    public long add(long x, long y) {
        long s = x + y;
        return ((x ^ s) & (y ^ s)) < 0 ? none() : s;
    }

    @Override
    public long negate(long x) {
        return -x;
    }

    @Override
    public long times(long x, long n) {
        return product(x, n);
    }

    @Override
    public long product(long x, long y) {
        long low = x * y;
        return Math.multiplyHigh(x, y) == low >> 63 ? low : none();
    }

    @Override
    public String rule() {
        return "level B allows exp of exact integers of up to 63 bits only: no quotients, free residues or exponentials";
    }
}
