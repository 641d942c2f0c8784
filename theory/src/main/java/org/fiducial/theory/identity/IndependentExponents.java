package org.fiducial.theory.identity;

/**
 * Level A: the exponent of an integer-linear form sum c_i z_i is kept as the value prod E_i^c_i of its exponential at random nonzero
 * E_i, and the number 1 has an E of its own, since e is transcendental. Zero, which no exponential is, marks none.
 */
final class IndependentExponents implements Exponents {
    private final Modulus mod;
    private final long unit;

    /** @param unit the exponential of 1, a nonzero residue */
    IndependentExponents(Modulus mod, long unit) {
        this.mod = mod;
        this.unit = unit;
    }

    @Override
    public long none() {
        return 0;
    }

    @Override
    public long of(long n) {
        if (n == Long.MIN_VALUE) {
            return none();
        }
        long e = mod.power(unit, Math.abs(n));
        return n < 0 ? mod.inverse(e) : e;
    }

    @Override
    public long add(long x, long y) {
        return mod.multiply(x, y);
    }

    @Override
    public long negate(long x) {
        return mod.inverse(x);
    }

    @Override
    public long times(long x, long n) {
        return mod.power(x, n);
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
