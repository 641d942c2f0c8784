package org.fiducial.theory.attention;

import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.block.JavaProduct;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.number.Format;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/** The errors Ds of claim softmax-attention-C12: how far computed logits may be from the exact ones, wherever the scale is applied. */
final class LogitErrors {
    private final double[] moduli;
    private final @Nullable Matrix bias;
    private final Enclosures logits;
    private final FloatModel model;
    private final double tau;
    private final double tauUnderflow;
    private final double relative;
    private final double operations;
    private final double eta;
    private final double etaQuery;
    private final double etaLogits;
    private final double largestLogit;
    private final double range;
    private final boolean operandsInRange;
    private final double[] querySums;
    private final double[] keySums;

    LogitErrors(Matrix query, Matrix key, @Nullable Matrix bias, Scale scale, Enclosures logits, FloatModel model) {
        this.moduli = moduli(query, key);
        this.bias = bias;
        this.logits = logits;
        this.model = model;
        int width = query.columns();
        tau = scale.toDouble() * (1 + 0x1p-50);
        tauUnderflow = model.scaleUnderflow(scale);
        Format scaled = model.scaledQuery();
        double rounded = scaled == null ? 0 : scaled.unitRoundoff();
        relative = RoundingErrors.joined(
                rounded, RoundingErrors.gamma(model.logitRoundings(width, bias != null, scale), model.u()));
        operations = width * (1 + model.flushedSums()) + 4;
        eta = model.underflow(model.accumulate());
        etaQuery = scaled == null ? 0 : model.underflow(scaled);
        etaLogits = model.logits() == null ? 0 : model.underflow(model.logits());
        range = model.range();
        largestLogit = model.logits() == null
                ? range
                : Math.min(range, model.logits().largestFinite().toDouble() * Math.min(1, tau));
        double operand = Math.max(largest(query), largest(key)) * Math.max(1, tau);
        operandsInRange = tau <= range
                && operand <= range
                && (scaled == null || operand <= scaled.largestFinite().toDouble() / 2);
        querySums = absoluteRowSums(query);
        keySums = absoluteRowSums(key);
    }

    /**
     * The logits of one row's allowed keys.
     *
     * @param top upper bound of the largest exact logit
     * @param bottom lower bound of the smallest
     * @param error max_j Ds_j
     * @param farthest upper bound of |s_j| + Ds_j
     * @param inRange whether nothing may overflow while they are computed
     */
    record Row(double top, double bottom, double error, double farthest, boolean inRange) {}

    Row row(int i, AllowedKeys allowed) {
        double top = Double.NEGATIVE_INFINITY;
        double bottom = Double.POSITIVE_INFINITY;
        double error = 0;
        double farthest = 0;
        boolean inRange = operandsInRange;
        double most = Math.max(1, tau);
        for (int j = allowed.from(i); j < allowed.to(i); j++) {
            if (!allowed.allows(i, j)) {
                continue;
            }
            double products = moduli[i * logits.columns() + j];
            double added = bias == null ? 0 : Math.abs(bias.get(i, j));
            double tiny = eta * (operations + querySums[i] + keySums[j]) * (1 + tau) + etaQuery * keySums[j] * most;
            double ds = relative * (products * tau + added) + tauUnderflow * products + tiny;
            int e = i * logits.columns() + j;
            double size = Math.abs(logits.mid()[e]) + logits.radius()[e];
            ds += model.logitsRoundoff() * (size + ds) + etaLogits * (1 + tau);
            error = Math.max(error, ds);
            farthest = Math.max(farthest, size + ds);
            top = Math.max(top, logits.mid()[e] + logits.radius()[e]);
            bottom = Math.min(bottom, logits.mid()[e] - logits.radius()[e]);
            inRange &= products * most + added + ds <= range && size + ds <= largestLogit;
        }
        return new Row(top, bottom, error, farthest, inRange);
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

    private static double largest(Matrix x) {
        double most = 0;
        for (double e : x.values()) {
            most = Math.max(most, Math.abs(e));
        }
        return most;
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
