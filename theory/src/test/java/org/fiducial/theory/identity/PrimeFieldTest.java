package org.fiducial.theory.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.fiducial.theory.random.RandomStream;
import org.fiducial.theory.random.Seed;
import org.junit.jupiter.api.Test;

/** The pinned examples of claim-kinds, section 12, and the field against big integers. */
class PrimeFieldTest {
    private static final Modulus MERSENNE = new Modulus(Primes.MERSENNE_61);

    @Test
    void residuesAgreeWithBigIntegers() {
        RandomStream random = Seed.of(1).stream();
        for (int trial = 0; trial < 2000; trial++) {
            long p = trial % 2 == 0 ? Primes.MERSENNE_61 : 1L << 60 | random.bits() >>> 4 | 1;
            Modulus mod = new Modulus(trial % 5 == 0 ? 3 + 2 * random.below(50) : p);
            BigInteger m = BigInteger.valueOf(mod.modulus());
            long x = random.below(mod.modulus());
            long y = trial % 7 == 0 ? mod.modulus() - 1 : random.below(mod.modulus());
            BigInteger bx = BigInteger.valueOf(x);
            BigInteger by = BigInteger.valueOf(y);
            assertEquals(x, mod.value(mod.of(x)));
            assertEquals(bx.multiply(by).mod(m).longValueExact(), mod.value(mod.multiply(mod.of(x), mod.of(y))));
            assertEquals(bx.add(by).mod(m).longValueExact(), mod.value(mod.add(mod.of(x), mod.of(y))));
            assertEquals(bx.subtract(by).mod(m).longValueExact(), mod.value(mod.subtract(mod.of(x), mod.of(y))));
            assertEquals(bx.modPow(by, m).longValueExact(), mod.value(mod.power(mod.of(x), y)));
            assertEquals(bx.negate().mod(m).longValueExact(), mod.value(mod.of(-x)));
        }
    }

    @Test
    void dotAgreesWithBigIntegersAtTheLargestResidues() {
        for (int n : new int[] {0, 1, 2, 3, 64, 1000}) {
            long[] x = new long[n];
            java.util.Arrays.fill(x, Primes.MERSENNE_61 - 1);
            long plain = 0;
            for (int k = 0; k < n; k++) {
                plain = MERSENNE.add(plain, MERSENNE.multiply(x[k], x[k]));
            }
            assertEquals(plain, MERSENNE.dot(x, 0, x, 0, n));
        }
    }

    @Test
    void primesAgreeWithTheJdk() {
        RandomStream random = Seed.of(2).stream();
        for (long n = 0; n < 2000; n++) {
            assertEquals(BigInteger.valueOf(n).isProbablePrime(50), Primes.isPrime(n), "n = " + n);
        }
        // Strong pseudoprimes to the bases 2; 2, 3; 2, 3, 5; 2..7; 2..11; 2..13; 2..17.
        for (long n :
                new long[] {2047, 1373653, 25326001, 3215031751L, 2152302898747L, 3474749660383L, 341550071728321L}) {
            assertFalse(Primes.isPrime(n), "n = " + n);
        }
        for (int i = 0; i < 2000; i++) {
            long n = 1L << 60 | random.bits() >>> 4 | 1;
            assertEquals(BigInteger.valueOf(n).isProbablePrime(60), Primes.isPrime(n), "n = " + n);
        }
        for (int i = 0; i < 20; i++) {
            long p = Primes.draw(random);
            assertTrue(p >>> 60 == 1 && Primes.isPrime(p));
            assertEquals(3, Primes.drawThreeModFour(random) % 4);
        }
    }

    @Test
    void pinnedResiduesAndOrders() {
        assertEquals(1844674407370955161L, MERSENNE.value(MERSENNE.inverse(MERSENNE.of(5))));
        long p = Primes.MERSENNE_61;
        assertEquals(61, order(2));
        assertEquals((p - 1) / 9, order(3));
        assertEquals(p - 1, order(37));
    }

    /** The order of a residue, from the factors 2 3^2 5^2 7 11 13 31 41 61 151 331 1321 of p - 1. */
    private static long order(long g) {
        long order = Primes.MERSENNE_61 - 1;
        for (long q : new long[] {2, 3, 3, 5, 5, 7, 11, 13, 31, 41, 61, 151, 331, 1321}) {
            if (order % q == 0 && MERSENNE.power(MERSENNE.of(g), order / q) == MERSENNE.one()) {
                order /= q;
            }
        }
        return order;
    }

