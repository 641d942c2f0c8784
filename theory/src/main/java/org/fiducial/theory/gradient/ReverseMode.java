package org.fiducial.theory.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;

/**
 * Reverse-mode differentiation over any arithmetic: it runs an operator's text in that arithmetic and remembers how gradients go back.
 * The derivation rule of the exponential is formal, d exp(x) = exp(x) dx, also where exp is n -> g^n. A gradient is as exact, or as
 * enclosed, as the arithmetic below.
 *
 * @param <T> a matrix of the arithmetic below
 */
public class ReverseMode<T> implements ExponentialField<Traced<T>> {
    private final ExponentialField<T> base;
    private long made;

    public ReverseMode(ExponentialField<T> base) {
        this.base = base;
    }

    /** A matrix with respect to which gradients may be asked. */
    public Traced<T> variable(T value) {
        return node(value, List.of(), g -> List.of());
    }

    /**
     * Gradients of the sum of <upstream, output> with respect to variables.
     *
     * @param outputs matrices computed by this arithmetic
     * @param upstream the gradient with respect to each output, of its shape
     * @param variables what to differentiate by
     * @return one matrix a variable, of its shape; zeros where nothing depends on it
     */
    public List<T> gradients(List<Traced<T>> outputs, List<T> upstream, List<Traced<T>> variables) {
        Map<Traced<T>, T> sums = new HashMap<>();
        PriorityQueue<Traced<T>> open = new PriorityQueue<>((x, y) -> Long.compare(y.order, x.order));
        for (int i = 0; i < outputs.size(); i++) {
            add(sums, open, outputs.get(i), upstream.get(i));
        }
        while (!open.isEmpty()) {
            Traced<T> node = open.remove();
            T g = sums.get(node);
            if (g != null && !node.parents.isEmpty()) {
                List<T> back = node.pullback.apply(g);
                for (int i = 0; i < back.size(); i++) {
                    add(sums, open, node.parents.get(i), back.get(i));
                }
            }
        }
        List<T> result = new ArrayList<>();
        for (Traced<T> v : variables) {
            T g = sums.get(v);
            result.add(g != null ? g : zeros(v.value));
        }
        return result;
    }

    private void add(Map<Traced<T>, T> sums, PriorityQueue<Traced<T>> open, Traced<T> node, T gradient) {
        if (base.rows(gradient) != base.rows(node.value) || base.columns(gradient) != base.columns(node.value)) {
            throw new IllegalArgumentException("gradient " + base.rows(gradient) + " x " + base.columns(gradient)
                    + " of a matrix " + base.rows(node.value) + " x " + base.columns(node.value));
        }
        T before = sums.get(node);
        if (before == null) {
            open.add(node);
        }
        sums.put(node, before == null ? gradient : base.add(before, gradient));
    }

    /** A matrix computed from others. */
    final Traced<T> node(T value, List<Traced<T>> parents, Function<T, List<T>> pullback) {
        return new Traced<>(value, made++, parents, pullback);
    }

    final T zeros(T like) {
        return base.constant(base.rows(like), base.columns(like), Dyadic.ZERO);
    }

    /** The gradient of an operand that was repeated: summed over the repetitions. */
    final T summed(T g, T operand) {
        T s = g;
        if (base.columns(operand) == 1 && base.columns(s) != 1) {
            s = base.rowSums(s);
        }
        if (base.rows(operand) == 1 && base.rows(s) != 1) {
            s = base.transpose(base.rowSums(base.transpose(s)));
        }
        return s;
    }

    @Override
    public String name() {
        return "gradients over " + base.name();
    }

    @Override
    public int rows(Traced<T> x) {
        return base.rows(x.value);
    }

    @Override
    public int columns(Traced<T> x) {
        return base.columns(x.value);
    }

    @Override
    public Traced<T> literal(Matrix values) {
        return variable(base.literal(values));
    }

    @Override
    public Traced<T> constant(int rows, int columns, Dyadic x) {
        return variable(base.constant(rows, columns, x));
    }

