package org.fiducial.theory.gradient;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.OrderedReals;
import org.fiducial.arithmetic.Truth;
import org.fiducial.arithmetic.UndecidedException;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation over ordered reals. Maxima and absolute values have a gradient where the comparison is decided and not
 * tied; a tie, or a comparison that the arithmetic below cannot decide, is an {@link UndecidedException} when gradients are asked.
 */
public final class ReverseReals<T> extends ReverseMode<T> implements OrderedReals<Traced<T>> {
    private final OrderedReals<T> base;
    private final @Nullable T pi;

    public ReverseReals(OrderedReals<T> base) {
        this(base, null);
    }

    /** @param pi the number pi, 1 x 1, or null if no gradient of erf will be asked */
    public ReverseReals(OrderedReals<T> base, @Nullable T pi) {
        super(base);
        this.base = base;
        this.pi = pi;
    }

    @Override
    public Traced<T> log(Traced<T> x) {
        return node(base.log(x.value), List.of(x), g -> List.of(base.divide(g, x.value)));
    }

    @Override
    public Traced<T> sqrt(Traced<T> x) {
        T root = base.sqrt(x.value);
        return node(root, List.of(x), g -> List.of(base.divide(g, base.add(root, root))));
    }

    @Override
    public Traced<T> tanh(Traced<T> x) {
        T t = base.tanh(x.value);
        return node(t, List.of(x), g -> List.of(base.subtract(g, base.multiply(g, base.multiply(t, t)))));
    }

    /**
     * The error function, its derivative being 2/sqrt(pi) exp(-x^2).
     *
     * @throws IllegalStateException when a gradient is asked and no pi was given
     */
    @Override
    public Traced<T> erf(Traced<T> x) {
        return node(base.erf(x.value), List.of(x), g -> {
            if (pi == null) {
                throw new IllegalStateException("the gradient of erf needs pi, which this arithmetic was not given");
            }
            T bell = base.exp(base.negate(base.multiply(x.value, x.value)));
            T slope = base.divide(base.add(bell, bell), base.sqrt(pi));
            return List.of(base.multiply(g, slope));
        });
    }

    @Override
    public Traced<T> sin(Traced<T> x) {
        return node(base.sin(x.value), List.of(x), g -> List.of(base.multiply(g, base.cos(x.value))));
    }

    @Override
    public Traced<T> cos(Traced<T> x) {
        return node(base.cos(x.value), List.of(x), g -> List.of(base.negate(base.multiply(g, base.sin(x.value)))));
    }

    @Override
    public Traced<T> abs(Traced<T> x) {
        return node(base.abs(x.value), List.of(x), g -> List.of(base.multiply(g, signs(x.value, zeros(x.value)))));
    }

    @Override
    public Traced<T> max(Traced<T> x, Traced<T> y) {
        return node(base.max(x.value, y.value), List.of(x, y), g -> {
            T repeated = base.add(zeros(x.value), y.value);
            T half = base.literal(new Matrix(1, 1, new double[] {0.5}));
            T s = base.multiply(signs(x.value, repeated), half);
            T mine = base.multiply(g, base.add(s, half));
            return List.of(mine, summed(base.subtract(g, mine), y.value));
        });
    }

    /** 1 where x > y, -1 where x < y. */
    private T signs(T x, T y) {
        double[] s = new double[base.rows(x) * base.columns(x)];
        for (int k = 0; k < s.length; k++) {
            int i = k / base.columns(x);
            int j = k % base.columns(x);
            if (base.less(x, y, i, j) == Truth.TRUE) {
                s[k] = -1;
            } else if (base.less(y, x, i, j) == Truth.TRUE) {
                s[k] = 1;
            } else {
                throw new UndecidedException("gradient at a tie: row " + i + ", column " + j);
            }
        }
        return base.literal(new Matrix(base.rows(x), base.columns(x), s));
    }

    @Override
    public Traced<T> rowMax(Traced<T> x, AllowedKeys allowed) {
        T top = base.rowMax(x.value, allowed);
        return node(top, List.of(x), g -> List.of(base.multiply(largest(x.value, allowed), g)));
    }

    /** 1 at the largest allowed element of each row, which has to be the only one. */
    private T largest(T x, AllowedKeys allowed) {
        int columns = base.columns(x);
        double[] s = new double[base.rows(x) * columns];
        T turned = base.transpose(x);
        for (int i = 0; i < base.rows(x); i++) {
            for (int j = allowed.from(i); j < allowed.to(i); j++) {
                boolean first = allowed.allows(i, j);
                for (int l = allowed.from(i); l < allowed.to(i) && first; l++) {
                    if (l != j && allowed.allows(i, l)) {
                        T one = base.gatherRows(turned, new int[] {j});
                        T other = base.gatherRows(turned, new int[] {l});
                        Truth below = base.less(other, one, 0, i);
                        Truth above = base.less(one, other, 0, i);
                        if (below != Truth.TRUE && above != Truth.TRUE) {
                            throw new UndecidedException(
                                    "gradient of a maximum at a tie: row " + i + ", columns " + j + " and " + l);
                        }
                        first = below == Truth.TRUE;
                    }
                }
                s[i * columns + j] = first ? 1 : 0;
            }
        }
        return base.literal(new Matrix(base.rows(x), columns, s));
    }

    @Override
    public Truth less(Traced<T> x, Traced<T> y, int i, int j) {
        return base.less(x.value, y.value, i, j);
    }

    /** The gradient of log-sum-exp is the softmax, so ties of the maximum do not matter. */
    @Override
    public Traced<T> logSumExpRows(Traced<T> logits, AllowedKeys allowed) {
        return node(
                base.logSumExpRows(logits.value, allowed),
                List.of(logits),
                g -> List.of(base.multiply(base.softmaxRows(logits.value, allowed), g)));
    }

    /** The weights as the arithmetic below computes them; the gradient is P (g - sum P g). */
    @Override
    public Traced<T> softmaxRows(Traced<T> logits, AllowedKeys allowed) {
        T p = base.softmaxRows(logits.value, allowed);
        return node(p, List.of(logits), g -> {
            T weighted = base.multiply(p, base.keep(g, allowed));
            return List.of(base.subtract(weighted, base.multiply(p, base.rowSums(weighted))));
        });
    }
}
