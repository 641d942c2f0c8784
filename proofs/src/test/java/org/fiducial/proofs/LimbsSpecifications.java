package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.all;
import static org.fiducial.proofs.Specification.between;
import static org.fiducial.proofs.Specification.of;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The contracts on long accumulators, their values taken as big integers by Horner's rule from the last limb down. */
final class LimbsSpecifications {
    private static final long RADIX = 1L << 30;
    private static final long MOST = 1L << 60;

    private LimbsSpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        s.put(
                "Limbs.floor",
                of(c -> -MOST * 2 <= c.n(0) && c.n(0) < MOST * 2, c -> c.number() == Math.floorDiv(c.n(0), RADIX))
                        .upTo(2 * MOST));
        sums(s);
        lemmas(s);
        orders(s);
        return s;
    }

    private static void sums(SortedMap<String, Specification> s) {
        // Arguments limb, at, x, next, y.
        s.put(
                "Limbs.add",
                of(
                                c -> 0 <= c.i(1)
                                        && c.i(1) < c.i(3)
                                        && c.i(3) < c.longs(0).length
                                        && fits(c.longs(0)[c.i(1)], c.n(2))
                                        && fits(c.longs(0)[c.i(3)], c.n(4)),
                                c -> growth(c).equals(at(c.big(2), c.i(1)).add(at(c.big(4), c.i(3))))
                                        && elsewhere(c, c.i(1), c.i(3)),
                                0)
                        .drawnBy(r -> {
                            long[] limb = limbs(r, 5, Long.MAX_VALUE);
                            return new Object[] {limb, r.nextInt(4), any(r, MOST), 1 + r.nextInt(4), any(r, MOST)};
                        }));
        s.put(
                "Limbs.carry",
                of(
                                c -> 0 <= c.i(1)
                                        && c.i(1) < c.longs(0).length - 1
                                        && between(c.longs(0), -2 * MOST, 2 * MOST - 1),
                                c -> growth(c).signum() == 0
                                        && digit(c.longsAfter(0)[c.i(1)])
                                        && elsewhere(c, c.i(1), c.i(1) + 1),
                                0)
                        .drawnBy(r -> new Object[] {limbs(r, 4, 2 * MOST - 1), r.nextInt(3)}));
        s.put(
                "Limbs.normalise",
                of(
                                c -> c.longs(0).length > 0 && between(c.longs(0), -MOST, MOST),
                                c -> growth(c).signum() == 0 && normal(c.longsAfter(0)),
                                0)
                        .drawnBy(r -> new Object[] {limbs(r, 1 + r.nextInt(6), MOST)}));
        // Arguments limb, at, scale, a, b.
        s.put(
                "Limbs.addProduct",
                of(
                                c -> 0 <= c.i(1)
                                        && c.i(1) < c.longs(0).length - 1
                                        && between(c.longs(0), -MOST, MOST)
                                        && 1 <= c.n(2)
                                        && c.n(2) <= 1 << 29
                                        && Math.abs(c.n(3)) <= 1 << 27
                                        && 0 <= c.n(4)
                                        && c.n(4) <= 1 << 27,
                                c -> growth(c)
                                                .equals(at(
                                                        c.big(2)
                                                                .multiply(c.big(3))
                                                                .multiply(c.big(4)),
                                                        c.i(1)))
                                        && elsewhere(c, c.i(1), c.i(1) + 1)
                                        && digit(moved(c, c.i(1)))
                                        && Math.abs(moved(c, c.i(1) + 1)) <= 1L << 54,
                                0)
                        .drawnBy(r -> new Object[] {
                            limbs(r, 4, MOST),
                            r.nextInt(3),
                            1L << r.nextInt(30),
                            any(r, 1 << 27),
                            Math.abs(any(r, 1 << 27))
                        }));
        s.put(
                "Limbs.merge",
                of(
                                c -> c.longs(0).length == c.longs(1).length
                                        && c.longs(0).length == c.longs(2).length
                                        && between(c.longs(0), -MOST, MOST)
                                        && between(c.longs(1), -MOST, MOST),
                                c -> value(c.longsAfter(2))
                                        .equals(value(c.longs(0)).add(value(c.longs(1)))),
                                2)
                        .drawnBy(r -> {
                            int n = r.nextInt(5);
                            return new Object[] {limbs(r, n, MOST), limbs(r, n, MOST), new long[n]};
                        }));
    }

    private static void lemmas(SortedMap<String, Specification> s) {
        s.put(
                "Limbs.power",
                of(c -> 0 <= c.i(0), c -> at(BigInteger.ONE, c.i(0)).signum() > 0));
        s.put(
                "Limbs.digit",
                of(
                                c -> 0 <= c.i(1) && digit(c.n(0)),
                                c -> c.n(0) >= 0
                                        && at(c.big(0), c.i(1)).compareTo(at(BigInteger.valueOf(RADIX - 1), c.i(1)))
                                                <= 0)
                        .drawnBy(r -> new Object[] {Math.abs(any(r, RADIX - 1)), r.nextInt(20)}));
        s.put(
                "Limbs.multiple",
                of(
                                c -> 0 <= c.i(1) && 1 <= c.n(0),
                                c -> at(c.big(0), c.i(1)).compareTo(at(BigInteger.ONE, c.i(1))) >= 0)
                        .drawnBy(r -> new Object[] {1 + Math.abs(any(r, MOST)), r.nextInt(20)}));
        s.put(
                "Limbs.summed",
                of(
                                c -> c.longs(0).length == c.longs(1).length
                                        && c.longs(0).length == c.longs(2).length
                                        && all(
                                                0,
                                                c.longs(0).length,
                                                j -> c.longs(2)[j] == Math.addExact(c.longs(0)[j], c.longs(1)[j])),
                                c -> value(c.longs(2)).equals(value(c.longs(0)).add(value(c.longs(1)))))
                        .drawnBy(r -> {
                            long[] a = limbs(r, r.nextInt(5), MOST);
                            long[] b = limbs(r, a.length, MOST);
                            long[] c = a.clone();
                            Arrays.setAll(c, j -> a[j] + b[j]);
                            return new Object[] {a, b, c};
                        }));
        // Arguments limb, n.
        s.put(
                "Limbs.below",
                of(
                                c -> 0 <= c.i(1)
                                        && c.i(1) <= c.longs(0).length
                                        && between(head(c, 0, c.i(1)), 0, RADIX - 1),
                                c -> value(head(c, 0, c.i(1))).signum() >= 0
                                        && value(head(c, 0, c.i(1))).compareTo(at(BigInteger.ONE, c.i(1))) < 0
                                        && c.yes() == value(head(c, 0, c.i(1))).signum() > 0)
                        .drawnBy(r -> new Object[] {digits(r, 4), r.nextInt(5)}));
        // Arguments a, b, i.
        s.put(
                "Limbs.above",
                of(
                                c -> {
                                    int i = c.i(2);
                                    return 0 <= i
                                            && i < Math.min(c.longs(0).length, c.longs(1).length)
                                            && 0 <= c.longs(1)[i]
                                            && c.longs(1)[i] < c.longs(0)[i]
                                            && c.longs(0)[i] < RADIX
                                            && gap(c, i).abs().compareTo(at(BigInteger.ONE, i)) < 0;
                                },
                                c -> gap(c, c.i(2) + 1).signum() > 0
                                        && gap(c, c.i(2) + 1).compareTo(at(BigInteger.ONE, c.i(2) + 1)) < 0)
                        .drawnBy(r -> {
                            long[] a = digits(r, 4);
                            return new Object[] {a, near(r, a), r.nextInt(4)};
                        }));
        // Arguments a, b, n.
        s.put(
                "Limbs.order",
                of(
                                c -> 0 <= c.i(2)
                                        && c.i(2) <= c.longs(0).length
                                        && c.i(2) <= c.longs(1).length
                                        && between(head(c, 0, c.i(2)), 0, RADIX - 1)
                                        && between(head(c, 1, c.i(2)), 0, RADIX - 1),
                                c -> c.number() == gap(c, c.i(2)).signum()
                                        && gap(c, c.i(2)).abs().compareTo(at(BigInteger.ONE, c.i(2))) < 0)
                        .drawnBy(r -> {
                            long[] a = digits(r, 4);
                            return new Object[] {a, near(r, a), r.nextInt(5)};
                        }));
    }

    private static void orders(SortedMap<String, Specification> s) {
        s.put(
                "Limbs.sign",
                of(
                                c -> normal(c.longs(0)) && Math.abs(last(c.longs(0))) <= 2 * MOST,
                                c -> c.number() == value(c.longs(0)).signum())
                        .drawnBy(r -> new Object[] {normal(r, 1 + r.nextInt(4))}));
        s.put(
                "Limbs.compare",
                of(
                                c -> c.longs(0).length == c.longs(1).length
                                        && normal(c.longs(0))
                                        && normal(c.longs(1))
                                        && Math.abs(last(c.longs(0))) <= 2 * MOST
                                        && Math.abs(last(c.longs(1))) <= 2 * MOST,
                                c -> c.number() == value(c.longs(0)).compareTo(value(c.longs(1))))
                        .drawnBy(r -> {
                            long[] a = normal(r, 1 + r.nextInt(4));
                            return new Object[] {a, near(r, a)};
                        }));
    }

    /** The sum of limb[j] 2^(30 j). */
    private static BigInteger value(long[] limb) {
        BigInteger sum = BigInteger.ZERO;
        for (int j = limb.length - 1; j >= 0; j--) {
            sum = sum.shiftLeft(30).add(BigInteger.valueOf(limb[j]));
        }
        return sum;
    }

    /** The difference of the first n limbs of arguments 0 and 1. */
    private static BigInteger gap(Call c, int n) {
        return value(head(c, 0, n)).subtract(value(head(c, 1, n)));
    }

    private static BigInteger at(BigInteger x, int limb) {
        return x.shiftLeft(30 * limb);
    }

    /** By how much the value of argument 0 grows. */
    private static BigInteger growth(Call c) {
        return value(c.longsAfter(0)).subtract(value(c.longs(0)));
    }

    private static long moved(Call c, int j) {
        return c.longsAfter(0)[j] - c.longs(0)[j];
    }

    private static boolean elsewhere(Call c, int first, int second) {
        return all(0, c.longs(0).length, j -> j == first || j == second || moved(c, j) == 0);
    }

    private static boolean fits(long x, long y) {
        return BigInteger.valueOf(x).add(BigInteger.valueOf(y)).bitLength() < 64;
    }

    private static boolean digit(long x) {
        return 0 <= x && x < RADIX;
    }

    /** Whether all limbs but the last, of which there is one, are digits. */
    private static boolean normal(long[] limb) {
        return limb.length > 0 && all(0, limb.length - 1, j -> digit(limb[j]));
    }

    private static long last(long[] limb) {
        return limb[limb.length - 1];
    }

    private static long[] head(Call c, int k, int n) {
        return Arrays.copyOf(c.longs(k), n);
    }

    private static long any(Random r, long most) {
        LongSupplier magnitude = () -> switch (r.nextInt(5)) {
            case 0 -> most;
            case 1 -> 0;
            case 2 -> Math.min(most, RADIX * r.nextInt(5));
            default -> (r.nextLong() >>> 1 + r.nextInt(63)) % most;
        };
        return r.nextBoolean() ? magnitude.getAsLong() : -magnitude.getAsLong();
    }

    private static long[] limbs(Random r, int n, long most) {
        return r.longs(n).map(x -> any(r, most)).toArray();
    }

    private static long[] digits(Random r, int n) {
        return r.longs(n).map(x -> Math.abs(any(r, RADIX - 1))).toArray();
    }

    private static long[] normal(Random r, int n) {
        long[] limb = digits(r, n);
        limb[n - 1] = any(r, r.nextBoolean() ? 1 : 2 * MOST);
        return limb;
    }

    /** The same number, or one that differs in a digit or two. */
    private static long[] near(Random r, long[] limb) {
        long[] other = limb.clone();
        for (int t = r.nextInt(3); t > 0; t--) {
            other[r.nextInt(other.length)] = r.nextInt(3);
        }
        return other;
    }
}