    @Override
    public Traced<T> add(Traced<T> x, Traced<T> y) {
        return node(base.add(x.value, y.value), List.of(x, y), g -> List.of(g, summed(g, y.value)));
    }

    @Override
    public Traced<T> subtract(Traced<T> x, Traced<T> y) {
        return node(base.subtract(x.value, y.value), List.of(x, y), g -> List.of(g, summed(base.negate(g), y.value)));
    }

    @Override
    public Traced<T> multiply(Traced<T> x, Traced<T> y) {
        return node(
                base.multiply(x.value, y.value),
                List.of(x, y),
                g -> List.of(base.multiply(g, y.value), summed(base.multiply(g, x.value), y.value)));
    }

    @Override
    public Traced<T> negate(Traced<T> x) {
        return node(base.negate(x.value), List.of(x), g -> List.of(base.negate(g)));
    }

    @Override
    public Traced<T> matmul(Traced<T> x, Traced<T> y) {
        return node(
                base.matmul(x.value, y.value),
                List.of(x, y),
                g -> List.of(base.matmul(g, base.transpose(y.value)), base.matmul(base.transpose(x.value), g)));
    }

    @Override
    public Traced<T> transpose(Traced<T> x) {
        return node(base.transpose(x.value), List.of(x), g -> List.of(base.transpose(g)));
    }

    @Override
    public Traced<T> scale(Traced<T> x, Scale tau) {
        return node(base.scale(x.value, tau), List.of(x), g -> List.of(base.scale(g, tau)));
    }

    @Override
    public Traced<T> rowSums(Traced<T> x) {
        return node(base.rowSums(x.value), List.of(x), g -> List.of(base.add(zeros(x.value), g)));
    }

    @Override
    public Traced<T> gatherRows(Traced<T> x, int[] rows) {
        int[] index = rows.clone();
        return node(base.gatherRows(x.value, index), List.of(x), g -> {
            double[] selection = new double[base.rows(x.value) * index.length];
            for (int i = 0; i < index.length; i++) {
                selection[index[i] * index.length + i] = 1;
            }
            T scatter = base.literal(new Matrix(base.rows(x.value), index.length, selection));
            return List.of(index.length == 0 ? zeros(x.value) : base.matmul(scatter, g));
        });
    }

    @Override
    public Traced<T> concatenateRows(List<Traced<T>> parts) {
        return node(base.concatenateRows(parts.stream().map(Traced::value).toList()), List.copyOf(parts), g -> {
            List<T> back = new ArrayList<>();
            int at = 0;
            for (Traced<T> part : parts) {
                int[] index = new int[base.rows(part.value)];
                for (int i = 0; i < index.length; i++) {
                    index[i] = at++;
                }
                back.add(base.gatherRows(g, index));
            }
            return back;
        });
    }

    @Override
    public Traced<T> keep(Traced<T> x, AllowedKeys allowed) {
        return node(base.keep(x.value, allowed), List.of(x), g -> List.of(base.keep(g, allowed)));
    }

    @Override
    public Traced<T> divide(Traced<T> x, Traced<T> y) {
        T quotient = base.divide(x.value, y.value);
        return node(quotient, List.of(x, y), g -> {
            T over = base.divide(g, y.value);
            return List.of(over, summed(base.negate(base.multiply(over, quotient)), y.value));
        });
    }

    @Override
    public Traced<T> exp(Traced<T> x) {
        T e = base.exp(x.value);
        return node(e, List.of(x), g -> List.of(base.multiply(g, e)));
    }

    @Override
    public Traced<T> exp(Traced<T> logits, AllowedKeys allowed) {
        T e = base.exp(logits.value, allowed);
        return node(e, List.of(logits), g -> List.of(base.multiply(base.keep(g, allowed), e)));
    }

    @Override
    public Traced<T> normalise(Traced<T> x, Traced<T> normalisers, AllowedKeys allowed) {
        T quotient = base.normalise(x.value, normalisers.value, allowed);
        return node(quotient, List.of(x, normalisers), g -> {
            T over = base.normalise(g, normalisers.value, allowed);
            return List.of(over, base.negate(base.rowSums(base.multiply(over, quotient))));
        });
    }
}
