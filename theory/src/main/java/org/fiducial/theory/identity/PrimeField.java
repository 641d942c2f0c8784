package org.fiducial.theory.identity;

import java.math.BigInteger;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Matrices over GF(p) for a prime p below 2^61, with one exponential level (claim-kinds, sections 1 and 2): either independent random
 * nonzero exponentials of free exponents (level A), or n -> g^n for exact integers n (level B).
 */
public final class PrimeField extends TwoSortedField<Residues> {
    private final Modulus mod;
    private final @Nullable RandomStream random;
    private final boolean integers;
    /** Level B: g^(d 256^w) at 256 w + d. */
    private final long[] powers;

    private PrimeField(Modulus mod, Exponents exponents, @Nullable RandomStream random, long[] powers) {
        super(exponents);
        this.mod = mod;
        this.random = random;
        this.integers = powers.length > 0;
        this.powers = powers;
    }

    /** Level A over a random point. */
    public static PrimeField independent(Modulus mod, RandomStream random) {
        return new PrimeField(mod, new IndependentExponents(mod, nonzero(mod, random)), random, new long[0]);
    }

    /** Level B with a random base g, uniform and not zero. */
    public static PrimeField integerPowers(Modulus mod, RandomStream random) {
        return new PrimeField(mod, new IntegerExponents(), random, table(mod, nonzero(mod, random)));
    }

    /** Level B with a given base and no free elements. */
    public static PrimeField integerPowers(Modulus mod, long base) {
        return new PrimeField(mod, new IntegerExponents(), null, table(mod, mod.of(base)));
    }

    private static long[] table(Modulus mod, long base) {
        long[] powers = new long[8 * 256];
        long step = base;
        for (int w = 0; w < 8; w++) {
            long x = mod.one();
            for (int d = 0; d < 256; d++) {
                powers[256 * w + d] = x;
                x = mod.multiply(x, step);
            }
            step = x;
        }
        return powers;
    }

    /** A uniform residue in Montgomery's form. */
    static long uniform(Modulus mod, RandomStream random) {
        return random.below(mod.modulus());
    }

    static long nonzero(Modulus mod, RandomStream random) {
        return 1 + random.below(mod.modulus() - 1);
    }

    @Override
    public String name() {
        return "GF(" + mod.modulus() + "), " + (integers ? "n -> g^n" : "independent exponentials");
    }

    public Modulus modulus() {
        return mod;
    }

    /** The residue 0 <= n < p of element (i, j). */
    public long value(Residues x, int i, int j) {
        return mod.value(x.value[i * x.columns + j]);
    }

    /** A matrix of given residues, none of which may stand in an exponent. */
    public Residues residues(int rows, int columns, long... values) {
        long[] v = new long[rows * columns];
        for (int k = 0; k < v.length; k++) {
            v[k] = mod.of(values[k]);
        }
        return new Residues(rows, columns, v, null);
    }

    @Override
    public Residues free(int rows, int columns) {
        long[] v = new long[rows * columns];
        for (int k = 0; k < v.length; k++) {
            v[k] = uniform(mod, stream());
        }
        return new Residues(rows, columns, v, null);
    }

    @Override
    public Residues freeExponents(Matrix values) {
        if (integers) {
            return literal(values);
        }
        Residues z = free(values.rows(), values.columns());
        long[] e = new long[z.size()];
        for (int k = 0; k < e.length; k++) {
            e[k] = nonzero(mod, stream());
        }
        return new Residues(z.rows, z.columns, z.value, e);
    }

