package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.fiducial.arithmetic.exact.BaseTwoRationals;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedExponentialField;
import org.fiducial.operator.network.TransformerNetwork;
import org.fiducial.theory.random.RandomStream;
import org.jspecify.annotations.Nullable;

/** A constructed network run by its text in exact fractions, 2^n for exp. */
public final class ExactRun {
    private static final LiftedExponentialField<Rational> A = new LiftedExponentialField<>(new BaseTwoRationals());

    private final TransformerNetwork<Grid<Rational>> network;

    /** The network to run. */
    public ExactRun(TransformerNetwork<SparseMatrix> network) {
        this.network = NamedWeights.exact(network, A);
    }

    /** The network with one weight of one matrix doubled: a mutant. */
    public static TransformerNetwork<SparseMatrix> doubled(
            TransformerNetwork<SparseMatrix> network, String name, int entry) {
        SparseMatrix changed = NamedWeights.of(network).get(name);
        if (changed == null || changed.entries().size() <= entry) {
            throw new IllegalArgumentException("no entry " + entry + " of " + name);
        }
        return NamedWeights.map(network, m -> m == changed ? m.withDoubled(entry) : m);
    }

    /** The outputs of scalar tokens. */
    public List<Rational> at(List<Rational> x) {
        Grid<Rational> in = A.matrix(x.size(), 1, (i, j) -> x.get(i));
        Grid<Rational> out = network.output(A, TransformerNetwork.rectifier(A), in);
        List<Rational> y = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            y.add(A.get(out, i, 0));
        }
        return y;
    }

    /** The first token at which it does not give what is claimed, and what it gives, or null. */
    public @Nullable String difference(List<Rational> x, IntFunction<Rational> claim) {
        List<Rational> found = at(x);
        for (int i = 0; i < x.size(); i++) {
            Rational claimed = claim.apply(i);
            if (!found.get(i).equals(claimed)) {
                return line(x, found, claimed, i);
            }
        }
        return null;
    }

    /** The first of so many drawn points at which it is not the interpolant of a table, or null. */
    public @Nullable String difference(RandomStream random, int n, int cells, KuhnCircuit.Table table, int points) {
        for (int p = 0; p < points; p++) {
            List<Rational> x = point(random, n, cells, p);
            String wrong = difference(x, i -> KuhnCircuit.direct(i, cells, x, table));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** What a token gives and what was claimed. */
    public static String line(List<Rational> x, List<Rational> found, Rational claimed, int token) {
        return "at " + x + " token " + (token + 1) + " gives " + found.get(token) + ", claimed " + claimed;
    }

    /** Small random fractions as values of a function on a grid. */
    public static KuhnCircuit.Table table(RandomStream random, int n, int cells) {
        int all = (int) Math.pow(cells + 1, n);
        Rational[][] values = new Rational[n][all];
        for (Rational[] row : values) {
            for (int q = 0; q < all; q++) {
                row[q] = Rational.of(random.between(-8, 8), 4);
            }
        }
        return (token, v) -> {
            int q = 0;
            for (int k : v) {
                q = q * (cells + 1) + k;
            }
            return values[token][q];
        };
    }

    /** A point of the cube: random, on the diagonal, or with coordinates on the grid, in turn. */
    public static List<Rational> point(RandomStream random, int n, int cells, int number) {
        List<Rational> x = new ArrayList<>();
        Rational same = Rational.of(random.between(0, 60), 60);
        for (int k = 0; k < n; k++) {
            x.add(
                    switch (number % 4) {
                        case 0 -> same;
                        case 1 -> Rational.of(random.between(0, cells), cells);
                        default -> Rational.of(random.between(0, 97), 97);
                    });
        }
        return x;
    }
}
