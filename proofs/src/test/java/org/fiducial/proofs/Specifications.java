package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.ANY;
import static org.fiducial.proofs.Specification.all;
import static org.fiducial.proofs.Specification.between;
import static org.fiducial.proofs.Specification.count;
import static org.fiducial.proofs.Specification.inverse;
import static org.fiducial.proofs.Specification.of;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The contracts on arrays: choices, permutations, buckets, merges. Those on numbers are in {@link NumberSpecifications}. */
final class Specifications {
    private static final long LIMIT = Integer.MAX_VALUE;

    private Specifications() {}

    /** Every contract by name. */
    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>(NumberSpecifications.table());
        s.putAll(MontgomerySpecifications.table());
        s.putAll(LimbsSpecifications.table());
        s.putAll(IntervalSpecifications.table());
        s.putAll(OrderSpecifications.table());
        s.putAll(CertificateSpecifications.table());
        selection(s);
        thresholds(s);
        permutations(s);
        buckets(s);
        merging(s);
        return s;
    }

    private static void selection(SortedMap<String, Specification> s) {
        s.put(
                "Selection.argmax",
                of(c -> c.longs(0).length > 0, c -> first(c.longs(0), 0, c.longs(0).length, c.index())));
        s.put("Selection.argmin", of(c -> c.longs(0).length > 0, c -> {
            long[] negated = Arrays.stream(c.longs(0)).map(x -> -x).toArray();
            return first(negated, 0, negated.length, c.index());
        }));
        s.put(
                "Selection.argmaxWithin",
                of(
                        c -> 0 <= c.i(1) && c.i(2) <= c.longs(0).length,
                        c -> c.i(1) >= c.i(2) ? c.index() == -1 : first(c.longs(0), c.i(1), c.i(2), c.index())));
        s.put("Selection.argmaxAllowed", of(c -> c.longs(0).length == c.flags(1).length, c -> {
            long[] scores = c.longs(0);
            var best = IntStream.range(0, scores.length)
                    .filter(i -> c.flags(1)[i])
                    .boxed()
                    .min((a, b) -> scores[a] != scores[b] ? Long.compare(scores[b], scores[a]) : a - b);
            return c.index() == best.orElse(-1);
        }));
        s.put(
                "Selection.positionOfBest",
                of(
                        c -> 0 <= c.i(2) && c.i(2) < c.ints(1).length && indices(c.ints(1), c.longs(0).length),
                        c -> c.i(2) <= c.index()
                                && c.index() < c.ints(1).length
                                && all(
                                        c.i(2),
                                        c.ints(1).length,
                                        i -> !better(c.longs(0), c.ints(1)[i], c.ints(1)[c.index()]))));
        s.put(
                "Selection.swap",
                of(
                        c -> inverse(c.ints(0), c.ints(1)) && inside(c.i(2), c.ints(0)) && inside(c.i(3), c.ints(0)),
                        c -> {
                            int[] expected = c.ints(0).clone();
                            expected[c.i(2)] = c.ints(0)[c.i(3)];
                            expected[c.i(3)] = c.ints(0)[c.i(2)];
                            return Arrays.equals(expected, c.intsAfter(0)) && inverse(c.intsAfter(0), c.intsAfter(1));
                        },
                        0,
                        1));
        Predicate<Call> permuted = c -> inverse(c.ints(1), c.ints(2)) && c.longs(0).length == c.ints(1).length;
        s.put(
                "Selection.placeNext",
                of(
                        c -> permuted.test(c)
                                && inside(c.i(3), c.ints(1))
                                && sortedFront(c.longs(0), c.ints(1), c.i(3)),
                        c -> inverse(c.intsAfter(1), c.intsAfter(2))
                                && sortedFront(c.longs(0), c.intsAfter(1), c.i(3) + 1),
                        1,
                        2));
        s.put(
                "Selection.best",
                of(
                        c -> permuted.test(c) && 0 <= c.i(3) && c.i(3) <= c.ints(1).length,
                        c -> inverse(c.intsAfter(1), c.intsAfter(2)) && sortedFront(c.longs(0), c.intsAfter(1), c.i(3)),
                        1,
                        2));
        s.put(
                "Selection.identity",
                of(
                        c -> c.ints(0).length == c.ints(1).length,
                        c -> all(0, c.ints(0).length, i -> c.intsAfter(0)[i] == i && c.intsAfter(1)[i] == i),
                        0,
                        1));
    }

    private static void thresholds(SortedMap<String, Specification> s) {
        s.put(
                "Thresholds.reaching",
                of(
                        ANY,
                        c -> c.number()
                                == Arrays.stream(c.longs(0))
                                        .filter(x -> x >= c.n(1))
                                        .count()));
        s.put(
                "Thresholds.mark",
                of(
                        c -> c.longs(0).length == c.flags(2).length,
                        c -> all(0, c.longs(0).length, i -> c.flagsAfter(2)[i] == c.longs(0)[i] >= c.n(1)),
                        2));
        s.put(
                "Thresholds.admissible",
                of(
                        c -> c.longs(0).length == c.flags(1).length,
                        c -> c.yes()
                                == all(
                                        0,
                                        c.longs(0).length,
                                        i -> c.flags(1)[i] ? c.longs(0)[i] >= c.n(2) : c.longs(0)[i] <= c.n(3))));
        s.put("Thresholds.chosen", of(ANY, c -> c.number() == count(0, c.flags(0).length, i -> c.flags(0)[i])));
        s.put("Thresholds.nucleus", of(c -> between(c.longs(0), 0, LIMIT), c -> {
            int shortest = 0;
            while (shortest < c.longs(0).length && sum(c.longs(0), shortest) < c.n(1)) {
                shortest++;
            }
            return c.index() == shortest;
        }));
        s.put(
                "Thresholds.protect",
                of(
                        c -> c.longs(0).length == c.longs(2).length && c.longs(0).length == c.flags(1).length,
                        c -> all(
                                0,
                                c.longs(0).length,
                                i -> c.longsAfter(2)[i]
                                        == (c.flags(1)[i]
                                                ? Long.MAX_VALUE
                                                : Math.min(c.longs(0)[i], Long.MAX_VALUE - 1))),
                        2));
    }

    private static void permutations(SortedMap<String, Specification> s) {
        s.put(
                "Permutations.inverse",
                of(c -> c.ints(0).length == c.ints(1).length, c -> c.yes() == inverse(c.ints(0), c.ints(1))));
        s.put(
                "Permutations.invert",
                of(
                        c -> c.ints(0).length <= c.ints(1).length
                                && indices(c.ints(0), c.ints(1).length)
                                && Arrays.stream(c.ints(0)).distinct().count() == c.ints(0).length,
                        c -> all(0, c.ints(0).length, i -> c.intsAfter(1)[c.ints(0)[i]] == i),
                        1));
        s.put("Permutations.within", of(ANY, c -> c.yes() == indices(c.ints(0), c.i(1))));
        s.put(
                "Permutations.gather",
                of(
                        c -> c.longs(2).length == c.ints(1).length && indices(c.ints(1), c.longs(0).length),
                        c -> all(0, c.ints(1).length, i -> c.longsAfter(2)[i] == c.longs(0)[c.ints(1)[i]]),
                        2));
        s.put(
                "Permutations.scatter",
                of(
                        c -> c.longs(0).length == c.ints(1).length
                                && indices(c.ints(1), c.longs(2).length)
                                && Arrays.stream(c.ints(1)).distinct().count() == c.ints(1).length,
                        c -> {
                            long[] expected = c.longs(2).clone();
                            IntStream.range(0, c.ints(1).length).forEach(i -> expected[c.ints(1)[i]] = c.longs(0)[i]);
                            return Arrays.equals(expected, c.longsAfter(2));
                        },
                        2));
        s.put("Permutations.stablySorted", of(c -> indices(c.ints(1), c.longs(0).length), c -> {
            int[] order = c.ints(1);
            long[] keys = c.longs(0);
            return c.yes()
                    == all(
                            1,
                            order.length,
                            i -> keys[order[i - 1]] < keys[order[i]]
                                    || keys[order[i - 1]] == keys[order[i]] && order[i - 1] < order[i]);
        }));
        s.put(
                "Permutations.keepFirst",
                of(
                        c -> inverse(c.ints(1), c.ints(0))
                                && c.flags(3).length == c.ints(0).length
                                && 0 <= c.i(2)
                                && c.i(2) <= c.ints(0).length,
                        c -> all(0, c.ints(0).length, i -> c.flagsAfter(3)[c.ints(0)[i]] == i < c.i(2)),
                        3));
    }

    private static void buckets(SortedMap<String, Specification> s) {
        s.put("Buckets.size", of(ANY, c -> c.number() == size(c.ints(0), c.i(1))));
        s.put("Buckets.sizes", of(ANY, c -> all(0, c.ints(1).length, b -> c.intsAfter(1)[b] == size(c.ints(0), b)), 1));
        s.put(
                "Buckets.hammingDistance",
                of(
                        c -> c.flags(0).length == c.flags(1).length,
                        c -> c.number() == count(0, c.flags(0).length, i -> c.flags(0)[i] ^ c.flags(1)[i])));
        s.put(
                "Buckets.signs",
                of(
                        c -> c.longs(0).length == c.flags(1).length,
                        c -> all(0, c.longs(0).length, i -> c.flagsAfter(1)[i] == Long.signum(c.longs(0)[i]) >= 0),
                        1));
    }

    private static void merging(SortedMap<String, Specification> s) {
        s.put(
                "Merging.mergeInto",
                of(
                                c -> inside(c.i(1), c.longs(0).length)
                                        && inside(c.i(2), c.longs(0).length)
                                        && c.i(1) != c.i(2)
                                        && between(c.longs(0), 0, LIMIT)
                                        && c.n(3) == LongStream.of(c.longs(0)).sum(),
                                c -> {
                                    long[] expected = c.longs(0).clone();
                                    expected[c.i(2)] += expected[c.i(1)];
                                    expected[c.i(1)] = 0;
                                    return Arrays.equals(expected, c.longsAfter(0)) && c.number() == c.n(3);
                                },
                                0)
                        .drawnBy(r -> {
                            long[] counts = r.longs(2 + r.nextInt(4), 0, 9).toArray();
                            int a = r.nextInt(counts.length);
                            int b = (a + 1 + r.nextInt(counts.length - 1)) % counts.length;
                            return new Object[] {
                                counts, a, b, LongStream.of(counts).sum()
                            };
                        }));
        s.put(
                "Merging.apply",
                of(
                                ANY,
                                c -> c.number() == LongStream.of(c.longs(1)).sum()
                                        && all(0, c.longs(1).length, t -> c.longsAfter(1)[t] == gathered(c, t)),
                                1)
                        .drawnBy(r -> {
                            int sources = r.nextInt(4);
                            int targets = r.nextInt(4);
                            int[] into = r.ints(sources, -1, targets)
                                    .map(t -> t < 0 ? -1 : sources + t)
                                    .toArray();
                            long[] counts = r.longs(sources + targets, 0, 9).toArray();
                            return new Object[] {
                                into, counts, LongStream.of(counts).sum()
                            };
                        }));
        s.put(
                "Merging.bipartite",
                of(ANY, c -> c.yes() == Arrays.stream(c.ints(0)).allMatch(t -> t == -1 || c.i(1) <= t && t < c.i(2))));
        s.put(
                "Merging.merged",
                of(
                        ANY,
                        c -> c.number()
                                == Arrays.stream(c.ints(0)).filter(t -> t >= 0).count()));
        s.put(
                "Merging.total",
                of(
                        c -> between(c.longs(0), 0, LIMIT),
                        c -> c.number() == LongStream.of(c.longs(0)).sum()));
    }

    /** What token t stands for after a plan, from the definition. */
    private static long gathered(Call c, int t) {
        int[] into = c.ints(0);
        long own = t < into.length && into[t] != -1 ? 0 : c.longs(1)[t];
        return own
                + IntStream.range(0, into.length)
                        .filter(i -> into[i] == t)
                        .mapToLong(i -> c.longs(1)[i])
                        .sum();
    }

    private static boolean inside(int i, int[] array) {
        return inside(i, array.length);
    }

    private static boolean inside(int i, int length) {
        return 0 <= i && i < length;
    }

    private static boolean indices(int[] index, int n) {
        return Arrays.stream(index).allMatch(i -> 0 <= i && i < n);
    }

    private static long size(int[] codes, int code) {
        return Arrays.stream(codes).filter(x -> x == code).count();
    }

    private static long sum(long[] x, int n) {
        return LongStream.of(x).limit(n).sum();
    }

    private static boolean better(long[] scores, int a, int b) {
        return scores[a] > scores[b] || scores[a] == scores[b] && a < b;
    }

    private static boolean first(long[] x, int from, int to, int at) {
        return from <= at && at < to && all(from, to, i -> x[i] < x[at] || x[i] == x[at] && i >= at);
    }

    /** Whether the first k entries are the k best in order. */
    private static boolean sortedFront(long[] scores, int[] order, int k) {
        return all(0, k, a -> all(a + 1, order.length, b -> better(scores, order[a], order[b])));
    }
}
