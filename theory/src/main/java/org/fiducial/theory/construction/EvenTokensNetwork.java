package org.fiducial.theory.construction;

import java.util.Map;
import java.util.TreeMap;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.TransformerNetwork;

/** The network of sheet urpe C14 for the even-token task: y_i = x_(2i) for i <= n/2, a constant otherwise. */
public final class EvenTokensNetwork {
    private EvenTokensNetwork() {}

    /** Two blocks: coordinates, then one gated copy a token. */
    public static TransformerNetwork<SparseMatrix> of(int n, Rational padding) {
        Circuit c = new Circuit(2 * n);
        Map<Integer, Rational> result = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            LinearForm position = LinearForm.signal(n + i);
            boolean copied = 2 * (i + 1) <= n;
            LinearForm unit =
                    copied ? LinearForm.signal(2 * i + 1).plus(position).plus(-1) : position;
            LinearForm made = c.rectified(0, unit);
            result.put(made.coefficients().keySet().iterator().next(), copied ? Rational.ONE : padding);
        }
        c.result(new LinearForm(Rational.ZERO, result));
        return CoordinateBlock.network(n, c);
    }
}
