package org.fiducial.theory.flashbias;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.flashbias.FlashBiasAttention;
import org.fiducial.operator.flashbias.FlashBiasGradients;
import org.fiducial.theory.CheckRun;
import org.fiducial.theory.Evidence;
import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.Part;
import org.fiducial.theory.gradient.ReverseMode;
import org.fiducial.theory.gradient.Traced;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;
import org.fiducial.theory.random.RandomStream;

/**
 * Claims C1 and C13: attention with a factored bias is attention of widened queries and keys. Weights and outputs are functions of the logits,
 * so what is compared for all inputs are logits and what leads back from their gradient.
 */
final class FactoredLogits {
    private static final Scale TAU = Scale.of(0.75);

    private FactoredLogits() {}

    /** The parts of C1. */
    static List<Part> equivalence() {
        return List.of(
                IdentityTest.part("logits", Level.INDEPENDENT, 8, Forms.class, Logits::new),
                IdentityTest.part("gradients through the logits", Level.INDEPENDENT, 6, Back.class, Gradients::new),
                IdentityTest.part(
                        "gradients through the weights", Level.INDEPENDENT, 6, Through.class, ThroughWeights::new));
    }

    /** The parts of C13. */
    static List<Part> multiplicative() {
        return List.of(
                IdentityTest.part("logits", Level.INDEPENDENT, 8, Product.class, Products::new),
                Part.of("costs", EvidenceKind.CERTIFIED, Cost.class, v -> run -> costs(v, run)));
    }

    /** Free inputs of one head: one to three queries and keys, widths one to three, one to three factors. */
    private record Scene<T>(T query, T key, T queryFactors, T keyFactors) {
        static <T> Scene<T> of(Variables<T> x) {
            int n = 1 + x.cycle(3);
            int m = 1 + x.choice(3);
            int d = 1 + x.choice(3);
            int r = 1 + x.choice(3);
            return new Scene<>(x.free(n, d), x.free(m, d), x.free(n, r), x.free(m, r));
        }
    }

    private enum Forms {
        STATEMENT,
        FACTORS_SCALED_TOO,
        LAST_FACTOR_LOST,
        BIAS_SUBTRACTED
    }

