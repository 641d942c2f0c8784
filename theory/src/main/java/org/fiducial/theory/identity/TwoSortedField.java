package org.fiducial.theory.identity;

import java.math.BigInteger;
import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.Scale;
import org.fiducial.number.Dyadic;
import org.fiducial.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/** What the two-sorted matrix arithmetics share: shapes, exponents and the moving of elements; a subclass does the values. */
abstract class TwoSortedField<M extends TwoSorted> implements ExponentialField<M>, FreeElements<M> {
    final Exponents exponents;

    TwoSortedField(Exponents exponents) {
        this.exponents = exponents;
    }

    /** A matrix of zero values with the given exponents. */
    abstract M blank(int rows, int columns, long @Nullable [] exponent);

    abstract void copy(M from, int at, M to, int k);

    abstract void setConstant(M to, int k, Dyadic x);

    abstract void setSum(M to, int k, M x, int i, M y, int j);

    abstract void setDifference(M to, int k, M x, int i, M y, int j);

    abstract void setProduct(M to, int k, M x, int i, M y, int j);

    abstract void setNegative(M to, int k, M x);

    /** All values of x times factor / root. */
    abstract void setScaled(M to, M x, Dyadic factor, BigInteger root);

    /** The value of an exponential whose exponent is not none. */
    abstract void setExponential(M to, int k, long exponent);

    /** The reciprocals of all values. */
    abstract M reciprocals(M x);

    /** The values of the matrix product; exponents are set already. */
    abstract void setMatrixProduct(M to, M x, M y);

    @Override
    public int rows(M x) {
        return x.rows;
    }

    @Override
    public int columns(M x) {
        return x.columns;
    }

    @Override
    public M literal(Matrix values) {
        long[] e = new long[values.values().length];
        M out = blank(values.rows(), values.columns(), e);
        for (int k = 0; k < e.length; k++) {
            Dyadic x = Dyadic.of(values.values()[k]);
            setConstant(out, k, x);
            e[k] = exponentOf(x);
        }
        return out;
    }

    @Override
    public M constant(int rows, int columns, Dyadic x) {
        long[] e = new long[rows * columns];
        java.util.Arrays.fill(e, exponentOf(x));
        M out = blank(rows, columns, e);
        for (int k = 0; k < e.length; k++) {
            setConstant(out, k, x);
        }
        return out;
    }

    private long exponentOf(Dyadic x) {
        boolean small = x.exponent() >= 0 && (x.isZero() || x.floorLog2() < 31);
        return small ? exponents.of(x.significand().longValueExact() << x.exponent()) : exponents.none();
    }

    private void requireFit(M x, M y) {
        if (y.rows != x.rows && y.rows != 1 || y.columns != x.columns && y.columns != 1) {
            throw new IllegalArgumentException("second operand " + y.rows + " x " + y.columns
                    + ", expected one that repeats to " + x.rows + " x " + x.columns);
        }
    }

    @Override
    public M add(M x, M y) {
        requireFit(x, y);
        M out = blank(x.rows, x.columns, room(x.size(), x, y));
        for (int k = 0; k < x.size(); k++) {
            int l = y.at(k / x.columns, k % x.columns);
            setSum(out, k, x, k, y, l);
            if (out.exponent != null) {
                out.exponent[k] = sum(exponent(x, k), exponent(y, l));
            }
        }
        return out;
    }

    @Override
    public M subtract(M x, M y) {
        requireFit(x, y);
        M out = blank(x.rows, x.columns, room(x.size(), x, y));
        M minus = y.exponent == null ? y : negate(y);
        for (int k = 0; k < x.size(); k++) {
            int l = y.at(k / x.columns, k % x.columns);
            setDifference(out, k, x, k, y, l);
            if (out.exponent != null) {
                out.exponent[k] = sum(exponent(x, k), exponent(minus, l));
            }
        }
        return out;
    }

