package org.fiducial.oracle.scatterbrain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.operator.scatterbrain.ScatterbrainGradients;
import org.fiducial.operator.scatterbrain.SparseSupport;
import org.fiducial.oracle.text.OperatorText;
import org.fiducial.tensor.Matrix;

/**
 * One head of a case: everything its texts need.
 *
 * @param alone whether there are no features: the estimates are 0, and the support is the mask
 * @param times number of hash tables that find each pair, row by row
 * @param outputGradient G, for gradients; zeros elsewhere
 */
record ScatterbrainHead(
        Matrix query,
        Matrix key,
        Matrix value,
        Matrix projections,
        FeatureMap map,
        Scale tau,
        boolean alone,
        SparseSupport support,
        Matrix times,
        Matrix outputGradient) {
    /** What a text can give. */
    enum Output {
        OUTPUT("output"),
        UNNORMALISED("unnormalised"),
        NORMALISER("normaliser"),
        NUMERATOR("numerator"),
        WEIGHTS("weights"),
        ESTIMATES("estimates"),
        DQUERY("dquery"),
        DKEY("dkey"),
        DVALUE("dvalue");

        private final String word;

        Output(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean isGradient() {
            return this == DQUERY || this == DKEY || this == DVALUE;
        }
    }

    /** The query rows first <= i < end, with all keys. */
    ScatterbrainHead rows(int first, int end) {
        return new ScatterbrainHead(
                query.rows(first, end),
                key,
                value,
                projections,
                map,
                tau,
                alone,
                support.rows(first, end),
                times.rows(first, end),
                outputGradient.rows(first, end));
    }

    /** The texts of the algorithms that may compute an output. */
    List<OperatorText> algorithms(Output output, String algorithm) {
        List<OperatorText> texts = new ArrayList<>();
        boolean shared = output == Output.OUTPUT || output == Output.NORMALISER || output == Output.NUMERATOR;
        // Only sums over keys can share products of features.
        if (!shared || !algorithm.equals("efficient")) {
            texts.add(text(output, false, ScatterbrainMistake.NONE));
        }
        if (shared && !algorithm.equals("dense")) {
            texts.add(text(output, true, ScatterbrainMistake.NONE));
        }
        return texts;
    }

    /** The mistaken texts by name. */
    Map<String, OperatorText> mistakes(Output output) {
        EnumMap<ScatterbrainMistake, OperatorText> texts = new EnumMap<>(ScatterbrainMistake.class);
        for (ScatterbrainMistake m : ScatterbrainMistake.values()) {
            if (output.isGradient() && !m.hasGradient()) {
                continue;
            }
            boolean other = m == ScatterbrainMistake.HALF_THE_FEATURES_COUNTED && map == FeatureMap.PLUS
                    || alone && m != ScatterbrainMistake.COUNTED_PER_TABLE;
            if (m != ScatterbrainMistake.NONE && !other) {
                texts.put(m, text(output, false, m));
            }
        }
        Map<String, OperatorText> named = new java.util.LinkedHashMap<>();
        texts.forEach((m, text) -> named.put(m.label(), text));
        return named;
    }

    private OperatorText text(Output output, boolean efficient, ScatterbrainMistake mistake) {
        return new OperatorText() {
            @Override
            public <T> T evaluate(ExponentialField<T> a) {
                return efficient ? shared(a, output) : dense(a, output, mistake);
            }
        };
    }

    /** What both forms begin with. */
    private record Start<T>(T x, T y, T logits, T queryFeatures, T keyFeatures) {}

    private <T> Start<T> start(ExponentialField<T> a, ScatterbrainMistake m) {
        T q = a.literal(query);
        T k = a.literal(key);
        T w = a.literal(projections);
        T x = m == ScatterbrainMistake.UNSCALED_FEATURES
                ? q
                : m == ScatterbrainMistake.FULL_SCALE_IN_FEATURES ? a.scale(q, tau) : a.scaleByRoot(q, tau);
        T y = m == ScatterbrainMistake.UNSCALED_FEATURES
                ? k
                : m == ScatterbrainMistake.FULL_SCALE_IN_FEATURES ? a.scale(k, tau) : a.scaleByRoot(k, tau);
        T halfX = FeatureMap.halfSquaredNorms(a, x);
        T halfY = FeatureMap.halfSquaredNorms(a, y);
        if (m == ScatterbrainMistake.KEY_NORM_MISSING) {
            halfY = a.subtract(halfY, halfY);
        }
        return new Start<>(
                x,
                y,
                SoftmaxAttention.logits(a, q, k, tau, null),
                map.features(a, x, w, halfX),
                map.features(a, y, w, halfY));
    }

    private <T> T dense(ExponentialField<T> a, Output output, ScatterbrainMistake m) {
        Start<T> s = start(a, m);
        T e = alone ? a.constant(query.rows(), key.rows(), Dyadic.ZERO) : estimates(a, s, m);
        if (output == Output.ESTIMATES) {
            return a.keep(e, support.allowed());
        }
        T w = m.unnormalised(a, s.logits(), e, support, times);
        if (output.isGradient()) {
            return gradient(a, output, m, s, w);
        }
        return switch (output) {
            case UNNORMALISED -> w;
            case NORMALISER -> ScatterbrainAttention.normalisers(a, w);
            case NUMERATOR -> a.matmul(w, a.literal(value));
            case WEIGHTS -> ScatterbrainAttention.weights(a, w, support);
            default ->
                m == ScatterbrainMistake.NORMALISED_BY_ESTIMATES
                        ? a.normalise(
                                a.matmul(w, a.literal(value)),
                                a.rowSums(a.keep(e, support.allowed())),
                                support.allowed())
                        : ScatterbrainAttention.output(a, w, a.literal(value), support);
        };
    }

    private <T> T estimates(ExponentialField<T> a, Start<T> s, ScatterbrainMistake m) {
        int divisor = map.divisor(projections.rows());
        return m.scaled(a, ScatterbrainAttention.estimates(a, s.queryFeatures(), s.keyFeatures(), divisor), divisor);
    }

    /** (D11); a mistake in the entries is differentiated as the implementation would, through the entries it made. */
    private <T> T gradient(ExponentialField<T> a, Output output, ScatterbrainMistake m, Start<T> s, T w) {
        ScatterbrainGradients<T> d = ScatterbrainGradients.of(
                a,
                s.x(),
                s.y(),
                a.literal(value),
                s.logits(),
                s.queryFeatures(),
                s.keyFeatures(),
                map.directions(a, a.literal(projections)),
                map.divisor(projections.rows()),
                w,
                a.literal(outputGradient),
                m == ScatterbrainMistake.LOW_RANK_ALONE ? SparseSupport.empty(support.allowed()) : support);
        return switch (output) {
            case DQUERY -> a.scaleByRoot(d.x(), tau);
            case DKEY -> a.scaleByRoot(d.y(), tau);
            default -> d.value();
        };
    }

    private <T> T shared(ExponentialField<T> a, Output output) {
        Start<T> s = start(a, ScatterbrainMistake.NONE);
        T sums = ScatterbrainAttention.efficientSums(
                a,
                s.logits(),
                s.queryFeatures(),
                s.keyFeatures(),
                a.literal(value),
                map.divisor(projections.rows()),
                support);
        int dv = value.columns();
        return switch (output) {
            case NORMALISER -> a.columns(sums, dv, dv + 1);
            case NUMERATOR -> a.columns(sums, 0, dv);
            default -> ScatterbrainAttention.efficientOutput(a, sums, support);
        };
    }
}