    /**
     * @throws IllegalStateException unless the modulus is 3 mod 4: elsewhere 1 + t^2 may vanish and the circle has other points
     */
    @Override
    public Variables.Circle<Residues> freeAngle(int... multiples) {
        if (mod.modulus() % 4 != 3) {
            throw new IllegalStateException("circle points modulo " + mod.modulus() + ", expected a prime 3 mod 4");
        }
        CirclePoint point = CirclePoint.draw(mod, stream());
        Residues cosines = blank(1, multiples.length, null);
        Residues sines = blank(1, multiples.length, null);
        for (int k = 0; k < multiples.length; k++) {
            CirclePoint power = point.power(mod, multiples[k]);
            cosines.value[k] = power.cosine();
            sines.value[k] = power.sine();
        }
        return new Variables.Circle<>(cosines, sines);
    }

    private RandomStream stream() {
        if (random == null) {
            throw new IllegalStateException("a field with a given base has no random elements");
        }
        return random;
    }

    @Override
    Residues blank(int rows, int columns, long @Nullable [] exponent) {
        return new Residues(rows, columns, new long[rows * columns], exponent);
    }

    @Override
    void copy(Residues from, int at, Residues to, int k) {
        to.value[k] = from.value[at];
    }

    @Override
    void setConstant(Residues to, int k, Dyadic x) {
        to.value[k] = residue(x);
    }

    private long residue(Dyadic x) {
        long s = mod.of(x.significand());
        long two = mod.power(mod.of(2), Math.abs((long) x.exponent()));
        return mod.multiply(s, x.exponent() < 0 ? mod.inverse(two) : two);
    }

    @Override
    void setSum(Residues to, int k, Residues x, int i, Residues y, int j) {
        to.value[k] = mod.add(x.value[i], y.value[j]);
    }

    @Override
    void setDifference(Residues to, int k, Residues x, int i, Residues y, int j) {
        to.value[k] = mod.subtract(x.value[i], y.value[j]);
    }

    @Override
    void setProduct(Residues to, int k, Residues x, int i, Residues y, int j) {
        to.value[k] = mod.multiply(x.value[i], y.value[j]);
    }

    @Override
    void setNegative(Residues to, int k, Residues x) {
        to.value[k] = mod.negate(x.value[k]);
    }

    @Override
    void setScaled(Residues to, Residues x, Dyadic factor, BigInteger root) {
        long c = mod.multiply(residue(factor), mod.inverse(mod.of(root)));
        for (int k = 0; k < to.value.length; k++) {
            to.value[k] = mod.multiply(x.value[k], c);
        }
    }

    @Override
    void setExponential(Residues to, int k, long exponent) {
        if (!integers) {
            to.value[k] = exponent;
            return;
        }
        long rest = Math.floorMod(exponent, mod.modulus() - 1);
        long x = powers[(int) (rest & 255)];
        for (int w = 1; (rest >>>= 8) != 0; w++) {
            x = mod.multiply(x, powers[256 * w + (int) (rest & 255)]);
        }
        to.value[k] = x;
    }

    /** All reciprocals for one inversion: products of all before, then backwards. */
    @Override
    Residues reciprocals(Residues x) {
        long[] before = new long[x.size()];
        long product = mod.one();
        for (int k = 0; k < before.length; k++) {
            if (x.value[k] == 0) {
                throw new ZeroDivisorException("division by zero at row " + k / x.columns + ", column " + k % x.columns
                        + " modulo " + mod.modulus());
            }
            before[k] = product;
            product = mod.multiply(product, x.value[k]);
        }
        Residues out = blank(x.rows, x.columns, null);
        long inverse = mod.inverse(product);
        for (int k = before.length - 1; k >= 0; k--) {
            out.value[k] = mod.multiply(inverse, before[k]);
            inverse = mod.multiply(inverse, x.value[k]);
        }
        return out;
    }

    @Override
    void setMatrixProduct(Residues to, Residues x, Residues y) {
        long[] columns = transpose(y).value;
        int inner = x.columns;
        for (int i = 0; i < to.rows; i++) {
            for (int j = 0; j < to.columns; j++) {
                to.value[i * to.columns + j] = mod.dot(x.value, i * inner, columns, j * inner, inner);
            }
        }
    }
}
