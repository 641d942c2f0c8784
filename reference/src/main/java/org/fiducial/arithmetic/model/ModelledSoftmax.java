package org.fiducial.arithmetic.model;

import java.util.Arrays;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Enclosures;
import org.jspecify.annotations.Nullable;

/** The deviation of computed softmax weights, sheet softmax-attention C12. Loops over keys are short and plain, so that they compile soon. */
final class ModelledSoftmax {
    private final ModelledReals<?> reals;
    private final FloatModel model;
    private final AllowedKeys allowed;
    private final Enclosures logits;
    private final double[] deviation;
    private final double @Nullable [] terms;
    private final double[] theta;
    private final double[] chance;
    private final double[] sums;
    private final double[] underflow;
    private final double[] adversarial;
    private final double[] widest;
    private final double argumentError;
    private final double logitStorage;
    private final double logitTiny;
    private final double largest;
    private final double flushed;
    private final double sharedError;

    private ModelledSoftmax(
            ModelledReals<?> a,
            Enclosures logits,
            double @Nullable [] deviation,
            @Nullable ProductTerms product,
            AllowedKeys allowed) {
        int rows = logits.rows();
        int elements = logits.mid().length;
        this.reals = a;
        this.model = a.model();
        this.allowed = allowed;
        this.logits = logits;
        theta = new double[elements];
        // Exact logits deviate by nothing: theta is all zero when it is read in the place of their deviations.
        this.deviation = deviation == null ? theta : deviation;
        terms = product == null ? null : product.sums();
        chance = new double[a.lambda() > 0 ? elements : 0];
        sums = new double[rows];
        underflow = new double[rows];
        adversarial = new double[rows];
        widest = new double[rows];
        argumentError = a.accumulated(model.argumentRoundings()) * (1 + 4 * model.u());
        logitStorage = model.logits() == null ? 0 : a.stored(model.logitsRoundoff());
        logitTiny = model.logits() == null ? 0 : model.underflow(model.logits());
        largest = model.logits() == null
                ? model.range()
                : Math.min(model.range(), model.logits().largestFinite().toDouble());
        flushed = model.flushToZero() ? 4 * model.underflow(model.accumulate()) : 0;
        // Roundings of scaled operands are shared by many logits, so they are no independent errors.
        sharedError = RoundingErrors.gamma(2 * (1 + model.scaleRoundings()) + 2, model.u())
                + (model.scaledQuery() == null ? 0 : model.scaledQuery().unitRoundoff());
    }

    static <X> Modelled<X> of(ModelledReals<X> a, Modelled<X> logits, AllowedKeys allowed) {
        // Logits come first: the engine then takes them as they are for the weights.
        Enclosures s = a.engine().enclosures(logits.exact());
        X z = a.engine().softmaxRows(logits.exact(), allowed);
        double[] weights = a.magnitude(z);
        ModelledSoftmax rows = new ModelledSoftmax(a, s, logits.deviations(), logits.terms(), allowed);
        for (int i = 0; i < s.rows(); i++) {
            if (allowed.count(i) > 0) {
                rows.row(i);
            }
        }
        SoftmaxDeviation deviation =
                new SoftmaxDeviation(allowed, rows.theta, rows.chance, rows.adversarial, rows.sums, rows.underflow);
        return new Modelled<>(
                z, s.rows(), s.columns(), () -> a.upper(bounds(a.model(), weights, deviation, rows.widest)), deviation);
    }

