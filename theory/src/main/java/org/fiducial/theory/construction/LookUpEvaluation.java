package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.number.Dyadic;
import org.fiducial.number.Rounding;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.AttentionHead;
import org.fiducial.operator.network.FeedForward;
import org.fiducial.operator.network.TransformerNetwork;

/**
 * Evaluates a look-up network exactly on every cell, from its weights alone: that q is constant between ramps and monotone on them, that the
 * heads turn each vector of levels into a code of its own, increasing in every level and inside the token's range, and what the piecewise
 * linear table gives at each code. On the ramps the code stays in the token's range, so the output lies between two of its entries.
 */
final class LookUpEvaluation {
    private final int n;
    private final int cells;
    private final TransformerNetwork<SparseMatrix> network;

    LookUpEvaluation(int n, int cells, TransformerNetwork<SparseMatrix> network) {
        this.n = n;
        this.cells = cells;
        this.network = network;
    }

    /** The output for inputs off the ramps, by token and U; exact but for one rounding upwards or downwards to binary64. */
    double[][] table() {
        ends();
        quantiser();
        Rational[][] weight = new Rational[n][n];
        Rational[] base = new Rational[n];
        heads(weight, base);
        Table table =
                Table.of(InterpolatingNetwork.required(network.blocks().get(1).feedForward()));
        int all = (int) Math.pow(cells, n);
        double[][] values = new double[n][all];
        Rational before = Rational.of(-1);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                require(weight[i][j].signum() > 0, "a code that does not grow with every level");
            }
            for (int u = 0; u < all; u++) {
                int[] q = LookUpNetwork.digits(u, n, cells);
                Rational s = base[i];
                for (int j = 0; j < n; j++) {
                    s = s.add(weight[i][j].multiply(Rational.of(q[j])));
                }
                require(s.compareTo(before) > 0, "codes that do not increase");
                require(s.equals(table.knots.get(i * all + u)), "a code that is no knot of the table");
                before = s;
                values[i][u] = table.values.get(i * all + u);
            }
        }
        return values;
    }

    /** The tokens come in at channel 0 beside a one at channel 1, and go out at channel 4; every block adds to what it reads. */
    private void ends() {
        Affine<SparseMatrix> embedding = InterpolatingNetwork.required(network.embedding());
        Affine<SparseMatrix> readOut = InterpolatingNetwork.required(network.readOut());
        boolean in = embedding.weights().entries().equals(List.of(new SparseMatrix.Entry(0, 0, Rational.ONE)))
                && InterpolatingNetwork.required(embedding.offset())
                        .entries()
                        .equals(List.of(new SparseMatrix.Entry(0, 1, Rational.ONE)));
        boolean out = readOut.offset() == null
                && readOut.weights().entries().equals(List.of(new SparseMatrix.Entry(4, 0, Rational.ONE)));
        require(in && out && network.blocks().size() == 2, "another embedding, read-out or number of blocks");
        boolean heads = network.blocks().get(0).heads().isEmpty();
        for (var block : network.blocks()) {
            heads &= block.skip()
                    && InterpolatingNetwork.required(block.feedForward()).skip();
        }
        require(heads, "heads in its first block, or a block that does not add");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ArithmeticException("the network has " + otherwise);
        }
    }

    /** Off the ramps, that is on [g/G + w, (g + 1)/G], every unit keeps its sign and the sum of them is g; on a ramp it goes up by one. */
    private void quantiser() {
        FeedForward<SparseMatrix> f =
                InterpolatingNetwork.required(network.blocks().get(0).feedForward());
        SparseMatrix in = f.layers().get(0).weights();
        SparseMatrix out = f.layers().get(1).weights();
        int units = in.columns();
        Rational[] slope = zeros(units);
        Rational[] offset = zeros(units);
        Rational[] write = zeros(units);
        in.entries().forEach(e -> (e.row() == 0 ? slope : offset)[e.column()] = e.value());
        in.entries().forEach(e -> require(e.row() <= 1, "a quantiser that reads another channel"));
        out.entries().forEach(e -> write[e.row()] = e.value());
        out.entries().forEach(e -> require(e.column() == 2, "a quantiser that writes another channel"));
        Rational width = cells == 1 ? Rational.ZERO : Rational.ONE.divide(slope[0]);
        for (int g = 0; g < cells; g++) {
            Rational left = Rational.of(g, cells).add(g == 0 ? Rational.ZERO : width);
            Rational right = Rational.of(g + 1L, cells);
            for (int u = 0; u < units; u++) {
                int a = slope[u].multiply(left).add(offset[u]).signum();
                int b = slope[u].multiply(right).add(offset[u]).signum();
                require(a * b >= 0, "a quantiser that bends inside a cell");
            }
            require(level(left, slope, offset, write).equals(Rational.of(g)), "another level at the left of cell " + g);
            require(
                    level(right, slope, offset, write).equals(Rational.of(g)),
                    "another level at the right of cell " + g);
            if (g > 0) {
                for (int u = 0; u < units; u++) {
                    int a = slope[u].multiply(Rational.of(g, cells))
                            .add(offset[u])
                            .signum();
                    int b = slope[u].multiply(left).add(offset[u]).signum();
                    require(a * b >= 0, "a quantiser that bends inside a ramp");
                }
            }
        }
    }

    private static Rational level(Rational x, Rational[] slope, Rational[] offset, Rational[] write) {
        Rational sum = Rational.ZERO;
        for (int u = 0; u < slope.length; u++) {
            Rational t = slope[u].multiply(x).add(offset[u]);
            sum = t.signum() > 0 ? sum.add(t.multiply(write[u])) : sum;
        }
        return sum;
    }

    private static Rational[] zeros(int size) {
        Rational[] z = new Rational[size];
        java.util.Arrays.fill(z, Rational.ZERO);
        return z;
    }

    /** s_i = base_i + sum_j weight_ij q_j, from heads with zero logits. */
    private void heads(Rational[][] weight, Rational[] base) {
        for (int i = 0; i < n; i++) {
            weight[i] = zeros(n);
            base[i] = Rational.ZERO;
        }
        for (AttentionHead<SparseMatrix> head : network.blocks().get(1).heads()) {
            require(head.query().weights().entries().isEmpty() && head.query().offset() == null, "logits");
            SparseMatrix bias = head.bias();
            require(bias == null || bias.entries().isEmpty(), "a bias");
            Rational[] c = zeros(2 * n - 1);
            InterpolatingNetwork.required(head.multiplier()).entries().forEach(e -> c[e.row()] = e.value());
            for (SparseMatrix.Entry read : head.value().weights().entries()) {
                for (SparseMatrix.Entry write : head.output().entries()) {
                    require(write.column() == 3 && (read.row() == 1 || read.row() == 2), "heads on other channels");
                    Rational w = read.value().multiply(write.value()).divide(Rational.of(n));
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            Rational part = w.multiply(c[j - i + n - 1]);
                            if (read.row() == 2) {
                                weight[i][j] = weight[i][j].add(part);
                            } else {
                                base[i] = base[i].add(part);
                            }
                        }
                    }
                }
            }
        }
    }

    /** The function t_0 + sum of weights times R(s - knot) at its knots. */
    private record Table(List<Rational> knots, List<Double> values) {
        private record Unit(Rational knot, Rational weight) {}

        static Table of(FeedForward<SparseMatrix> f) {
            Affine<SparseMatrix> in = f.layers().get(0);
            Affine<SparseMatrix> out = f.layers().get(1);
            int size = in.weights().columns();
            Rational[] knot = zeros(size);
            Rational[] weight = zeros(size);
            int[] reads = new int[size];
            for (SparseMatrix.Entry e : in.weights().entries()) {
                require(e.row() == 3 && e.value().equals(Rational.ONE), "a table that reads another channel");
                reads[e.column()]++;
            }
            InterpolatingNetwork.required(in.offset())
                    .entries()
                    .forEach(e -> knot[e.column()] = e.value().negate());
            for (SparseMatrix.Entry e : out.weights().entries()) {
                require(e.column() == 4, "a table that writes another channel");
                weight[e.row()] = e.value();
            }
            List<Unit> units = new ArrayList<>();
            for (int u = 0; u < size; u++) {
                require(reads[u] == 1, "a unit of the table that reads nothing");
                units.add(new Unit(knot[u], weight[u]));
            }
            units.sort(Comparator.comparing(Unit::knot));
            Rational value = Rational.ZERO;
            for (SparseMatrix.Entry e :
                    InterpolatingNetwork.required(out.offset()).entries()) {
                require(e.column() == 4, "a table that writes another channel");
                value = e.value();
            }
            List<Rational> knots = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            Rational slope = Rational.ZERO;
            Rational at = units.get(0).knot();
            for (Unit u : units) {
                value = value.add(slope.multiply(u.knot().subtract(at)));
                slope = slope.add(u.weight());
                at = u.knot();
                knots.add(at);
                values.add(nearest(value));
            }
            return new Table(knots, values);
        }

        private static double nearest(Rational x) {
            int shift = x.denominator().bitLength() - 1;
            require(x.denominator().bitCount() == 1, "a value that is no binary fraction");
            return Dyadic.of(x.numerator(), -shift).toDouble(Rounding.TIES_TO_EVEN);
        }
    }
}
