package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fiducial.arithmetic.exact.Rational;

/**
 * The interpolant of values on the grid of step 1/G that is affine on each simplex of the Kuhn triangulation, sheet urpe C7: a sum of hats
 * R(e_i - P_v - Q_v), P_v = max(0, t_1 .. t_n), Q_v = max(0, -t_1 .. -t_n), t = G x - v. Inputs of the circuit are x_1 .. x_n and then the
 * one-hot position e_1 .. e_n.
 */
public final class KuhnCircuit {
    private KuhnCircuit() {}

    /** A value for each token (from 0) and grid point. */
    @FunctionalInterface
    public interface Table {
        Rational at(int token, int[] vertex);
    }

    static Circuit of(int n, int cells, Table table) {
        Circuit c = new Circuit(2 * n);
        int last = Integer.SIZE - Integer.numberOfLeadingZeros(n);
        Map<Integer, Rational> result = new TreeMap<>();
        for (int[] v : vertices(n, cells)) {
            List<LinearForm> up = new ArrayList<>(List.of(LinearForm.ZERO));
            List<LinearForm> down = new ArrayList<>(List.of(LinearForm.ZERO));
            for (int k = 0; k < n; k++) {
                LinearForm t = LinearForm.signal(k).times(Rational.of(cells)).plus(-v[k]);
                up.add(t);
                down.add(t.times(Rational.of(-1)));
            }
            LinearForm distance = c.max(0, up).plus(c.max(0, down));
            for (int i = 0; i < n; i++) {
                LinearForm hat = c.rectified(last, LinearForm.signal(n + i).minus(distance));
                result.put(hat.coefficients().keySet().iterator().next(), table.at(i, v));
            }
        }
        c.result(new LinearForm(Rational.ZERO, result));
        return c;
    }

    /** All grid points, the first coordinate slowest. */
    public static List<int[]> vertices(int n, int cells) {
        List<int[]> out = new ArrayList<>();
        int[] v = new int[n];
        while (true) {
            out.add(v.clone());
            int k = n - 1;
            while (k >= 0 && v[k] == cells) {
                v[k--] = 0;
            }
            if (k < 0) {
                return out;
            }
            v[k]++;
        }
    }

    /** The interpolant by its direct formula: sort the fractional parts, walk along unit steps. */
    public static Rational direct(int token, int cells, List<Rational> x, Table table) {
        int n = x.size();
        int[] v = new int[n];
        Rational[] part = new Rational[n];
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            Rational scaled = x.get(k).multiply(Rational.of(cells));
            int floor = scaled.numerator().divide(scaled.denominator()).intValueExact();
            v[k] = Math.min(floor, cells - 1);
            part[k] = scaled.subtract(Rational.of(v[k]));
            order.add(k);
        }
        order.sort((a, b) -> part[b].compareTo(part[a]));
        Rational sum = Rational.ZERO;
        Rational before = Rational.ONE;
        for (int step = 0; step <= n; step++) {
            Rational after = step < n ? part[order.get(step)] : Rational.ZERO;
            sum = sum.add(before.subtract(after).multiply(table.at(token, v)));
            if (step < n) {
                v[order.get(step)]++;
            }
            before = after;
        }
        return sum;
    }
}
