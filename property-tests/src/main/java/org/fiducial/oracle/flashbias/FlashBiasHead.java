package org.fiducial.oracle.flashbias;

import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.fiducial.operator.flashbias.FlashBiasAttention;
import org.fiducial.oracle.attention.AttentionHead;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * One head of a case, as exact numbers.
 *
 * @param attention queries, keys, values, an additional bias or none, scale and mask
 * @param queryFactors Phi_q, [n, r]
 * @param keyFactors Phi_k, [m, r]
 * @param firstFactors the factors of the first head: of queries, then of keys
 * @param upstream dO, or null
 */
record FlashBiasHead(
        AttentionHead attention,
        Matrix queryFactors,
        Matrix keyFactors,
        List<Matrix> firstFactors,
        @Nullable Matrix upstream) {
    /** The head with only the query rows first <= i < end. */
    FlashBiasHead rows(int first, int end) {
        int[] rows = java.util.stream.IntStream.range(first, end).toArray();
        return new FlashBiasHead(
                attention.rows(rows),
                queryFactors.rows(rows),
                keyFactors,
                List.of(firstFactors.get(0).rows(rows), firstFactors.get(1)),
                upstream == null ? null : upstream.rows(rows));
    }

    /** The head with another mask. */
    FlashBiasHead with(AttentionHead other) {
        return new FlashBiasHead(other, queryFactors, keyFactors, firstFactors, upstream);
    }

    /** The head with the factors of queries and keys exchanged; there have to be as many of both. */
    FlashBiasHead swapped() {
        return new FlashBiasHead(attention, keyFactors, queryFactors, firstFactors, upstream);
    }

    /** dO. */
    Matrix upstreamGradient() {
        if (upstream == null) {
            throw new IllegalStateException("a gradient without an upstream gradient");
        }
        return upstream;
    }

    /** The scale, as an implementation with that mistake has it. */
    Scale scale(@Nullable FlashBiasMistake mistake) {
        int width = attention.query().columns();
        if (mistake == FlashBiasMistake.SCALE_MISSING) {
            return Scale.of(1);
        }
        return mistake == FlashBiasMistake.SCALE_OF_THE_WIDENED_HEAD
                ? Scale.reciprocalSqrt(width + queryFactors.columns())
                : attention.tau();
    }

    /** Phi_q, as an implementation with that mistake reads it. */
    Matrix queryFactors(@Nullable FlashBiasMistake mistake) {
        Matrix x = mistake == FlashBiasMistake.FACTORS_OF_THE_FIRST_HEAD ? firstFactors.get(0) : queryFactors;
        return altered(x, mistake);
    }

    /** Phi_k likewise. */
    Matrix keyFactors(@Nullable FlashBiasMistake mistake) {
        Matrix x = mistake == FlashBiasMistake.FACTORS_OF_THE_FIRST_HEAD ? firstFactors.get(1) : keyFactors;
        return altered(x, mistake);
    }

    private static Matrix altered(Matrix x, @Nullable FlashBiasMistake mistake) {
        if (mistake == FlashBiasMistake.FACTORS_BINARY16) {
            return rounded(x, Format.BINARY16);
        } else if (mistake == FlashBiasMistake.FACTORS_BFLOAT16) {
            return rounded(x, Format.BFLOAT16);
        } else if (mistake == FlashBiasMistake.LAST_FACTOR_LOST) {
            double[] y = x.values().clone();
            for (int e = x.columns() - 1; e < y.length; e += x.columns()) {
                y[e] = 0;
            }
            return new Matrix(x.rows(), x.columns(), y);
        }
        return x;
    }

    private static Matrix rounded(Matrix x, Format format) {
        double[] y = x.values().clone();
        for (int e = 0; e < y.length; e++) {
            double r = format.round(y[e]);
            y[e] = Double.isFinite(r) ? r : y[e];
        }
        return new Matrix(x.rows(), x.columns(), y);
    }

    /**
     * The logits.
     *
     * @param concatenated whether factors are appended to queries and keys, so that one sum has the products of both
     */
    <T> T logits(OrderedReals<T> a, boolean concatenated, @Nullable FlashBiasMistake mistake) {
        T query = a.literal(attention.query());
        T key = a.literal(attention.key());
        T queryFactors = a.literal(queryFactors(mistake));
        T keyFactors = a.literal(keyFactors(mistake));
        Scale tau = scale(mistake);
        T logits;
        if (mistake == FlashBiasMistake.FACTORS_MISSING) {
            logits = a.scale(a.matmul(query, a.transpose(key)), tau);
        } else if (mistake == FlashBiasMistake.BIAS_SCALED_TOO) {
            logits = a.scale(FlashBiasAttention.logits(a, query, key, Scale.of(1), queryFactors, keyFactors), tau);
        } else if (mistake == FlashBiasMistake.BIAS_SUBTRACTED) {
            logits = FlashBiasAttention.logits(a, query, key, tau, a.negate(queryFactors), keyFactors);
        } else if (mistake == FlashBiasMistake.SCALE_OF_THE_WIDENED_HEAD) {
            logits = FlashBiasAttention.widenedBeforeScale(a, query, key, attention.tau(), queryFactors, keyFactors)
                    .logits(a, tau);
        } else if (concatenated) {
            // Its roundings include those of [tau q | Phi_q] with scale 1: every term is scaled here, and the factors
            // twice.
            logits = FlashBiasAttention.widenedBeforeScale(a, query, key, tau, queryFactors, keyFactors)
                    .logits(a, tau);
        } else {
            logits = FlashBiasAttention.logits(a, query, key, tau, queryFactors, keyFactors);
        }
        Matrix bias = attention.bias();
        return bias == null ? logits : a.add(logits, a.literal(bias));
    }
}
