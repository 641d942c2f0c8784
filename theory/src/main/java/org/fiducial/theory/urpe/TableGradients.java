package org.fiducial.theory.urpe;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.operator.urpe.UrpeAttention;
import org.fiducial.operator.urpe.UrpeGradients;
import org.fiducial.theory.Part;
import org.fiducial.theory.gradient.ReverseMode;
import org.fiducial.theory.gradient.Traced;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claims C12 and C16: the hand-written backward pass (D13) is the derivative, and its sums are what the sheet says. */
final class TableGradients {
    private static final Scale S = Scale.of(0.75);

    private TableGradients() {}

    static List<Part> derivative() {
        return List.of(
                IdentityTest.part("by logits, values and tables", Level.INDEPENDENT, 8, Inner.class, ByTables::new),
                IdentityTest.part("by queries and keys", Level.INDEPENDENT, 6, Outer.class, ByInputs::new),
                IdentityTest.part("through the projections", Level.INDEPENDENT, 6, Chain.class, ByWeights::new));
    }

    static List<Part> sums() {
        return List.of(IdentityTest.part("sums", Level.INDEPENDENT, 8, Sum.class, Sums::new));
    }

    private record Pass<T>(TableScene<T> s, T query, T key, T weights, T c, T output, T g, UrpeGradients<T> d) {
        static <T> Pass<T> of(ExponentialField<T> a, Variables<T> x, boolean softmaxOutput) {
            TableScene<T> s = TableScene.of(x, true);
            T q = x.free(s.n(), 3);
            T k = x.free(s.n(), 3);
            T p = s.weights(a);
            T c = s.c(a);
            T o = softmaxOutput ? a.matmul(p, s.value()) : s.output(a);
            T g = x.free(s.n(), 2);
            return new Pass<>(s, q, k, p, c, o, g, UrpeGradients.of(a, q, k, s.value(), S, p, c, o, g, s.offsets()));
        }
    }

    private enum Inner {
        STATEMENT,
        DELTA_FROM_THE_OUTPUT_WITHOUT_C,
        WEIGHT_GRADIENT_NOT_MULTIPLIED_BY_C,
        TABLE_GRADIENT_WITH_THE_OPPOSITE_OFFSET,
        VALUE_GRADIENT_WITHOUT_C
    }

