package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.number.Dyadic;

/**
 * An LSTM whose gates also see the output before, sheet dsf (D17): h = f * h + g * (W u), y = o * tanh(h). Its coefficients are no function of
 * the input's prefix alone that a dynamical system could be given beforehand; along one trajectory it is one with frozen gates.
 */
public final class FeedbackLstm {
    private FeedbackLstm() {}

    /**
     * The weights of one gate sigma(W u_i + R y_{i-1} + b).
     *
     * @param input W, [d, d']
     * @param feedback R, [d, d]
     * @param bias b, [d, 1]
     */
    public record Gate<T>(T input, T feedback, T bias) {
        private T of(OrderedReals<T> a, T token, T before) {
            T sum = a.add(a.matmul(input, token), a.matmul(feedback, before));
            return Activations.sigmoid(a, a.add(sum, bias));
        }
    }

    /**
     * One run.
     *
     * @param forget f, [L, d]
     * @param input g, [L, d]
     * @param output o, [L, d]
     * @param trajectory states h and outputs y
     */
    public record Run<T>(T forget, T input, T output, Trajectory<T> trajectory) {
        /**
         * The dynamical system of this run: the gates as they were, and C_i = diag(o * tanh(h) / h).
         *
         * @throws ArithmeticException if an element of a state is zero, or cannot be told from zero
         */
        public DynamicalSystem<T> frozen(OrderedReals<T> a, T projection) {
            T states = trajectory.states();
            T read = a.multiply(output, a.divide(a.tanh(states), states));
            return QuasiLstm.of(a, forget, input, read, projection);
        }
    }

    /** The run on tokens [L, d'], from zero state and output; projection is W, [d, d']. */
    public static <T> Run<T> run(
            OrderedReals<T> a, Gate<T> forget, Gate<T> input, Gate<T> output, T projection, T tokens) {
        List<List<T>> rows =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        T state = a.constant(a.rows(projection), 1, Dyadic.ZERO);
        T y = state;
        for (int i = 0; i < a.rows(tokens); i++) {
            T token = DynamicalSystem.token(a, tokens, i);
            T f = forget.of(a, token, y);
            T g = input.of(a, token, y);
            T o = output.of(a, token, y);
            T drive = a.multiply(g, a.matmul(projection, token));
            state = i == 0 ? drive : a.add(a.multiply(f, state), drive);
            y = a.multiply(o, a.tanh(state));
            List<T> now = List.of(f, g, o, state, y);
            for (int k = 0; k < now.size(); k++) {
                rows.get(k).add(a.transpose(now.get(k)));
            }
        }
        List<T> all = rows.stream().map(a::concatenateRows).toList();
        return new Run<>(all.get(0), all.get(1), all.get(2), new Trajectory<>(all.get(3), all.get(4)));
    }
}
