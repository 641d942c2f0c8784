package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The a-priori rounding error of the forward pass in closed form, claim softmax-attention-C12, for any order of the sums that the model
 * allows: one bound a row and column, from row-wise quantities. Every number given is an upper bound of the sheet's expression. Beyond the
 * sheet: intermediate results that may overflow leave no bound; stored logits, queries and weights may leave the normal range; weights may
 * be summed after they were stored; the fused path's log-sum-exp rounds tau c apart from alpha c.
 *
 * @param theta Theta of each row
 * @param rho rho of each row, without the weights' underflow
 * @param output bound on |computed - exact| of each output element before it is stored, row by row
 * @param logSumExp bound on |computed - exact| of each row's log-sum-exp; 0 in an empty row
 * @param weights Pi of claim C13 of each row, the relative error of weights before they are stored, without underflow: the larger one of those
 *     that are quotients and those that are rebuilt from a log-sum-exp held in the accumulation format
 * @param weightsUnderflow bound on the absolute error of each row's weights, stored or not, from what leaves the normal range
 */
public record ForwardRounding(
        double[] theta,
        double[] rho,
        double[] output,
        double[] logSumExp,
        double[] weights,
        double[] weightsUnderflow) {
    /**
     * The bounds of a slice of query rows.
     *
     * @param logits enclosures of the exact logits, [n, m]
     * @param allowed allowed keys of these rows
     */
    public static ForwardRounding of(
            Matrix query,
            Matrix key,
            Matrix value,
            @Nullable Matrix bias,
            Scale tau,
            AllowedKeys allowed,
            Enclosures logits,
            FloatModel model) {
        int rows = query.rows();
        int width = value.columns();
        double u = model.u();
        double more = 1 + 4 * u;
        LogitErrors errors = new LogitErrors(query, key, bias, tau, logits, model);
        double etaA = model.underflow(model.accumulate());
        double etaW = model.weightUnderflow();
        double weightRange = model.weightRange();
        double e1 = model.expError();
        double exponential = -Math.log1p(-e1) * (1 + 0x1p-40);
        boolean fused = model.argument() == ExpArgument.FUSED;
        double divided = divided(model);
        double storedLow = RoundingErrors.quotient(model.weightsRoundoff());
        double s = model.weightsRoundoff();
        double[] theta = new double[rows];
        double[] rho = new double[rows];
        double[] output = new double[rows * width];
        double[] lse = new double[rows];
        double[] weights = new double[rows];
        double[] underflow = new double[rows];
        ColumnRanges ranges = new ColumnRanges(value);
        for (int i = 0; i < rows; i++) {
            int count = allowed.count(i);
            if (count == 0) {
                continue;
            }
            LogitErrors.Row row = errors.row(i, allowed);
            int exponentials = exponentials(allowed, i, model);
            int n = model.sum().roundings(count, exponentials);
            double gammaN = RoundingErrors.gamma(n, u);
            double spread = Math.max(0, row.top() - row.bottom()) + 2 * row.error();
            double shifted = fused ? u * more * row.farthest() : 0;
            double flushed = model.flushToZero() ? 4 * etaA * exponentials : 0;
            double th = row.error()
                    + model.argumentRoundings() * u * more * spread
                    + exponentials * exponential
                    + shifted
                    + flushed;
            theta[i] = row.inRange() ? upper(th) : Double.POSITIVE_INFINITY;
            rho[i] = rho(allowed, i, model);
            // The largest logit's weight is 1, or off by the rounding of alpha c on the fused path.
            double least = (1 - e1 - gammaN) * Math.exp(-shifted);
            // There it may also move that weight out of the range of its formats.
            boolean bounded = row.inRange()
                    && least > 0
                    && count * Math.exp(shifted) <= model.range()
                    && Math.exp(shifted) <= weightRange;
            ColumnRanges.Row range = ranges.row(allowed, i);
            for (int c = 0; c < width; c++) {
                double low = range.low()[c];
                double high = range.high()[c];
                double size = Math.max(Math.abs(low), Math.abs(high));
                double under = 2 * (1 + rho[i]) * (1 + rho[i]) * n * (2 * size * etaW + etaA) / least;
                double b = Math.tanh(theta[i] / 2) * (1 + 0x1p-40) * (high - low) + rho[i] * size + under + etaA;
                boolean held = bounded && count * size * Math.exp(shifted) <= model.range();
                output[i * width + c] = held ? upper(b) : Double.POSITIVE_INFINITY;
            }
            if (!bounded) {
                lse[i] = Double.POSITIVE_INFINITY;
                weights[i] = Double.POSITIVE_INFINITY;
                underflow[i] = Double.POSITIVE_INFINITY;
                continue;
            }
            double size = row.farthest() + Math.log(count);
            double ulps = 2 * Math.max(1, model.expUlps()) + 2;
            double parts = theta[i]
                    + gammaN / (1 - gammaN)
                    + s / (1 - s)
                    + ulps * u * (Math.log(count) + theta[i] + 1)
                    + n * (etaW + etaA) / least
                    + (fused ? RoundingErrors.gamma(6 + model.scaleRoundings(), u) * size : 0);
            lse[i] = upper(parts + u * (size + parts) + etaA);
            double quotient =
                    RoundingErrors.joined(Math.expm1(2 * theta[i]), divided, gammaN / (1 - gammaN), storedLow);
            double argument = spread + Math.log(count) + lse[i];
            double rebuilt = theta[i]
                    + lse[i]
                    + model.argumentRoundings() * u * more * argument
                    + (fused ? RoundingErrors.gamma(3, u) * (size + lse[i]) : 0)
                    + exponential
                    + flushed;
            underflow[i] = upper((2 * etaW + etaA) / least);
            weights[i] = upper(Math.max(quotient, Math.expm1(rebuilt)));
        }
        return new ForwardRounding(theta, rho, output, lse, weights, underflow);
    }

    private static double divided(FloatModel model) {
        return RoundingErrors.compound(model.reciprocalNormaliser() ? 2 : 1, model.u());
    }

    private static int exponentials(AllowedKeys allowed, int i, FloatModel model) {
        return model.sum().exponentials(allowed.count(i), allowed.to(i) - allowed.from(i), allowed.from(i) == 0);
    }

    /**
     * rho of a row, without the weights' underflow. The largest value times it is less than the row's bound of an output element, and known without
     * any logit.
     */
    public static double rho(AllowedKeys allowed, int i, FloatModel model) {
        double gammaN = RoundingErrors.gamma(
                model.sum().roundings(allowed.count(i), exponentials(allowed, i, model)), model.u());
        // Weights summed after they were stored move the mean by at most tanh(w / 4) range, e^w = (1 + s) / (1 - s),
        // which is below s (1 + s^2 / 2) times the largest value; summed before, by s times it.
        double s = model.weightsRoundoff();
        return upper(RoundingErrors.joined(divided(model), s * (1 + s * s / 2), RoundingErrors.quotient(gammaN)));
    }

    /** The bound after storing a value of at most that size in the output format. */
    public static double stored(double bound, double size, Format format, FloatModel model) {
        Format accumulate = model.accumulate();
        double r = format.precision() >= accumulate.precision() ? 0 : format.unitRoundoff();
        double tiny = r == 0 && format.minExponent() <= accumulate.minExponent() ? 0 : model.underflow(format);
        double all = bound + r * (size + bound) + tiny;
        return size + bound > format.largestFinite().toDouble() ? Double.POSITIVE_INFINITY : upper(all);
    }

    private static double upper(double bound) {
        double b = bound * RoundingErrors.OWN_ROUNDING;
        return b >= 0 ? b : Double.POSITIVE_INFINITY;
    }
}
