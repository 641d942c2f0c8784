package org.fiducial.theory.cost;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/**
 * The counting arithmetic: it runs an operator's text on shapes and counts the scalar operations that its results need. A place that no
 * result needs costs nothing, and neither does an exact zero, so that masks count. A product by an exact zero is an exact zero.
 */
public final class OperationCount implements ExponentialField<Counted> {
    private long made;

    /** An input of that shape; having it costs nothing. */
    public Counted input(int rows, int columns) {
        return leaf(rows, columns, all(rows * columns));
    }

    /** The operations that all places of some results need together; shared operands count once. */
    public Operations count(List<Counted> results) {
        Map<Counted, BitSet> needed = new HashMap<>();
        PriorityQueue<Counted> open = new PriorityQueue<>((x, y) -> Long.compare(y.order, x.order));
        for (Counted r : results) {
            if (needed.put(r, (BitSet) r.present.clone()) == null) {
                open.add(r);
            }
        }
        Operations total = Operations.NONE;
        while (!open.isEmpty()) {
            Counted x = open.remove();
            List<BitSet> operands = x.parents.stream().map(p -> new BitSet()).toList();
            BitSet need = needed.getOrDefault(x, new BitSet());
            total = total.plus(x.demand.of(need, operands));
            for (int i = 0; i < operands.size(); i++) {
                Counted parent = x.parents.get(i);
                BitSet places = operands.get(i);
                places.and(parent.present);
                BitSet before = needed.get(parent);
                if (before == null) {
                    needed.put(parent, places);
                    open.add(parent);
                } else {
                    before.or(places);
                }
            }
        }
        return total;
    }

    private static BitSet all(int n) {
        BitSet s = new BitSet(n);
        s.set(0, n);
        return s;
    }

    private Counted leaf(int rows, int columns, BitSet present) {
        return node(rows, columns, present, List.of(), (n, o) -> Operations.NONE);
    }

    private Counted node(int rows, int columns, BitSet present, List<Counted> parents, Counted.Demand demand) {
        return new Counted(rows, columns, made++, present, parents, demand);
    }

    @Override
    public String name() {
        return "operation counts";
    }

    @Override
    public int rows(Counted x) {
        return x.rows;
    }

    @Override
    public int columns(Counted x) {
        return x.columns;
    }

    @Override
    public Counted literal(Matrix values) {
        BitSet present = new BitSet();
        for (int k = 0; k < values.values().length; k++) {
            present.set(k, values.values()[k] != 0);
        }
        return leaf(values.rows(), values.columns(), present);
    }

    @Override
    public Counted constant(int rows, int columns, Dyadic x) {
        return leaf(rows, columns, x.isZero() ? new BitSet() : all(rows * columns));
    }

    private static int at(Counted y, int k, int columns) {
        return (y.rows == 1 ? 0 : k / columns) * y.columns + (y.columns == 1 ? 0 : k % columns);
    }

    /** An elementwise operation of two operands, the second perhaps repeated. */
    private Counted pairwise(Counted x, Counted y, boolean both, Counted.Demand cost) {
        if (y.rows != x.rows && y.rows != 1 || y.columns != x.columns && y.columns != 1) {
            throw new IllegalArgumentException("second operand " + y.rows + " x " + y.columns
                    + ", expected one that repeats to " + x.rows + " x " + x.columns);
        }
        BitSet present = new BitSet();
        for (int k = 0; k < x.rows * x.columns; k++) {
            boolean mine = x.present.get(k);
            boolean theirs = y.present.get(at(y, k, x.columns));
            present.set(k, both ? mine && theirs : mine || theirs);
        }
        return node(x.rows, x.columns, present, List.of(x, y), (needed, operands) -> {
            operands.get(0).or(needed);
            needed.stream().forEach(k -> operands.get(1).set(at(y, k, x.columns)));
            return cost.of(needed, operands);
        });
    }

    private Counted sum(Counted x, Counted y) {
        return pairwise(
                x,
                y,
                false,
                (needed, operands) -> Operations.ofAdditions(needed.stream()
                        .filter(k -> x.present.get(k) && y.present.get(at(y, k, x.columns)))
                        .count()));
    }

    @Override
    public Counted add(Counted x, Counted y) {
        return sum(x, y);
    }

    @Override
    public Counted subtract(Counted x, Counted y) {
        return sum(x, y);
    }

    @Override
    public Counted multiply(Counted x, Counted y) {
        return pairwise(x, y, true, (needed, operands) -> Operations.ofMultiplications(needed.cardinality()));
    }

    @Override
    public Counted divide(Counted x, Counted y) {
        return pairwise(x, y, true, (needed, operands) -> Operations.ofDivisions(needed.cardinality()));
    }

    @Override
    public Counted negate(Counted x) {
        return node(x.rows, x.columns, x.present, List.of(x), (needed, operands) -> {
            operands.get(0).or(needed);
            return Operations.NONE;
        });
    }

