package org.fiducial.arithmetic.model;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.jspecify.annotations.Nullable;

/** The deviation of computed softmax weights, sheet softmax-attention C12. */
final class ModelledSoftmax {
    private ModelledSoftmax() {}

    static <X> Modelled<X> of(ModelledReals<X> a, Modelled<X> logits, AllowedKeys allowed) {
        FloatModel model = a.model();
        X z = a.engine().softmaxRows(logits.exact(), allowed);
        double[] weights = a.magnitude(z);
        Enclosures s = a.engine().enclosures(logits.exact());
        int rows = logits.rows();
        int keys = logits.columns();
        double[] theta = new double[rows * keys];
        double[] chance = new double[a.lambda() > 0 ? rows * keys : 0];
        double[] sums = new double[rows];
        double[] underflow = new double[rows];
        double[] adversarial = new double[rows];
        double argumentError = a.accumulated(model.argumentRoundings()) * (1 + 4 * model.u());
        double logitStorage = model.logits() == null ? 0 : a.stored(model.logitsRoundoff());
        double logitTiny = model.logits() == null ? 0 : model.underflow(model.logits());
        double largest = model.logits() == null
                ? model.range()
                : Math.min(model.range(), model.logits().largestFinite().toDouble());
        double flushed = model.flushToZero() ? 4 * model.underflow(model.accumulate()) : 0;
        double weightRange = model.weightRange();
        double e1 = model.expError();
        double @Nullable [] terms =
                logits.terms() == null ? null : logits.terms().sums();
        // Roundings of scaled operands are shared by many logits, so they are no independent errors.
        double sharedError = RoundingErrors.gamma(2 * (1 + model.scaleRoundings()) + 2, model.u())
                + (model.scaledQuery() == null ? 0 : model.scaledQuery().unitRoundoff());
        double etaA = model.underflow(model.accumulate());
        double etaW = model.weightUnderflow();
        double[] widestOf = new double[rows];
        for (int i = 0; i < rows; i++) {
            int count = allowed.count(i);
            if (count == 0) {
                continue;
            }
            double top = Double.NEGATIVE_INFINITY;
            double farthest = 0;
            double most = 0;
            boolean overflow = false;
            boolean whole = allowed.isRange(i);
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (whole || allowed.allows(i, j)) {
                    int e = i * keys + j;
                    double size = Math.abs(s.mid()[e]) + s.radius()[e];
                    double d = logits.deviation(i, j);
                    d += logitStorage * (size + d) + logitTiny;
                    theta[e] = d;
                    top = Math.max(top, s.mid()[e] + s.radius()[e] + d);
                    most = Math.max(most, d);
                    farthest = Math.max(farthest, size + d);
                    overflow |= !(size + d <= largest);
                }
            }
            int span = allowed.to(i) - allowed.from(i);
            int exponentials = model.sum().exponentials(count, span, allowed.from(i) == 0);
            int n = model.sum().roundings(count, exponentials);
            // The argument of a later tile is rounded where alpha c is, not where it is used: C12, fused path.
            double fused =
                    model.argument() == ExpArgument.FUSED ? a.accumulated(1) * (1 + 4 * model.u()) * farthest : 0;
            double exponentialError = -exponentials * Math.log1p(-e1) * (1 + 0x1p-40);
            // The rounding of alpha c may move even the largest weight out of the range of its formats.
            overflow |= !(count * Math.exp(fused) <= model.range() && Math.exp(fused) <= weightRange);
            double widest = 0;
            double shared = 0;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (whole || allowed.allows(i, j)) {
                    int e = i * keys + j;
                    // Running maxima never decrease, so the arguments that one weight passes through telescope.
                    double path = Math.max(0, top - s.mid()[e] + s.radius()[e] + theta[e]);
                    double random = theta[e] + argumentError * path + flushed * exponentials;
                    double all = overflow ? Double.POSITIVE_INFINITY : random + fused + exponentialError;
                    if (a.lambda() > 0) {
                        chance[e] = terms == null ? 0 : random;
                        shared = Math.max(
                                shared, fused + exponentialError + (terms == null ? random : sharedError * terms[e]));
                    }
                    theta[e] = all * RoundingErrors.OWN_ROUNDING;
                    widest = Math.max(widest, theta[e]);
                }
            }
            sums[i] = a.accumulated(n);
            adversarial[i] = shared * RoundingErrors.OWN_ROUNDING;
            // The largest logit's weight is 1, or off by the rounding of alpha c on the fused path.
            double least = (1 - e1 - RoundingErrors.gamma(n, model.u())) * Math.exp(-fused);
            underflow[i] = least > 0 ? 2 * n * (2 * etaW + etaA) / least + etaA : Double.POSITIVE_INFINITY;
            widestOf[i] = widest;
        }
        SoftmaxDeviation deviation = new SoftmaxDeviation(allowed, theta, chance, adversarial, sums, underflow);
        return new Modelled<>(z, rows, keys, () -> a.upper(bounds(model, weights, deviation, widestOf)), deviation);
    }

    /** The bounds of the weights themselves, which their product with values does not need. */
    private static double[] bounds(FloatModel model, double[] weights, SoftmaxDeviation s, double[] widest) {
        AllowedKeys allowed = s.allowed();
        double divided = RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
        double stored = RoundingErrors.quotient(model.weightsRoundoff());
        double[] bound = new double[weights.length];
        for (int i = 0; i < widest.length; i++) {
            double gamma = s.sums()[i];
            double rest = RoundingErrors.joined(divided, stored, gamma / (1 - gamma));
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (allowed.allows(i, j)) {
                    int e = i * allowed.keys() + j;
                    double relative = RoundingErrors.joined(WeightedSums.expm1(s.theta()[e] + widest[i]), rest)
                            * RoundingErrors.OWN_ROUNDING;
                    bound[e] = gamma < 1 ? weights[e] * relative + s.underflow()[i] : Double.POSITIVE_INFINITY;
                }
            }
        }
        return bound;
    }
}
