package org.fiducial.oracle.dsf;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.dsf.Activations;
import org.fiducial.operator.dsf.CausalKernel;
import org.fiducial.operator.dsf.ChunkedMatrices;
import org.fiducial.operator.dsf.ChunkedScan;
import org.fiducial.operator.dsf.DynamicalSystem;
import org.fiducial.operator.dsf.SeparableAttention;
import org.fiducial.operator.dsf.SeparableAttention.InputNormaliser;
import org.fiducial.operator.dsf.Trajectory;
import org.fiducial.operator.dsf.TruncatedAttention;
import org.fiducial.operator.dsf.TruncatedExponential;
import org.fiducial.operator.dsf.TruncatedExponential.Basis;
import org.fiducial.oracle.dsf.MixerParameters.FeatureMap;
import org.fiducial.oracle.text.RealText;
import org.jspecify.annotations.Nullable;

/** One output of softmax, truncated, linear or normalised attention by one algorithm, perhaps with a mistake. */
record AttentionText(
        MixerInputs inputs,
        MixerParameters p,
        Algorithm algorithm,
        String output,
        @Nullable MixerMistake mistake) implements RealText {
    /** Outputs of the truncated softmax that compare it with softmax. */
    private static final List<String> DISTANCES = List.of("exact", "kernel-errors", "bound");

    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        T query = inputs.take(a, "query");
        T key = inputs.take(a, "key");
        T value = inputs.take(a, "value");
        if (mistake == MixerMistake.SCALE_ADDED) {
            query = a.scale(query, Scale.reciprocalSqrt(a.columns(query)));
        }
        if (DISTANCES.contains(output)) {
            TruncatedAttention<T> all = TruncatedAttention.of(a, scores(a, query, key), value, order());
            return switch (output) {
                case "exact" -> all.exact();
                case "kernel-errors" -> all.kernelErrors();
                default -> all.bound();
            };
        }
        boolean byFeatures = algorithm == Algorithm.RECURRENCE
                || algorithm == Algorithm.CHUNKS
                || algorithm == Algorithm.CHUNK_MATRICES
                || algorithm == Algorithm.DOUBLING
                || output.equals("states");
        return byFeatures ? bySums(a, query, key, value) : byMatrix(a, query, key, value);
    }

    private <T> T byMatrix(OrderedReals<T> a, T query, T key, T value) {
        AllowedKeys allowed = allowed();
        if (p.kind() == MixerKind.SOFTMAX) {
            T weights = a.softmaxRows(scores(a, query, key), allowed);
            if (mistake == MixerMistake.NORMALISER_MISSING) {
                weights = a.exp(scores(a, query, key), allowed);
            }
            return output.equals("weights") ? weights : a.matmul(weights, value);
        }
        T products = p.kind() == MixerKind.TRUNCATED_SOFTMAX
                ? TruncatedExponential.kernel(a, scores(a, query, key), order())
                : a.matmul(features(a, query), a.transpose(features(a, key)));
        T masked = a.keep(products, allowed);
        T eta = normalisers(a, masked);
        if (output.equals("normalisers")) {
            return eta;
        }
        if (mistake == MixerMistake.NORMALISER_OF_THE_TOKEN_BEFORE) {
            return new SeparableAttention<>(features(a, query), features(a, key), eta, null)
                    .formA(a, InputNormaliser.PREVIOUS)
                    .recurrence(a, value)
                    .outputs();
        }
        if (output.equals("weights")) {
            return a.divide(masked, eta);
        }
        return algorithm == Algorithm.WEIGHTS
                ? a.matmul(a.divide(masked, eta), value)
                : a.divide(a.matmul(masked, value), eta);
    }

    /** The sums that a recurrence carries, with a column of ones for the normaliser of linear attention. */
    private <T> T bySums(OrderedReals<T> a, T query, T key, T value) {
        T phi = features(a, query);
        T psi = features(a, key);
        if (output.equals("states")) {
            return run(a, SeparableAttention.sums(a, phi, psi), value).states();
        }
        if (p.kind() == MixerKind.NORMALISED) {
            T eta = p.normaliser().of(a, inputs.take(a, "normaliser"));
            return output.equals("normalisers") ? eta : a.divide(summed(a, query, key, value, phi, psi), eta);
        }
        T all = summed(a, query, key, SeparableAttention.augmented(a, value), phi, psi);
        int width = inputs.width();
        return output.equals("normalisers") ? a.columns(all, width, width + 1) : SeparableAttention.quotient(a, all);
    }

    /** phi_i . (sum over j <= i of psi_j v_j). */
    private <T> T summed(OrderedReals<T> a, T query, T key, T values, T phi, T psi) {
        if (algorithm != Algorithm.CHUNK_MATRICES) {
            return run(a, SeparableAttention.sums(a, phi, psi), values).outputs();
        }
        if (p.kind() != MixerKind.TRUNCATED_SOFTMAX) {
            return ChunkedMatrices.outputs(a, phi, psi, values, p.chunk());
        }
        // Inside a chunk the kernel of the scores, as implementations have it: features are for what is carried.
        return ChunkedMatrices.outputs(a, phi, psi, values, p.chunk(), own -> {
            T scores = scores(a, a.gatherRows(query, own), a.gatherRows(key, own));
            return TruncatedExponential.kernel(a, scores, order());
        });
    }

    private <T> Trajectory<T> run(OrderedReals<T> a, DynamicalSystem<T> system, T tokens) {
        return switch (algorithm) {
            case CHUNKS -> ChunkedScan.chunks(a, system, tokens, p.chunk());
            case DOUBLING -> ChunkedScan.doubling(a, system, tokens);
            default -> system.recurrence(a, tokens);
        };
    }

    private <T> T scores(OrderedReals<T> a, T query, T key) {
        Scale scale =
                mistake == MixerMistake.SCALE_MISSING ? Scale.of(1) : p.scale().of(a.columns(query));
        return SoftmaxAttention.logits(a, query, key, scale, null);
    }

    private int order() {
        return p.order() - (mistake == MixerMistake.ORDER_ONE_LESS ? 1 : 0);
    }

    private <T> T features(OrderedReals<T> a, T x) {
        if (p.kind() == MixerKind.TRUNCATED_SOFTMAX) {
            // The scale is shared between queries and keys by its root, so that one map serves both.
            T half = a.sqrt(a.scale(a.ones(1), p.scale().of(a.columns(x))));
            return TruncatedExponential.features(a, a.multiply(x, half), order(), Basis.TENSOR)
                    .scaled(a);
        }
        if (p.kind() == MixerKind.NORMALISED || p.featureMap() == FeatureMap.IDENTITY) {
            return x;
        }
        T map = p.featureMap() == FeatureMap.ONE_PLUS_ELU
                ? Activations.onePlusElu(a, x)
                : Activations.onePlusEluFused(a, x);
        return mistake == MixerMistake.FEATURE_MAP_WITHOUT_ONE ? a.subtract(map, a.constant(1, 1, Dyadic.ONE)) : map;
    }

    private <T> T normalisers(OrderedReals<T> a, T masked) {
        int length = inputs.length();
        if (mistake == MixerMistake.NORMALISER_MISSING) {
            return a.ones(length);
        }
        T eta = p.kind() == MixerKind.NORMALISED
                ? p.normaliser().of(a, inputs.take(a, "normaliser"))
                : a.rowSums(masked);
        if (mistake == MixerMistake.NORMALISER_EPSILON) {
            return a.add(eta, a.divide(a.ones(1), a.constant(1, 1, Dyadic.of(1_000_000))));
        }
        return mistake == MixerMistake.NORMALISER_INVERTED ? a.divide(a.ones(length), eta) : eta;
    }

    private AllowedKeys allowed() {
        int length = inputs.length();
        if (mistake != MixerMistake.FUTURE_TOKEN && mistake != MixerMistake.OWN_TOKEN_MISSING) {
            return CausalKernel.causal(length);
        }
        int[] to = new int[length];
        for (int i = 0; i < length; i++) {
            to[i] = mistake == MixerMistake.FUTURE_TOKEN ? i + 2 : Math.max(1, i);
        }
        return AllowedKeys.ranges(length, new int[length], to);
    }

    /** Outputs that this system has. */
    static List<String> outputs(MixerKind kind) {
        return switch (kind) {
            case SOFTMAX -> List.of("output", "weights");
            case TRUNCATED_SOFTMAX ->
                List.of("output", "states", "weights", "normalisers", "exact", "kernel-errors", "bound");
            default -> List.of("output", "states", "weights", "normalisers");
        };
    }
}
