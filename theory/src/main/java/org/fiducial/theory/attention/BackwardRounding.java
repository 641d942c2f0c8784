package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.tensor.Matrix;

/**
 * The a-priori rounding error of the backward pass in closed form, claim softmax-attention-C13, for h = 0. The weights are quotients or
 * rebuilt from the log-sum-exp, and Delta is computed from the stored output or from the weights; the larger bound stands. P and dS may be
 * stored in the weights' format. Slices of query rows add up; the bounds are complete when every row has been added.
 */
public final class BackwardRounding {
    private final Matrix key;
    private final Matrix value;
    private final FloatModel model;
    private final int queries;
    private final double[] dKey;
    private final double[] dValue;
    private final double[] sizeKey;
    private final double[] sizeValue;

    private final double u;
    private final double tau;
    private final double tauTiny;
    private final double tiny;
    private final double tinyQuery;
    /** Absolute errors of one product and its addition to a sum, in units of the smallest. */
    private final double steps;

    private final int scaleRoundings;
    private final double largestStored;

    /**
     * Bounds with nothing added yet.
     *
     * @param queries number of query rows that share this key/value head, over all query heads
     */
    public BackwardRounding(Matrix key, Matrix value, Scale tau, FloatModel model, int queries) {
        this.key = key;
        this.value = value;
        this.model = model;
        this.queries = queries;
        this.dKey = new double[key.rows() * key.columns()];
        this.dValue = new double[value.rows() * value.columns()];
        this.sizeKey = new double[dKey.length];
        this.sizeValue = new double[dValue.length];
        this.u = model.u();
        this.tau = tau.toDouble() * (1 + 0x1p-50);
        this.tauTiny = model.scaleUnderflow(tau);
        this.tiny = model.underflow(model.accumulate());
        this.tinyQuery = model.scaledQuery() == null ? tiny : tiny + model.underflow(model.scaledQuery());
        this.steps = 1 + model.flushedSums();
        this.scaleRoundings = Math.max(1 + model.scaleRoundings(), model.logitScaleRoundings(tau));
        this.largestStored =
                Math.min(model.range(), model.weights().largestFinite().toDouble());
    }

