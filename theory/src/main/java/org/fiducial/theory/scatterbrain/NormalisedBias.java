package org.fiducial.theory.scatterbrain;

import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.scatterbrain.FeatureMap;
import org.fiducial.operator.scatterbrain.ScatterbrainAttention;
import org.fiducial.theory.Counterexample;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Mutant;
import org.fiducial.theory.Part;
import org.fiducial.theory.Refutation;
import org.fiducial.theory.bound.Bound;
import org.fiducial.theory.bound.BoundTest;
import org.fiducial.theory.bound.Spread;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.statistics.GaussianExpectation;

/** Claims C20 and C21: normalisation makes the output biased, by how much, and how far it can be from exact attention. */
final class NormalisedBias {
    private static final int P = 192;

    private NormalisedBias() {}

    static List<Part> bias() {
        Refutation unbiased = new Example(false);
        return List.of(
                IdentityTest.part("bias is a covariance", Level.INDEPENDENT, 4, Ross.class, HartleyRoss::new),
                new Part(
                        "explicit example",
                        EvidenceKind.CONSTRUCTED,
                        unbiased.asImpossibility(),
                        List.of(Mutant.refuted(
                                "the whole row estimated by one factor", new Example(true).asImpossibility()))),
                Part.of("value of the example", EvidenceKind.CERTIFIED, Logistic.class, v -> run -> logistic(v)),
                Part.of("leading term", EvidenceKind.CERTIFIED, Lead.class, v -> run -> leading(v)),
                Part.of(
                        "trigonometric normaliser vanishes",
                        EvidenceKind.CONSTRUCTED,
                        Trig.class,
                        v -> run -> zero(v)));
    }

    static List<Part> conditional() {
        return List.of(
                IdentityTest.part("shifted logits", Level.INDEPENDENT, 6, Shift.class, Shifted::new),
                BoundTest.part("distance of the outputs", 24, 0.9, Distance.class, Distances::new));
    }

    private enum Ross {
        STATEMENT,
        COVARIANCE_WITH_PLUS_SIGN,
        OUTPUT_IS_UNBIASED
    }

