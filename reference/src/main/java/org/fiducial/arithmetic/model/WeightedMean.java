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
        int keys = weights.columns();
        int width = values.columns();
        double[] p = a.magnitude(weights);
        Enclosures v = a.engine().enclosures(values.exact());
        Enclosures o = a.engine().enclosures(mean);
        double[] dv = values.deviations();
        double[] bound = new double[rows * width];
        boolean probable = a.lambda() > 0;
        double[] pull = new double[width];
        double[] spread = new double[width];
        double[] size = new double[width];
        double[] squares = new double[width];
        double[] own = new double[width];
        double[] low = new double[width];
        double[] high = new double[width];
        AllowedKeys allowed = s.allowed();
        double divided = RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
        double stored = a.stored(model.weightsRoundoff());
        for (int i = 0; i < rows; i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            java.util.Arrays.fill(pull, 0);
            java.util.Arrays.fill(spread, 0);
            java.util.Arrays.fill(size, 0);
            java.util.Arrays.fill(squares, 0);
            java.util.Arrays.fill(own, 0);
            java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
            java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
            double widest = 0;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (!allowed.allows(i, j)) {
                    continue;
                }
                int e = i * keys + j;
                double pj = p[e];
                double gain = Math.expm1(s.theta()[e]);
                widest = Math.max(widest, s.theta()[e]);
                double weighted = pj * gain;
                for (int c = 0; c < width; c++) {
                    double x = v.mid()[j * width + c];
                    double r = v.radius()[j * width + c];
                    double distance = Math.abs(x - o.mid()[i * width + c]) + r + o.radius()[i * width + c];
                    pull[c] += weighted * distance;
                    spread[c] += pj * distance;
                    size[c] += pj * (Math.abs(x) + r);
                    low[c] = Math.min(low[c], x - r);
                    high[c] = Math.max(high[c], x + r);
                }
                if (probable) {
                    double chance = pj * s.chance()[e];
                    for (int c = 0; c < width; c++) {
                        double distance = Math.abs(v.mid()[j * width + c] - o.mid()[i * width + c])
                                + v.radius()[j * width + c]
                                + o.radius()[i * width + c];
                        squares[c] += chance * distance * (chance * distance);
                    }
                }
                if (dv != null) {
                    for (int c = 0; c < width; c++) {
                        own[c] += pj * dv[j * width + c];
                    }
                }
            }
            double factor = Math.exp(widest);
            double both = factor * factor;
            double gamma = s.sums()[i];
            double storedTwice = (1 + stored) / (1 - stored);
            double numerator = ((1 + gamma) * (1 + divided) - 1) / (1 - gamma) * storedTwice;
            double denominator = gamma / (1 - gamma) * storedTwice;
            double lowTanh = Math.tanh(widest / 2) * (1 + 0x1p-40);
            for (int c = 0; c < width; c++) {
                double mean1 = Math.abs(o.mid()[i * width + c]) + o.radius()[i * width + c];
                double range = high[c] - low[c];
                double moved = Math.min(factor * pull[c], lowTanh * range);
                if (probable) {
                    // First order: independent errors of mean zero (Hoeffding); shared errors and the second order:
                    // adversarial.
                    double first = Math.sqrt(squares[c]) + s.adversarial()[i] * spread[c];
                    moved = Math.min(moved, factor * (first + widest * widest / 2 * factor * range));
                }
                // Weights are stored before or after they are summed; the larger of the two effects stands.
                double kept = Math.max(both * size[c], both * spread[c] + moved);
                double shift = stored / (1 - stored) * (1 + numerator + denominator) * kept;
                double b = moved
                        + shift
                        + numerator * both * size[c]
                        + denominator * (mean1 + moved + shift)
                        + s.underflow()[i] * (1 + Math.max(Math.abs(low[c]), Math.abs(high[c])))
                        + own[c] * both * (1 + numerator + denominator) * storedTwice;
                bound[i * width + c] = gamma < 1 ? b : Double.POSITIVE_INFINITY;
            }
        }
        return a.finish(mean, bound, null, null);
    }
}
