package org.fiducial.operator.flashbias;

import org.fiducial.arithmetic.Ring;

/**
 * Gradients of a loss with respect to the factors of a bias, sheet flashbias (D4). Those of queries, keys and values are the gradients of
 * attention with that bias, {@link org.fiducial.operator.AttentionGradients}; its dS [n, m], zero where a key is not allowed, leads here.
 * Rows of several heads below one another give the sums over the heads that share a factor.
 */
public final class FlashBiasGradients {
    private FlashBiasGradients() {}

    /** dPhi_q = dS Phi_k, [n, r]. */
    public static <T> T queryFactors(Ring<T> a, T logitsGradient, T keyFactors) {
        return a.matmul(logitsGradient, keyFactors);
    }

    /** dPhi_k = dS^T Phi_q, [m, r]. */
    public static <T> T keyFactors(Ring<T> a, T logitsGradient, T queryFactors) {
        return a.matmul(a.transpose(logitsGradient), queryFactors);
    }
}
