package org.fiducial.oracle.quantisation;

import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.RoundingErrors;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Format;
import org.fiducial.operator.quantisation.HalfRule;
import org.fiducial.operator.quantisation.UniformQuantiser;

/**
 * What an implementation in a declared model may return for one row. Every operation rounds once to nearest, and one whose exact result is a
 * number of the format does not round at all; so where all are exact, the code is decided, ties included.
 *
 * <p>With n roundings in the scale and the quotient, each of relative size u, computed positions are within |t| gamma_n of the exact position t
 * = (x - low) / scale, and within e / scale more if the number of code 0 has an error e. A code is admissible if it is within 1/2 of such a
 * position. Most elements are clear of a half: there binary64 tells the code, and fractions are not formed.
 */
final class QuantisedRow {
    private static final Rational HALF = Rational.of(1, 2);
    /** Room for the roundings of the bounds themselves. */
    static final double UP = 1 + 0x1p-40;
    /** A few roundings in binary64, relative. */
    private static final double NEAR = 0x1p-50;

    private static final long UNSURE = Long.MIN_VALUE;

    private final UniformQuantiser quantiser;
    private final HalfRule rule;
    private final int shift;
    private final double scaleError;
    private final double lowError;
    private final boolean bounded;
    private final FloatModel model;
    private final double low;
    private final double scale;

    /**
     * @param shift what is added to a code before it is stored
     * @param scaleError bound on the relative error of the scale
     * @param lowError bound on the error of the number of code 0
     * @param bounded whether every intermediate result is sure to be in the normal range of its format
     */
    private QuantisedRow(
            UniformQuantiser quantiser,
            HalfRule rule,
            int shift,
            double scaleError,
            double lowError,
            boolean bounded,
            FloatModel model) {
        this.quantiser = quantiser;
        this.rule = rule;
        this.shift = shift;
        this.scaleError = scaleError;
        this.lowError = lowError;
        this.bounded = bounded;
        this.model = model;
        low = Fractions.nearest(quantiser.low());
        scale = Fractions.nearest(quantiser.scale());
    }

    /**
     * The row of exact parameters.
     *
     * @param range largest minus least number, or the largest magnitude
     */
    static QuantisedRow exact(
            UniformQuantiser quantiser, Dyadic range, QuantisationParameters p, HalfRule rule, FloatModel model) {
        double scaleError = scaleError(quantiser.scale(), Rational.of(range), p, model);
        Format stored = p.stored() == null ? model.accumulate() : p.stored();
        double low = Fractions.holds(stored, quantiser.low())
                ? 0
                : Fractions.size(quantiser.low()) * stored.unitRoundoff() * UP + model.underflow(stored);
        boolean bounded = quantiser.scale().signum() == 0
                || inRange(quantiser.scale(), model.accumulate(), model)
                        && inRange(quantiser.scale(), stored, model)
                        && Fractions.size(Rational.of(range)) <= model.range()
                        && Fractions.size(quantiser.low())
                                <= stored.largestFinite().toDouble() / 2;
        return new QuantisedRow(quantiser, rule, 0, scaleError, low, bounded, model);
    }

    /** The row of an implementation's own scale and low, which it uses as they are; low may be the exact one with its error. */
    static QuantisedRow own(UniformQuantiser quantiser, double lowError, HalfRule rule, FloatModel model) {
        boolean bounded = quantiser.scale().signum() == 0 || inRange(quantiser.scale(), model.accumulate(), model);
        return new QuantisedRow(quantiser, rule, 0, 0, lowError, bounded, model);
    }

    /** The row whose codes are stored with something added. */
    QuantisedRow shifted(int by) {
        return new QuantisedRow(quantiser, rule, by, scaleError, lowError, bounded, model);
    }

    private static double scaleError(Rational scale, Rational range, QuantisationParameters p, FloatModel model) {
        Format f = model.accumulate();
        Format stored = p.stored() == null ? f : p.stored();
        boolean plain = !model.reciprocalNormaliser();
        boolean exact = plain && Fractions.holds(f, range) && Fractions.holds(f, scale);
        double computed = exact ? 0 : RoundingErrors.gamma(plain ? 2 : 3, model.u());
        return exact && Fractions.holds(stored, scale)
                ? 0
                : RoundingErrors.joined(computed, stored == f ? 0 : RoundingErrors.gamma(1, stored.unitRoundoff()))
                        * UP;
    }

    /** Whether a positive number and, where divisions are by reciprocals, its reciprocal are clear of underflow and overflow. */
    private static boolean inRange(Rational x, Format f, FloatModel model) {
        double size = Fractions.size(x);
        double least = 2 * f.smallestNormal().toDouble();
        double most = f.largestFinite().toDouble() / 2;
        return size >= least
                && size <= most
                && (!model.reciprocalNormaliser() || 1 / size >= least && 1 / size <= most);
    }

    /** The exact quantiser, or that of an implementation's own scale and low. */
    UniformQuantiser quantiser() {
        return quantiser;
    }

    /** Whether anything is known of what an implementation returns; not where a number may leave the normal range of its format. */
    boolean bounded() {
        return bounded;
    }

    /** Bound on the error of the scale. */
    double scaleBound() {
        return scaleError * scale * UP;
    }

    /** Bound on the error of the number of code 0. */
    double lowBound() {
        return lowError;
    }

