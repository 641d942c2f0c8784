package org.fiducial.proofs;

import static org.fiducial.proofs.Specification.ANY;
import static org.fiducial.proofs.Specification.all;
import static org.fiducial.proofs.Specification.between;
import static org.fiducial.proofs.Specification.of;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The contracts of the checks of flows, plans and assignments. */
final class CertificateSpecifications {
    private static final long LIMIT = Integer.MAX_VALUE;

    private CertificateSpecifications() {}

    static SortedMap<String, Specification> table() {
        SortedMap<String, Specification> s = new TreeMap<>();
        s.put(
                "Certificates.feasible",
                of(
                        c -> c.longs(0).length == c.longs(1).length,
                        c -> c.yes()
                                == all(
                                        0,
                                        c.longs(0).length,
                                        e -> 0 <= c.longs(0)[e] && c.longs(0)[e] <= c.longs(1)[e])));
        s.put(
                "Certificates.through",
                of(
                        c -> c.ints(0).length == c.longs(1).length && between(c.longs(1), -LIMIT, LIMIT),
                        c -> c.number()
                                == IntStream.range(0, c.ints(0).length)
                                        .filter(e -> c.ints(0)[e] == c.i(2))
                                        .mapToLong(e -> c.longs(1)[e])
                                        .sum()));
        s.put(
                "Certificates.cut",
                of(
                        c -> c.ints(0).length == c.longs(2).length
                                && c.ints(1).length == c.longs(2).length
                                && indices(c.ints(0), c.flags(3).length)
                                && indices(c.ints(1), c.flags(3).length)
                                && between(c.longs(2), 0, LIMIT),
                        c -> c.number()
                                == IntStream.range(0, c.ints(0).length)
                                        .filter(e -> c.flags(3)[c.ints(0)[e]] && !c.flags(3)[c.ints(1)[e]])
                                        .mapToLong(e -> c.longs(2)[e])
                                        .sum()));
        s.put(
                "Certificates.dualFeasible",
                of(
                        c -> c.longs(0).length == c.longs(2).length,
                        c -> c.yes() == all(0, c.longs(0).length, j -> c.longs(0)[j] - c.n(1) - c.longs(2)[j] >= 0)));
        s.put(
                "Certificates.complementary",
                of(
                        c -> c.longs(0).length == c.longs(3).length && c.longs(1).length == c.longs(3).length,
                        c -> c.yes()
                                == all(
                                        0,
                                        c.longs(0).length,
                                        j -> c.longs(1)[j] == 0
                                                || c.longs(1)[j] > 0 && c.longs(0)[j] - c.n(2) - c.longs(3)[j] == 0)));
        s.put(
                "Certificates.shipped",
                of(ANY, c -> c.number() == LongStream.of(c.longs(0)).sum()));
        s.put(
                "Certificates.balanced",
                of(
                        c -> c.ints(0).length == c.longs(2).length && c.ints(1).length == c.longs(2).length,
                        c -> c.yes() == (excess(c, c.i(3)) == 0)));
        s.put(
                "Certificates.marginal",
                of(
                        c -> c.ints(0).length == c.longs(1).length,
                        c -> c.yes()
                                == all(
                                        0,
                                        c.longs(2).length,
                                        v -> IntStream.range(0, c.ints(0).length)
                                                        .filter(e -> c.ints(0)[e] == v)
                                                        .mapToLong(e -> c.longs(1)[e])
                                                        .sum()
                                                == c.longs(2)[v])));
        s.put(
                "Certificates.assigned",
                of(
                        c -> c.longs(0).length == c.longs(2).length && inside(c.i(3), c.longs(2).length),
                        c -> c.yes()
                                == (c.longs(0)[c.i(3)] - c.n(1) - c.longs(2)[c.i(3)] == 0
                                        && all(
                                                0,
                                                c.longs(0).length,
                                                j -> c.longs(0)[j] - c.n(1) - c.longs(2)[j] >= 0))));
        return s;
    }

    /** What enters a node less what leaves it. */
    private static long excess(Call c, int v) {
        return IntStream.range(0, c.ints(0).length)
                .mapToLong(e -> (c.ints(1)[e] == v ? c.longs(2)[e] : 0) - (c.ints(0)[e] == v ? c.longs(2)[e] : 0))
                .sum();
    }

    private static boolean inside(int i, int length) {
        return 0 <= i && i < length;
    }

    private static boolean indices(int[] index, int n) {
        return Arrays.stream(index).allMatch(i -> 0 <= i && i < n);
    }
}
