package org.fiducial.operator.dsf;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.Ring;

/**
 * What a system does to a sequence, sheet dsf, reference outputs.
 *
 * @param states h_i after token i, one row a token in the layout (D2), [L, N]
 * @param outputs y_i, [L, dv]
 */
public record Trajectory<T>(T states, T outputs) {
    /** The trajectory of given states, one a token. */
    static <T> Trajectory<T> of(Ring<T> a, DynamicalSystem<T> system, T tokens, List<T> states) {
        List<T> rows = new ArrayList<>();
        List<T> outputs = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            rows.add(row(a, states.get(i)));
            T y = system.step(i).output(a, states.get(i), DynamicalSystem.token(a, tokens, i));
            outputs.add(a.transpose(y));
        }
        return new Trajectory<>(a.concatenateRows(rows), a.concatenateRows(outputs));
    }

    /** The elements of a state in one row, channel by channel: (c, m) at c n + m, (D2). */
    static <T> T row(Ring<T> a, T state) {
        if (a.columns(state) == 1) {
            return a.transpose(state);
        }
        List<T> rows = new ArrayList<>();
        for (int c = 0; c < a.rows(state); c++) {
            rows.add(a.gatherRows(state, new int[] {c}));
        }
        return rows.size() == 1 ? rows.get(0) : a.concatenateColumns(rows);
    }
}