    /** Bounds of U = G V^T, and of Delta, in one row. */
    private record RowErrors(double[] products, double delta) {}

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
        int keys = key.rows();
        int d = key.columns();
        int width = value.columns();
        double most = Math.max(1, tau);
        double low = model.weightsRoundoff();
        double storedQuery =
                model.scaledQuery() == null ? 0 : model.scaledQuery().unitRoundoff();
        double toQuery = RoundingErrors.gamma(keys + scaleRoundings, u);
        double toKey = RoundingErrors.joined(RoundingErrors.gamma(queries + scaleRoundings, u), storedQuery);
        double[] dQuery = new double[query.rows() * d];
        double[] sizeQuery = new double[dQuery.length];
        for (int i = 0; i < query.rows(); i++) {
            if (allowed.count(i) == 0) {
                continue;
            }
            double pi = forward.weights()[i];
            double tinyWeight = forward.weightsUnderflow()[i];
            double k2 = RoundingErrors.joined(pi, u, u, low);
            double errorP = RoundingErrors.joined(pi, low, RoundingErrors.gamma(queries, u));
            RowErrors errors = errors(i, gradient, allowed, pi, tinyWeight, weights, products, output, outputBound);
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                if (!allowed.allows(i, j)) {
                    continue;
                }
                int e = i * keys + j;
                double p = weights.mid()[e] + weights.radius()[e];
                double error = errors.products[j] + errors.delta;
                double difference =
                        Math.abs(products.mid()[e] - delta.mid()[i]) + products.radius()[e] + delta.radius()[i];
                double ds = p * difference;
                double errorDs = p * ((1 + k2) * error + k2 * difference) + 2 * tinyWeight * (1 + difference + error);
                double computed = ds + errorDs;
                if (!(computed * most <= largestStored)) {
                    errorDs = Double.POSITIVE_INFINITY;
                    computed = Double.POSITIVE_INFINITY;
                }
                for (int l = 0; l < d; l++) {
                    double k = Math.abs(key.get(j, l));
                    double q = Math.abs(query.get(i, l));
                    int at = i * d + l;
                    int to = j * d + l;
                    dQuery[at] += ((1 + toQuery) * errorDs + toQuery * ds) * k * tau
                            + tauTiny * computed * k
                            + tiny * (steps + k + computed) * (1 + tau);
                    dKey[to] += ((1 + toKey) * errorDs + toKey * ds) * q * tau
                            + tauTiny * computed * q
                            + (tiny * (steps + q) + tinyQuery * computed) * (1 + tau);
                    sizeQuery[at] += computed * k * most;
                    sizeKey[to] += computed * q * most;
                }
                for (int c = 0; c < width; c++) {
                    double g = Math.abs(gradient.get(i, c));
                    int to = j * width + c;
                    dValue[to] += (errorP * p + 2 * tinyWeight) * g + tiny * (steps + p + errorP * p);
                    sizeValue[to] += (p + errorP * p + tinyWeight) * g;
                }
            }
        }
        return bounds(dQuery, sizeQuery);
    }

    private RowErrors errors(
            int i,
            Matrix gradient,
            AllowedKeys allowed,
            double pi,
            double tinyWeight,
            Enclosures weights,
            Enclosures products,
            Enclosures output,
            double[] outputBound) {
        int width = value.columns();
        double gammaWidth = RoundingErrors.gamma(width, u);
        double fromOutput = 0;
        double sizeG = 0;
        for (int c = 0; c < width; c++) {
            double g = Math.abs(gradient.get(i, c));
            int e = i * width + c;
            double size = Math.abs(output.mid()[e]) + output.radius()[e] + outputBound[e];
            fromOutput += gammaWidth * g * size + g * outputBound[e] + tiny * (steps + g + size);
            fromOutput = g * size <= model.range() ? fromOutput : Double.POSITIVE_INFINITY;
            sizeG += g;
        }
        double[] errorsU = new double[key.rows()];
        double inSum = RoundingErrors.joined(pi, model.weightsRoundoff(), RoundingErrors.gamma(allowed.count(i), u));
        double fromWeights = 0;
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (!allowed.allows(i, j)) {
                continue;
            }
            int e = i * key.rows() + j;
            double sizes = 0;
            double sizeV = 0;
            for (int c = 0; c < width; c++) {
                double v = Math.abs(value.get(j, c));
                sizes += Math.abs(gradient.get(i, c)) * v;
                sizeV += v;
            }
            double error = gammaWidth * sizes + tiny * (steps * width + sizeG + sizeV);
            errorsU[j] = sizes + error <= model.range() ? error : Double.POSITIVE_INFINITY;
            double p = weights.mid()[e] + weights.radius()[e];
            double product = Math.abs(products.mid()[e]) + products.radius()[e] + errorsU[j];
            fromWeights += p * (inSum * product + errorsU[j]) + 2 * tinyWeight * (1 + product);
        }
        return new RowErrors(errorsU, Math.max(fromOutput, fromWeights));
    }

    /** Bounds of dK, row by row. */
    public double[] key() {
        return bounds(dKey, sizeKey);
    }

    /** Bounds of dV, row by row. */
    public double[] value() {
        return bounds(dValue, sizeValue);
    }

    /** The bounds of sums of at most these sizes, infinite where a sum may overflow. */
    private double[] bounds(double[] bounds, double[] sizes) {
        double[] out = new double[bounds.length];
        for (int e = 0; e < out.length; e++) {
            double b = bounds[e] * RoundingErrors.OWN_ROUNDING;
            out[e] = b >= 0 && sizes[e] <= model.range() ? b : Double.POSITIVE_INFINITY;
        }
        return out;
    }
}
