package org.fiducial.theory.softmax;

import java.util.List;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.operator.OnlineState;
import org.fiducial.operator.SoftmaxAttention;
import org.fiducial.theory.Part;
import org.fiducial.theory.identity.Identity;
import org.fiducial.theory.identity.IdentityTest;
import org.fiducial.theory.identity.Level;
import org.fiducial.theory.identity.Variables;

/** Claim C1: a shift of a row's logits changes only its normaliser; references are immaterial. */
final class ShiftInvariance {
    private ShiftInvariance() {}

    static List<Part> parts() {
        return List.of(
                IdentityTest.part("row shift", Level.INDEPENDENT, 12, Row.class, RowShift::new),
                IdentityTest.part("one vector added to all keys", Level.INDEPENDENT, 6, Key.class, KeyShift::new),
                IdentityTest.part("choice of references", Level.INDEPENDENT, 12, Choice.class, References::new));
    }

    private enum Row {
        STATEMENT,
        SHIFT_VARIES_ALONG_THE_ROW,
        NORMALISER_CHANGES_BY_THE_OPPOSITE,
        NORMALISER_DOES_NOT_CHANGE
    }

    private record RowShift(Row v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            T shift = x.exponents(r.queries(), v == Row.SHIFT_VARIES_ALONG_THE_ROW ? r.keys() : 1);
            T shifted = a.add(r.logits(), shift);
            T z = SoftmaxAttention.normalisers(a, r.logits(), r.allowed());
            T factor = v == Row.SHIFT_VARIES_ALONG_THE_ROW
                    ? a.ones(r.queries())
                    : a.exp(v == Row.NORMALISER_CHANGES_BY_THE_OPPOSITE ? a.negate(shift) : shift);
            return List.of(
                    new Sides<>("weights", a.softmaxRows(shifted, r.allowed()), a.softmaxRows(r.logits(), r.allowed())),
                    new Sides<>(
                            "output",
                            SoftmaxAttention.output(a, shifted, r.value(), r.allowed()),
                            SoftmaxAttention.output(a, r.logits(), r.value(), r.allowed())),
                    new Sides<>(
                            "normaliser e^L",
                            SoftmaxAttention.normalisers(a, shifted, r.allowed()),
                            v == Row.NORMALISER_DOES_NOT_CHANGE ? z : a.multiply(z, factor)));
        }
    }

    private enum Key {
        STATEMENT,
        VECTOR_ADDED_TO_HALF_OF_THE_COORDINATES_OF_THE_ANSWER,
        SHIFT_WITHOUT_SCALE
    }

    /** Adding u to all keys adds tau q_i u to row i: the row shift above, for any logits. */
    private record KeyShift(Key v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            int n = 1 + x.choice(3);
            int m = 1 + x.choice(4);
            int d = 2 + x.choice(3);
            Scale tau = new Scale(org.fiducial.number.Dyadic.of(3), 4);
            T q = x.free(n, d);
            T k = x.free(m, d);
            T u = x.free(1, d);
            T bias = x.free(n, m);
            T left = SoftmaxAttention.logits(a, q, a.add(k, u), tau, bias);
            T along = v == Key.VECTOR_ADDED_TO_HALF_OF_THE_COORDINATES_OF_THE_ANSWER
                    ? a.matmul(a.columns(q, 0, 1), a.transpose(a.columns(u, 0, 1)))
                    : a.matmul(q, a.transpose(u));
            T shift = v == Key.SHIFT_WITHOUT_SCALE ? along : a.scale(along, tau);
            return List.of(new Sides<>("logits", left, a.add(SoftmaxAttention.logits(a, q, k, tau, bias), shift)));
        }
    }

    private enum Choice {
        STATEMENT,
        REFERENCE_IN_THE_NUMERATOR_ONLY,
        REFERENCE_DIFFERS_BETWEEN_KEYS,
        NORMALISER_NOT_RESCALED
    }

    private record References(Choice v) implements Identity {
        @Override
        public <T> List<Sides<T>> sides(ExponentialField<T> a, Variables<T> x) {
            RowScene<T> r = RowScene.of(x);
            T c = x.exponents(r.queries(), v == Choice.REFERENCE_DIFFERS_BETWEEN_KEYS ? r.keys() : 1);
            T stabilised = v == Choice.REFERENCE_IN_THE_NUMERATOR_ONLY
                    ? a.normalise(
                            a.exp(a.subtract(r.logits(), c), r.allowed()),
                            SoftmaxAttention.normalisers(a, r.logits(), r.allowed()),
                            r.allowed())
                    : SoftmaxAttention.stabilisedWeights(a, r.logits(), c, r.allowed());
            Sides<T> weights = new Sides<>("weights", stabilised, a.softmaxRows(r.logits(), r.allowed()));
            if (v == Choice.REFERENCE_DIFFERS_BETWEEN_KEYS) {
                return List.of(weights);
            }
            OnlineState<T> state = OnlineState.of(a, r.logits(), r.value(), r.allowed(), c);
            T z = v == Choice.NORMALISER_NOT_RESCALED ? state.normaliser() : a.multiply(state.normaliser(), a.exp(c));
            return List.of(
                    weights,
                    new Sides<>(
                            "output of the triple",
                            state.output(a),
                            SoftmaxAttention.output(a, r.logits(), r.value(), r.allowed())),
                    new Sides<>("l e^c", z, SoftmaxAttention.normalisers(a, r.logits(), r.allowed())));
        }
    }
}
