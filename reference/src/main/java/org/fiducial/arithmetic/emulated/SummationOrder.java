package org.fiducial.arithmetic.emulated;

import org.fiducial.number.SplitMix64;

/** In which order an implementation adds: what a sum of floats is, once the terms are fixed. */
public final class SummationOrder {
    private enum Kind {
        SEQUENTIAL,
        PAIRWISE,
        BLOCKED,
        RANDOM_TREE
    }

    private final Kind kind;
    private final int block;
    private final long seed;

    private SummationOrder(Kind kind, int block, long seed) {
        this.kind = kind;
        this.block = block;
        this.seed = seed;
    }

    /** ((x_0 + x_1) + x_2) + ... */
    public static SummationOrder sequential() {
        return new SummationOrder(Kind.SEQUENTIAL, 0, 0);
    }

    /** Halves, recursively; the first half is the larger one. */
    public static SummationOrder pairwise() {
        return new SummationOrder(Kind.PAIRWISE, 0, 0);
    }

    /** Blocks of that many terms, each summed in sequence, then their sums in sequence. */
    public static SummationOrder blocked(int block) {
        if (block < 1) {
            throw new IllegalArgumentException("block of " + block + " terms, expected at least 1");
        }
        return new SummationOrder(Kind.BLOCKED, block, 0);
    }

    /** A random permutation of the terms under a random bracketing, both determined by the seed and the number of terms. */
    public static SummationOrder randomTree(long seed) {
        return new SummationOrder(Kind.RANDOM_TREE, 0, seed);
    }

    /** What is summed: terms to add to a running sum, and sums to add to one another. */
    interface Terms {
        double term(int k);

        double addTerm(double sum, int k);

        double add(double sum, double other);
    }

    /** The sum of the terms 0 <= k < n in this order; 0 if there is none. */
    double sum(Terms x, int n) {
        if (n == 0) {
            return 0;
        }
        return switch (kind) {
            case SEQUENTIAL -> sequence(x, 0, n);
            case PAIRWISE -> halves(x, 0, n);
            case BLOCKED -> {
                double sum = sequence(x, 0, Math.min(block, n));
                for (int first = block; first < n; first += block) {
                    sum = x.add(sum, sequence(x, first, Math.min(first + block, n)));
                }
                yield sum;
            }
            case RANDOM_TREE -> {
                SplitMix64 random = new SplitMix64(seed + n);
                yield tree(x, permutation(random, n), 0, n, random);
            }
        };
    }

    private static double sequence(Terms x, int from, int to) {
        double sum = x.term(from);
        for (int k = from + 1; k < to; k++) {
            sum = x.addTerm(sum, k);
        }
        return sum;
    }

    private static double halves(Terms x, int from, int to) {
        if (to - from == 1) {
            return x.term(from);
        }
        int middle = to - (to - from) / 2;
        return to - middle == 1
                ? x.addTerm(halves(x, from, middle), middle)
                : x.add(halves(x, from, middle), halves(x, middle, to));
    }

    private static double tree(Terms x, int[] index, int from, int to, SplitMix64 random) {
        if (to - from == 1) {
            return x.term(index[from]);
        }
        int middle = from + 1 + (int) random.nextBelow(to - from - 1);
        double left = tree(x, index, from, middle, random);
        return to - middle == 1 ? x.addTerm(left, index[middle]) : x.add(left, tree(x, index, middle, to, random));
    }

    private static int[] permutation(SplitMix64 random, int n) {
        int[] index = new int[n];
        for (int k = 0; k < n; k++) {
            int at = (int) random.nextBelow(k + 1);
            index[k] = index[at];
            index[at] = k;
        }
        return index;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case SEQUENTIAL -> "sequential";
            case PAIRWISE -> "pairwise";
            case BLOCKED -> "blocks of " + block;
            case RANDOM_TREE -> "random tree " + seed;
        };
    }
}
