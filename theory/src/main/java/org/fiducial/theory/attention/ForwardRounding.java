package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.block.JavaProduct;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The a-priori rounding error of the forward pass in closed form, claim softmax-attention-C12, for any order of the sums that the model
 * allows: one bound a row and column, from row-wise quantities. Every number given is an upper bound of the sheet's expression.
 *
 * @param theta Theta of each row
 * @param rho rho of each row, without the weights' underflow
 * @param output bound on |computed - exact| of each output element before it is stored, row by row
 * @param logSumExp bound on |computed - exact| of each row's log-sum-exp; 0 in an empty row
 */
public record ForwardRounding(double[] theta, double[] rho, double[] output, double[] logSumExp) {
    /**
     * The bounds of a slice of query rows.
     *
     * @param logits enclosures of the exact logits, [n, m]
     * @param allowed allowed keys of these rows
     * @param logSumExp enclosures of the exact log-sum-exp, [n, 1], or null to leave its bound at infinity
     */
    public static ForwardRounding of(
            Matrix query,
            Matrix key,
            Matrix value,
            @Nullable Matrix bias,
            Scale tau,
            AllowedKeys allowed,
            Enclosures logits,
            @Nullable Enclosures logSumExp,
            FloatModel model) {
        int rows = query.rows();
        int width = value.columns();
        double u = model.u();
        double t = tau.toDouble() * (1 + 0x1p-50);
        double gammaK = RoundingErrors.gamma(model.logitRoundings(query.columns(), bias != null, tau), u);
        double stored = model.scaledQuery() == null ? 0 : model.scaledQuery().unitRoundoff();
        double logitFactor = (1 + stored) * (1 + gammaK) - 1;
        double etaA = underflow(model, model.accumulate());
        double etaW = Math.max(etaA, underflow(model, model.weights()));
        double etaS = model.logits() == null ? 0 : underflow(model, model.logits());
        double largest = (model.logits() == null ? model.accumulate() : model.logits())
                .largestFinite()
                .toDouble();
        double e1 = model.expError();
        double[] keySums = absoluteRowSums(key);
        double[] querySums = absoluteRowSums(query);
        double[] moduli = moduli(query, key);
        double[] theta = new double[rows];
        double[] rho = new double[rows];
        double[] output = new double[rows * width];
        double[] lse = new double[rows];
        ColumnRanges ranges = new ColumnRanges(value);
        for (int i = 0; i < rows; i++) {
            int count = allowed.count(i);
            if (count == 0) {
                continue;
            }
            double top = Double.NEGATIVE_INFINITY;
            double bottom = Double.POSITIVE_INFINITY;
            double error = 0;
            double farthest = 0;
            boolean overflow = false;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (!allowed.allows(i, j)) {
                    continue;
                }
                double sigma = moduli[i * logits.columns() + j] * t + (bias == null ? 0 : Math.abs(bias.get(i, j)));
                double tiny = etaA * ((query.columns() + 2) * (1 + t) + querySums[i] + keySums[j]) * (1 + t);
                double ds = logitFactor * sigma + tiny;
                int e = i * logits.columns() + j;
                double size = Math.abs(logits.mid()[e]) + logits.radius()[e];
                ds += model.logitsRoundoff() * (size + ds) + etaS;
                error = Math.max(error, ds);
                farthest = Math.max(farthest, size + ds);
                top = Math.max(top, logits.mid()[e] + logits.radius()[e]);
                bottom = Math.min(bottom, logits.mid()[e] - logits.radius()[e]);
                overflow |= !(size + ds <= largest);
            }
            int exponentials = model.sum().exponentials(count, allowed.to(i) - allowed.from(i), allowed.from(i) == 0);
            int n = model.sum().roundings(count, exponentials);
            double spread = Math.max(0, top - bottom) + 2 * error;
            double th = error + model.argumentRoundings() * u * (1 + 4 * u) * spread - exponentials * Math.log1p(-e1);
            if (model.argument() == ExpArgument.FUSED) {
                th += u * (1 + 4 * u) * farthest;
            }
            theta[i] = overflow ? Double.POSITIVE_INFINITY : th * RoundingErrors.OWN_ROUNDING;
            double gammaN = RoundingErrors.gamma(n, u);
            double divided = model.reciprocalNormaliser() ? (1 + u) * (1 + u) : 1 + u;
            rho[i] = gammaN < 1
                    ? (divided * (1 + model.weightsRoundoff()) * (1 + gammaN) / (1 - gammaN) - 1)
                            * RoundingErrors.OWN_ROUNDING
                    : Double.POSITIVE_INFINITY;
            double least = 1 - e1 - gammaN;
            for (int c = 0; c < width; c++) {
                double low = ranges.low(allowed, i, c);
                double high = ranges.high(allowed, i, c);
                double size = Math.max(Math.abs(low), Math.abs(high));
                double under = (1 + rho[i]) * (1 + rho[i]) * n * (2 * size * etaW + etaA) / least + etaA;
                double b = Math.tanh(theta[i] / 2) * (1 + 0x1p-40) * (high - low) + rho[i] * size + under;
                output[i * width + c] = least > 0 && !overflow ? upper(b) : Double.POSITIVE_INFINITY;
            }
            if (logSumExp != null) {
                double size = Math.abs(logSumExp.mid()[i]) + logSumExp.radius()[i];
                double logarithm = 2 * model.expUlps() * u * (Math.log(count) + theta[i] + 1);
                double parts = theta[i] + gammaN / (1 - gammaN) + logarithm + n * (etaW + etaA) / least;
                lse[i] = least > 0 ? upper(parts + u * (size + parts) + etaA) : Double.POSITIVE_INFINITY;
            } else {
                lse[i] = Double.POSITIVE_INFINITY;
            }
        }
        return new ForwardRounding(theta, rho, output, lse);
    }

    /** The bound after storing a value of at most that size in the output format. */
    public static double stored(double bound, double size, Format format, FloatModel model) {
        double r = format.precision() >= model.accumulate().precision() ? 0 : format.unitRoundoff();
        double tiny = r == 0 ? 0 : underflow(model, format);
        double all = bound + r * (size + bound) + tiny;
        return size + bound > format.largestFinite().toDouble() ? Double.POSITIVE_INFINITY : upper(all);
    }

    /** Largest absolute error of a result that leaves the normal range of a format. */
    static double underflow(FloatModel model, Format f) {
        double half =
                f == Format.BINARY64 ? Double.MIN_VALUE : f.smallestPositive().toDouble() / 2;
        return model.flushToZero() ? f.smallestNormal().toDouble() : half;
    }

    private static double upper(double bound) {
        double b = bound * RoundingErrors.OWN_ROUNDING;
        return b >= 0 ? b : Double.POSITIVE_INFINITY;
    }

    /** The sums of |q_il| |k_jl| over l. */
    private static double[] moduli(Matrix query, Matrix key) {
        int d = query.columns();
        double[] out = new double[query.rows() * key.rows()];
        new JavaProduct()
                .right(moduli(key), d, key.rows(), true)
                .multiply(moduli(query), 0, d, query.rows(), 0, d, 0, key.rows(), out, 0, key.rows());
        return out;
    }

    private static double[] moduli(Matrix x) {
        double[] out = new double[x.values().length];
        for (int e = 0; e < out.length; e++) {
            out[e] = Math.abs(x.values()[e]);
        }
        return out;
    }

    private static double[] absoluteRowSums(Matrix x) {
        double[] out = new double[x.rows()];
        for (int i = 0; i < x.rows(); i++) {
            for (int l = 0; l < x.columns(); l++) {
                out[i] += Math.abs(x.get(i, l));
            }
        }
        return out;
    }
}