    @Test
    void pinnedCirclePoints() {
        CirclePoint point = CirclePoint.ofParameter(MERSENNE, MERSENNE.of(2));
        assertEquals(1383505805528216370L, MERSENNE.value(point.cosine()));
        assertEquals(461168601842738791L, MERSENNE.value(point.sine()));
        CirclePoint twice = point.power(MERSENNE, 2);
        assertEquals(645636042579834306L, MERSENNE.value(twice.cosine()));
        assertEquals(2213609288845146192L, MERSENNE.value(twice.sine()));
        CirclePoint half = point.power(MERSENNE, 1L << 59);
        assertEquals(new CirclePoint(MERSENNE.negate(MERSENNE.one()), 0), half);
        assertEquals(CirclePoint.unit(MERSENNE), half.times(MERSENNE, half));
        assertEquals(CirclePoint.unit(MERSENNE), point.power(MERSENNE, -5).times(MERSENNE, point.power(MERSENNE, 5)));
    }

    @Test
    void pinnedSoftmaxOfLevelB() {
        PrimeField a = PrimeField.integerPowers(MERSENNE, 3);
        Residues logits = a.literal(new Matrix(1, 3, new double[] {2, -1, 0}));
        Residues e = a.exp(logits);
        assertEquals(9, a.value(e, 0, 0));
        assertEquals(1537228672809129301L, a.value(e, 0, 1));
        assertEquals(1, a.value(e, 0, 2));
        Residues p = a.softmaxRows(logits, AllowedKeys.all(1, 3));
        assertEquals(297528130221121801L, a.value(p, 0, 0));
        assertEquals(2231460976658413501L, a.value(p, 0, 1));
        assertEquals(2082696911547852601L, a.value(p, 0, 2));
        assertEquals(1, a.value(a.rowSums(p), 0, 0));
        assertEquals(830199460133130185L, a.value(a.rowSums(a.multiply(p, p)), 0, 0));
    }

    @Test
    void exponentsFollowTheRules() {
        RandomStream random = Seed.of(3).stream();
        PrimeField b = PrimeField.integerPowers(new Modulus(Primes.draw(random)), random);
        Residues n = b.literal(new Matrix(1, 2, new double[] {3, -7}));
        assertThrows(ExponentException.class, () -> b.exp(b.exp(n)));
        assertThrows(ExponentException.class, () -> b.exp(b.divide(n, n)));
        assertThrows(ExponentException.class, () -> b.exp(b.literal(new Matrix(1, 1, new double[] {0.5}))));
        assertThrows(ExponentException.class, () -> b.exp(b.free(1, 1)));
        Residues product = b.exp(b.matmul(n, b.transpose(n)));
        Residues direct = b.exp(b.constant(1, 1, Dyadic.of(58)));
        assertEquals(b.value(direct, 0, 0), b.value(product, 0, 0));

        PrimeField a = PrimeField.independent(new Modulus(Primes.draw(random)), random);
        Residues z = a.freeExponents(new Matrix(1, 2, new double[2]));
        assertThrows(ExponentException.class, () -> a.exp(a.exp(z)));
        assertThrows(ExponentException.class, () -> a.exp(a.multiply(z, z)));
        Residues sum = a.exp(a.rowSums(z));
        Residues e = a.exp(z);
        assertEquals(
                a.value(sum, 0, 0),
                a.value(a.multiply(a.columns(e, 0, 1), a.columns(e, 1, 2)), 0, 0),
                "exp is a homomorphism");
        Residues one = a.exp(a.subtract(z, z));
        assertEquals(1, a.value(one, 0, 1));
    }

    @Test
    void radicalsAreCarriedAsPairs() {
        RandomStream random = Seed.of(4).stream();
        PrimeField a = PrimeField.independent(new Modulus(Primes.draw(random)), random);
        Residues radicand = a.free(1, 1);
        RadicalField<Residues> f = new RadicalField<>(a, radicand);
        RadicalField.Pair<Residues> x = new RadicalField.Pair<>(a.free(2, 2), a.free(2, 2));
        RadicalField.Pair<Residues> y = new RadicalField.Pair<>(a.free(2, 2), a.free(2, 2));
        RadicalField.Pair<Residues> back = f.multiply(f.divide(x, y), y);
        RadicalField.Pair<Residues> square = f.multiply(f.root(), f.root());
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                assertEquals(a.value(x.rational(), i, j), a.value(back.rational(), i, j));
                assertEquals(a.value(x.radical(), i, j), a.value(back.radical(), i, j));
            }
        }
        assertEquals(a.value(radicand, 0, 0), a.value(square.rational(), 0, 0));
        assertEquals(0, a.value(square.radical(), 0, 0));
    }
}
