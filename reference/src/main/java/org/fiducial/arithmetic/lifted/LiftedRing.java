package org.fiducial.arithmetic.lifted;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.Ring;
import org.fiducial.arithmetic.Scale;
import org.fiducial.arithmetic.scalar.ScalarRing;
import org.fiducial.arithmetic.scalar.Terms;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.fiducial.verified.Permutations;

/**
 * Matrices over a ring of single numbers. Masked places are absent and inputs that are infinite or NaN undefined, see {@link Grid}: such
 * an input matters only where it is used.
 *
 * @param <S> a number of the arithmetic below
 */
public class LiftedRing<S> implements Ring<Grid<S>> {
    /** A number for each place of a matrix. */
    @FunctionalInterface
    public interface Entries<S> {
        S at(int i, int j);
    }

    private final ScalarRing<S> scalars;

    public LiftedRing(ScalarRing<S> scalars) {
        this.scalars = scalars;
    }

    /** The arithmetic of the single numbers. */
    public ScalarRing<S> scalars() {
        return scalars;
    }

    @Override
    public String name() {
        return scalars.name();
    }

    @Override
    public final int rows(Grid<S> x) {
        return x.rows();
    }

    @Override
    public final int columns(Grid<S> x) {
        return x.columns();
    }

    /** The matrix of the numbers f(i, j). */
    public final Grid<S> matrix(int rows, int columns, Entries<? extends S> f) {
        return build(rows, columns, f::at);
    }

    /**
     * Element (i, j); zero where it is absent.
     *
     * @throws ArithmeticException if it depends on an input that is infinite or NaN
     */
    public final S get(Grid<S> x, int i, int j) {
        Object e = x.entry(i, j);
        if (e == Grid.Gap.UNDEFINED) {
            throw new ArithmeticException(
                    "element (" + i + ", " + j + ") depends on an input that is infinite or not a number");
        }
        return number(e);
    }

    @Override
    public Grid<S> literal(Matrix values) {
        return build(values.rows(), values.columns(), (i, j) -> {
            double x = values.get(i, j);
            return Double.isFinite(x) ? scalars.literal(x) : Grid.Gap.UNDEFINED;
        });
    }

    @Override
    public Grid<S> constant(int rows, int columns, Dyadic x) {
        Object[] entries = new Object[Math.multiplyExact(rows, columns)];
        Arrays.fill(entries, scalars.dyadic(x));
        return new Grid<>(rows, columns, entries);
    }

    @Override
    public Grid<S> add(Grid<S> x, Grid<S> y) {
        return zip(
                "sum",
                x,
                y,
                (a, b) -> a == Grid.Gap.ABSENT ? b : b == Grid.Gap.ABSENT ? a : scalars.add(number(a), number(b)));
    }

    @Override
    public Grid<S> subtract(Grid<S> x, Grid<S> y) {
        return zip(
                "difference",
                x,
                y,
                (a, b) -> b == Grid.Gap.ABSENT
                        ? a
                        : (a == Grid.Gap.ABSENT ? scalars.negate(number(b)) : scalars.subtract(number(a), number(b))));
    }

    @Override
    public Grid<S> multiply(Grid<S> x, Grid<S> y) {
        checkRepeats("product", x, y);
        return build(x.rows(), x.columns(), (i, j) -> {
            Object a = x.entry(i, j);
            Object b = repeated(y, i, j);
            if (a == Grid.Gap.ABSENT || b == Grid.Gap.ABSENT) {
                return Grid.Gap.ABSENT;
            }
            return a == Grid.Gap.UNDEFINED || b == Grid.Gap.UNDEFINED
                    ? Grid.Gap.UNDEFINED
                    : scalars.multiply(number(a), number(b));
        });
    }

    @Override
    public Grid<S> negate(Grid<S> x) {
        return mapPresent(x, scalars::negate);
    }

