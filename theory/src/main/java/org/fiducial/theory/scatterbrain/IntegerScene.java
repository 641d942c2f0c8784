package org.fiducial.theory.scatterbrain;

import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.theory.identity.Variables;

/**
 * Even integer queries and keys and integer projections, so that every exponent of the operator is an integer (sheet, exp-free mode).
 *
 * @param x scaled queries, [n, d]
 * @param y scaled keys, [m, d]
 * @param halfX |x|^2 / 2, [n, 1]
 * @param halfY |y|^2 / 2, [m, 1]
 * @param projections [M, d]
 */
record IntegerScene<T>(T x, T y, T halfX, T halfY, T projections) {
    static <T> IntegerScene<T> of(Ring<T> a, Variables<T> v, int projections) {
        int d = 1 + v.cycle(3);
        int n = 1 + v.choice(3);
        int m = 1 + v.choice(3);
        T halfQueries = v.integers(n, d, 1);
        T halfKeys = v.integers(m, d, 1);
        return new IntegerScene<>(
                a.add(halfQueries, halfQueries),
                a.add(halfKeys, halfKeys),
                twiceSquares(a, halfQueries),
                twiceSquares(a, halfKeys),
                v.integers(projections, d, 2));
    }

    private static <T> T twiceSquares(Ring<T> a, T half) {
        T squares = a.rowSums(a.multiply(half, half));
        return a.add(squares, squares);
    }

    T logits(Ring<T> a) {
        return a.matmul(x, a.transpose(y));
    }

    T features(ExponentialField<T> a, FeatureMap map, T vectors, T halfNorms) {
        return map.features(a, vectors, projections, halfNorms);
    }
}
