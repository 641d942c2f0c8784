package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.all;
import static org.fiducial.proofs.Specification.of;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** The contracts on single numbers, checked with big integers and decimals. */
final class NumberSpecifications {
    private static final long CODE = 1L << 40;
    private static final long INT = Integer.MAX_VALUE;

    private NumberSpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        integers(s);
        codes(s);
        packing(s);
        affineCodes(s);
        heads(s);
        ranges(s);
        tiles(s);
        residues(s);
        return s;
    }

    private static void integers(SortedMap<String, Specification> s) {
        s.put(
                "Integers.division",
                of(c -> c.n(0) >= 0 && c.n(1) > 0, c -> {
                            BigInteger[] d = c.big(0).divideAndRemainder(c.big(1));
                            return d[0].longValueExact() == c.n(0) / c.n(1) && d[1].longValueExact() == c.n(0) % c.n(1);
                        })
                        .upTo(Long.MAX_VALUE));
        s.put(
                "Integers.floor",
                of(c -> c.n(1) > 0, c -> rounded(c, RoundingMode.FLOOR) == c.number())
                        .drawnBy(r -> new Object[] {
                            r.nextInt(8) == 0 ? Long.MIN_VALUE : r.nextLong() >> r.nextInt(64),
                            1 + (r.nextLong() >>> 1 + r.nextInt(62))
                        }));
        s.put(
                "Integers.product",
                of(
                                c -> c.n(0) >= 0 && c.n(1) >= 0,
                                c -> c.big(0).multiply(c.big(1)).signum() >= 0)
                        .upTo(Long.MAX_VALUE));
        Predicate<Call> less = c ->
                c.n(2) > 0 && c.big(0).multiply(c.big(2)).compareTo(c.big(1).multiply(c.big(2))) < 0;
        s.put("Integers.cancel", of(less, c -> c.n(0) < c.n(1)).upTo(INT));
        s.put(
                "Integers.within",
                of(
                                c -> c.n(1) >= 0
                                        && c.n(1) <= CODE
                                        && Math.abs(c.n(0)) <= c.n(1)
                                        && 0 <= c.n(2)
                                        && c.n(2) <= c.n(3)
                                        && c.n(3) <= CODE,
                                c -> c.big(0)
                                                .multiply(c.big(2))
                                                .abs()
                                                .compareTo(c.big(1).multiply(c.big(3)))
                                        <= 0)
                        .upTo(CODE));
        s.put(
                "Integers.bounded",
                of(
                                c -> divisible(c, 0, 2)
                                        && rest(c.big(0), c.big(1), c.big(2))
                                                        .abs()
                                                        .shiftLeft(1)
                                                        .compareTo(c.big(2))
                                                <= 0,
                                c -> Math.abs(c.n(1)) <= CODE + 1)
                        .upTo(CODE));
    }

    private static void codes(SortedMap<String, Specification> s) {
        Predicate<Call> division = c -> divisible(c, 0, 1);
        Predicate<Call> quantiser = c -> division.test(c)
                && Math.abs(c.n(2)) <= 65536
                && -65536 <= c.n(3)
                && c.n(3) <= c.n(4)
                && c.n(4) <= 65536;
        ToLongFunction<Call> code =
                c -> Math.max(c.n(3), Math.min(c.n(4), rounded(c, RoundingMode.HALF_EVEN) + c.n(2)));
        s.put(
                "Codes.ceiling",
                of(division, c -> rounded(c, RoundingMode.CEILING) == c.number())
                        .upTo(CODE));
        s.put(
                "Codes.roundHalfEven",
                of(division, c -> rounded(c, RoundingMode.HALF_EVEN) == c.number())
                        .upTo(CODE));
        s.put(
                "Codes.rest",
                of(c -> division.test(c) && c.n(2) == rounded(c, RoundingMode.FLOOR), c -> c.bigResult()
                                .equals(c.big(0).mod(c.big(1))))
                        .upTo(CODE));
        s.put(
                "Codes.clamp",
                of(c -> c.n(1) <= c.n(2), c -> c.number() == Math.max(c.n(1), Math.min(c.n(0), c.n(2))))
                        .upTo(Long.MAX_VALUE));
        s.put(
                "Codes.quantise",
                of(quantiser, c -> c.number() == code.applyAsLong(c)).upTo(CODE));
        s.put(
                "Codes.decoded",
                of(quantiser, c -> c.bigResult()
                                .equals(c.big(1).multiply(BigInteger.valueOf(code.applyAsLong(c) - c.n(2)))))
                        .upTo(CODE));
        s.put(
                "Codes.dequantise",
                of(
                                c -> Math.abs(c.n(0)) <= 65536
                                        && Math.abs(c.n(1)) <= 65536
                                        && c.n(2) > 0
                                        && c.n(2) <= CODE,
                                c -> c.bigResult()
                                        .equals(c.big(0).subtract(c.big(1)).multiply(c.big(2))))
                        .upTo(CODE));
        s.put(
                "Codes.stochasticRound",
                of(
                                c -> division.test(c) && 0 <= c.n(2) && c.n(2) < c.n(1),
                                c -> c.number()
                                        == rounded(c, RoundingMode.FLOOR)
                                                + (c.big(2).compareTo(c.big(0).mod(c.big(1))) < 0 ? 1 : 0))
                        .upTo(CODE));
        s.put(
                "Codes.cell",
                of(
                                c -> Math.abs(c.n(0)) <= CODE / 2
                                        && Math.abs(c.n(1)) <= CODE / 2
                                        && 0 < c.n(2)
                                        && c.n(2) <= CODE
                                        && 0 < c.i(3),
                                c -> {
                                    long cell = Math.floorDiv(c.n(0) - c.n(1), c.n(2));
                                    return c.number() == Math.max(0, Math.min(cell, c.i(3) - 1));
                                })
                        .upTo(CODE / 2));
    }

    private static void packing(SortedMap<String, Specification> s) {
        s.put(
                "Packing.packNibbles",
                of(c -> nibble(c.i(0)) && nibble(c.i(1)), c -> c.number() == (c.i(0) | c.i(1) << 4))
                        .upTo(15));
        s.put(
                "Packing.lowNibble",
                of(c -> 0 <= c.i(0) && c.i(0) < 256, c -> c.number() == (c.i(0) & 15))
                        .upTo(255));
        s.put(
                "Packing.highNibble",
                of(c -> 0 <= c.i(0) && c.i(0) < 256, c -> c.number() == c.i(0) >> 4)
                        .upTo(255));
        s.put(
                "Packing.packPair",
                of(
                                c -> 0 <= c.i(0) && c.i(0) < 4 && 0 <= c.i(1) && c.i(1) < 4,
                                c -> c.number() == (c.i(0) | c.i(1) << 2))
                        .upTo(3));
        s.put(
                "Packing.lowOfPair",
                of(c -> nibble(c.i(0)), c -> c.number() == (c.i(0) & 3)).upTo(15));
        s.put(
                "Packing.highOfPair",
                of(c -> nibble(c.i(0)), c -> c.number() == c.i(0) >> 2).upTo(15));
        s.put(
                "Packing.unpackPairs",
                of(
                                c -> 0 <= c.i(0) && c.i(0) < 256 && 0 <= c.i(2) && c.i(2) + 4 <= c.ints(1).length,
                                c -> all(
                                        0,
                                        c.ints(1).length,
                                        i -> c.intsAfter(1)[i]
                                                == (c.i(2) <= i && i < c.i(2) + 4
                                                        ? c.i(0) >> 2 * (i - c.i(2)) & 3
                                                        : c.ints(1)[i])),
                                1)
                        .drawnBy(r -> new Object[] {
                            r.nextInt(256), r.ints(4 + r.nextInt(3)).toArray(), r.nextInt(3)
                        }));
    }

    private static void affineCodes(SortedMap<String, Specification> s) {
        Predicate<Call> ends =
                c -> -AFFINE <= c.n(1) && c.n(1) < c.n(2) && c.n(2) <= AFFINE && 0 < c.n(3) && c.n(3) <= 65535;
        s.put(
                "AffineCodes.code",
                of(c -> ends.test(c) && c.n(1) <= c.n(0) && c.n(0) <= c.n(2), c -> {
                            BigDecimal up =
                                    new BigDecimal(c.big(0).subtract(c.big(1)).multiply(c.big(3)));
                            BigDecimal down = new BigDecimal(c.big(2).subtract(c.big(1)));
                            return c.number()
                                    == up.divide(down, 0, RoundingMode.HALF_EVEN)
                                            .longValueExact();
                        })
                        .drawnBy(r -> affine(r, true)));
        s.put(
                "AffineCodes.value",
                of(c -> ends.test(c) && 0 <= c.n(0) && c.n(0) <= c.n(3), c -> c.bigResult()
                                .equals(c.big(1)
                                        .multiply(c.big(3).subtract(c.big(0)))
                                        .add(c.big(2).multiply(c.big(0)))))
                        .drawnBy(r -> affine(r, false)));
    }

    private static final int AFFINE = 8388608;

    /** A number between two ends, or one of the codes. */
    private static Object[] affine(Random r, boolean number) {
        int size = r.nextBoolean() ? 5 : AFFINE;
        long low = r.nextInt(2 * size + 1) - size;
        long high = r.nextInt(2 * size + 1) - size;
        long levels = 1 + r.nextInt(r.nextBoolean() ? 4 : 65535);
        long[] from = number && low <= high ? new long[] {low, high} : new long[] {0, levels};
        return new Object[] {from[0] + r.nextInt((int) (from[1] - from[0] + 1)), low, high, levels};
    }

    private static void heads(SortedMap<String, Specification> s) {
        Predicate<Call> two = c -> c.i(0) > 0 && c.i(1) > 0 && c.i(0) % c.i(1) == 0;
        Predicate<Call> three = c -> c.i(1) > 0 && c.i(2) > 0 && c.i(1) % c.i(2) == 0 && 0 <= c.i(0);
        s.put("HeadMap.group", of(two, c -> c.number() * c.i(1) == c.i(0)).upTo(INT));
        s.put(
                "HeadMap.keyHead",
                of(c -> three.test(c) && c.i(0) < c.i(1), c -> c.number() == (long) c.i(0) * c.i(2) / c.i(1))
                        .upTo(INT));
        s.put(
                "HeadMap.firstQueryHead",
                of(c -> three.test(c) && c.i(0) < c.i(2), c -> c.number() * c.i(2) == (long) c.i(0) * c.i(1))
                        .upTo(INT));
    }

    private static void ranges(SortedMap<String, Specification> s) {
        s.put(
                "KeyRanges.offset",
                of(
                                c -> c.i(0) >= 0 && c.i(1) >= 0,
                                c -> c.number() == ((Boolean) c.before()[2] ? (long) c.i(1) - c.i(0) : 0))
                        .upTo(INT));
        Predicate<Call> row = c -> c.i(0) >= 0 && c.i(2) >= 0 && c.i(3) >= 0;
        s.put(
                "KeyRanges.begin",
                of(row, c -> c.number() == cut(c.n(0) + c.n(1) - c.n(2), c.i(3)))
                        .upTo(INT));
        s.put(
                "KeyRanges.end",
                of(row, c -> c.number() == cut(c.n(0) + c.n(1) + c.n(2) + 1, c.i(3)))
                        .upTo(INT));
        Predicate<Call> rows = c -> c.i(2) >= 0 && c.i(3) >= 0;
        s.put(
                "KeyRanges.begins",
                of(rows, c -> all(0, c.ints(0).length, i -> c.intsAfter(0)[i] == cut(i + c.n(1) - c.n(2), c.i(3))), 0)
                        .upTo(INT));
        s.put(
                "KeyRanges.ends",
                of(
                                rows,
                                c -> all(
                                        0,
                                        c.ints(0).length,
                                        i -> c.intsAfter(0)[i] == cut(i + c.n(1) + c.n(2) + 1, c.i(3))),
                                0)
                        .upTo(INT));
        s.put(
                "KeyRanges.pairs",
                of(
                        c -> c.ints(0).length == c.ints(1).length
                                && all(0, c.ints(0).length, i -> 0 <= c.ints(0)[i] && c.ints(0)[i] <= c.ints(1)[i]),
                        c -> c.number()
                                == IntStream.range(0, c.ints(0).length)
                                        .mapToLong(i -> IntStream.range(c.ints(0)[i], c.ints(1)[i])
                                                .count())
                                        .sum()));
    }

    private static void tiles(SortedMap<String, Specification> s) {
        s.put(
                "Tiles.count",
                of(c -> c.i(0) >= 0 && c.i(1) > 0, c -> c.number() == (c.n(0) + c.n(1) - 1) / c.n(1))
                        .upTo(INT));
        s.put(
                "Tiles.tileOf",
                of(c -> c.i(0) >= 0 && c.i(1) > 0, c -> c.number() == Math.floorDiv(c.i(0), c.i(1)))
                        .upTo(INT));
        Predicate<Call> tile = c -> c.i(0) >= 0 && c.i(1) >= 0 && c.i(2) > 0 && c.n(0) * c.n(2) <= c.n(1);
        s.put("Tiles.begin", of(tile, c -> c.number() == c.n(0) * c.n(2)).upTo(INT));
        s.put(
                "Tiles.end",
                of(tile, c -> c.number() == Math.min(c.n(1), (c.n(0) + 1) * c.n(2)))
                        .upTo(INT));
        s.put(
                "Tiles.touches",
                of(
                                c -> c.i(0) >= 0 && c.i(1) >= 0 && c.i(2) >= 0 && c.i(3) > 0,
                                c -> c.yes()
                                        == (Math.max(c.n(1), c.n(0) * c.n(3))
                                                < Math.min(c.n(2), (c.n(0) + 1) * c.n(3))))
                        .upTo(INT));
        s.put(
                "Tiles.bounds",
                of(
                        c -> c.i(0) >= 0 && c.i(1) > 0 && c.ints(2).length == (c.n(0) + c.n(1) - 1) / c.n(1) + 1,
                        c -> all(0, c.ints(2).length, t -> c.intsAfter(2)[t] == Math.min(c.n(0), t * c.n(1))),
                        2));
    }

    private static void residues(SortedMap<String, Specification> s) {
        Predicate<Call> reduced =
                c -> 0 <= c.n(0) && c.n(0) < c.n(2) && 0 <= c.n(1) && c.n(1) < c.n(2) && c.n(2) <= 1L << 62;
        s.put(
                "Residues.add",
                of(reduced, c -> c.bigResult().equals(c.big(0).add(c.big(1)).mod(c.big(2))))
                        .upTo(1L << 62));
        s.put(
                "Residues.subtract",
                of(reduced, c -> c.bigResult()
                                .equals(c.big(0).subtract(c.big(1)).mod(c.big(2))))
                        .upTo(1L << 62));
        s.put(
                "Residues.negate",
                of(c -> 0 <= c.n(0) && c.n(0) < c.n(1) && c.n(1) <= 1L << 62, c -> c.bigResult()
                                .equals(c.big(0).negate().mod(c.big(1))))
                        .upTo(1L << 62));
    }

    private static boolean divisible(Call c, int a, int b) {
        return Math.abs(c.n(a)) <= CODE && 0 < c.n(b) && c.n(b) <= CODE;
    }

    private static BigInteger rest(BigInteger a, BigInteger q, BigInteger b) {
        return a.subtract(q.multiply(b));
    }

    /** Argument 0 over argument 1, rounded. */
    private static long rounded(Call c, RoundingMode mode) {
        return new BigDecimal(c.big(0))
                .divide(new BigDecimal(c.big(1)), 0, mode)
                .longValueExact();
    }

    private static boolean nibble(int n) {
        return 0 <= n && n < 16;
    }

    private static long cut(long x, int keys) {
        return Math.max(0, Math.min(x, keys));
    }
}
