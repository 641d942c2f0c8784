package org.fiducial.operator.urpe;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;

/**
 * Which entry of a table belongs to the offset k = j - i of key j from query i, sheet urpe (D2) and (D10). A table is one column; the
 * matrix it stands for is constant along diagonals.
 */
public final class RelativeOffsets {
    private final int tokens;
    private final int size;
    private final int[] index;

    private RelativeOffsets(int tokens, int size, int[] index) {
        this.tokens = tokens;
        this.size = size;
        this.index = index;
    }

    /**
     * One entry an offset: offset k has index k + tokens - 1 of 2 tokens - 1, (D2).
     *
     * @param tokens the largest number of tokens, at least 1; shorter inputs use the same indices
     */
    public static RelativeOffsets unique(int tokens) {
        requireTokens(tokens);
        int[] index = new int[2 * tokens - 1];
        for (int t = 0; t < index.length; t++) {
            index[t] = t;
        }
        return new RelativeOffsets(tokens, index.length, index);
    }

    /**
     * Offsets in buckets that grow with the distance, (D10): buckets + 1 entries, two of which no offset uses. Indices count from the
     * smallest bucket of the whole table, so they depend on the largest number of tokens.
     *
     * @throws IllegalArgumentException unless 4 divides the number of buckets and maxDistance > buckets / 4
     */
    public static RelativeOffsets bucketed(int tokens, int buckets, int maxDistance) {
        requireTokens(tokens);
        if (buckets < 4 || buckets % 4 != 0 || maxDistance <= buckets / 4) {
            throw new IllegalArgumentException(buckets + " buckets up to distance " + maxDistance
                    + ", expected a multiple of 4 and a distance of more than a quarter of it");
        }
        int least = tokens == 1 ? 2 : -bucket(tokens - 1, buckets, maxDistance);
        int[] index = new int[2 * tokens - 1];
        for (int t = 0; t < index.length; t++) {
            int k = t - (tokens - 1);
            int v = Integer.signum(k) * bucket(Math.abs(k), buckets, maxDistance);
            index[t] = (v >= 0 ? v + 2 : v) - least;
        }
        return new RelativeOffsets(tokens, buckets + 1, index);
    }

    /**
     * The bucket beta of a distance, (D10): the distance itself below a quarter of the buckets, from there on by its logarithm. The floor of
     * the logarithm is decided in integers: beta >= e + t if and only if distance^E e^t >= maxDistance^t e^E, where E = buckets / 2 - e.
     */
    public static int bucket(int distance, int buckets, int maxDistance) {
        int half = buckets / 2;
        int e = half / 2;
        if (distance < e) {
            return distance;
        }
        int steps = half - e;
        BigInteger left = BigInteger.valueOf(distance).pow(steps);
        BigInteger right = BigInteger.valueOf(e).pow(steps);
        int t = 0;
        while (e + t < half - 1) {
            left = left.multiply(BigInteger.valueOf(e));
            right = right.multiply(BigInteger.valueOf(maxDistance));
            if (left.compareTo(right) < 0) {
                break;
            }
            t++;
        }
        return e + t;
    }

    private static void requireTokens(int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException(tokens + " tokens, expected at least 1");
        }
    }

    /** The same table read with the opposite sign, offset i - j: the convention of the authors' poster. */
    public RelativeOffsets queryMinusKey() {
        int[] reversed = new int[index.length];
        for (int t = 0; t < index.length; t++) {
            reversed[t] = index[index.length - 1 - t];
        }
        return new RelativeOffsets(tokens, size, reversed);
    }

    /** Largest number of tokens. */
    public int tokens() {
        return tokens;
    }

    /** Number of entries of a table. */
    public int size() {
        return size;
    }

    /** The entry of offset -tokens < k < tokens. */
    public int index(int k) {
        if (Math.abs(k) >= tokens) {
            throw new IllegalArgumentException("offset " + k + " of at most " + tokens + " tokens");
        }
        return index[k + tokens - 1];
    }

    /** The n x n matrix of a table [size, 1], (D2). */
    public <T> T matrix(Ring<T> a, T table, int n) {
        requireTable(a, table, n);
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int[] row = new int[n];
            for (int j = 0; j < n; j++) {
                row[j] = index(j - i);
            }
            rows.add(a.transpose(a.gatherRows(table, row)));
        }
        return a.concatenateRows(rows);
    }

    /** The gradient of a table from that of its n x n matrix: sums over the places that share an entry, (D13); [size, 1]. */
    public <T> T gradient(Ring<T> a, T matrix) {
        int n = a.rows(matrix);
        List<T> columns = new ArrayList<>();
        List<List<Integer>> places = new ArrayList<>();
        for (int t = 0; t < size; t++) {
            places.add(new ArrayList<>());
        }
        for (int i = 0; i < n; i++) {
            columns.add(a.transpose(a.gatherRows(matrix, new int[] {i})));
            for (int j = 0; j < n; j++) {
                places.get(index(j - i)).add(i * n + j);
            }
        }
        T flat = a.concatenateRows(columns);
        List<T> sums = new ArrayList<>();
        for (List<Integer> of : places) {
            sums.add(
                    of.isEmpty()
                            ? a.constant(1, 1, org.fiducial.number.Dyadic.ZERO)
                            : a.rowSums(a.transpose(a.gatherRows(
                                    flat,
                                    of.stream().mapToInt(Integer::intValue).toArray()))));
        }
        return a.concatenateRows(sums);
    }

    private <T> void requireTable(Ring<T> a, T table, int n) {
        if (n > tokens || a.rows(table) != size || a.columns(table) != 1) {
            throw new IllegalArgumentException("table " + a.rows(table) + " x " + a.columns(table) + " for " + n
                    + " tokens, expected " + size + " x 1 and at most " + tokens + " tokens");
        }
    }
}
