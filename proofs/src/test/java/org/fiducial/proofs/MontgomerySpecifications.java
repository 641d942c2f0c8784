package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.of;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The contracts on products in Montgomery's form, checked with big integers on residues drawn near the ends of their ranges. */
final class MontgomerySpecifications {
    private static final long DIGIT = 1L << 31;
    private static final long HALF = (1L << 30) - 1;
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(62);

    private MontgomerySpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        s.put(
                "Montgomery.high",
                of(c -> within(c.n(0), (1L << 62) - 1), c -> c.bigResult()
                                .equals(c.big(0).divide(BigInteger.valueOf(DIGIT))))
                        .drawnBy(r -> new Object[] {upTo(r, (1L << 62) - 1)}));
        // Arguments low, p0, n, k, q, m of exact and carry.
        s.put(
                "Montgomery.exact",
                of(c -> opposite(c.big(1), c.big(2), c.big(3)) && quotient(c), c -> times(c, 0, 3)
                                .subtract(times(c, 4, 1))
                                .shiftLeft(31)
                                .equals(c.big(0).add(times(c, 5, 1))))
                        .drawnBy(MontgomerySpecifications::carries));
        s.put(
                "Montgomery.carry",
                of(
                                c -> opposite(c.big(1), c.big(2), c.big(3))
                                        && quotient(c)
                                        && within(c.n(0), DIGIT - 1)
                                        && within(c.n(1), DIGIT - 1)
                                        && within(c.n(2), DIGIT - 1)
                                        && within(c.n(3), DIGIT)
                                        && within(c.n(4), DIGIT)
                                        && within(c.n(5), DIGIT - 1),
                                c -> within(c.number(), DIGIT - 1)
                                        && c.bigResult()
                                                .shiftLeft(31)
                                                .equals(c.big(0).add(times(c, 5, 1))))
                        .drawnBy(MontgomerySpecifications::carries));
        // Arguments t, a1, a0, d, p1, p0, n, k, m, at.
        s.put(
                "Montgomery.digit",
                of(
                                c -> within(c.n(0), (1L << 62) - 1)
                                        && within(c.n(1), HALF)
                                        && within(c.n(2), DIGIT - 1)
                                        && within(c.n(3), DIGIT - 1)
                                        && within(c.n(4), HALF)
                                        && constants(c, 5)
                                        && place(c, 8),
                                c -> within(written(c, 8).longValueExact(), DIGIT - 1)
                                        && c.bigResult()
                                                .shiftLeft(31)
                                                .equals(c.big(0)
                                                        .add(joined(c, 1).multiply(c.big(3)))
                                                        .add(joined(c, 4).multiply(written(c, 8))))
                                        && elsewhere(c, 8),
                                8)
                        .drawnBy(r -> inDigits(
                                r, upTo(r, (1L << 62) - 1), upTo(r, HALF), upTo(r, DIGIT - 1), upTo(r, DIGIT - 1))));
        // Arguments a1, a0, b1, b0, p1, p0, n, k, w, at.
        s.put(
                "Montgomery.digits",
                of(
                                c -> within(c.n(0), HALF)
                                        && within(c.n(1), DIGIT - 1)
                                        && within(c.n(2), HALF)
                                        && within(c.n(3), DIGIT - 1)
                                        && within(c.n(4), HALF)
                                        && constants(c, 5)
                                        && place(c, 8),
                                c -> written(c, 8).signum() >= 0
                                        && written(c, 8).compareTo(RADIX) < 0
                                        && c.bigResult()
                                                .multiply(RADIX)
                                                .equals(joined(c, 0)
                                                        .multiply(joined(c, 2))
                                                        .add(joined(c, 4).multiply(written(c, 8))))
                                        && elsewhere(c, 8),
                                8)
                        .drawnBy(r ->
                                inDigits(r, upTo(r, HALF), upTo(r, DIGIT - 1), upTo(r, HALF), upTo(r, DIGIT - 1))));
        // Arguments a, b, p, n, k, witness, at, and sum before them.
        s.put(
                "Montgomery.multiply",
                of(
                                c -> factors(c, 0),
                                c -> residue(c, c.big(0).multiply(c.big(1)), 2)
                                        && written(c, 5).abs().compareTo(RADIX) <= 0,
                                5)
                        .drawnBy(r -> arguments(r, false)));
        s.put(
                "Montgomery.term",
                of(
                                c -> factors(c, 1) && within(c.n(0), c.n(3) - 1),
                                c -> residue(c, c.big(0).multiply(RADIX).add(times(c, 1, 2)), 3),
                                6)
                        .drawnBy(r -> arguments(r, true)));
        return s;
    }

    /** Whether the result is the residue x / 2^62 modulo argument p, and the witness says so. */
    private static boolean residue(Call c, BigInteger x, int p) {
        BigInteger result = c.bigResult();
        return result.equals(x.multiply(RADIX.modInverse(c.big(p))).mod(c.big(p)))
                && x.add(written(c, p + 3).multiply(c.big(p))).equals(result.multiply(RADIX))
                && elsewhere(c, p + 3);
    }

    private static boolean factors(Call c, int a) {
        long p = c.n(a + 2);
        return 0 < p
                && p < 1L << 61
                && within(c.n(a), p - 1)
                && within(c.n(a + 1), p - 1)
                && within(c.n(a + 3), DIGIT - 1)
                && within(c.n(a + 4), DIGIT)
                && opposite(BigInteger.valueOf(p % DIGIT), c.big(a + 3), c.big(a + 4))
                && place(c, a + 5);
    }

    private static boolean constants(Call c, int p0) {
        return within(c.n(p0), DIGIT - 1)
                && within(c.n(p0 + 1), DIGIT - 1)
                && within(c.n(p0 + 2), DIGIT)
                && opposite(c.big(p0), c.big(p0 + 1), c.big(p0 + 2));
    }

    /** p0 n + 1 = 2^31 k. */
    private static boolean opposite(BigInteger p0, BigInteger n, BigInteger k) {
        return p0.multiply(n).add(BigInteger.ONE).equals(k.shiftLeft(31));
    }

    /** low n = 2^31 q + m. */
    private static boolean quotient(Call c) {
        return times(c, 0, 2).equals(c.big(4).shiftLeft(31).add(c.big(5)));
    }

    private static boolean place(Call c, int array) {
        return 0 <= c.i(array + 1) && c.i(array + 1) < c.longs(array).length;
    }

    private static BigInteger written(Call c, int array) {
        return BigInteger.valueOf(c.longsAfter(array)[c.i(array + 1)]);
    }

    /** Whether the other places of an array are as before. */
    private static boolean elsewhere(Call c, int array) {
        return Specification.all(
                0, c.longs(array).length, i -> i == c.i(array + 1) || c.longs(array)[i] == c.longsAfter(array)[i]);
    }

    private static BigInteger times(Call c, int i, int j) {
        return c.big(i).multiply(c.big(j));
    }

    /** 2^31 times argument k and the next one. */
    private static BigInteger joined(Call c, int k) {
        return c.big(k).shiftLeft(31).add(c.big(k + 1));
    }

    private static boolean within(long x, long most) {
        return 0 <= x && x <= most;
    }

    private static Object[] carries(Random r) {
        long p = modulus(r);
        long low = upTo(r, DIGIT - 1);
        long x = low * inverse(p);
        return new Object[] {low, p % DIGIT, inverse(p), cofactor(p), x / DIGIT, x % DIGIT};
    }

    private static Object[] arguments(Random r, boolean sum) {
        long p = modulus(r);
        long a = upTo(r, p - 1);
        long b = upTo(r, p - 1);
        long[] witness = {r.nextLong(), r.nextLong()};
        if (!sum) {
            return new Object[] {a, b, p, inverse(p), cofactor(p), witness, r.nextInt(2)};
        }
        // Half of the sums make p exactly.
        BigInteger m = BigInteger.valueOf(p);
        long product = BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .multiply(RADIX.modInverse(m))
                .mod(m)
                .longValueExact();
        long other = r.nextBoolean() && product > 0 ? p - product : upTo(r, p - 1);
        return new Object[] {other, a, b, p, inverse(p), cofactor(p), witness, r.nextInt(2)};
    }

    /** An odd modulus below 2^61, often a small one. */
    private static long modulus(Random r) {
        return r.nextInt(3) == 0 ? 1 + 2 * upTo(r, 20) : 1 + 2 * upTo(r, (1L << 60) - 1);
    }

    /** -1/p modulo 2^31. */
    private static long inverse(long p) {
        BigInteger radix = BigInteger.valueOf(DIGIT);
        return BigInteger.valueOf(p).negate().modInverse(radix).longValueExact();
    }

    private static long cofactor(long p) {
        return (p % DIGIT * inverse(p) + 1) / DIGIT;
    }

    /** A number 0 <= x <= most, often at an end. */
    /** Digits, then p1, p0, n, k of a drawn modulus, a result and its place. */
    private static Object[] inDigits(Random r, long... digits) {
        long p = modulus(r);
        List<Object> all = new ArrayList<>();
        for (long digit : digits) {
            all.add(digit);
        }
        all.addAll(List.of(p / DIGIT, p % DIGIT, inverse(p), cofactor(p)));
        all.add(new long[] {r.nextLong(), r.nextLong()});
        all.add(r.nextInt(2));
        return all.toArray();
    }

    private static long upTo(Random r, long most) {
        return switch (r.nextInt(6)) {
            case 0 -> 0;
            case 1 -> most;
            default -> (r.nextLong() >>> 1) % (most + 1);
        };
    }
}