    private record Logits(Forms v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(x);
            T sum = FlashBiasAttention.logits(a, s.query, s.key, TAU, s.queryFactors, s.keyFactors);
            T factors = s.queryFactors;
            if (v == Forms.FACTORS_SCALED_TOO) {
                factors = a.scale(factors, TAU);
            } else if (v == Forms.BIAS_SUBTRACTED) {
                factors = a.negate(factors);
            } else if (v == Forms.LAST_FACTOR_LOST) {
                int r = a.columns(factors);
                T zero = a.constant(a.rows(factors), 1, Dyadic.ZERO);
                factors = r == 1 ? zero : a.concatenateColumns(List.of(a.columns(factors, 0, r - 1), zero));
            }
            var wide = FlashBiasAttention.widened(a, s.query, s.key, TAU, factors, s.keyFactors);
            var before = FlashBiasAttention.widenedBeforeScale(a, s.query, s.key, TAU, factors, s.keyFactors);
            // Channels that are zero in the queries and anything in the keys, as a kernel's padding.
            T padded = SoftmaxAttention.logits(
                    a,
                    a.concatenateColumns(List.of(wide.query(), a.constant(a.rows(wide.query()), 2, Dyadic.ZERO))),
                    a.concatenateColumns(List.of(wide.key(), x.free(a.rows(wide.key()), 2))),
                    Scale.of(1),
                    null);
            return List.of(
                    new Sides<>("[tau q | Phi_q] [k | Phi_k]^T", wide.logits(a, Scale.of(1)), sum),
                    new Sides<>("tau [q | Phi_q / tau] [k | Phi_k]^T", before.logits(a, TAU), sum),
                    new Sides<>("padded", padded, sum));
        }
    }

    private enum Back {
        STATEMENT,
        FACTOR_GRADIENT_SCALED,
        QUERY_GRADIENT_NOT_SCALED,
        FACTORS_SWAPPED
    }

    /** (D4) from any gradient of the logits, against reverse mode over both texts. */
    private record Gradients(Back v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(x);
            T ds = x.free(a.rows(s.query), a.rows(s.key));
            List<T> apart = traced(a, s, ds, false);
            List<T> widened = traced(a, s, ds, true);
            Scale scale = v == Back.QUERY_GRADIENT_NOT_SCALED ? Scale.of(1) : TAU;
            T dPhi = FlashBiasGradients.queryFactors(a, ds, s.keyFactors);
            T dKeyFactors = FlashBiasGradients.keyFactors(a, ds, s.queryFactors);
            if (v == Back.FACTOR_GRADIENT_SCALED) {
                dPhi = a.scale(dPhi, TAU);
            } else if (v == Back.FACTORS_SWAPPED) {
                dKeyFactors = a.negate(dKeyFactors);
            }
            List<T> claimed = List.of(
                    a.scale(a.matmul(ds, s.key), scale),
                    a.scale(a.matmul(a.transpose(ds), s.query), scale),
                    dPhi,
                    dKeyFactors);
            String[] names = {"dQ", "dK", "dPhi_q", "dPhi_k"};
            List<Sides<T>> sides = new java.util.ArrayList<>();
            for (int k = 0; k < names.length; k++) {
                sides.add(new Sides<>(names[k], claimed.get(k), apart.get(k)));
                sides.add(new Sides<>(names[k] + " of the widened form", claimed.get(k), widened.get(k)));
            }
            return sides;
        }

        private static <T> List<T> traced(ExponentialField<T> a, Scene<T> s, T ds, boolean widened) {
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> q = tape.variable(s.query);
            Traced<T> k = tape.variable(s.key);
            Traced<T> f = tape.variable(s.queryFactors);
            Traced<T> g = tape.variable(s.keyFactors);
            Traced<T> logits = widened
                    ? FlashBiasAttention.widened(tape, q, k, TAU, f, g).logits(tape, Scale.of(1))
                    : FlashBiasAttention.logits(tape, q, k, TAU, f, g);
            return tape.gradients(List.of(logits), List.of(ds), List.of(q, k, f, g));
        }
    }

    private enum Through {
        STATEMENT,
        DELTA_FORGOTTEN,
        BIAS_NOT_IN_THE_WEIGHTS
    }

    /** dS of the sum of products and bias is that of either: the bias' own gradient is dS, masks included. */
    private record ThroughWeights(Through v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(3);
            int m = 1 + x.choice(3);
            AllowedKeys allowed = x.allowed(n, m);
            T content = x.exponents(n, m);
            T bias = x.exponents(n, m);
            T value = x.free(m, 2);
            T g = x.free(n, 2);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> c = tape.variable(content);
            Traced<T> b = tape.variable(bias);
            Traced<T> w = tape.variable(value);
            Traced<T> output = SoftmaxAttention.output(tape, tape.add(c, b), w, allowed);
            List<T> exact = tape.gradients(List.of(output), List.of(g), List.of(c, b, w));
            T weights = a.softmaxRows(v == Through.BIAS_NOT_IN_THE_WEIGHTS ? content : a.add(content, bias), allowed);
            T one = a.constant(m, 1, Dyadic.ONE);
            T zero = a.constant(n, 1, Dyadic.ZERO);
            T o = v == Through.DELTA_FORGOTTEN ? a.constant(n, 2, Dyadic.ZERO) : a.matmul(weights, value);
            // Queries and keys play no part in dS.
            AttentionGradients<T> d = AttentionGradients.of(a, zero, one, value, TAU, allowed, weights, o, g, null);
            return List.of(
                    new Sides<>("dS", d.logits(), exact.get(0)),
                    new Sides<>("dB", d.logits(), exact.get(1)),
                    new Sides<>("dV", d.value(), exact.get(2)));
        }
    }

    private enum Product {
        STATEMENT,
        ONE_FACTOR_PER_CHANNEL,
        SCALED_TWICE
    }

    private record Products(Product v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(3);
            int m = 1 + x.choice(3);
            int d = 2 + x.choice(2);
            T query = x.free(n, d);
            T key = x.free(m, d);
            T f = x.free(n, 2);
            T g = x.free(m, 2);
            T product = FlashBiasAttention.multiplicativeLogits(a, query, key, TAU, f, g);
            var wide = FlashBiasAttention.products(a, query, key, f, g);
            T logits = wide.logits(a, TAU);
            if (v == Product.ONE_FACTOR_PER_CHANNEL) {
                // The first d of the r d columns alone.
                logits = SoftmaxAttention.logits(
                        a, a.columns(wide.query(), 0, d), a.columns(wide.key(), 0, d), TAU, null);
            } else if (v == Product.SCALED_TWICE) {
                logits = a.scale(logits, TAU);
            }
            return List.of(new Sides<>("logits", logits, product));
        }
    }

    private enum Cost {
        STATEMENT,
        RANK_NOT_SQUARED,
        AS_PRINTED
    }

    /** C^2 R^2 / S < C^2 / S + 1 exactly where R^2 < S / C^2 + 1, and the largest R of Example J.3. */
    private static Evidence costs(Cost v, CheckRun run) {
        RandomStream random = run.draws("sizes");
        int cases = run.effort().of(200, 2000, 20000);
        int cheaper = 0;
        for (int t = 0; t < cases; t++) {
            long width = 1 + random.below(64);
            long rank = 1 + random.below(8);
            long room = 1 + random.below(100_000);
            Rational square = Rational.of(width * width);
            Rational wide = square.multiply(Rational.of(rank * rank)).divide(Rational.of(room));
            boolean less = wide.compareTo(square.divide(Rational.of(room)).add(Rational.ONE)) < 0;
            Rational limit = Rational.of(room).divide(square).add(Rational.ONE);
            Rational power = Rational.of(v == Cost.RANK_NOT_SQUARED ? rank : rank * rank);
            if (less != power.compareTo(limit) < 0) {
                return Evidence.refuted("C = " + width + ", R = " + rank + ", S = " + room);
            }
            cheaper += less ? 1 : 0;
        }
        long[] largest = {v == Cost.AS_PRINTED ? 27 : 3, 5};
        long[] rooms = {51200, 102400};
        for (int e = 0; e < rooms.length; e++) {
            Rational limit = Rational.of(rooms[e]).divide(Rational.of(4096)).add(Rational.ONE);
            boolean fits = Rational.of(largest[e] * largest[e]).compareTo(limit) < 0;
            boolean more = Rational.of((largest[e] + 1) * (largest[e] + 1)).compareTo(limit) < 0;
            if (!fits || more) {
                return Evidence.refuted("C = 64, S = " + rooms[e] + ": the largest R is not " + largest[e]);
            }
        }
        return cheaper == 0 || cheaper == cases
                ? Evidence.vacuous(cheaper + " of " + cases + " cheaper")
                : Evidence.verified(EvidenceKind.CERTIFIED, "random sizes, exact fractions")
                        .with("sizes", cases)
                        .with("of them cheaper", cheaper);
    }
}
