package org.fiducial.operator;

import java.util.BitSet;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Field;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.InnerProduct;
import org.fiducial.tensor.Matrix;

/**
 * Hard-max attention, the limit of softmax attention for tau to infinity without bias (sheet softmax-attention, discrete decisions): each
 * query takes the plain mean of the values of all keys whose inner product with it is largest. Choosing and computing are separate, so that
 * an implementation's own choice can be tested and then used.
 */
public final class HardMaxAttention {
    private HardMaxAttention() {}

    /**
     * The keys with the largest exact score of each query, ties included; an empty set for an empty row. Inner products of exact inputs are
     * dyadic, so the choice is exact: binary64 rules out what its error bound allows, and exact sums decide among the rest.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static BitSet[] choose(Matrix query, Matrix key, AllowedKeys allowed) {
        if (query.columns() != key.columns() || allowed.queries() != query.rows() || allowed.keys() != key.rows()) {
            throw new IllegalArgumentException("queries " + query.rows() + " x " + query.columns() + ", keys "
                    + key.rows() + " x " + key.columns() + " and allowed keys " + allowed.queries() + " x "
                    + allowed.keys() + " do not fit");
        }
        BitSet[] chosen = new BitSet[query.rows()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = chooseRow(query, key, allowed, i);
        }
        return chosen;
    }

    private static BitSet chooseRow(Matrix query, Matrix key, AllowedKeys allowed, int i) {
        double[] score = new double[key.rows()];
        double[] error = new double[key.rows()];
        double least = Double.NEGATIVE_INFINITY;
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j)) {
                double sum = 0;
                double size = 0;
                for (int l = 0; l < key.columns(); l++) {
                    double p = query.get(i, l) * key.get(j, l);
                    sum += p;
                    size += Math.abs(p);
                }
                score[j] = sum;
                // gamma_d of the absolute sum, and one subnormal step a product; overflow leaves everything to the
                // exact sums.
                error[j] = key.columns() * (0x1p-52 * size + Double.MIN_VALUE);
                double low = sum - 2 * error[j];
                least = Math.max(least, Double.isFinite(low) ? low : Double.NEGATIVE_INFINITY);
            }
        }
        BitSet chosen = new BitSet(key.rows());
        int best = -1;
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (allowed.allows(i, j) && !(score[j] + 2 * error[j] < least)) {
                // The first key is compared with itself, which refuses what is not finite.
                int order = InnerProduct.compare(query, i, key, j, best < 0 ? j : best);
                if (best < 0 || order > 0) {
                    chosen.clear();
                    best = j;
                }
                if (order >= 0) {
                    chosen.set(j);
                }
            }
        }
        return chosen;
    }

    /**
     * The mean of the chosen values of each query, one row a query; 0 where nothing is chosen.
     *
     * @param value [m, dv]
     */
    public static <T> T output(Field<T> a, T value, BitSet[] chosen) {
        java.util.List<T> rows = new java.util.ArrayList<>();
        for (BitSet c : chosen) {
            if (c.isEmpty()) {
                rows.add(a.constant(1, a.columns(value), Dyadic.ZERO));
            } else {
                T sum = a.transpose(
                        a.rowSums(a.transpose(a.gatherRows(value, c.stream().toArray()))));
                rows.add(a.divide(sum, a.constant(1, 1, Dyadic.of(c.cardinality()))));
            }
        }
        return a.concatenateRows(rows);
    }
}
