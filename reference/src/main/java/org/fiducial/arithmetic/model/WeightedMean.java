package org.fiducial.arithmetic.model;

import java.util.Arrays;
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
        ValueRows value = new ValueRows(v, dv);
        double[] distance = new double[width];
        AllowedKeys allowed = s.allowed();
        double divided = RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
        double stored = a.stored(model.weightsRoundoff());
        for (int i = 0; i < rows; i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            Arrays.fill(pull, 0);
            Arrays.fill(spread, 0);
            Arrays.fill(size, 0);
            Arrays.fill(squares, 0);
            Arrays.fill(own, 0);
            Arrays.fill(low, Double.POSITIVE_INFINITY);
            Arrays.fill(high, Double.NEGATIVE_INFINITY);
            double widest = 0;
            double[] center = Arrays.copyOfRange(o.mid(), i * width, (i + 1) * width);
            double[] centerRadius = Arrays.copyOfRange(o.radius(), i * width, (i + 1) * width);
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (!allowed.allows(i, j)) {
                    continue;
                }
                int e = i * keys + j;
                double pj = p[e];
                double gain = ValueRows.expm1(s.theta()[e]);
                widest = Math.max(widest, s.theta()[e]);
                double weighted = pj * gain;
                ValueRows.distance(value.mid[j], value.radius[j], center, centerRadius, distance);
                ValueRows.add(pull, weighted, spread, pj, distance);
                ValueRows.add(size, pj, value.size[j]);
                ValueRows.widen(low, value.low[j], high, value.high[j]);
                if (probable) {
                    double chance = pj * s.chance()[e];
                    ValueRows.addSquares(squares, chance, distance);
                }
                if (value.deviation != null) {
                    ValueRows.add(own, pj, value.deviation[j]);
                }
            }
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
                        + s.underflow()[i] * (1 + largest)
                        + own[c] * both * (1 + numerator + denominator) * storedTwice;
                // While they are summed, weights are at most e^Theta and not yet divided by their sum.
                boolean held = allowed.count(i) * largest * factor <= model.range();
                bound[i * width + c] = gamma < 1 && held ? b : Double.POSITIVE_INFINITY;
            }
        }
        return a.finish(mean, bound, null, null);
    }
}