    @Override
    public Grid<S> matmul(Grid<S> x, Grid<S> y) {
        if (x.columns() != y.rows()) {
            throw new IllegalArgumentException("matrix product of " + x.shape() + " and " + y.shape() + " matrices");
        }
        int n = x.columns();
        Object[] yt = transpose(y).entries();
        Object[] out = new Object[Math.multiplyExact(x.rows(), y.columns())];
        boolean gaps = x.hasGaps() || y.hasGaps();
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < y.columns(); j++) {
                out[i * y.columns() + j] = gaps
                        ? dotAcrossGaps(x.entries(), i * n, yt, j * n, n)
                        : scalars.dot(Terms.view(x.entries(), i * n, n), Terms.view(yt, j * n, n));
            }
        }
        return new Grid<>(x.rows(), y.columns(), out);
    }

    /** The dot product in which a pair with an absent member is a pair of zeros at the same position, so that the order stays. */
    private Object dotAcrossGaps(Object[] x, int xFirst, Object[] y, int yFirst, int n) {
        Object[] a = Arrays.copyOfRange(x, xFirst, xFirst + n);
        Object[] b = Arrays.copyOfRange(y, yFirst, yFirst + n);
        for (int k = 0; k < n; k++) {
            if (a[k] == Grid.Gap.ABSENT || b[k] == Grid.Gap.ABSENT) {
                a[k] = scalars.zero();
                b[k] = scalars.zero();
            } else if (a[k] == Grid.Gap.UNDEFINED || b[k] == Grid.Gap.UNDEFINED) {
                return Grid.Gap.UNDEFINED;
            }
        }
        return scalars.dot(Terms.view(a, 0, n), Terms.view(b, 0, n));
    }

    @Override
    public final Grid<S> transpose(Grid<S> x) {
        return build(x.columns(), x.rows(), (i, j) -> x.entry(j, i));
    }

    @Override
    public Grid<S> scale(Grid<S> x, Scale tau) {
        S factor = scalars.scale(tau);
        return mapPresent(x, e -> scalars.multiply(e, factor));
    }

    @Override
    public Grid<S> rowSums(Grid<S> x) {
        int n = x.columns();
        return build(x.rows(), 1, (i, none) -> {
            Object[] row = Arrays.copyOfRange(x.entries(), i * n, (i + 1) * n);
            for (int j = 0; j < n; j++) {
                if (row[j] == Grid.Gap.UNDEFINED) {
                    return Grid.Gap.UNDEFINED;
                }
                row[j] = number(row[j]);
            }
            return scalars.sum(Terms.view(row, 0, n));
        });
    }

    @Override
    public final Grid<S> gatherRows(Grid<S> x, int[] rows) {
        if (!Permutations.within(rows, x.rows())) {
            throw new IllegalArgumentException(
                    "rows " + Arrays.toString(rows) + " gathered, expected 0 <= row < " + x.rows());
        }
        return build(rows.length, x.columns(), (i, j) -> x.entry(rows[i], j));
    }

    @Override
    public final Grid<S> concatenateRows(List<Grid<S>> parts) {
        int columns = parts.isEmpty() ? 0 : parts.get(0).columns();
        int rows = 0;
        for (Grid<S> part : parts) {
            if (part.columns() != columns) {
                throw new IllegalArgumentException(
                        "matrices of " + columns + " and " + part.columns() + " columns put below one another");
            }
            rows += part.rows();
        }
        Object[] entries =
                parts.stream().flatMap(part -> Arrays.stream(part.entries())).toArray();
        return new Grid<>(rows, columns, entries);
    }

    @Override
    public final Grid<S> keep(Grid<S> x, AllowedKeys allowed) {
        checkMask(x, allowed);
        return build(x.rows(), x.columns(), (i, j) -> allowed.allows(i, j) ? x.entry(i, j) : Grid.Gap.ABSENT);
    }

    /** f of every number, absent places as zero. */
    protected final Grid<S> map(Grid<S> x, UnaryOperator<S> f) {
        return build(x.rows(), x.columns(), (i, j) -> {
            Object e = x.entry(i, j);
            return e == Grid.Gap.UNDEFINED ? e : f.apply(number(e));
        });
    }

    /** f of every number, f(0) = 0, so that absent places stay absent. */
    protected final Grid<S> mapPresent(Grid<S> x, UnaryOperator<S> f) {
        return build(x.rows(), x.columns(), (i, j) -> {
            Object e = x.entry(i, j);
            return e instanceof Grid.Gap ? e : f.apply(number(e));
        });
    }

    /** f of every pair of numbers, y repeated as {@link Ring} says; absent places as zero. */
    protected final Grid<S> combine(String what, Grid<S> x, Grid<S> y, BinaryOperator<S> f) {
        return zip(what, x, y, (a, b) -> f.apply(number(a), number(b)));
    }

    /** f of every pair of entries of which none is undefined. */
    private Grid<S> zip(String what, Grid<S> x, Grid<S> y, BinaryOperator<Object> f) {
        checkRepeats(what, x, y);
        return build(x.rows(), x.columns(), (i, j) -> {
            Object a = x.entry(i, j);
            Object b = repeated(y, i, j);
            return a == Grid.Gap.UNDEFINED || b == Grid.Gap.UNDEFINED ? Grid.Gap.UNDEFINED : f.apply(a, b);
        });
    }

    final Grid<S> build(int rows, int columns, Entries<? extends Object> f) {
        Object[] entries = new Object[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                entries[i * columns + j] = f.at(i, j);
            }
        }
        return new Grid<>(rows, columns, entries);
    }

    /** The number an entry holds, which must not be undefined; zero where it is absent. */
    @SuppressWarnings("unchecked")
    final S number(Object entry) {
        return entry == Grid.Gap.ABSENT ? scalars.zero() : (S) entry;
    }

    private static Object repeated(Grid<?> y, int i, int j) {
        return y.entry(y.rows() == 1 ? 0 : i, y.columns() == 1 ? 0 : j);
    }

    private static void checkRepeats(String what, Grid<?> x, Grid<?> y) {
        if (y.rows() != 1 && y.rows() != x.rows() || y.columns() != 1 && y.columns() != x.columns()) {
            throw new IllegalArgumentException(what + " of " + x.shape() + " and " + y.shape() + " matrices");
        }
    }

    static void checkMask(Grid<?> x, AllowedKeys allowed) {
        if (allowed.queries() != x.rows() || allowed.keys() != x.columns()) {
            throw new IllegalArgumentException("allowed keys of " + allowed.queries() + " queries and " + allowed.keys()
                    + " keys for a " + x.shape() + " matrix");
        }
    }
}
