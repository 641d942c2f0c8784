package org.fiducial.operator.scatterbrain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.Buckets;
import org.fiducial.verified.Selection;

/**
 * Hashes of directions, sheet scatterbrain (D5a) and (D5b), decided exactly: their scores are polynomials of binary numbers. A pair is in the
 * support if its codes agree in some table. Codes are made by the verified core.
 */
public final class DirectionHash {
    private DirectionHash() {}

    /**
     * Hyperplane codes of one table: bit l is set where G_l.v >= 0, so a tie gives 1.
     *
     * @param vectors [n, d]
     * @param planes G, [kappa, d], at most 31 of them
     * @return one code a vector
     */
    public static int[] hyperplanes(Matrix vectors, Matrix planes) {
        requireWidth(vectors, planes.columns());
        if (planes.rows() > 31) {
            throw new IllegalArgumentException(planes.rows() + " hyperplanes in a table, expected at most 31");
        }
        int[] codes = new int[vectors.rows()];
        long[] signs = new long[planes.rows()];
        boolean[] bits = new boolean[planes.rows()];
        for (int i = 0; i < codes.length; i++) {
            for (int l = 0; l < signs.length; l++) {
                signs[l] = ExactSigns.sign(planes, l, vectors, i);
            }
            Buckets.signs(signs, bits);
            for (int l = 0; l < bits.length; l++) {
                codes[i] |= (bits[l] ? 1 : 0) << l;
            }
        }
        return codes;
    }

    /**
     * Cross-polytope hashes: the 0-based place of the largest among (v R, -v R), ties to the smallest place.
     *
     * @param vectors [n, d]
     * @param rotation R, [d, b]
     * @return one hash 0 <= c < 2b a vector
     */
    public static int[] crossPolytope(Matrix vectors, Matrix rotation) {
        requireWidth(vectors, rotation.rows());
        int[] codes = new int[vectors.rows()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Selection.argmax(ranks(vectors, i, rotation));
        }
        return codes;
    }

    /** Ranks of (v R, -v R) among those that binary64 does not exclude from being the largest; the others share the lowest. */
    private static long[] ranks(Matrix vectors, int i, Matrix rotation) {
        int b = rotation.columns();
        int d = vectors.columns();
        double[] score = new double[2 * b];
        double error = 0;
        for (int c = 0; c < b; c++) {
            double size = 0;
            for (int l = 0; l < d; l++) {
                double p = vectors.get(i, l) * rotation.get(l, c);
                score[c] += p;
                size += Math.abs(p);
            }
            score[b + c] = -score[c];
            error = Math.max(error, size < Double.MAX_VALUE ? ExactSigns.error(d, size) : Double.POSITIVE_INFINITY);
        }
        double least = Arrays.stream(score).max().orElse(0) - 4 * error;
        int[] open = IntStream.range(0, 2 * b).filter(c -> !(score[c] < least)).toArray();
        Dyadic[] exact = new Dyadic[open.length];
        for (int t = 0; t < open.length; t++) {
            int c = open[t] % b;
            Dyadic sum = open.length == 1
                    ? Dyadic.ZERO
                    : InnerProduct.of(d, l -> vectors.get(i, l), l -> rotation.get(l, c));
            exact[t] = open[t] < b ? sum : sum.negate();
        }
        long[] among = ExactSigns.ranks(exact);
        long[] ranks = new long[2 * b];
        Arrays.fill(ranks, Long.MIN_VALUE);
        for (int t = 0; t < open.length; t++) {
            ranks[open[t]] = among[t];
        }
        return ranks;
    }

    /**
     * The pairs whose codes agree in some table.
     *
     * @param queryCodes for each table, one code a query
     * @param keyCodes for each table, one code a key
     */
    public static BitSet[] collisions(List<int[]> queryCodes, List<int[]> keyCodes) {
        if (queryCodes.size() != keyCodes.size() || queryCodes.isEmpty()) {
            throw new IllegalArgumentException(queryCodes.size() + " tables of query codes and " + keyCodes.size()
                    + " of key codes, expected as many and at least one");
        }
        int n = queryCodes.get(0).length;
        BitSet[] pairs = new BitSet[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = new BitSet();
            for (int h = 0; h < queryCodes.size(); h++) {
                int[] keys = keyCodes.get(h);
                for (int j = 0; j < keys.length; j++) {
                    if (keys[j] == queryCodes.get(h)[i]) {
                        pairs[i].set(j);
                    }
                }
            }
        }
        return pairs;
    }

    private static void requireWidth(Matrix vectors, int d) {
        if (vectors.columns() != d) {
            throw new IllegalArgumentException("vectors of width " + vectors.columns() + ", expected " + d);
        }
    }
}
