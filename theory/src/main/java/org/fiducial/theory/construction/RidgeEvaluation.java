package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.theory.target.Interval;

/**
 * What a one-hidden-layer network of ridges gives on the whole cube, from its weights alone, when it has gathered x exactly: that a unit of
 * another token is off everywhere, and for each token the piecewise linear functions of w.x that its units add up to. They are compared
 * with the ridges P_w of the target: exactly at every knot, and by h^2/8 max|P_w''| on the piece between two knots.
 */
final class RidgeEvaluation {
    private final int n;
    private final Map<List<Object>, List<Unit>> units = new HashMap<>();
    private final Rational[] constants;

    /** A unit R(w.x - knot) of a token, and its weight. */
    private record Unit(Rational knot, Rational weight) {}

    /** @throws ArithmeticException if the weights are not those of such a network */
    RidgeEvaluation(int n, FeedForward<SparseMatrix> f) {
        this.n = n;
        this.constants = new Rational[n];
        java.util.Arrays.fill(constants, Rational.ZERO);
        require(f.layers().size() == 2 && f.skip(), "one hidden layer and a skip");
        Affine<SparseMatrix> in = f.layers().get(0);
        Affine<SparseMatrix> out = f.layers().get(1);
        int size = in.weights().columns();
        Rational[][] w = new Rational[size][Gather.channels(n)];
        Rational[] offset = new Rational[size];
        Rational[] weight = new Rational[size];
        for (int u = 0; u < size; u++) {
            java.util.Arrays.fill(w[u], Rational.ZERO);
            offset[u] = Rational.ZERO;
            weight[u] = Rational.ZERO;
        }
        in.weights().entries().forEach(e -> w[e.column()][e.row()] = e.value());
        InterpolatingNetwork.required(in.offset()).entries().forEach(e -> offset[e.column()] = e.value());
        for (SparseMatrix.Entry e : out.weights().entries()) {
            require(e.column() == Gather.output(n), "no output but its own channel");
            weight[e.row()] = e.value();
        }
        require(out.offset() == null, "no offset of the output");
        for (int u = 0; u < size; u++) {
            add(w[u], offset[u], weight[u]);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new ArithmeticException("a ridge network with another structure, expected " + what);
        }
    }

    private void add(Rational[] w, Rational offset, Rational weight) {
        require(
                w[0].signum() == 0 && w[Gather.output(n)].signum() == 0,
                "units that read positions and gathered inputs");
        int token = -1;
        for (int i = 0; i < n; i++) {
            if (w[1 + i].signum() != 0) {
                require(token < 0, "one position a unit");
                token = i;
            }
        }
        require(token >= 0, "a position for every unit");
        List<Rational> direction = new ArrayList<>();
        Rational highest = offset;
        boolean constant = true;
        for (int j = 0; j < n; j++) {
            Rational c = w[n + 1 + j];
            direction.add(c);
            constant &= c.signum() == 0;
            highest = c.signum() > 0 ? highest.add(c) : highest;
        }
        // At every other token the argument is w.x + offset.
        require(highest.signum() <= 0, "units that are off at other tokens");
        Rational own = offset.add(w[1 + token]);
        if (constant) {
            constants[token] = own.signum() > 0 ? constants[token].add(own.multiply(weight)) : constants[token];
        } else {
            units.computeIfAbsent(List.of(token, direction), none -> new ArrayList<>())
                    .add(new Unit(own.negate(), weight));
        }
    }

    /** By token: an upper bound of the distance from the target with these decompositions, on the whole cube. */
    double[] errors(List<RidgeDecomposition> targets) {
        double[] errors = new double[n];
        for (int i = 0; i < n; i++) {
            Map<List<Rational>, List<Rational>> ridges = new LinkedHashMap<>();
            targets.get(i)
                    .ridges()
                    .forEach((w, p) ->
                            ridges.put(w.stream().map(k -> Rational.of(k)).toList(), p));
            for (List<Object> key : units.keySet()) {
                require(!key.get(0).equals(i) || ridges.containsKey(key.get(1)), "directions of the target");
            }
            Rational constant = targets.get(i).constant().subtract(constants[i]);
            double error = 0;
            for (Map.Entry<List<Rational>, List<Rational>> e : ridges.entrySet()) {
                Rational low = Rational.ZERO;
                Rational high = Rational.ZERO;
                for (Rational c : e.getKey()) {
                    low = c.signum() < 0 ? low.add(c) : low;
                    high = c.signum() > 0 ? high.add(c) : high;
                }
                // The ridge's value at its lower end belongs to the constant.
                Rational base = RidgeNetwork.value(e.getValue(), low);
                constant = constant.add(base);
                List<Unit> own = new ArrayList<>(units.getOrDefault(List.of(i, e.getKey()), List.of()));
                error = Interval.up(error, distance(own, e.getValue(), base, low, high));
            }
            errors[i] = Interval.up(error, Interval.of(constant).magnitude());
        }
        return errors;
    }

    /** The distance of sum of weight R(s - knot) from P(s) - P(low) between low and high. */
    private static double distance(
            List<Unit> units, List<Rational> polynomial, Rational base, Rational low, Rational high) {
        units.sort(Comparator.comparing(Unit::knot));
        Rational at = low;
        Rational value = Rational.ZERO;
        Rational slope = Rational.ZERO;
        int next = 0;
        double knots = 0;
        double chords = 0;
        while (at.compareTo(high) < 0) {
            while (next < units.size() && units.get(next).knot().compareTo(at) <= 0) {
                Unit u = units.get(next++);
                value = value.add(u.weight().multiply(at.subtract(u.knot())));
                slope = slope.add(u.weight());
            }
            Rational to = next < units.size() && units.get(next).knot().compareTo(high) < 0
                    ? units.get(next).knot()
                    : high;
            Interval h = Interval.of(to.subtract(at));
            Interval piece = Interval.of(at).hull(Interval.of(to));
            double chord = Interval.productUp(h.square().hi(), second(polynomial, piece)) / 8;
            chords = Math.max(chords, chord);
            knots = Math.max(knots, off(polynomial, base, at, value));
            value = value.add(slope.multiply(to.subtract(at)));
            at = to;
            knots = Math.max(knots, off(polynomial, base, at, value));
        }
        return Interval.up(chords, knots);
    }

    private static double off(List<Rational> polynomial, Rational base, Rational at, Rational value) {
        return Interval.of(RidgeNetwork.value(polynomial, at).subtract(base).subtract(value))
                .magnitude();
    }

    private static double second(List<Rational> polynomial, Interval piece) {
        Interval second = Interval.ZERO;
        for (int d = polynomial.size() - 1; d >= 2; d--) {
            Interval c = Interval.of(polynomial.get(d).multiply(Rational.of((long) d * (d - 1))));
            second = second.multiply(piece).add(c);
        }
        return second.magnitude();
    }
}