    /** (E R - o) E D = -Cov(R, D), over every vector and hash draw; o is the output of the mean entries. */
    private record HartleyRoss(Ross v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FiniteDesign<T> d = FiniteDesign.of(a, x, x.cycle(2) == 0 ? FeatureMap.PLUS : FeatureMap.HYPERBOLIC);
            T value = x.free(d.keys(), 1);
            FiniteDesign.Outcome<T> w = (e, s) -> ScatterbrainAttention.combined(a, d.kernel(), e, s);
            T mean = d.expectation(a, (e, s) -> ScatterbrainAttention.output(a, w.of(e, s), value, s));
            T exact = a.normalise(a.matmul(d.kernel(), value), a.rowSums(d.kernel()), d.allowed());
            T normaliser = a.rowSums(d.kernel());
            T product = d.expectation(
                    a,
                    (e, s) -> a.multiply(ScatterbrainAttention.output(a, w.of(e, s), value, s), a.rowSums(w.of(e, s))));
            T covariance = a.subtract(product, a.multiply(mean, normaliser));
            T bias = a.multiply(a.subtract(mean, exact), normaliser);
            return switch (v) {
                case STATEMENT -> List.of(new Sides<>("bias times E D", bias, a.negate(covariance)));
                case COVARIANCE_WITH_PLUS_SIGN -> List.of(new Sides<>("bias times E D", bias, covariance));
                case OUTPUT_IS_UNBIASED -> List.of(new Sides<>("output", mean, exact));
            };
        }
    }

    /**
     * The statement "the normalised output is unbiased" at d = 1, tau = 1, M = 1, plus: the mean by quadrature of the operator's own
     * entries is away from exact softmax attention. A shared factor in every entry of the row would cancel, and be no counterexample.
     *
     * @param shared whether both entries are estimated by one factor, as they are where the two keys are equal
     */
    private record Example(boolean shared) implements Refutation {
        @Override
        public Counterexample counterexample() {
            return new Counterexample(
                    "scatterbrain-C20",
                    "explicit example",
                    shared ? "two equal keys" : "mean of the normalised output away from softmax attention",
                    Map.of(
                            "query",
                            "1",
                            "keys",
                            shared ? "1; 1" : "1; 3",
                            "support",
                            shared ? "none" : "key 2",
                            "values",
                            "1; 0"));
        }

        @Override
        public Evidence examine(Counterexample given) {
            String[] keys = given.value("keys").split(";");
            double k1 = Double.parseDouble(keys[0].strip());
            double k2 = Double.parseDouble(keys[1].strip());
            double q = Double.parseDouble(given.value("query").strip());
            boolean second = given.value("support").equals("key 2");
            // ln(w_1 / w_2) = slope g - shift: a logistic function of g, of poles at |Im g| = pi / slope.
            Ball exactRatio = Ball.of(Dyadic.of(q * (k2 - k1))).exp(P);
            Ball exact = Ball.ONE.divide(Ball.ONE.add(exactRatio, P), P);
            double slope = Math.max(1, Math.abs(second ? q + k1 : k1 - k2));
            Ball mean = new GaussianExpectation(1.5 / slope, 1, 0)
                    .of(
                            w -> {
                                Ball w1 = SingleProjection.estimate(FeatureMap.PLUS, w, q, k1, P);
                                Ball w2 = second
                                        ? Ball.of(Dyadic.of(q * k2)).exp(P)
                                        : SingleProjection.estimate(FeatureMap.PLUS, w, q, k2, P);
                                return w1.divide(w1.add(w2, P), P);
                            },
                            P - 40);
            boolean apart = !mean.meets(exact);
            Evidence e = apart
                    ? Evidence.refuted(given)
                    : Evidence.verified(EvidenceKind.CERTIFIED, "equal to " + (P - 48) + " bits at the example");
            return e.with("mean output", mean.midpoint().toDouble())
                    .with("softmax attention", exact.midpoint().toDouble())
                    .with("bias", mean.subtract(exact, P).midpoint().toDouble());
        }
    }

    private enum Logistic {
        STATEMENT,
        HALF_THE_EXPONENT
    }

    /** E 1 / (1 + e^(-X)) = e^(-s/2) / 2 for X ~ N(-s, s); s = 4 is the example. */
    private static Evidence logistic(Logistic v) {
        Agreement agreement = new Agreement(100);
        for (double root : new double[] {0.5, 1, 1.5, 2}) {
            Ball r = Ball.of(Dyadic.of(root));
            Ball s = r.square(P);
            // |1 + e^z| >= 1 while |Im z| <= pi / 2.
            Ball mean = new GaussianExpectation(1.5 / root, 1, 0)
                    .of(
                            g -> Ball.ONE.divide(
                                    Ball.ONE.add(s.subtract(r.multiply(g, P), P).exp(P), P), P),
                            P - 40);
            Ball exponent = v == Logistic.STATEMENT ? s.shift(-1) : s.shift(-2);
            agreement.of("s = " + root * root, mean, exponent.negate().exp(P).shift(-1));
        }
        return agreement.evidence(EvidenceKind.CERTIFIED, "four variances, by quadrature with proved error");
    }

    private enum Lead {
        STATEMENT,
        OPPOSITE_SIGN,
        TWICE_THE_TERM
    }

    /**
     * M bias - L shrinks like 1 / M: two keys, both estimated, one-dimensional plus features with two equally likely projections +-1 (the
     * leading term holds for any law with its own covariance). The mean over M projections is a binomial sum.
     */
    private static Evidence leading(Lead v) {
        Ball[] ratios = new Ball[3];
        int[] sizes = {64, 128, 256};
        for (int t = 0; t < sizes.length; t++) {
            int m = sizes[t];
            // e_j for the projection +1 and -1: z = x + y, x = 1/2, y = 1/2 and -1/4.
            Ball[] up = {SingleProjection.estimate(FeatureMap.PLUS, Ball.ONE, 0.5, 0.5, P), minus(false, 0.5, -0.25)};
            Ball[] down = {minus(true, 0.5, 0.5), minus(true, 0.5, -0.25)};
            Ball mean = Ball.ZERO;
            Ball weight = Ball.ONE.shift(-m); // binom(m, i) / 2^m
            for (int i = 0; i <= m; i++) {
                Ball w1 = mixed(up[0], down[0], i, m);
                Ball w2 = mixed(up[1], down[1], i, m);
                mean = mean.add(weight.multiply(w1.divide(w1.add(w2, P), P), P), P);
                weight = weight.multiply(Ball.of(m - i), P).divide(Ball.of(i + 1L), P);
            }
            Ball k1 = up[0].add(down[0], P).shift(-1);
            Ball k2 = up[1].add(down[1], P).shift(-1);
            Ball d = k1.add(k2, P);
            Ball o = k1.divide(d, P);
            // sum over j, j' of Cov(e_j, e_j') (o - v_j) / D^2 with v = (1, 0).
            Ball h1 = up[0].subtract(down[0], P).shift(-1);
            Ball h2 = up[1].subtract(down[1], P).shift(-1);
            Ball sum = h1.add(h2, P);
            Ball lead = h1.multiply(sum, P)
                    .multiply(o.subtract(Ball.ONE, P), P)
                    .add(h2.multiply(sum, P).multiply(o, P), P)
                    .divide(d.square(P), P);
            lead = switch (v) {
                case STATEMENT -> lead;
                case OPPOSITE_SIGN -> lead.negate();
                case TWICE_THE_TERM -> lead.shift(1);
            };
            Ball bias = mean.subtract(o, P).multiply(Ball.of(m), P);
            ratios[t] = bias.subtract(lead, P).abs();
        }
        // The rest is O(1 / M): it halves from one size to the next, up to terms of the next order.
        for (int t = 1; t < ratios.length; t++) {
            Ball twice = ratios[t].shift(1);
            Ball some = ratios[t - 1].multiply(Ball.of(5), P).shift(-2);
            Truth falls = twice.less(some);
            if (falls != Truth.TRUE) {
                return falls == Truth.FALSE
                        ? Evidence.refuted("rest at M = " + sizes[t] + ": " + ratios[t] + ", before " + ratios[t - 1])
                        : Evidence.undecided("M = " + sizes[t]);
            }
        }
        return Evidence.verified(
                        EvidenceKind.CERTIFIED, "two keys, projections +-1, M = 64, 128, 256, exactly enumerated")
                .with("rest at M = 256", ratios[2].midpoint().toDouble());
    }

    private static Ball minus(boolean negative, double x, double y) {
        return SingleProjection.estimate(FeatureMap.PLUS, negative ? Ball.ONE.negate() : Ball.ONE, x, y, P);
    }

    private static Ball mixed(Ball up, Ball down, int i, int m) {
        return up.multiply(Ball.of(i), P)
                .add(down.multiply(Ball.of(m - i), P), P)
                .divide(Ball.of(m), P);
    }

    private enum Trig {
        STATEMENT,
        POSITIVE_FEATURES
    }

    /** Two keys 2 and -1, query 0, d = M = 1: D changes its sign between two projections, where the numerator does not vanish. */
    private static Evidence zero(Trig v) {
        FeatureMap map = v == Trig.STATEMENT ? FeatureMap.TRIGONOMETRIC : FeatureMap.HYPERBOLIC;
        Ball[] d = new Ball[2];
        for (int t = 0; t < 2; t++) {
            Ball w = Ball.of(Dyadic.of(t == 0 ? 0.5 : 1.5));
            d[t] = SingleProjection.estimate(map, w, 0, 2, P).add(SingleProjection.estimate(map, w, 0, -1, P), P);
        }
        if (Ball.ZERO.less(d[0]) != Truth.TRUE || d[1].less(Ball.ZERO) != Truth.TRUE) {
            return Evidence.refuted("normalisers " + d[0] + " and " + d[1] + " do not change their sign");
        }
        return Evidence.verified(EvidenceKind.CONSTRUCTED, "query 0, keys 2 and -1, projections 1/2 and 3/2")
                .with("normaliser at 1/2", d[0].midpoint().toDouble())
                .with("normaliser at 3/2", d[1].midpoint().toDouble());
    }

    private enum Shift {
        STATEMENT,
        SHIFTED_ON_THE_SUPPORT_TOO
    }

    /** With eta = e / sigma - 1 on the rest, the output is softmax attention of the weights sigma (1 + eta). */
    private record Shifted(Shift v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            FreeScene<T> scene = FreeScene.of(x);
            // Free exponents stand for ln(1 + eta); the estimates are what they make of the kernel.
            T shift = x.exponents(a.rows(scene.logits()), a.columns(scene.logits()));
            T estimates = a.exp(a.add(scene.logits(), shift));
            T w = ScatterbrainAttention.unnormalised(a, scene.logits(), estimates, scene.s());
            T shifted = v == Shift.STATEMENT ? a.keep(shift, scene.s().rest()) : shift;
            return List.of(new Sides<>(
                    "output",
                    ScatterbrainAttention.output(a, w, scene.value(), scene.s()),
                    SoftmaxAttention.output(
                            a,
                            a.add(scene.logits(), shifted),
                            scene.value(),
                            scene.s().allowed())));
        }
    }

    private enum Distance {
        STATEMENT,
        EIGHTH_OF_THE_OSCILLATION
    }

    /** |out - o| <= tanh(Omega / 4) R, Omega the oscillation of the shifts of a row; extremal for two keys of opposite shifts. */
    private record Distances(Distance v) implements Bound {
        @Override
        public <T> List<Inequality<T>> at(OrderedReals<T> a, Variables<T> x) {
            boolean extremal = x.cycle(2) == 0;
            int m = extremal ? 2 : 2 + x.choice(3);
            T logits = x.exponents(1, m);
            T shift = a.scale(x.exponents(1, m), org.fiducial.arithmetic.Scale.of(0.125));
            T value = x.free(m, 1);
            if (extremal) {
                // Weights in the ratio e^(-s) : 1 before, e^s : 1 after a shift of 2s.
                T s = a.constant(1, 1, Dyadic.of((1 + x.choice(32)) / 16.0));
                T zero = a.subtract(s, s);
                logits = a.concatenateColumns(List.of(a.negate(s), zero));
                shift = a.concatenateColumns(List.of(a.add(s, s), zero));
            }
            org.fiducial.arithmetic.AllowedKeys all = org.fiducial.arithmetic.AllowedKeys.all(1, m);
            T exact = SoftmaxAttention.output(a, logits, value, all);
            T out = SoftmaxAttention.output(a, a.add(logits, shift), value, all);
            T distance = a.abs(a.subtract(out, exact));
            T range = Spread.columnRanges(a, value);
            T omega = Spread.oscillation(a, shift);
            T tanh = a.tanh(a.scale(omega, org.fiducial.arithmetic.Scale.of(v == Distance.STATEMENT ? 0.25 : 0.125)));
            T eta = a.subtract(a.exp(shift), a.ones(1));
            T p = a.softmaxRows(logits, all);
            T one = a.ones(1);
            T ratio = a.divide(a.rowSums(a.multiply(p, a.abs(eta))), a.add(one, a.rowSums(a.multiply(p, eta))));
            // Values in general position: rows whose values are equal meet both bounds with equality at 0.
            return List.of(
                    new Inequality<>("tanh", distance, a.add(a.multiply(range, tanh), tiny(a)), false, true),
                    new Inequality<>("eta", distance, a.add(a.multiply(range, ratio), tiny(a)), false, false));
        }

        private static <T> T tiny(OrderedReals<T> a) {
            return a.constant(1, 1, Dyadic.powerOfTwo(-50));
        }
    }
}
