package org.fiducial.theory.identity;

import java.math.BigInteger;
import org.fiducial.verified.Residues;

/**
 * Arithmetic modulo an odd number 2 < p < 2^61 in Montgomery's form: the residue x is kept as x * 2^64 mod p. Products of residues in
 * this form are again in it; {@link #of} and {@link #value} convert.
 */
public final class Modulus {
    private final long p;
    /** -1/p modulo 2^64. */
    private final long negativeInverse;
    /** 2^64 mod p, the form of 1, and 2^128 mod p. */
    private final long one;

    private final long square;

    public Modulus(long p) {
        if (p < 3 || (p & 1) == 0 || p >>> 61 != 0) {
            throw new IllegalArgumentException("modulus " + p + ", expected an odd number from 3 to 2^61 - 1");
        }
        this.p = p;
        long inverse = p;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - p * inverse;
        }
        this.negativeInverse = -inverse;
        BigInteger big = BigInteger.valueOf(p);
        this.one = BigInteger.ONE.shiftLeft(64).mod(big).longValueExact();
        this.square = BigInteger.ONE.shiftLeft(128).mod(big).longValueExact();
    }

    public long modulus() {
        return p;
    }

    /** The form of the integer n. */
    public long of(long n) {
        long r = n % p;
        return multiply(r < 0 ? r + p : r, square);
    }

    public long of(BigInteger n) {
        return multiply(n.mod(BigInteger.valueOf(p)).longValueExact(), square);
    }

    /** The residue 0 <= n < p of a form. */
    public long value(long x) {
        return reduce(0, x);
    }

    public long one() {
        return one;
    }

    public long add(long x, long y) {
        return Residues.add(x, y, p);
    }

    public long subtract(long x, long y) {
        return Residues.subtract(x, y, p);
    }

    public long negate(long x) {
        return Residues.negate(x, p);
    }

    public long multiply(long x, long y) {
        return reduce(Math.multiplyHigh(x, y), x * y);
    }

    /** (high * 2^64 + low) / 2^64 mod p, for 0 <= high < p and low unsigned. */
    long reduce(long high, long low) {
        long m = low * negativeInverse;
        // low + (m * p mod 2^64) is 0 mod 2^64; it carries unless low is 0. m is unsigned, so its high product is
        // corrected.
        long mHigh = Math.multiplyHigh(m, p) + (m >> 63 & p);
        long s = high + mHigh + (low != 0 ? 1 : 0) - p;
        return s + (s >> 63 & p);
    }

    /** The sum of x[xAt + k] * y[yAt + k] over k below n, reduced once. */
    long dot(long[] x, int xAt, long[] y, int yAt, int n) {
        long high = 0;
        long low = 0;
        for (int k = 0; k < n; k++) {
            long a = x[xAt + k];
            long b = y[yAt + k];
            long l = a * b;
            low += l;
            // Each product is below p^2 < p 2^61; after subtracting p where it is reached, high + carry stays below p.
            high += Math.multiplyHigh(a, b) + (Long.compareUnsigned(low, l) < 0 ? 1 : 0) - p;
            high += high >> 63 & p;
        }
        return reduce(high, low);
    }

    /** x to an exponent e >= 0. */
    public long power(long x, long e) {
        if (e < 0) {
            throw new IllegalArgumentException("exponent " + e + ", expected one that is not negative");
        }
        long result = one;
        long factor = x;
        for (long rest = e; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(result, factor);
            }
            factor = multiply(factor, factor);
        }
        return result;
    }

    /**
     * 1 / x for a prime modulus.
     *
     * @throws ZeroDivisorException if x is zero
     */
    public long inverse(long x) {
        if (x == 0) {
            throw new ZeroDivisorException("division by zero modulo " + p);
        }
        return power(x, p - 2);
    }
}
