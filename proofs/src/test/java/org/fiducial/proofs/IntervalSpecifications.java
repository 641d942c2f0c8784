package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.of;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The contracts on intervals of fixed-point numbers, with ends found among big integers and rounded as decimals. */
final class IntervalSpecifications {
    private static final long END = 1L << 31;

    private IntervalSpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        s.put(
                "Intervals.sum",
                of(c -> end(c, 0) && end(c, 1), c -> c.bigResult()
                                .equals(c.big(0).add(c.big(1))))
                        .upTo(END));
        s.put(
                "Intervals.times",
                of(c -> end(c, 0) && end(c, 1), c -> c.bigResult().equals(times(c, 0, 1)))
                        .upTo(END));
        s.put(
                "Intervals.least",
                of(
                                Specification.ANY,
                                c -> c.number()
                                        == Stream.of(0, 1, 2, 3)
                                                .mapToLong(c::n)
                                                .min()
                                                .orElseThrow())
                        .upTo(Long.MAX_VALUE));
        products(s);
        quotients(s);
        return s;
    }

    private static void products(SortedMap<String, Specification> s) {
        // Arguments al, ah, bl, bh, scale.
        s.put(
                "Intervals.productLow",
                of(c -> ends(c) && scale(c, 4), c -> c.bigResult()
                                .equals(rounded(corners(c).get(0), c.big(4), RoundingMode.FLOOR)))
                        .drawnBy(r -> intervals(r, 5)));
        s.put(
                "Intervals.productHigh",
                of(c -> ends(c) && scale(c, 4), c -> c.bigResult()
                                .equals(rounded(corners(c).get(3), c.big(4), RoundingMode.CEILING)))
                        .drawnBy(r -> intervals(r, 5)));
        // Arguments al, ah, bl, bh, low, a, b.
        s.put(
                "Intervals.product",
                of(
                                c -> ends(c)
                                        && c.big(4).compareTo(corners(c).get(0)) <= 0
                                        && c.n(0) <= c.n(5)
                                        && c.n(5) <= c.n(1)
                                        && c.n(2) <= c.n(6)
                                        && c.n(6) <= c.n(3),
                                c -> c.big(4).compareTo(times(c, 5, 6)) <= 0)
                        .drawnBy(r -> {
                            Object[] x = intervals(r, 7);
                            x[4] = least(x);
                            x[5] = within(r, (Long) x[0], (Long) x[1]);
                            x[6] = within(r, (Long) x[2], (Long) x[3]);
                            return x;
                        }));
    }

    private static void quotients(SortedMap<String, Specification> s) {
        // Arguments al or ah, bl, bh, scale.
        s.put(
                "Intervals.quotientLow",
                of(c -> end(c, 0) && divisor(c) && scale(c, 3), c -> c.bigResult()
                                .equals(quotient(c, 1, RoundingMode.FLOOR).min(quotient(c, 2, RoundingMode.FLOOR))))
                        .drawnBy(IntervalSpecifications::quotient));
        s.put(
                "Intervals.quotientHigh",
                of(c -> end(c, 0) && divisor(c) && scale(c, 3), c -> c.bigResult()
                                .equals(quotient(c, 1, RoundingMode.CEILING).max(quotient(c, 2, RoundingMode.CEILING))))
                        .drawnBy(IntervalSpecifications::quotient));
        // Arguments al, ah, bl, bh, scale.
        s.put(
                "Intervals.divideLow",
                of(c -> ends(c) && (c.n(2) > 0 || c.n(3) < 0) && scale(c, 4), c -> c.bigResult()
                                .equals(quotients(c, RoundingMode.FLOOR)
                                        .min(BigInteger::compareTo)
                                        .orElseThrow()))
                        .drawnBy(r -> intervals(r, 5)));
        s.put(
                "Intervals.divideHigh",
                of(c -> ends(c) && (c.n(2) > 0 || c.n(3) < 0) && scale(c, 4), c -> c.bigResult()
                                .equals(quotients(c, RoundingMode.CEILING)
                                        .max(BigInteger::compareTo)
                                        .orElseThrow()))
                        .drawnBy(r -> intervals(r, 5)));
        // Arguments al, bl, bh, scale, low, a, b.
        s.put(
                "Intervals.quotient",
                of(
                                c -> end(c, 0)
                                        && divisor(c)
                                        && scale(c, 3)
                                        && c.n(0) <= c.n(5)
                                        && c.n(5) <= END
                                        && c.n(1) <= c.n(6)
                                        && c.n(6) <= c.n(2)
                                        && times(c, 4, 1).compareTo(times(c, 0, 3)) <= 0
                                        && times(c, 4, 2).compareTo(times(c, 0, 3)) <= 0,
                                c -> times(c, 4, 6).compareTo(times(c, 5, 3)) <= 0)
                        .drawnBy(r -> {
                            Object[] x = quotient(r);
                            long low = Math.floorDiv((Long) x[0] * (Long) x[3], (Long) x[(Long) x[0] >= 0 ? 2 : 1]);
                            return new Object[] {
                                x[0],
                                x[1],
                                x[2],
                                x[3],
                                low - r.nextInt(2),
                                within(r, (Long) x[0], END),
                                within(r, (Long) x[1], (Long) x[2])
                            };
                        }));
    }

    private static boolean end(Call c, int k) {
        return -END <= c.n(k) && c.n(k) <= END;
    }

    private static boolean ends(Call c) {
        return end(c, 0) && end(c, 1) && end(c, 2) && end(c, 3) && c.n(0) <= c.n(1) && c.n(2) <= c.n(3);
    }

    private static boolean scale(Call c, int k) {
        return 0 < c.n(k) && c.n(k) <= END;
    }

    private static boolean divisor(Call c) {
        return 0 < c.n(1) && c.n(1) <= c.n(2) && c.n(2) <= END;
    }

    private static BigInteger times(Call c, int i, int j) {
        return c.big(i).multiply(c.big(j));
    }

    /** The four products of ends, ascending. */
    private static List<BigInteger> corners(Call c) {
        return Stream.of(times(c, 0, 2), times(c, 0, 3), times(c, 1, 2), times(c, 1, 3))
                .sorted()
                .toList();
    }

    /** The quotients of the four pairs of ends. */
    private static Stream<BigInteger> quotients(Call c, RoundingMode mode) {
        return Stream.of(0, 1).flatMap(i -> Stream.of(2, 3).map(j -> rounded(times(c, i, 4), c.big(j), mode)));
    }

    private static BigInteger quotient(Call c, int end, RoundingMode mode) {
        return rounded(times(c, 0, 3), c.big(end), mode);
    }

    private static BigInteger rounded(BigInteger a, BigInteger b, RoundingMode mode) {
        return new BigDecimal(a).divide(new BigDecimal(b), 0, mode).toBigIntegerExact();
    }

    /** Two intervals and a scale first; the other arguments are zero. */
    private static Object[] intervals(Random r, int arguments) {
        Object[] x = new Object[arguments];
        java.util.Arrays.fill(x, 0L);
        for (int k = 0; k < 4; k += 2) {
            long a = number(r);
            long b = r.nextInt(4) == 0 ? a : number(r);
            x[k] = Math.min(a, b);
            x[k + 1] = Math.max(a, b);
        }
        x[4] = 1 + Math.abs(number(r)) % END;
        return x;
    }

    private static Object[] quotient(Random r) {
        long a = 1 + Math.abs(number(r)) % END;
        long b = r.nextInt(4) == 0 ? a : 1 + Math.abs(number(r)) % END;
        return new Object[] {number(r), Math.min(a, b), Math.max(a, b), 1 + Math.abs(number(r)) % END};
    }

    private static long least(Object[] x) {
        long least = Long.MAX_VALUE;
        for (int k = 0; k < 4; k++) {
            least = Math.min(least, (Long) x[k / 2] * (Long) x[2 + k % 2]);
        }
        return least;
    }

    private static long within(Random r, long low, long high) {
        return switch (r.nextInt(4)) {
            case 0 -> low;
            case 1 -> high;
            default -> low + (r.nextLong() >>> 1) % (high - low + 1);
        };
    }

    private static long number(Random r) {
        return switch (r.nextInt(6)) {
            case 0 -> r.nextBoolean() ? END : -END;
            case 1, 2 -> r.nextInt(9) - 4;
            case 3 -> (long) r.nextInt(1 << 16) - (1 << 15);
            default -> r.nextLong() % END;
        };
    }
}
