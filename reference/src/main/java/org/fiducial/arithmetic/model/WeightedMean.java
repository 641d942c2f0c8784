package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;

/**
 * The deviation of a mean of values under computed softmax weights. Sharper than the closed bound of claim softmax-attention-C12 in three
 * places, all per element: the logits' errors are weighted with the weights and the values' distances from the mean,
 *
 * <pre>o' - o = sum_j p_j (w_j - 1) (v_j - o) / sum_j p_j w_j,   w_j = e^(theta_j),   so
 * |o' - o| <= e^Theta sum_j p_j (e^(theta_j) - 1) |v_j - o|,</pre>
 *
 * the numerator's roundings with sum_j p_j |v_j|, and the denominator's with |o|. The smaller of it and tanh(Theta / 2) * range stands.
 */
final class WeightedMean {
    private WeightedMean() {}

    static <X> Modelled<X> of(ModelledReals<X> a, Modelled<X> weights, Modelled<X> values, X mean) {
        SoftmaxDeviation s = weights.softmax();
        if (s == null) {
            throw new IllegalArgumentException("not the weights of a softmax");
        }
        FloatModel model = a.model();
        int rows = weights.rows();
        int width = values.columns();
        double[] p = a.magnitude(weights);
        Enclosures o = a.engine().enclosures(mean);
        double[] bound = new double[rows * width];
        boolean probable = a.lambda() > 0;
        double stored = a.stored(model.weightsRoundoff());
        // Only stored weights and independent errors need the mean distance of the values from their mean.
        boolean spreads = probable || stored > 0;
        ValueRows value = rows(a, values);
        WeightedSums sums = new WeightedSums(value, s, p, o, spreads, probable);
        double[] low = new double[width];
        double[] high = new double[width];
        AllowedKeys allowed = s.allowed();
        double divided = RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
        for (int i = 0; i < rows; i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            value.extremes(allowed, i, low, high);
            double widest = sums.widest[i];
            double[] pull = sums.pull[i];
            double[] spread = sums.spread[i];
            double[] size = sums.size[i];
            double[] own = sums.own[i];
            double factor = Math.exp(widest);
            double both = factor * factor;
            double gamma = s.sums()[i];
            double storedTwice = (1 + stored) / (1 - stored);
            double numerator = RoundingErrors.joined(gamma, divided) / (1 - gamma) * storedTwice;
            double denominator = gamma / (1 - gamma) * storedTwice;
            double lowTanh = Math.tanh(widest / 2) * (1 + 0x1p-40);
            for (int c = 0; c < width; c++) {
                double mean1 = Math.abs(o.mid()[i * width + c]) + o.radius()[i * width + c];
                double range = high[c] - low[c];
                double largest = Math.max(Math.abs(low[c]), Math.abs(high[c]));
                double moved = Math.min(factor * pull[c], lowTanh * range);
                if (probable) {
                    // First order: independent errors of mean zero (Hoeffding); shared errors and the second order:
                    // adversarial.
                    double first = sums.chance[i][c] + s.adversarial()[i] * spread[c];
                    moved = Math.min(moved, factor * (first + widest * widest / 2 * factor * range));
                }
                // Weights are stored before or after they are summed; the larger of the two effects stands.
                double kept = Math.max(both * size[c], both * spread[c] + moved);
                double shift = stored / (1 - stored) * (1 + numerator + denominator) * kept;
                double b = moved
                        + shift
                        + numerator * both * size[c]
                        + denominator * (mean1 + moved + shift)
                        + s.underflow()[i] * (1 + largest)
                        + own[c] * both * (1 + numerator + denominator) * storedTwice;
                // While they are summed, weights are at most e^Theta and not yet divided by their sum.
                boolean held = allowed.count(i) * largest * factor <= model.range();
                bound[i * width + c] = gamma < 1 && held ? b : Double.POSITIVE_INFINITY;
            }
        }
        return a.finish(mean, bound, null);
    }

    private static <X> ValueRows rows(ModelledReals<X> a, Modelled<X> values) {
        ValueRows known = values.cachedRows();
        return known == null
                ? values.cache(new ValueRows(a.engine().enclosures(values.exact()), values.deviations()))
                : known;
    }
}
