package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;

/**
 * A causal sequence mixer h_i = Lambda_i h_{i-1} + B_i u_i, y_i = C_i h_i + D_i u_i, h_{-1} = 0, sheet dsf (D1), as its coefficients for
 * each token of one sequence. Coefficients may depend on the input. Sequences are matrices [L, d], one row a token.
 *
 * <p>Executors are methods of one arithmetic each: here the recurrence, {@link CausalKernel} the matrix (D3), {@link ChunkedScan} the scan
 * (D18) and {@link Convolution} the time-invariant case. They agree exactly (dsf-C12, dsf-C15); their roundings differ.
 *
 * @param steps one a token, at least one, with states of one shape
 */
public record DynamicalSystem<T>(List<Step<T>> steps) {
    public DynamicalSystem {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a dynamical system without tokens, expected at least one");
        }
    }

    /** The system whose steps are the given ones, of any kind. */
    public static <T> DynamicalSystem<T> of(List<? extends Step<T>> steps) {
        return new DynamicalSystem<>(new ArrayList<>(steps));
    }

    public int length() {
        return steps.size();
    }

    public Step<T> step(int i) {
        return steps.get(i);
    }

    /** Row i of a sequence as a column. */
    static <T> T token(Ring<T> a, T tokens, int i) {
        return a.transpose(a.gatherRows(tokens, new int[] {i}));
    }

    /** B_i u_i of each token, in the shape of the state. */
    List<T> drives(Ring<T> a, T tokens) {
        requireLength(a, tokens);
        List<T> drives = new ArrayList<>();
        for (int i = 0; i < length(); i++) {
            drives.add(step(i).drive(a, token(a, tokens, i)));
        }
        return drives;
    }

    void requireLength(Ring<T> a, T tokens) {
        if (a.rows(tokens) != length()) {
            throw new IllegalArgumentException(
                    "sequence of " + a.rows(tokens) + " tokens, expected " + length() + " as the system has");
        }
    }

    /** The recurrence (D1), token by token. */
    public Trajectory<T> recurrence(Ring<T> a, T tokens) {
        List<T> drives = drives(a, tokens);
        List<T> states = new ArrayList<>();
        T state = drives.get(0);
        states.add(state);
        for (int i = 1; i < length(); i++) {
            state = a.add(step(i).transition().apply(a, state), drives.get(i));
            states.add(state);
        }
        return Trajectory.of(a, this, tokens, states);
    }

    /** The same system with coefficients as matrices, (D1) and (D2), for tokens of that width. */
    public DynamicalSystem<T> dense(Ring<T> a, int tokenWidth) {
        return of(steps.stream().map(s -> s.dense(a, tokenWidth)).toList());
    }
}
