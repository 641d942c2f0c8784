package org.fiducial.arithmetic.model;

import java.util.function.Consumer;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/**
 * The float model that an implementation of attention declares, sheet softmax-attention C12: what it may round, and nothing else.
 *
 * @param accumulate format in which products and sums are rounded, each to nearest
 * @param logits format in which the logits of (D1), bias included, are stored once before the exponential (without a bias perhaps before
 *     they are scaled), or null if they stay in the accumulation format
 * @param weights format in which weights, normalised or not, are stored before the product with the values; they may be summed before or after
 * @param output format of the result
 * @param expUlps error of the exponential in units in the last place of the accumulation format, exp(0) = 1 exactly; that of the
 *     normaliser's logarithm is as many, at least one
 * @param argument how the exponential's argument is formed
 * @param scalePlacement where tau is applied
 * @param scaleRoundings roundings in forming tau (sqrt(tau) where split): 0 if exact, 1 if correctly rounded, 2 for fl(1 / fl(sqrt d))
 * @param scaledQuery format to which scaled queries are rounded before the first product, or null
 * @param sum order of the sums over keys
 * @param flushToZero whether results and operands below the normal range may become zero
 * @param reciprocalNormaliser whether the normalisation multiplies by a rounded reciprocal
 */
public record FloatModel(
        Format accumulate,
        @Nullable Format logits,
        Format weights,
        Format output,
        double expUlps,
        ExpArgument argument,
        ScalePlacement scalePlacement,
        int scaleRoundings,
        @Nullable Format scaledQuery,
        SumOrder sum,
        boolean flushToZero,
        boolean reciprocalNormaliser) {

    public FloatModel {
        if (!(expUlps >= 0) || 2 * expUlps * accumulate.unitRoundoff() >= 0.25) {
            throw new IllegalArgumentException(
                    "exponential of " + expUlps + " ulps, expected a number >= 0 with a relative error below 1/4");
        }
        if (scaleRoundings < 0 || scaleRoundings > 8) {
            throw new IllegalArgumentException("scale of " + scaleRoundings + " roundings, expected 0 to 8");
        }
    }

    /** The usual model of an implementation in one format: accumulation, weights and output in it, exponential within 2 ulps, any order. */
    public static FloatModel of(Format format) {
        Format accumulate = format == Format.BINARY64 ? Format.BINARY64 : Format.BINARY32;
        return new FloatModel(
                accumulate,
                null,
                accumulate,
                format,
                2,
                ExpArgument.NATURAL,
                ScalePlacement.ONCE,
                2,
                null,
                SumOrder.ANY,
                false,
                false);
    }

    public FloatModel withAccumulate(Format f) {
        return with(d -> d.accumulate = f);
    }

    public FloatModel withLogits(@Nullable Format f) {
        return with(d -> d.logits = f);
    }

    public FloatModel withWeights(Format f) {
        return with(d -> d.weights = f);
    }

    public FloatModel withOutput(Format f) {
        return with(d -> d.output = f);
    }

    public FloatModel withExp(double ulps, ExpArgument form) {
        return with(d -> {
            d.expUlps = ulps;
            d.argument = form;
        });
    }

    public FloatModel withScale(ScalePlacement placement, int roundings, @Nullable Format storedQuery) {
        return with(d -> {
            d.scalePlacement = placement;
            d.scaleRoundings = roundings;
            d.scaledQuery = storedQuery;
        });
    }

    public FloatModel withSum(SumOrder order) {
        return with(d -> d.sum = order);
    }

    public FloatModel withFlushToZero(boolean flush) {
        return with(d -> d.flushToZero = flush);
    }

    public FloatModel withReciprocalNormaliser(boolean reciprocal) {
        return with(d -> d.reciprocalNormaliser = reciprocal);
    }

    private FloatModel with(Consumer<Draft> change) {
        Draft d = new Draft(this);
        change.accept(d);
        return new FloatModel(
                d.accumulate,
                d.logits,
                d.weights,
                d.output,
                d.expUlps,
                d.argument,
                d.scalePlacement,
                d.scaleRoundings,
                d.scaledQuery,
                d.sum,
                d.flushToZero,
                d.reciprocalNormaliser);
    }

    /** A model while some of it is being changed. */
    private static final class Draft {
        private Format accumulate;
        private @Nullable Format logits;
        private Format weights;
        private Format output;
        private double expUlps;
        private ExpArgument argument;
        private ScalePlacement scalePlacement;
        private int scaleRoundings;
        private @Nullable Format scaledQuery;
        private SumOrder sum;
        private boolean flushToZero;
        private boolean reciprocalNormaliser;

        Draft(FloatModel m) {
            accumulate = m.accumulate;
            logits = m.logits;
            weights = m.weights;
            output = m.output;
            expUlps = m.expUlps;
            argument = m.argument;
            scalePlacement = m.scalePlacement;
            scaleRoundings = m.scaleRoundings;
            scaledQuery = m.scaledQuery;
            sum = m.sum;
            flushToZero = m.flushToZero;
            reciprocalNormaliser = m.reciprocalNormaliser;
        }
    }

    /** u: unit roundoff of the accumulation format. */
    public double u() {
        return accumulate.unitRoundoff();
    }

    /** E: bound on the relative error of one exponential; an error of one ulp is at most 2u relative. */
    public double expError() {
        return 2 * expUlps * u();
    }

    /** u_P: roundoff of the stored weights, 0 if they stay in the accumulation format. */
    public double weightsRoundoff() {
        return stored(weights);
    }

    /** u_S: roundoff of the stored logits, 0 if they stay in the accumulation format. */
    public double logitsRoundoff() {
        return logits == null ? 0 : stored(logits);
    }

    /** u_o: roundoff of the output format, 0 if it is at least as precise as the accumulation format. */
    public double outputRoundoff() {
        return stored(output);
    }

    private double stored(Format f) {
        return f.precision() >= accumulate.precision() ? 0 : f.unitRoundoff();
    }

    /**
     * Roundings that tau adds to one logit; 0 if applying it never rounds. On the fused path also those of log2(e), of its product with tau
     * and of the product with the logit, which an implementation may round before it subtracts the maximum.
     */
    public int logitScaleRoundings(Scale tau) {
        int scale =
                switch (scalePlacement) {
                    case ONCE -> tau.isPowerOfTwo() ? 0 : 1 + scaleRoundings;
                    case SPLIT -> tau.isPowerOfFour() ? 0 : 2 * (1 + scaleRoundings);
                };
        return argument == ExpArgument.FUSED ? Math.max(1, scale) + 2 : scale;
    }

    /** K of claim C12: roundings that one term of a logit passes through. */
    public int logitRoundings(int width, boolean bias, Scale tau) {
        return width + (bias ? 1 : 0) + logitScaleRoundings(tau);
    }

    /** Largest absolute error of a result below the normal range of a format; of an operand, too, where it may be flushed to zero. */
    public double underflow(Format f) {
        return flushToZero
                ? f.smallestNormal().toDouble()
                : f.smallestPositive().toDouble() / (f == Format.BINARY64 ? 1 : 2);
    }

    /** Largest absolute error of an exponential below the normal range: its units in the last place are as many there, but not relative. */
    public double exponentialUnderflow() {
        double tiny = underflow(accumulate);
        return flushToZero ? tiny * (1 + expError()) : tiny * (1 + 2 * expUlps);
    }

    /** Largest absolute error of a weight below the normal range: of its exponential, and of its store. */
    public double weightUnderflow() {
        return exponentialUnderflow() + (weights == accumulate ? 0 : underflow(weights));
    }

    /** Absolute error of tau per unit of what it multiplies, where tau itself is below the normal range; else 0. */
    public double scaleUnderflow(Scale tau) {
        return tau.toDouble() >= 2 * accumulate.smallestNormal().toDouble()
                ? 0
                : (1 + scaleRoundings) * underflow(accumulate);
    }

    /** Additions whose result may be flushed, for each product of a sum: none unless results are flushed, for gradual sums are exact there. */
    public int flushedSums() {
        return flushToZero ? 1 : 0;
    }

    /**
     * A size up to which exact numbers may grow: rounded, and multiplied by log2(e), they stay in the range of the accumulation format. An
     * intermediate result that may exceed it has no bound, because the implementation may have overflowed.
     */
    public double range() {
        return accumulate.largestFinite().toDouble() / 4;
    }

    /** How far from 1 the largest weight may be, as a factor, and stay in the normal range of the accumulation and the weights' format. */
    public double weightRange() {
        double most = Double.POSITIVE_INFINITY;
        for (Format f : new Format[] {accumulate, weights}) {
            most = Math.min(most, f.largestFinite().toDouble() / 4);
            most = Math.min(most, 1 / (4 * f.smallestNormal().toDouble()));
        }
        return most;
    }

    /** kappa of claim C12: roundings of the exponential's argument. */
    public int argumentRoundings() {
        return switch (argument) {
            case NATURAL -> 1;
            case FUSED -> 2;
            case BASE2 -> 3;
        };
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        s.append("output ").append(lower(output)).append(", accumulation ").append(lower(accumulate));
        s.append(", weights ").append(lower(weights));
        if (logits != null) {
            s.append(", logits ").append(lower(logits));
        }
        s.append(", exp within ")
                .append(expUlps)
                .append(" ulps (")
                .append(argument.name().toLowerCase(java.util.Locale.ROOT));
        s.append("), sums ").append(sum);
        if (scalePlacement == ScalePlacement.SPLIT) {
            s.append(", scale split");
        }
        if (scaledQuery != null) {
            s.append(", scaled queries ").append(lower(scaledQuery));
        }
        if (flushToZero) {
            s.append(", flush to zero");
        }
        if (reciprocalNormaliser) {
            s.append(", reciprocal normaliser");
        }
        return s.toString();
    }

    private static String lower(Format f) {
        return f.name().toLowerCase(java.util.Locale.ROOT);
    }
}
