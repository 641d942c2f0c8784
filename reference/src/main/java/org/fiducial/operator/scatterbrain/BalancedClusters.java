package org.fiducial.operator.scatterbrain;

import java.util.Arrays;
import java.util.BitSet;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.Permutations;
import org.fiducial.verified.Tiles;

/**
 * The balanced clustering of SMYRF, sheet scatterbrain (D5c), decided exactly. A projection is L + alpha sqrt(t) with binary L, alpha, t, so
 * two of them are compared by squaring; equal ones keep their order.
 */
public final class BalancedClusters {
    private BalancedClusters() {}

    /**
     * The pairs that one projection puts into clusters of one number.
     *
     * @param query [n, d]
     * @param key [m, d]
     * @param projection alpha, [1, d + 2]; entry d belongs to the keys' extra coordinate, entry d + 1 to the queries'
     * @param querySize s_q, number of queries in a cluster
     * @param keySize s_k, number of keys in a cluster
     * @throws IllegalArgumentException unless both sides have as many clusters
     */
    public static BitSet[] pairs(Matrix query, Matrix key, Matrix projection, int querySize, int keySize) {
        int n = query.rows();
        int m = key.rows();
        if (projection.columns() != query.columns() + 2 || key.columns() != query.columns()) {
            throw new IllegalArgumentException("projection of width " + projection.columns() + " for queries of width "
                    + query.columns() + " and keys of width " + key.columns() + ", expected two more");
        }
        if (querySize < 1 || keySize < 1 || Tiles.count(n, querySize) != Tiles.count(m, keySize)) {
            throw new IllegalArgumentException("clusters of " + querySize + " of " + n + " queries and of " + keySize
                    + " of " + m + " keys, expected as many clusters");
        }
        int d = query.columns();
        Dyadic all = largestSquare(query).add(largestSquare(key));
        int[] ofQuery = clusters(order(query, projection, projection.get(0, d + 1), all), querySize);
        int[] ofKey = clusters(order(key, projection, projection.get(0, d), all), keySize);
        BitSet[] pairs = new BitSet[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = new BitSet();
            for (int j = 0; j < m; j++) {
                pairs[i].set(j, ofQuery[i] == ofKey[j]);
            }
        }
        return pairs;
    }

    /** The cluster floor(rank / size) of each element. */
    private static int[] clusters(int[] order, int size) {
        int[] place = new int[order.length];
        Permutations.invert(order, place);
        return Arrays.stream(place).map(r -> Tiles.tileOf(r, size)).toArray();
    }

    /** Ascending order of L_i + extra sqrt(all - |v_i|^2), ties by index. */
    private static int[] order(Matrix vectors, Matrix projection, double extra, Dyadic all) {
        int n = vectors.rows();
        int d = vectors.columns();
        Dyadic[] linear = new Dyadic[n];
        Dyadic[] under = new Dyadic[n];
        for (int i = 0; i < n; i++) {
            int row = i;
            linear[i] = InnerProduct.of(d, l -> vectors.get(row, l), l -> projection.get(0, l));
            under[i] = all.subtract(InnerProduct.of(vectors, i, vectors, i));
        }
        Dyadic e = Dyadic.of(extra);
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        // Arrays.sort of objects is stable.
        Arrays.sort(order, (i, j) -> compare(linear[i].subtract(linear[j]), e, under[i], under[j]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** The sign of A + e (sqrt s - sqrt t). */
    static int compare(Dyadic a, Dyadic e, Dyadic s, Dyadic t) {
        int right = e.signum() * s.compareTo(t);
        if (a.signum() == 0 || right == 0 || a.signum() == right) {
            return a.signum() != 0 ? a.signum() : right;
        }
        // Opposite signs: the larger square wins. A^2 against e^2 (s + t - 2 sqrt(s t)).
        Dyadic e2 = e.multiply(e);
        Dyadic c = a.multiply(a).subtract(e2.multiply(s.add(t)));
        // The sign of c + 2 e^2 sqrt(s t).
        Dyadic root = e2.multiply(e2).multiply(s).multiply(t).shift(2);
        int larger = c.signum() >= 0 ? (c.signum() == 0 && root.isZero() ? 0 : 1) : root.compareTo(c.multiply(c));
        return larger == 0 ? 0 : larger > 0 ? a.signum() : right;
    }

    private static Dyadic largestSquare(Matrix x) {
        Dyadic largest = Dyadic.ZERO;
        for (int i = 0; i < x.rows(); i++) {
            Dyadic square = InnerProduct.of(x, i, x, i);
            largest = square.compareTo(largest) > 0 ? square : largest;
        }
        return largest;
    }
}
