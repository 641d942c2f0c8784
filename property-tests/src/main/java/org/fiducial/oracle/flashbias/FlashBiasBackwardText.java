package org.fiducial.oracle.flashbias;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.flashbias.FlashBiasAttention;
import org.fiducial.operator.flashbias.FlashBiasGradients;
import org.fiducial.oracle.text.RealText;
import org.jspecify.annotations.Nullable;

/**
 * One gradient, (D4): rows of one head's dquery or dquery-factors, or dkey, dvalue or dkey-factors of a key head.
 *
 * @param heads the query heads that share the key head, or one
 * @param concatenated whether the gradient is that of the widened queries and keys, taken apart afterwards
 * @param byWeights whether Delta is the row sums of P (*) dP; otherwise those of dO (*) O
 */
record FlashBiasBackwardText(
        List<FlashBiasHead> heads,
        String output,
        boolean concatenated,
        boolean byWeights,
        @Nullable FlashBiasMistake mistake)
        implements RealText {
    @Override
    public <T> T evaluateReal(OrderedReals<T> a) {
        FlashBiasHead first = heads.get(0);
        Scale tau = mistake == FlashBiasMistake.QUERY_GRADIENT_NOT_SCALED ? Scale.of(1) : first.scale(mistake);
        return switch (output) {
            case "dquery" ->
                a.scale(a.matmul(logitsGradients(a), a.literal(first.attention().key())), tau);
            case "dquery-factors" ->
                factors(
                        a,
                        FlashBiasGradients.queryFactors(a, logitsGradients(a), a.literal(first.keyFactors(mistake))));
            case "dkey" ->
                a.scale(
                        a.matmul(
                                a.transpose(logitsGradients(a)),
                                all(a, h -> a.literal(h.attention().query()))),
                        tau);
            case "dvalue" ->
                a.matmul(a.transpose(all(a, h -> weights(a, h))), all(a, h -> a.literal(h.upstreamGradient())));
            default -> {
                T queryFactors = all(a, h -> a.literal(h.queryFactors(mistake)));
                T ds = logitsGradients(a);
                Scale scale = first.attention().tau();
                if (concatenated && mistake == null) {
                    // The widened queries hold Phi_q / tau, and what comes out is scaled as for keys.
                    T unscaled = FlashBiasAttention.unscaled(a, queryFactors, scale);
                    yield a.scale(FlashBiasGradients.keyFactors(a, ds, unscaled), scale);
                }
                yield wrong(a, FlashBiasGradients.keyFactors(a, ds, queryFactors));
            }
        };
    }

    /** dPhi_q; of widened queries it is the gradient of Phi_q / tau first, and then divided by tau. */
    private <T> T factors(OrderedReals<T> a, T gradient) {
        Scale scale = heads.get(0).attention().tau();
        return concatenated && mistake == null
                ? FlashBiasAttention.unscaled(a, a.scale(gradient, scale), scale)
                : wrong(a, gradient);
    }

    private <T> T wrong(OrderedReals<T> a, T gradient) {
        return mistake == FlashBiasMistake.FACTOR_GRADIENT_SCALED
                ? a.scale(gradient, heads.get(0).attention().tau())
                : gradient;
    }

    private <T> T all(OrderedReals<T> a, Function<FlashBiasHead, T> part) {
        List<T> parts = new ArrayList<>();
        heads.forEach(h -> parts.add(part.apply(h)));
        return parts.size() == 1 ? parts.get(0) : a.concatenateRows(parts);
    }

    private <T> T weights(OrderedReals<T> a, FlashBiasHead h) {
        return a.softmaxRows(h.logits(a, concatenated, mistake), h.attention().allowed());
    }

    private <T> T logitsGradients(OrderedReals<T> a) {
        return all(a, h -> logitsGradient(a, h));
    }

    private <T> T logitsGradient(OrderedReals<T> a, FlashBiasHead h) {
        AllowedKeys allowed = h.attention().allowed();
        T weights = weights(a, h);
        T value = a.literal(h.attention().value());
        T g = a.literal(h.upstreamGradient());
        if (byWeights) {
            T u = a.matmul(g, a.transpose(value));
            T delta = a.rowSums(a.multiply(weights, u));
            return a.multiply(weights, a.keep(a.subtract(u, delta), allowed));
        }
        T query = a.literal(h.attention().query());
        T key = a.literal(h.attention().key());
        T output = a.matmul(weights, value);
        return AttentionGradients.of(a, query, key, value, h.scale(mistake), allowed, weights, output, g, null)
                .logits();
    }

    /** Whether a mistake is tried on a gradient: mistaken weights on dvalue alone, which has nothing else of theirs. */
    static boolean shows(FlashBiasMistake m, String output) {
        return switch (m) {
            case FACTOR_GRADIENT_SCALED -> output.endsWith("-factors");
            case QUERY_GRADIENT_NOT_SCALED -> output.equals("dquery") || output.equals("dkey");
            case FACTORS_BINARY16, FACTORS_BFLOAT16 -> true;
            case CAUSAL_OTHER_CORNER -> false;
            default -> output.equals("dvalue");
        };
    }
}