    @Override
    public M multiply(M x, M y) {
        requireFit(x, y);
        M out = blank(x.rows, x.columns, room(x.size(), x, y));
        for (int k = 0; k < x.size(); k++) {
            int l = y.at(k / x.columns, k % x.columns);
            setProduct(out, k, x, k, y, l);
            if (out.exponent != null) {
                out.exponent[k] = product(exponent(x, k), exponent(y, l));
            }
        }
        return out;
    }

    @Override
    public M negate(M x) {
        M out = blank(x.rows, x.columns, x.exponent == null ? null : new long[x.size()]);
        for (int k = 0; k < x.size(); k++) {
            setNegative(out, k, x);
            if (out.exponent != null) {
                long e = exponent(x, k);
                out.exponent[k] = e == exponents.none() ? e : exponents.negate(e);
            }
        }
        return out;
    }

    @Override
    public M matmul(M x, M y) {
        if (x.columns != y.rows) {
            throw new IllegalArgumentException("matrix product of " + x.rows + " x " + x.columns + " and " + y.rows
                    + " x " + y.columns + ", expected equal inner sizes");
        }
        long[] e = room(x.rows * y.columns, x, y);
        M out = blank(x.rows, y.columns, e);
        setMatrixProduct(out, x, y);
        if (e != null) {
            for (int i = 0; i < x.rows; i++) {
                for (int j = 0; j < y.columns; j++) {
                    long s = exponents.of(0);
                    for (int k = 0; k < x.columns && s != exponents.none(); k++) {
                        s = sum(s, product(exponent(x, i * x.columns + k), exponent(y, k * y.columns + j)));
                    }
                    e[i * y.columns + j] = s;
                }
            }
        }
        return out;
    }

    @Override
    public M transpose(M x) {
        M out = blank(x.columns, x.rows, x.exponent == null ? null : new long[x.size()]);
        for (int k = 0; k < x.size(); k++) {
            move(x, k, out, k % x.columns * x.rows + k / x.columns);
        }
        return out;
    }

    @Override
    public M scale(M x, Scale tau) {
        if (!tau.isRational()) {
            throw new ArithmeticException("scale " + tau + " is not rational; " + name() + " needs a rational one");
        }
        boolean whole = tau.root().equals(BigInteger.ONE)
                && tau.factor().exponent() >= 0
                && tau.factor().floorLog2() < 31;
        M out = blank(x.rows, x.columns, whole && x.exponent != null ? new long[x.size()] : null);
        setScaled(out, x, tau.factor(), tau.root());
        if (out.exponent != null) {
            long n = tau.factor().significand().longValueExact() << tau.factor().exponent();
            for (int k = 0; k < x.size(); k++) {
                long e = exponent(x, k);
                out.exponent[k] = e == exponents.none() ? e : exponents.times(e, n);
            }
        }
        return out;
    }

    @Override
    public M rowSums(M x) {
        M out = blank(x.rows, 1, x.exponent == null ? null : new long[x.rows]);
        for (int i = 0; i < x.rows; i++) {
            if (out.exponent != null) {
                out.exponent[i] = exponents.of(0);
            }
            for (int j = 0; j < x.columns; j++) {
                setSum(out, i, out, i, x, i * x.columns + j);
                if (out.exponent != null) {
                    out.exponent[i] = sum(out.exponent[i], exponent(x, i * x.columns + j));
                }
            }
        }
        return out;
    }

    @Override
    public M gatherRows(M x, int[] rows) {
        M out = blank(rows.length, x.columns, x.exponent == null ? null : new long[rows.length * x.columns]);
        for (int k = 0; k < out.size(); k++) {
            move(x, rows[k / x.columns] * x.columns + k % x.columns, out, k);
        }
        return out;
    }