    private void row(int i) {
        int first = i * allowed.keys();
        double top = Double.NEGATIVE_INFINITY;
        double farthest = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, allowed.runEnd(i, j))) {
            int from = first + j;
            int to = first + allowed.runEnd(i, j);
            deviations(from, to);
            top = Math.max(top, largestSum(logits.mid(), from, to));
            farthest = Math.max(farthest, largestModulus(logits.mid(), from, to));
        }
        int span = allowed.to(i) - allowed.from(i);
        int count = allowed.count(i);
        int exponentials = model.sum().exponentials(count, span, allowed.from(i) == 0);
        int n = model.sum().roundings(count, exponentials);
        // The argument of a later tile is rounded where alpha c is, not where it is used: C12, fused path.
        double fused =
                model.argument() == ExpArgument.FUSED ? reals.accumulated(1) * (1 + 4 * model.u()) * farthest : 0;
        double exponentialError = -exponentials * Math.log1p(-model.expError()) * (1 + 0x1p-40);
        // The rounding of alpha c may move even the largest weight out of the range of its formats.
        boolean overflow = !(farthest <= largest)
                || !(count * Math.exp(fused) <= model.range() && Math.exp(fused) <= model.weightRange());
        double all = fused + exponentialError;
        double shared = 0;
        for (int j = allowed.next(i, 0); j < allowed.to(i); j = allowed.next(i, allowed.runEnd(i, j))) {
            int from = first + j;
            int to = first + allowed.runEnd(i, j);
            addArguments(top, flushed * exponentials, from, to);
            if (reals.lambda() > 0) {
                shared = Math.max(shared, chances(all, from, to));
            }
            if (overflow) {
                Arrays.fill(theta, from, to, Double.POSITIVE_INFINITY);
            }
            widest[i] = Math.max(widest[i], widened(all, from, to));
        }
        sums[i] = reals.accumulated(n);
        adversarial[i] = shared * RoundingErrors.OWN_ROUNDING;
        // The largest logit's weight is 1, or off by the rounding of alpha c on the fused path.
        double least = (1 - model.expError() - RoundingErrors.gamma(n, model.u())) * Math.exp(-fused);
        double etaA = model.underflow(model.accumulate());
        underflow[i] =
                least > 0 ? 2 * n * (2 * model.weightUnderflow() + etaA) / least + etaA : Double.POSITIVE_INFINITY;
    }

    /** What logits deviate by, stored. */
    private void deviations(int from, int to) {
        double[] m = logits.mid();
        double[] r = logits.radius();
        double[] d = deviation;
        double[] t = theta;
        double a = logitStorage;
        double b = logitTiny;
        for (int e = from; e < to; e++) {
            t[e] = d[e] + a * (Math.abs(m[e]) + r[e] + d[e]) + b;
        }
    }

    private double largestSum(double[] m, int from, int to) {
        double[] r = logits.radius();
        double[] t = theta;
        double most = Double.NEGATIVE_INFINITY;
        for (int e = from; e < to; e++) {
            most = Math.max(most, m[e] + r[e] + t[e]);
        }
        return most;
    }

    private double largestModulus(double[] m, int from, int to) {
        double[] r = logits.radius();
        double[] t = theta;
        double most = 0;
        for (int e = from; e < to; e++) {
            most = Math.max(most, Math.abs(m[e]) + r[e] + t[e]);
        }
        return most;
    }

    /** Running maxima never decrease, so the arguments that one weight passes through telescope. */
    private void addArguments(double top, double flush, int from, int to) {
        double[] m = logits.mid();
        double[] r = logits.radius();
        double[] t = theta;
        double a = argumentError;
        for (int e = from; e < to; e++) {
            t[e] += a * Math.max(0, top - m[e] + r[e] + t[e]) + flush;
        }
    }

    /** Under the probabilistic model, what is independent and what is not; the largest of the latter. */
    private double chances(double all, int from, int to) {
        double shared = 0;
        for (int e = from; e < to; e++) {
            double random = theta[e];
            chance[e] = terms == null ? 0 : random;
            shared = Math.max(shared, all + (terms == null ? random : sharedError * terms[e]));
        }
        return shared;
    }

    private double widened(double all, int from, int to) {
        double[] t = theta;
        double most = 0;
        for (int e = from; e < to; e++) {
            t[e] = (t[e] + all) * RoundingErrors.OWN_ROUNDING;
            most = Math.max(most, t[e]);
        }
        return most;
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
