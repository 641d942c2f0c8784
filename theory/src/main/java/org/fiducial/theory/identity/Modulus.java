package org.fiducial.theory.identity;

import java.math.BigInteger;
import org.fiducial.verified.Montgomery;
import org.fiducial.verified.Residues;

/**
 * Arithmetic modulo an odd number 2 < p < 2^61 in Montgomery's form: the residue x is kept as x * 2^62 mod p. Products of residues in
 * this form are again in it; {@link #of} and {@link #value} convert. Sums and products are those of the verified core, and inverses are checked
 * by their product.
 */
public final class Modulus {
    private static final long DIGIT = 1L << 31;

    private final long p;
    /** -1/p modulo 2^31, and (p mod 2^31 * -1/p + 1) / 2^31. */
    private final long negativeInverse;

    private final long carry;
    /** 2^62 mod p, the form of 1, and 2^124 mod p. */
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
        this.negativeInverse = -inverse & DIGIT - 1;
        this.carry = ((p & DIGIT - 1) * negativeInverse + 1) / DIGIT;
        BigInteger big = BigInteger.valueOf(p);
        this.one = BigInteger.ONE.shiftLeft(62).mod(big).longValueExact();
        this.square = BigInteger.ONE.shiftLeft(124).mod(big).longValueExact();
        // The first is what the products' contracts require; by the proved product the others then are the forms that
        // they should be.
        if ((p & DIGIT - 1) * negativeInverse + 1 != DIGIT * carry || value(one) != 1 || value(square) != one) {
            throw new AssertionError("constants of the modulus " + p);
        }
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
        return multiply(x, 1);
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
        return Montgomery.multiply(x, y, p, negativeInverse, carry, new long[1], 0);
    }

    /** The sum of x[xAt + k] * y[yAt + k] over k below n. */
    long dot(long[] x, int xAt, long[] y, int yAt, int n) {
        long[] witness = new long[1];
        long sum = 0;
        for (int k = 0; k < n; k++) {
            sum = Montgomery.term(sum, x[xAt + k], y[yAt + k], p, negativeInverse, carry, witness, 0);
        }
        return sum;
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
     * 1 / x for a prime modulus, checked by the product x * (1 / x) = 1.
     *
     * @throws ZeroDivisorException if x is zero
     * @throws ArithmeticException if the modulus is not prime and the power p - 2 of x is not its inverse
     */
    public long inverse(long x) {
        if (x == 0) {
            throw new ZeroDivisorException("division by zero modulo " + p);
        }
        long inverse = power(x, p - 2);
        if (multiply(x, inverse) != one) {
            throw new ArithmeticException(value(x) + " modulo " + p + ", expected a prime modulus");
        }
        return inverse;
    }
}
