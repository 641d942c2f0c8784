package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.ANY;
import static org.fiducial.proofs.Specification.all;
import static org.fiducial.proofs.Specification.between;
import static org.fiducial.proofs.Specification.count;
import static org.fiducial.proofs.Specification.inverse;
import static org.fiducial.proofs.Specification.of;

import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The contracts on orders: sorts, ranks, buckets, segments and evictions, checked with the library's stable sort and by counting. */
final class OrderSpecifications {
    private OrderSpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        orders(s);
        buckets(s);
        segments(s);
        eviction(s);
        return s;
    }

    private static void orders(SortedMap<String, Specification> s) {
        Predicate<Call> keys = c -> c.longs(0).length == c.longs(1).length && between(c.longs(0), -MOST, MOST);
        s.put(
                "Orders.reverse",
                of(keys, c -> all(0, c.longs(0).length, i -> c.longsAfter(1)[i] + c.longs(0)[i] == 0), 1));
        s.put(
                "Orders.sort",
                of(
                        c -> c.ints(1).length == c.longs(0).length && c.ints(2).length == c.longs(0).length,
                        c -> Arrays.equals(c.intsAfter(1), descending(c.longs(0)))
                                && inverse(c.intsAfter(1), c.intsAfter(2)),
                        1,
                        2));
        Predicate<Call> spaces = c -> c.ints(2).length == c.longs(0).length && c.ints(3).length == c.longs(0).length;
        s.put(
                "Orders.top",
                of(
                        c -> spaces.test(c) && c.i(1) >= 0,
                        c -> {
                            int[] best = descending(c.longs(0));
                            return c.index() == Math.min(c.i(1), best.length)
                                    && inverse(c.intsAfter(2), c.intsAfter(3))
                                    && all(0, c.index(), i -> c.intsAfter(2)[i] == best[i]);
                        },
                        2,
                        3));
        s.put(
                "Orders.kthLargest",
                of(
                        c -> spaces.test(c) && 0 < c.i(1) && c.i(1) <= c.longs(0).length,
                        c -> {
                            long[] sorted = Arrays.stream(c.longs(0)).sorted().toArray();
                            int[] best = descending(c.longs(0));
                            return c.number() == sorted[sorted.length - c.i(1)]
                                    && inverse(c.intsAfter(2), c.intsAfter(3))
                                    && all(0, c.i(1), i -> c.intsAfter(2)[i] == best[i]);
                        },
                        2,
                        3));
    }

    private static final long MOST = Long.MAX_VALUE;

    private static void buckets(SortedMap<String, Specification> s) {
        s.put(
                "BucketOrder.scores",
                of(
                        c -> c.longs(1).length == c.ints(0).length && all(0, c.ints(0).length, i -> c.ints(0)[i] >= 0),
                        c -> all(0, c.ints(0).length, i -> c.longsAfter(1)[i] + c.ints(0)[i] == 0),
                        1));
        s.put(
                "BucketOrder.gather",
                of(ANY, c -> all(0, c.ints(0).length, p -> c.intsAfter(3)[p] == c.ints(0)[c.ints(2)[p]]), 3)
                        .drawnBy(r -> {
                            int[] codes = codes(r);
                            long[] scores = scores(codes);
                            return new Object[] {codes, scores, descending(scores), new int[codes.length]};
                        }));
        s.put(
                "BucketOrder.ascends",
                of(
                        c -> all(1, c.ints(0).length, p -> c.ints(0)[p - 1] <= c.ints(0)[p]),
                        c -> all(0, c.ints(0).length, q -> all(0, q, p -> c.ints(0)[p] <= c.ints(0)[q]))));
        s.put(
                "BucketOrder.from",
                of(ANY, c -> c.number() == below(c.ints(0), c.i(1))).drawnBy(r -> {
                    int[] sorted = Arrays.stream(codes(r)).sorted().toArray();
                    int b = r.nextInt(5);
                    return new Object[] {sorted, b, r.nextInt(below(sorted, b) + 1)};
                }));
        s.put(
                "BucketOrder.offsets",
                of(ANY, c -> all(0, c.ints(1).length, b -> c.intsAfter(1)[b] == below(c.ints(0), b)), 1)
                        .drawnBy(r ->
                                new Object[] {Arrays.stream(codes(r)).sorted().toArray(), new int[r.nextInt(6)]}));
        s.put(
                "BucketOrder.begins",
                of(ANY, c -> all(0, c.ints(1).length, b -> c.intsAfter(1)[b] == below(c.ints(0), b)), 1)
                        .drawnBy(r ->
                                new Object[] {Arrays.stream(codes(r)).sorted().toArray(), new int[r.nextInt(6)]}));
        s.put(
                "BucketOrder.sort",
                of(
                                ANY,
                                c -> {
                                    int[] order = descending(scores(c.ints(0)));
                                    return Arrays.equals(order, c.intsAfter(2))
                                            && inverse(c.intsAfter(2), c.intsAfter(3))
                                            && all(0, order.length, p -> c.intsAfter(4)[p] == c.ints(0)[order[p]]);
                                },
                                1,
                                2,
                                3,
                                4)
                        .drawnBy(r -> {
                            int[] codes = codes(r);
                            int n = codes.length;
                            return new Object[] {codes, new long[n], new int[n], new int[n], new int[n]};
                        }));
    }

    private static int[] codes(Random r) {
        return r.ints(r.nextInt(7), 0, 4).toArray();
    }

    private static long[] scores(int[] codes) {
        return Arrays.stream(codes).mapToLong(c -> -c).toArray();
    }

    private static int below(int[] codes, int b) {
        return (int) count(0, codes.length, i -> codes[i] < b);
    }

    private static void segments(SortedMap<String, Specification> s) {
        s.put(
                "Segments.partition",
                of(c -> c.ints(0).length > 0, c -> {
                            int[] o = c.ints(0);
                            // Every i < n in exactly one segment, and nothing beside.
                            boolean once = o[0] >= 0
                                    && o[o.length - 1] == c.i(1)
                                    && all(
                                            -3,
                                            Math.max(c.i(1), 0) + 3,
                                            i -> count(1, o.length, k -> o[k - 1] <= i && i < o[k])
                                                    == (0 <= i && i < c.i(1) ? 1 : 0))
                                    && all(1, o.length, k -> o[k - 1] <= o[k])
                                    && o[0] == 0;
                            return c.yes() == once;
                        })
                        .drawnBy(r -> {
                            int n = r.nextInt(6);
                            int[] o =
                                    r.ints(1 + r.nextInt(4), 0, n + 1).sorted().toArray();
                            o[0] = r.nextInt(6) == 0 ? o[0] : 0;
                            o[o.length - 1] = r.nextInt(6) == 0 ? o[o.length - 1] : n;
                            o[r.nextInt(o.length)] += r.nextInt(6) == 0 ? 1 : 0;
                            return new Object[] {o, n};
                        }));
    }

    private static void eviction(SortedMap<String, Specification> s) {
        s.put(
                "Eviction.all",
                of(ANY, c -> marked(c.flagsAfter(0)) == c.flags(0).length && c.number() == c.flags(0).length, 0));
        s.put(
                "Eviction.restore",
                of(
                        c -> 0 <= c.i(1)
                                && c.i(1) < c.flags(0).length
                                && c.flags(0)[c.i(1)]
                                && c.i(2) == marked(c.flags(0)),
                        c -> {
                            boolean[] expected = c.flags(0).clone();
                            expected[c.i(1)] = false;
                            return Arrays.equals(expected, c.flagsAfter(0)) && c.number() == c.i(2) - 1;
                        },
                        0));
        s.put(
                "Eviction.none",
                of(c -> !any(c.flags(0)) && c.i(1) == marked(c.flags(0)), c -> c.i(1) == 0)
                        .drawnBy(r -> new Object[] {new boolean[r.nextInt(6)], 0}));
        s.put(
                "Eviction.crowded",
                of(
                                c -> c.flags(0)[c.i(2)]
                                        && c.flags(1)[c.i(2)]
                                        && all(0, c.flags(1).length, j -> c.flags(1)[j] || c.flags(0)[j]),
                                c -> c.flags(1).length - marked(c.flags(1)) < marked(c.flags(0)))
                        .drawnBy(r -> {
                            int n = 1 + r.nextInt(4);
                            return new Object[] {flags(r, n), flags(r, n), r.nextInt(n)};
                        }));
        s.put(
                "Eviction.keepBest",
                of(
                        c -> c.flags(2).length == c.longs(0).length && 0 <= c.i(1) && c.i(1) <= c.longs(0).length,
                        c -> kept(c.flagsAfter(2), c.longs(0), c.i(1)),
                        2));
        s.put(
                "Eviction.keep",
                of(
                        c -> c.flags(1).length == c.longs(0).length
                                && c.longs(3).length == c.longs(0).length
                                && c.flags(4).length == c.longs(0).length
                                && 0 <= c.i(2)
                                && c.i(2) <= c.longs(0).length,
                        c -> {
                            long[] raised = c.longs(0).clone();
                            Arrays.setAll(raised, j -> c.flags(1)[j] ? MOST : raised[j]);
                            return Arrays.equals(raised, c.longsAfter(3)) && kept(c.flagsAfter(4), raised, c.i(2));
                        },
                        3,
                        4));
    }

    /** Whether exactly the best of a stable sort are not marked. */
    private static boolean kept(boolean[] evicted, long[] scores, int budget) {
        int[] best = descending(scores);
        return all(0, best.length, t -> evicted[best[t]] == t >= budget);
    }

    private static boolean any(boolean[] x) {
        for (boolean b : x) {
            if (b) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] flags(Random r, int n) {
        boolean[] x = new boolean[n];
        for (int i = 0; i < n; i++) {
            x[i] = r.nextBoolean();
        }
        return x;
    }

    private static long marked(boolean[] x) {
        return count(0, x.length, i -> x[i]);
    }

    private static int[] descending(long[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Long.compare(scores[b], scores[a]))
                .mapToInt(i -> i)
                .toArray();
    }
}