    /** The position of x as it is stored, in binary64. */
    double position(Dyadic x) {
        return scale == 0 ? shift : (x.toDouble() - low) / scale + shift;
    }

    /** The slack of a position t, whatever is exact. */
    private double slack(double t, boolean difference) {
        double quotient =
                RoundingErrors.gamma((difference ? 0 : 1) + (model.reciprocalNormaliser() ? 2 : 1), model.u());
        // Division by the computed scale turns 1 + d into its inverse.
        double relative = RoundingErrors.joined(quotient, scaleError / (1 - scaleError));
        double flushed =
                model.flushToZero() ? model.accumulate().smallestNormal().toDouble() / scale : 0;
        double moved = (lowError / scale + flushed) * (1 + relative);
        return (Math.abs(t) * relative + moved + model.underflow(model.accumulate())) * UP;
    }

    /** Largest distance of a computed position of x from the exact one; 0 where it is computed exactly. */
    double slack(Dyadic x) {
        if (scale == 0) {
            return 0;
        }
        Rational t = quantiser.position(x);
        Format f = model.accumulate();
        boolean plain = !model.reciprocalNormaliser() || Fractions.holds(f, Rational.ONE.divide(quantiser.scale()));
        boolean difference = quantiser.low().signum() == 0
                || Fractions.holds(f, Rational.of(x).subtract(quantiser.low()));
        boolean exact = scaleError == 0 && lowError == 0 && difference && plain && Fractions.holds(f, t);
        return exact ? 0 : slack(Fractions.nearest(t), difference);
    }

    /** How far an admissible code may be from the position of x: 1/2 and the slack, or a little more where binary64 tells the code. */
    double reach(Dyadic x) {
        return 0.5 + (sure(x) == UNSURE ? slack(x) : scale == 0 ? 0 : slack((x.toDouble() - low) / scale, false));
    }

    /** The code that every implementation in the model has for x, where binary64 tells it. */
    private long sure(Dyadic x) {
        if (scale == 0) {
            return 0;
        }
        double t = (x.toDouble() - low) / scale;
        double room = slack(t, false) + Math.abs(t) * NEAR + 0x1p-40;
        if (!(Math.abs(t) < 0x1p40)) {
            return UNSURE;
        }
        double code = rule == HalfRule.DOWN ? Math.floor(t) : Math.rint(t);
        boolean clear =
                rule == HalfRule.DOWN ? t - code > room && code + 1 - t > room : Math.abs(t - code) + room < 0.5;
        return clear ? (long) Math.max(quantiser.least(), Math.min(quantiser.most(), code)) : UNSURE;
    }

    /** Whether an implementation in the model may store that code for x. */
    boolean admits(long stored, Dyadic x) {
        long code = stored - shift;
        if (code < quantiser.least() || code > quantiser.most()) {
            return false;
        }
        long sure = sure(x);
        if (sure != UNSURE) {
            return code == sure;
        }
        double slack = slack(x);
        if (slack == 0) {
            return code == quantiser.code(x, rule);
        }
        // Codes at the ends stand for everything beyond them.
        Rational above = quantiser.position(x).subtract(Rational.of(code));
        boolean beyond =
                code == quantiser.most() && above.signum() > 0 || code == quantiser.least() && above.signum() < 0;
        Rational room = Rational.of(Dyadic.of(slack));
        if (rule == HalfRule.DOWN) {
            // A computed position rounded down is at most 1 above its code.
            return beyond
                    || above.add(room).signum() >= 0 && above.subtract(room).compareTo(Rational.ONE) <= 0;
        }
        return beyond || above.abs().compareTo(HALF.add(room)) <= 0;
    }

    /** The exact code of x, as it is stored. */
    long code(Dyadic x) {
        long sure = sure(x);
        return (sure == UNSURE ? quantiser.code(x, rule) : sure) + shift;
    }

    /** What a stored code decodes to, exactly. */
    Rational decoded(long stored) {
        return quantiser.decoded(stored - shift);
    }

    /** What a stored code decodes to, in binary64, within {@link #decodedRadius}. */
    double nearDecoded(long stored) {
        return low + scale * (stored - shift);
    }

    /** How far {@link #nearDecoded} is from the exact number at most. */
    double decodedRadius(long stored) {
        return (Math.abs(low) + scale * Math.abs(stored - shift)) * NEAR;
    }

    /** Largest distance of the decoded number of a code from the exact one, stored in the output's format. */
    double decodedBound(long stored) {
        long code = stored - shift;
        double size = Math.abs(nearDecoded(stored)) + decodedRadius(stored);
        boolean still = code == 0 || scale == 0;
        double u = model.u();
        double product = Math.abs(code) * scale;
        double own =
                still ? lowError : product * RoundingErrors.joined(scaleError, RoundingErrors.gamma(1, u)) + lowError;
        double sum = still || low == 0 ? 0 : u * (size + own);
        double tiny = still ? 0 : 2 * model.underflow(model.accumulate());
        double computed = own + sum + tiny;
        double store = model.outputRoundoff();
        // What was not rounded on the way may be a number of the output's format already.
        if (store == 0 || computed == 0 && Fractions.holds(model.output(), decoded(stored))) {
            return computed * UP;
        }
        return (computed * (1 + store) + size * store + model.underflow(model.output())) * UP;
    }
}