    @Override
    public M concatenateRows(List<M> parts) {
        int columns = parts.get(0).columns;
        int rows = 0;
        boolean some = false;
        for (M part : parts) {
            if (part.columns != columns) {
                throw new IllegalArgumentException(
                        "part of " + part.columns + " columns, expected " + columns + " as the first");
            }
            rows += part.rows;
            some |= part.exponent != null;
        }
        M out = blank(rows, columns, some ? new long[rows * columns] : null);
        int k = 0;
        for (M part : parts) {
            for (int l = 0; l < part.size(); l++) {
                move(part, l, out, k++);
            }
        }
        return out;
    }

    @Override
    public M keep(M x, AllowedKeys allowed) {
        requireRows(x, allowed, allowed.keys());
        M out = blank(x.rows, x.columns, x.exponent == null ? null : new long[x.size()]);
        for (int k = 0; k < x.size(); k++) {
            if (allowed.allows(k / x.columns, k % x.columns)) {
                move(x, k, out, k);
            } else if (out.exponent != null) {
                out.exponent[k] = exponents.of(0);
            }
        }
        return out;
    }

    @Override
    public M divide(M x, M y) {
        requireFit(x, y);
        M inverse = reciprocals(y);
        M out = blank(x.rows, x.columns, null);
        for (int k = 0; k < x.size(); k++) {
            setProduct(out, k, x, k, inverse, y.at(k / x.columns, k % x.columns));
        }
        return out;
    }

    @Override
    public M exp(M x) {
        return exp(x, AllowedKeys.all(x.rows, x.columns));
    }

    @Override
    public M exp(M x, AllowedKeys allowed) {
        requireRows(x, allowed, allowed.keys());
        M out = blank(x.rows, x.columns, null);
        for (int k = 0; k < x.size(); k++) {
            if (allowed.allows(k / x.columns, k % x.columns)) {
                long e = exponent(x, k);
                if (e == exponents.none()) {
                    throw new ExponentException("exp at row " + k / x.columns + ", column " + k % x.columns
                            + " of something that is no exponent: " + exponents.rule());
                }
                setExponential(out, k, e);
            }
        }
        return out;
    }

    @Override
    public M normalise(M x, M normalisers, AllowedKeys allowed) {
        requireRows(x, allowed, x.columns);
        if (normalisers.rows != x.rows || normalisers.columns != 1) {
            throw new IllegalArgumentException(
                    "normalisers " + normalisers.rows + " x " + normalisers.columns + ", expected " + x.rows + " x 1");
        }
        int[] present = java.util.stream.IntStream.range(0, x.rows)
                .filter(i -> allowed.count(i) > 0)
                .toArray();
        M inverse = reciprocals(gatherRows(normalisers, present));
        M out = blank(x.rows, x.columns, null);
        for (int r = 0; r < present.length; r++) {
            for (int j = 0; j < x.columns; j++) {
                int k = present[r] * x.columns + j;
                setProduct(out, k, x, k, inverse, r);
            }
        }
        return out;
    }

    private static void requireRows(TwoSorted x, AllowedKeys allowed, int columns) {
        if (allowed.queries() != x.rows || columns != x.columns) {
            throw new IllegalArgumentException("allowed keys for " + allowed.queries() + " x " + columns + ", expected "
                    + x.rows + " x " + x.columns);
        }
    }

    private void move(M from, int at, M to, int k) {
        copy(from, at, to, k);
        if (to.exponent != null) {
            to.exponent[k] = exponent(from, at);
        }
    }

    private static long @Nullable [] room(int size, TwoSorted x, TwoSorted y) {
        return x.exponent == null || y.exponent == null ? null : new long[size];
    }

    private long exponent(TwoSorted x, int k) {
        return x.exponent == null ? exponents.none() : x.exponent[k];
    }

    private long sum(long x, long y) {
        return x == exponents.none() || y == exponents.none() ? exponents.none() : exponents.add(x, y);
    }

    private long product(long x, long y) {
        return x == exponents.none() || y == exponents.none() ? exponents.none() : exponents.product(x, y);
    }
}
