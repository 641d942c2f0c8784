package org.fiducial.operator.flashbias;

import java.util.List;
import org.fiducial.arithmetic.Field;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;

/**
 * Logits of softmax attention with a factored bias, of one head, sheet flashbias (D1)-(D3) and (D7). Weights and outputs of these logits are
 * those of {@link SoftmaxAttention}.
 *
 * <p>Shapes: query [n, d], key [m, d], queryFactors [n, r], keyFactors [m, r].
 */
public final class FlashBiasAttention {
    private FlashBiasAttention() {}

    /** The bias itself, Phi_q Phi_k^T, (D2). */
    public static <T> T bias(Ring<T> a, T queryFactors, T keyFactors) {
        return a.matmul(queryFactors, a.transpose(keyFactors));
    }

    /** Logits tau q k^T + Phi_q Phi_k^T, the two sums apart, (D1) with (D2). */
    public static <T> T logits(Ring<T> a, T query, T key, Scale tau, T queryFactors, T keyFactors) {
        return SoftmaxAttention.logits(a, query, key, tau, bias(a, queryFactors, keyFactors));
    }

    /** Widened queries [tau q | Phi_q] and keys [k | Phi_k], whose products without a scale are the logits, (D3). */
    public static <T> Widened<T> widened(Ring<T> a, T query, T key, Scale tau, T queryFactors, T keyFactors) {
        return new Widened<>(
                a.concatenateColumns(List.of(a.scale(query, tau), queryFactors)),
                a.concatenateColumns(List.of(key, keyFactors)));
    }

    /** Widened queries [q | Phi_q / tau] and keys [k | Phi_k], whose products times tau are the logits, (D3) as for kernels with a scale. */
    public static <T> Widened<T> widenedBeforeScale(
            Field<T> a, T query, T key, Scale tau, T queryFactors, T keyFactors) {
        return new Widened<>(
                a.concatenateColumns(List.of(query, unscaled(a, queryFactors, tau))),
                a.concatenateColumns(List.of(key, keyFactors)));
    }

    /** x / tau: times sqrt(c) for tau = 1/sqrt(c), and otherwise times the reciprocal. */
    public static <T> T unscaled(Field<T> a, T x, Scale tau) {
        if (tau.factor().equals(Dyadic.ONE)) {
            return a.scale(x, new Scale(Dyadic.of(tau.radicand()), tau.radicand()));
        }
        T one = a.constant(1, 1, Dyadic.ONE);
        return a.multiply(x, a.divide(one, a.scale(one, tau)));
    }

    /** Logits of a multiplicative bias, (tau q k^T) (*) (Phi_q Phi_k^T), (D7). */
    public static <T> T multiplicativeLogits(Ring<T> a, T query, T key, Scale tau, T queryFactors, T keyFactors) {
        return a.multiply(SoftmaxAttention.logits(a, query, key, tau, null), bias(a, queryFactors, keyFactors));
    }

    /** Queries and keys of width r d with columns phi_r q_c and phi_r k_c, whose products times tau are those logits, (D7). */
    public static <T> Widened<T> products(Ring<T> a, T query, T key, T queryFactors, T keyFactors) {
        return new Widened<>(columnProducts(a, queryFactors, query), columnProducts(a, keyFactors, key));
    }

    private static <T> T columnProducts(Ring<T> a, T factors, T x) {
        List<T> parts = new java.util.ArrayList<>();
        for (int r = 0; r < a.columns(factors); r++) {
            parts.add(a.multiply(x, a.columns(factors, r, r + 1)));
        }
        return a.concatenateColumns(parts);
    }

    /** Queries [n, w] and keys [m, w] for attention without a bias. */
    public record Widened<T>(T query, T key) {
        /** Logits tau (query key^T). */
        public T logits(Ring<T> a, Scale tau) {
            return SoftmaxAttention.logits(a, query, key, tau, null);
        }
    }
}
