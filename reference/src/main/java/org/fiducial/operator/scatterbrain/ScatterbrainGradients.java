package org.fiducial.operator.scatterbrain;

import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Ring;

/**
 * Gradients of a loss through Scatterbrain attention with support and projections held constant, sheet scatterbrain (D11), for positive
 * features. The chain to queries and keys is x = sqrt(tau) q, so dQ = sqrt(tau) dx and dK = sqrt(tau) dy.
 *
 * @param x dx, [n, d]
 * @param y dy, [m, d]
 * @param value dV, [m, dv]
 * @param entries g, the gradient with respect to the un-normalised entries, [n, m]; zero outside the mask
 */
public record ScatterbrainGradients<T>(T x, T y, T value, T entries) {
    /**
     * The backward pass (D11).
     *
     * @param x scaled queries, [n, d]
     * @param y scaled keys, [m, d]
     * @param directions of the features, {@link FeatureMap#directions}, [F, d]
     * @param unnormalised w, [n, m]
     * @param outputGradient G, [n, dv]
     */
    public static <T> ScatterbrainGradients<T> of(
            ExponentialField<T> a,
            T x,
            T y,
            T value,
            T logits,
            T queryFeatures,
            T keyFeatures,
            T directions,
            int divisor,
            T unnormalised,
            T outputGradient,
            SparseSupport s) {
        T normalisers = ScatterbrainAttention.normalisers(a, unnormalised);
        T output = ScatterbrainAttention.output(a, unnormalised, value, s);
        T along = a.matmul(outputGradient, a.transpose(value));
        T mean = a.rowSums(a.multiply(outputGradient, output));
        T g = a.keep(a.normalise(a.subtract(along, mean), normalisers, s.allowed()), s.allowed());
        T dValue = a.matmul(a.transpose(a.normalise(unnormalised, normalisers, s.allowed())), outputGradient);
        T sparse = a.multiply(a.exp(logits, s.support()), g);
        T rest = a.keep(g, s.rest());
        T dx = a.add(a.matmul(sparse, y), features(a, x, queryFeatures, keyFeatures, directions, divisor, rest));
        T dy = a.add(
                a.matmul(a.transpose(sparse), x),
                features(a, y, keyFeatures, queryFeatures, directions, divisor, a.transpose(rest)));
        return new ScatterbrainGradients<>(dx, dy, dValue, g);
    }

    /** sum_j g_ij (1 / divisor) sum_r phi_r(x_i) phi_r(y_j) (w_r - x_i) for every row i. */
    private static <T> T features(Ring<T> a, T x, T own, T other, T directions, int divisor, T g) {
        T pairs = a.multiply(own, a.matmul(g, other));
        T moved = a.subtract(a.matmul(pairs, directions), a.multiply(x, a.rowSums(pairs)));
        return a.scale(
                moved,
                new org.fiducial.arithmetic.Scale(
                        org.fiducial.number.Dyadic.ONE, Math.multiplyExact(divisor, divisor)));
    }
}
