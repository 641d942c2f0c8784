package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.AttentionGradients;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.gradient.ReverseMode;
import org.fiducial.theory.gradient.Traced;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/**
 * Claim C5: the hand-written backward pass (D11) is the derivative, and its sums are what the sheet says. Logits are free exponents, as
 * they are for a free bias; the chain to queries, keys and scale is a second, exponential-free identity.
 */
final class Gradients {
    private static final Scale TAU = Scale.of(0.75);

    private Gradients() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("derivative by logits and values", Level.INDEPENDENT, 8, Inner.class, ByLogits::new),
                IdentityTest.part("derivative by queries and keys", Level.INDEPENDENT, 8, Outer.class, ByInputs::new),
                IdentityTest.part("derivative by the scale", Level.INDEPENDENT, 6, Tau.class, ByScale::new),
                IdentityTest.part("sums (i)-(iv)", Level.INDEPENDENT, 12, Sum.class, Sums::new),
                IdentityTest.part("forward mode (D12)", Level.INDEPENDENT, 8, Forward.class, ForwardMode::new));
    }

    /** A backward pass at free logits, queries and keys. */
    private record Scene<T>(RowScene<T> rows, T query, T key, T output, T weights, T g, T h, AttentionGradients<T> d) {
        static <T> Scene<T> of(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            T q = x.free(r.queries(), 3);
            T k = x.free(r.keys(), 3);
            T p = a.softmaxRows(r.logits(), r.allowed());
            T o = a.matmul(p, r.value());
            T g = x.free(r.queries(), r.width());
            T h = x.free(r.queries(), 1);
            return new Scene<>(
                    r, q, k, o, p, g, h, AttentionGradients.of(a, q, k, r.value(), TAU, r.allowed(), p, o, g, h));
        }
    }

    private enum Inner {
        STATEMENT,
        DELTA_MISSING,
        LOG_SUM_EXP_GRADIENT_SUBTRACTED,
        VALUE_GRADIENT_FROM_UNNORMALISED_WEIGHTS
    }

    /** Reverse mode through (D2)-(D5); the gradient of L = ln Z enters as h / Z. */
    private record ByLogits(Inner v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(a, x);
            RowScene<T> r = s.rows();
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> logits = tape.variable(r.logits());
            Traced<T> value = tape.variable(r.value());
            Traced<T> output = SoftmaxAttention.output(tape, logits, value, r.allowed());
            Traced<T> z = SoftmaxAttention.normalisers(tape, logits, r.allowed());
            T overZ = a.normalise(s.h(), z.value(), r.allowed());
            List<T> exact = tape.gradients(List.of(output, z), List.of(s.g(), overZ), List.of(logits, value));
            T hand = s.d().logits();
            T handValue = s.d().value();
            if (v == Inner.DELTA_MISSING) {
                hand = a.multiply(s.weights(), a.add(a.matmul(s.g(), a.transpose(r.value())), s.h()));
            } else if (v == Inner.LOG_SUM_EXP_GRADIENT_SUBTRACTED) {
                hand = a.subtract(hand, a.multiply(s.weights(), a.add(s.h(), s.h())));
            } else if (v == Inner.VALUE_GRADIENT_FROM_UNNORMALISED_WEIGHTS) {
                handValue = a.matmul(a.transpose(a.exp(r.logits(), r.allowed())), s.g());
            }
            return List.of(new Sides<>("dS", hand, exact.get(0)), new Sides<>("dV", handValue, exact.get(1)));
        }
    }

    private enum Outer {
        STATEMENT,
        SCALE_FORGOTTEN,
        KEY_GRADIENT_FROM_KEYS
    }

    private record ByInputs(Outer v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(a, x);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> q = tape.variable(s.query());
            Traced<T> k = tape.variable(s.key());
            Traced<T> bias = tape.variable(x.free(s.rows().queries(), s.rows().keys()));
            Traced<T> logits = SoftmaxAttention.logits(tape, q, k, TAU, bias);
            List<T> exact = tape.gradients(List.of(logits), List.of(s.d().logits()), List.of(q, k, bias));
            T hand = v == Outer.SCALE_FORGOTTEN ? a.matmul(s.d().logits(), s.key()) : s.d().query();
            T handKey = v == Outer.KEY_GRADIENT_FROM_KEYS
                    ? a.scale(a.matmul(a.transpose(s.d().logits()), a.matmul(s.d().logits(), s.key())), TAU)
                    : s.d().key();
            return List.of(
                    new Sides<>("dQ", hand, exact.get(0)),
                    new Sides<>("dK", handKey, exact.get(1)),
                    new Sides<>("dB", s.d().logits(), exact.get(2)));
        }
    }

    private enum Tau {
        STATEMENT,
        MULTIPLIED_BY_TAU,
        MASKED_PRODUCTS_COUNTED
    }

    private record ByScale(Tau v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 3;
            int m = 4;
            T q = x.free(n, 2);
            T k = x.free(m, 2);
            AllowedKeys allowed = AllowedKeys.ranges(m, new int[n], new int[] {0, 2, 3});
            T ds = a.keep(x.free(n, m), allowed);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> tau = tape.variable(x.free(1, 1));
            Traced<T> products = tape.matmul(tape.variable(q), tape.transpose(tape.variable(k)));
            Traced<T> logits = tape.keep(tape.multiply(products, tau), allowed);
            T upstream =
                    v == Tau.MASKED_PRODUCTS_COUNTED ? a.add(ds, a.constant(n, m, org.fiducial.number.Dyadic.ONE)) : ds;
            T hand = AttentionGradients.scale(
                    a, q, k, upstream, v == Tau.MASKED_PRODUCTS_COUNTED ? AllowedKeys.all(n, m) : allowed);
            return List.of(new Sides<>(
                    "dtau",
                    v == Tau.MULTIPLIED_BY_TAU ? a.multiply(hand, tau.value()) : hand,
                    tape.gradients(List.of(logits), List.of(upstream), List.of(tau))
                            .get(0)));
        }
    }

    private enum Sum {
        STATEMENT,
        LOGIT_GRADIENTS_SUM_TO_ZERO,
        KEY_SUM_OVER_EMPTY_ROWS_TOO,
        VALUE_SUM_OVER_EMPTY_ROWS_TOO,
        SCALE_NOT_IN_THE_INNER_PRODUCT
    }

    private record Sums(Sum v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(a, x);
            T present = a.rowSums(s.weights());
            T h = v == Sum.LOGIT_GRADIENTS_SUM_TO_ZERO ? a.subtract(present, present) : a.multiply(s.h(), present);
            T hAll = v == Sum.KEY_SUM_OVER_EMPTY_ROWS_TOO ? s.h() : a.multiply(s.h(), present);
            T g = v == Sum.VALUE_SUM_OVER_EMPTY_ROWS_TOO ? s.g() : a.multiply(s.g(), present);
            T dtau = AttentionGradients.scale(
                    a, s.query(), s.key(), s.d().logits(), s.rows().allowed());
            T inner = v == Sum.SCALE_NOT_IN_THE_INNER_PRODUCT ? dtau : a.scale(dtau, TAU);
            return List.of(
                    new Sides<>("(i)", a.rowSums(s.d().logits()), h),
                    new Sides<>(
                            "(ii)",
                            columnSums(a, s.d().key()),
                            a.scale(columnSums(a, a.multiply(s.query(), hAll)), TAU)),
                    new Sides<>("(iii)", columnSums(a, s.d().value()), columnSums(a, g)),
                    new Sides<>("(iv) queries", total(a, a.multiply(s.query(), s.d().query())), inner),
                    new Sides<>("(iv) keys", total(a, a.multiply(s.key(), s.d().key())), inner));
        }
    }

    private static <T> T columnSums(ExponentialField<T> a, T x) {
        return a.transpose(a.rowSums(a.transpose(x)));
    }

    private static <T> T total(ExponentialField<T> a, T x) {
        return columnSums(a, a.rowSums(x));
    }

    private enum Forward {
        STATEMENT,
        MEAN_OF_THE_TANGENT_NOT_SUBTRACTED
    }

    /** Forward and backward mode are adjoint: <g, o'> + <h, L'> = <dS, s'> + <dV, v'> for every direction. */
    private record ForwardMode(Forward v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Scene<T> s = Scene.of(a, x);
            RowScene<T> r = s.rows();
            T ds = x.free(r.queries(), r.keys());
            T dv = x.free(r.keys(), r.width());
            SoftmaxAttention.Tangents<T> t =
                    SoftmaxAttention.forwardMode(a, s.weights(), r.value(), ds, dv, r.allowed());
            T output = v == Forward.STATEMENT
                    ? t.output()
                    : a.add(
                            a.matmul(a.multiply(s.weights(), a.keep(ds, r.allowed())), r.value()),
                            a.matmul(s.weights(), dv));
            T forward = a.add(total(a, a.multiply(s.g(), output)), total(a, a.multiply(s.h(), t.logSumExp())));
            T backward = a.add(
                    total(a, a.multiply(s.d().logits(), a.keep(ds, r.allowed()))),
                    total(a, a.multiply(s.d().value(), dv)));
            return List.of(new Sides<>("adjoint", forward, backward));
        }
    }
}