    private record ByTables(Inner v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Pass<T> p = Pass.of(a, x, v == Inner.DELTA_FROM_THE_OUTPUT_WITHOUT_C);
            TableScene<T> s = p.s();
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> content = tape.variable(s.content());
            Traced<T> bias = tape.variable(s.bias());
            Traced<T> table = tape.variable(s.multiplier());
            Traced<T> value = tape.variable(s.value());
            Traced<T> logits = tape.add(content, s.offsets().matrix(tape, bias, s.n()));
            Traced<T> output =
                    UrpeAttention.output(tape, logits, s.offsets().matrix(tape, table, s.n()), value, s.allowed());
            List<T> exact = tape.gradients(List.of(output), List.of(p.g()), List.of(content, bias, table, value));
            UrpeGradients<T> d = p.d();
            T ds = d.logits();
            T db = d.bias();
            T dv = d.value();
            if (v == Inner.WEIGHT_GRADIENT_NOT_MULTIPLIED_BY_C) {
                ds = a.multiply(p.weights(), a.subtract(a.matmul(p.g(), a.transpose(s.value())), d.delta()));
            } else if (v == Inner.TABLE_GRADIENT_WITH_THE_OPPOSITE_OFFSET) {
                db = s.offsets().queryMinusKey().gradient(a, ds);
            } else if (v == Inner.VALUE_GRADIENT_WITHOUT_C) {
                dv = a.matmul(a.transpose(p.weights()), p.g());
            }
            return List.of(
                    new Sides<>("dS", ds, exact.get(0)),
                    new Sides<>("db", db, exact.get(1)),
                    new Sides<>("dc", d.multiplier(), exact.get(2)),
                    new Sides<>("dV", dv, exact.get(3)));
        }
    }

    private enum Outer {
        STATEMENT,
        SCALE_FORGOTTEN
    }

    private record ByInputs(Outer v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Pass<T> p = Pass.of(a, x, false);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> q = tape.variable(p.query());
            Traced<T> k = tape.variable(p.key());
            List<T> exact = tape.gradients(
                    List.of(SoftmaxAttention.logits(tape, q, k, S, null)), List.of(p.d().logits()), List.of(q, k));
            T dq = v == Outer.SCALE_FORGOTTEN ? a.matmul(p.d().logits(), p.key()) : p.d().query();
            return List.of(new Sides<>("dQ", dq, exact.get(0)), new Sides<>("dK", p.d().key(), exact.get(1)));
        }
    }

    private enum Chain {
        STATEMENT,
        RESIDUAL_FORGOTTEN,
        OUTPUT_WEIGHTS_NOT_APPLIED
    }

    /** (D5): Y = X + O W_O with Q, K, V projected from X; dO, dQ, dK and dV are given. */
    private record ByWeights(Chain v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.cycle(3);
            T in = x.free(n, 2);
            T[] w = weights(x);
            T attention = x.free(n, n);
            T dy = x.free(n, 2);
            T dq = x.free(n, 2);
            T dk = x.free(n, 2);
            ReverseMode<T> tape = new ReverseMode<>(a);
            Traced<T> at = tape.variable(in);
            List<Traced<T>> t = new java.util.ArrayList<>();
            for (T e : w) {
                t.add(tape.variable(e));
            }
            Traced<T> q = tape.matmul(at, t.get(0));
            Traced<T> k = tape.matmul(at, t.get(1));
            Traced<T> value = tape.matmul(at, t.get(2));
            Traced<T> o = tape.matmul(tape.variable(attention), value);
            Traced<T> y = tape.add(at, tape.matmul(o, t.get(3)));
            // The attention matrix stands still here: what comes back through it is dQ and dK, given.
            List<T> exact = tape.gradients(
                    List.of(y, q, k), List.of(dy, dq, dk), List.of(at, t.get(0), t.get(1), t.get(2), t.get(3)));
            T dO = v == Chain.OUTPUT_WEIGHTS_NOT_APPLIED ? dy : a.matmul(dy, a.transpose(w[3]));
            T dv = a.matmul(a.transpose(attention), dO);
            T back = a.add(
                    a.add(a.matmul(dq, a.transpose(w[0])), a.matmul(dk, a.transpose(w[1]))),
                    a.matmul(dv, a.transpose(w[2])));
            T dx = v == Chain.RESIDUAL_FORGOTTEN ? back : a.add(dy, back);
            T xt = a.transpose(in);
            return List.of(
                    new Sides<>("dX", dx, exact.get(0)),
                    new Sides<>("dW_Q", a.matmul(xt, dq), exact.get(1)),
                    new Sides<>("dW_K", a.matmul(xt, dk), exact.get(2)),
                    new Sides<>("dW_V", a.matmul(xt, dv), exact.get(3)),
                    new Sides<>("dW_O", a.matmul(a.transpose(o.value()), dy), exact.get(4)));
        }

        @SuppressWarnings("unchecked")
        private static <T> T[] weights(Variables<T> x) {
            return (T[]) new Object[] {x.free(2, 2), x.free(2, 2), x.free(2, 2), x.free(2, 2)};
        }
    }

    private enum Sum {
        STATEMENT,
        DELTA_FROM_THE_OUTPUT_WITHOUT_C,
        MULTIPLIER_GRADIENT_NOT_WEIGHTED
    }

    private record Sums(Sum v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            Pass<T> p = Pass.of(a, x, v == Sum.DELTA_FROM_THE_OUTPUT_WITHOUT_C);
            UrpeGradients<T> d = p.d();
            T zero = a.constant(1, 1, org.fiducial.number.Dyadic.ZERO);
            T zeros = a.constant(p.s().n(), 1, org.fiducial.number.Dyadic.ZERO);
            T cdc = v == Sum.MULTIPLIER_GRADIENT_NOT_WEIGHTED
                    ? total(a, d.multiplier())
                    : total(a, a.multiply(p.s().multiplier(), d.multiplier()));
            return List.of(
                    new Sides<>("sum_j dS_ij", a.rowSums(d.logits()), zeros),
                    new Sides<>("sum_k db_k", total(a, d.bias()), zero),
                    new Sides<>("sum_k c_k dc_k = sum_i dO_i . O_i", cdc, total(a, a.multiply(p.g(), p.output()))),
                    new Sides<>(
                            "sum_k c_k dc_k = sum_j V_j . dV_j", cdc, total(a, a.multiply(p.s().value(), d.value()))),
                    new Sides<>(
                            "sum_i Q_i . dQ_i = sum_j K_j . dK_j",
                            total(a, a.multiply(p.query(), d.query())),
                            total(a, a.multiply(p.key(), d.key()))));
        }
    }

    private static <T> T total(ExponentialField<T> a, T x) {
        return a.rowSums(a.transpose(a.rowSums(x)));
    }
}