    @Override
    public Counted matmul(Counted x, Counted y) {
        if (x.columns != y.rows) {
            throw new IllegalArgumentException("matrix product of " + x.rows + " x " + x.columns + " and " + y.rows
                    + " x " + y.columns + ", expected equal inner sizes");
        }
        BitSet present = new BitSet();
        for (int k = 0; k < x.rows * y.columns; k++) {
            int i = k / y.columns;
            int j = k % y.columns;
            present.set(k, IntStream.range(0, x.columns).anyMatch(l -> x.has(i, l) && y.has(l, j)));
        }
        return node(x.rows, y.columns, present, List.of(x, y), (needed, operands) -> {
            long terms = 0;
            for (int k = needed.nextSetBit(0); k >= 0; k = needed.nextSetBit(k + 1)) {
                int i = k / y.columns;
                int j = k % y.columns;
                for (int l = 0; l < x.columns; l++) {
                    if (x.has(i, l) && y.has(l, j)) {
                        terms++;
                        operands.get(0).set(i * x.columns + l);
                        operands.get(1).set(l * y.columns + j);
                    }
                }
            }
            return Operations.ofMultiplyAdds(terms);
        });
    }

    /** A rearrangement: place k of the result is place from[k] of x, or an exact zero where from[k] < 0. */
    private Counted moved(Counted x, int rows, int columns, int[] from) {
        BitSet present = new BitSet();
        for (int k = 0; k < from.length; k++) {
            present.set(k, from[k] >= 0 && x.present.get(from[k]));
        }
        return node(rows, columns, present, List.of(x), (needed, operands) -> {
            needed.stream().forEach(k -> operands.get(0).set(from[k]));
            return Operations.NONE;
        });
    }

    @Override
    public Counted transpose(Counted x) {
        return moved(
                x,
                x.columns,
                x.rows,
                IntStream.range(0, x.rows * x.columns)
                        .map(k -> k % x.rows * x.columns + k / x.rows)
                        .toArray());
    }

    @Override
    public Counted gatherRows(Counted x, int[] rows) {
        return moved(
                x,
                rows.length,
                x.columns,
                IntStream.range(0, rows.length * x.columns)
                        .map(k -> rows[k / x.columns] * x.columns + k % x.columns)
                        .toArray());
    }

    @Override
    public Counted keep(Counted x, AllowedKeys allowed) {
        return moved(
                x,
                x.rows,
                x.columns,
                IntStream.range(0, x.rows * x.columns)
                        .map(k -> allowed.allows(k / x.columns, k % x.columns) ? k : -1)
                        .toArray());
    }

    @Override
    public Counted concatenateRows(List<Counted> parts) {
        int columns = parts.get(0).columns;
        int rows = 0;
        BitSet present = new BitSet();
        for (Counted part : parts) {
            int offset = rows * columns;
            part.present.stream().forEach(k -> present.set(offset + k));
            rows += part.rows;
        }
        return node(rows, columns, present, List.copyOf(parts), (needed, operands) -> {
            int offset = 0;
            for (int p = 0; p < parts.size(); p++) {
                int size = parts.get(p).rows * columns;
                operands.get(p).or(needed.get(offset, offset + size));
                offset += size;
            }
            return Operations.NONE;
        });
    }

    @Override
    public Counted scale(Counted x, Scale tau) {
        boolean one = tau.equals(Scale.of(1));
        return node(x.rows, x.columns, x.present, List.of(x), (needed, operands) -> {
            operands.get(0).or(needed);
            return one ? Operations.NONE : Operations.ofMultiplications(needed.cardinality());
        });
    }

    @Override
    public Counted rowSums(Counted x) {
        BitSet present = new BitSet();
        x.present.stream().forEach(k -> present.set(k / x.columns));
        return node(x.rows, 1, present, List.of(x), (needed, operands) -> {
            long additions = 0;
            for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
                BitSet row = x.present.get(i * x.columns, (i + 1) * x.columns);
                additions += row.cardinality() - 1;
                operands.get(0).set(i * x.columns, (i + 1) * x.columns);
            }
            return Operations.ofAdditions(additions);
        });
    }

    @Override
    public Counted exp(Counted x) {
        return exp(x, AllowedKeys.all(x.rows, x.columns));
    }

    /** Allowed places, also those where a zero stands: its exponential is 1. */
    @Override
    public Counted exp(Counted logits, AllowedKeys allowed) {
        BitSet present = new BitSet();
        for (int k = 0; k < logits.rows * logits.columns; k++) {
            present.set(k, allowed.allows(k / logits.columns, k % logits.columns));
        }
        return node(logits.rows, logits.columns, present, List.of(logits), (needed, operands) -> {
            operands.get(0).or(needed);
            return Operations.ofExponentials(needed.cardinality());
        });
    }

    @Override
    public Counted normalise(Counted x, Counted normalisers, AllowedKeys allowed) {
        return divide(x, normalisers);
    }
}
