package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Ring;
import org.fiducial.number.Dyadic;

/**
 * The exponential kernel cut off, K_P(x) = 1 + x + ... + x^P / P!, and its finite features, sheet dsf (D8), dsf-C9. For even P it is positive
 * everywhere; for odd P it has a real zero, and normalisers can vanish.
 */
public final class TruncatedExponential {
    private TruncatedExponential() {}

    /** Which monomials are features. */
    public enum Basis {
        /** All words of at most P coordinates, 1 + m + ... + m^P of them, with weight 1/p! for words of p coordinates. */
        TENSOR,
        /** All multi-indices of degree at most P, binomial(m + P, P) of them, with weight 1 / (al_1! ... al_m!). */
        SYMMETRIC
    }

    /**
     * Monomials of each row and their weights: sum over r of weights_r monomials(q)_r monomials(k)_r = K_P(q . k).
     *
     * @param monomials [L, n]
     * @param weights [1, n]
     */
    public record Features<T>(T monomials, T weights) {
        /** Features phi_P with phi_P(q) . phi_P(k) = K_P(q . k): monomials times roots of weights. */
        public T scaled(OrderedReals<T> a) {
            return a.multiply(monomials, a.sqrt(weights));
        }
    }

    /** K_P of each element. */
    public static <T> T kernel(Field<T> a, T x, int order) {
        T term = a.constant(a.rows(x), a.columns(x), Dyadic.ONE);
        T sum = term;
        for (int p = 1; p <= order; p++) {
            term = a.divide(a.multiply(term, x), a.constant(1, 1, Dyadic.of(p)));
            sum = a.add(sum, term);
        }
        return sum;
    }

    /** The monomials of degree at most P of each row of x [L, m]. */
    public static <T> Features<T> features(Field<T> a, T x, int order, Basis basis) {
        List<int[]> indices = new ArrayList<>();
        for (int p = 0; p <= order; p++) {
            words(a.columns(x), p, basis, indices);
        }
        List<T> monomials = new ArrayList<>();
        List<T> weights = new ArrayList<>();
        T one = a.constant(1, 1, Dyadic.ONE);
        for (int[] word : indices) {
            monomials.add(monomial(a, x, word));
            weights.add(a.divide(one, a.constant(1, 1, Dyadic.of(divisor(word, basis)))));
        }
        return new Features<>(a.concatenateColumns(monomials), a.concatenateColumns(weights));
    }

    private static <T> T monomial(Ring<T> a, T x, int[] word) {
        T product = a.constant(a.rows(x), 1, Dyadic.ONE);
        for (int c : word) {
            product = a.multiply(product, a.columns(x, c, c + 1));
        }
        return product;
    }

    /** Words of p letters below m; only the sorted ones where the basis is symmetric. */
    private static void words(int letters, int p, Basis basis, List<int[]> into) {
        int[] word = new int[p];
        while (true) {
            into.add(word.clone());
            int k = p - 1;
            while (k >= 0 && word[k] == letters - 1) {
                k--;
            }
            if (k < 0) {
                return;
            }
            int next = word[k] + 1;
            for (int l = k; l < p; l++) {
                word[l] = l == k || basis == Basis.SYMMETRIC ? next : 0;
            }
        }
    }

    /** p! for a word of p letters; the product of al! over its letters where only sorted words stand for all. */
    private static long divisor(int[] word, Basis basis) {
        long d = 1;
        int run = 0;
        for (int k = 0; k < word.length; k++) {
            run = basis == Basis.SYMMETRIC && k > 0 && word[k] != word[k - 1] ? 1 : run + 1;
            d = Math.multiplyExact(d, run);
        }
        return d;
    }
}
