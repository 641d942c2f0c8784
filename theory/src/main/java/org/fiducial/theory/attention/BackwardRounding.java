package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.tensor.Matrix;

/**
 * The a-priori rounding error of the backward pass in closed form, claim softmax-attention-C13, for h = 0 and Delta computed from the stored
 * output. Slices of query rows add up; the bounds are complete when every row has been added.
 */
public final class BackwardRounding {
    private final Matrix key;
    private final Matrix value;
    private final Scale tau;
    private final FloatModel model;
    private final int queries;
    private final double[] dKey;
    private final double[] dValue;

    /**
     * Bounds with nothing added yet.
     *
     * @param queries number of query rows that share this key/value head, over all query heads
     */
    public BackwardRounding(Matrix key, Matrix value, Scale tau, FloatModel model, int queries) {
        this.key = key;
        this.value = value;
        this.tau = tau;
        this.model = model;
        this.queries = queries;
        this.dKey = new double[key.rows() * key.columns()];
        this.dValue = new double[value.rows() * value.columns()];
    }

    /**
     * Adds a slice of query rows and returns the bounds of its dQ, row by row.
     *
     * @param weights enclosures of P, [n, m]
     * @param products enclosures of U = G V^T, [n, m]
     * @param delta enclosures of Delta, [n, 1]
     * @param output enclosures of the exact output, [n, dv]
     * @param outputBound bound of the stored output, row by row
     */
    public double[] add(
            Matrix query,
            Matrix gradient,
            AllowedKeys allowed,
            ForwardRounding forward,
            Enclosures weights,
            Enclosures products,
            Enclosures delta,
            Enclosures output,
            double[] outputBound) {
        double u = model.u();
        int rows = query.rows();
        int keys = key.rows();
        int d = key.columns();
        int width = value.columns();
        double t = tau.toDouble() * (1 + 0x1p-50);
        double gammaWidth = RoundingErrors.gamma(width, u);
        double low = 1 + model.weightsRoundoff();
        double sumOfRows = RoundingErrors.gamma(queries, u);
        double tiny = ForwardRounding.underflow(model, model.accumulate());
        double toQuery = RoundingErrors.gamma(keys + 1 + model.scaleRoundings(), u);
        double toKey = RoundingErrors.gamma(queries + 1 + model.scaleRoundings(), u);
        double[] dQuery = new double[rows * d];
        for (int i = 0; i < rows; i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            int exponentials =
                    model.sum().exponentials(allowed.count(i), allowed.to(i) - allowed.from(i), allowed.from(i) == 0);
            double gammaN = RoundingErrors.gamma(model.sum().roundings(allowed.count(i), exponentials), u);
            double divided = model.reciprocalNormaliser() ? (1 + u) * (1 + u) : 1 + u;
            double pi = gammaN < 1
                    ? Math.exp(2 * forward.theta()[i]) * divided / (1 - gammaN) - 1
                    : Double.POSITIVE_INFINITY;
            double errorDelta = 0;
            for (int c = 0; c < width; c++) {
                double g = Math.abs(gradient.get(i, c));
                int e = i * width + c;
                double size = Math.abs(output.mid()[e]) + output.radius()[e];
                errorDelta += gammaWidth * g * (size + outputBound[e]) + g * outputBound[e] + tiny;
            }
            double k2 = (1 + pi) * (1 + u) * (1 + u) * low;
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (!allowed.allows(i, j)) {
                    continue;
                }
                int e = i * keys + j;
                double p = weights.mid()[e] + weights.radius()[e];
                double errorU = 0;
                for (int c = 0; c < width; c++) {
                    errorU += Math.abs(gradient.get(i, c)) * Math.abs(value.get(j, c));
                }
                errorU = gammaWidth * errorU + width * tiny;
                double difference =
                        Math.abs(products.mid()[e] - delta.mid()[i]) + products.radius()[e] + delta.radius()[i];
                double ds = p * difference;
                double errorDs = p * (k2 * (errorU + errorDelta) + (k2 - 1) * difference) + tiny * (1 + difference);
                for (int l = 0; l < d; l++) {
                    dQuery[i * d + l] += ((1 + toQuery) * errorDs + toQuery * ds) * Math.abs(key.get(j, l)) * t + tiny;
                    dKey[j * d + l] += ((1 + toKey) * errorDs + toKey * ds) * Math.abs(query.get(i, l)) * t + tiny;
                }
                double errorP = (1 + pi) * low * (1 + sumOfRows) - 1;
                for (int c = 0; c < width; c++) {
                    dValue[j * width + c] += (errorP * p + tiny) * Math.abs(gradient.get(i, c)) + tiny;
                }
            }
        }
        return enlarged(dQuery);
    }

    /** Bounds of dK, row by row. */
    public double[] key() {
        return enlarged(dKey);
    }

    /** Bounds of dV, row by row. */
    public double[] value() {
        return enlarged(dValue);
    }

    private static double[] enlarged(double[] bounds) {
        double[] out = new double[bounds.length];
        for (int e = 0; e < out.length; e++) {
            double b = bounds[e] * RoundingErrors.OWN_ROUNDING;
            out[e] = b >= 0 ? b : Double.POSITIVE_INFINITY;
        }
        return out;
    }
}
