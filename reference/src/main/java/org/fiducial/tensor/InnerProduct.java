package org.fiducial.tensor;

import java.util.function.IntToDoubleFunction;
import org.fiducial.number.Accumulator;
import org.fiducial.number.Dyadic;

/** Exact inner products of binary64 numbers, their signs and their order. Infinite and NaN factors are refused with an ArithmeticException. */
public final class InnerProduct {
    private InnerProduct() {}

    /** The inner product of row i of x and row j of y, exactly. */
    public static Dyadic of(Matrix x, int i, Matrix y, int j) {
        requireWidth(x, y);
        return of(x.columns(), l -> x.get(i, l), l -> y.get(j, l));
    }

    /** The sum of x(l) y(l) over 0 <= l < n, exactly. */
    public static Dyadic of(int n, IntToDoubleFunction x, IntToDoubleFunction y) {
        return sum(n, x, y, y).value();
    }

    /** The sign of the inner product of row i of x and row j of y. */
    public static int signum(Matrix x, int i, Matrix y, int j) {
        requireWidth(x, y);
        IntToDoubleFunction row = l -> y.get(j, l);
        return sum(x.columns(), l -> x.get(i, l), row, row).signum();
    }

    /** Compares the inner products of row i of x with rows j and k of y: -1, 0 or 1. */
    public static int compare(Matrix x, int i, Matrix y, int j, int k) {
        requireWidth(x, y);
        int n = x.columns();
        IntToDoubleFunction row = l -> x.get(i, l);
        IntToDoubleFunction first = l -> y.get(j, l);
        IntToDoubleFunction second = l -> y.get(k, l);
        return sum(n, row, first, second).compare(sum(n, row, second, first));
    }

    /** The inner product of x and y in an accumulator that x and other would fit too. */
    private static Accumulator sum(int n, IntToDoubleFunction x, IntToDoubleFunction y, IntToDoubleFunction other) {
        int low = 0;
        int high = low;
        for (int l = 0; l < n; l++) {
            double a = x.applyAsDouble(l);
            double b = y.applyAsDouble(l);
            double c = other.applyAsDouble(l);
            int least = Accumulator.lowest(a) + Math.min(Accumulator.lowest(b), Accumulator.lowest(c));
            int most = Accumulator.highest(a) + Math.max(Accumulator.highest(b), Accumulator.highest(c));
            low = l == 0 ? least : Math.min(low, least);
            high = l == 0 ? most : Math.max(high, most);
        }
        // Products of zeros only leave no digits between the two.
        Accumulator sum = new Accumulator(low, Math.max(low, high));
        for (int l = 0; l < n; l++) {
            sum.addProduct(x.applyAsDouble(l), y.applyAsDouble(l));
        }
        return sum;
    }

    private static void requireWidth(Matrix x, Matrix y) {
        if (x.columns() != y.columns()) {
            throw new IllegalArgumentException(
                    "rows of width " + x.columns() + " and " + y.columns() + ", expected the same width");
        }
    }
}
