package org.fiducial.theory.dsf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fiducial.arithmetic.exact.Rational;

/** The number of distinct real zeros of a polynomial, by Sturm's theorem in exact fractions. Coefficients from the constant upwards. */
final class SturmChain {
    private SturmChain() {}

    /** The value at x. */
    static Rational at(Rational[] polynomial, Rational x) {
        Rational sum = Rational.ZERO;
        for (int p = polynomial.length - 1; p >= 0; p--) {
            sum = sum.multiply(x).add(polynomial[p]);
        }
        return sum;
    }

    /** Distinct zeros on the whole real line: changes of sign at minus infinity less those at infinity. */
    static int realZeros(Rational[] polynomial) {
        List<Rational[]> chain = new ArrayList<>();
        chain.add(trimmed(polynomial));
        chain.add(trimmed(derivative(polynomial)));
        while (chain.get(chain.size() - 1).length > 0) {
            Rational[] rest = remainder(chain.get(chain.size() - 2), chain.get(chain.size() - 1));
            for (int p = 0; p < rest.length; p++) {
                rest[p] = rest[p].negate();
            }
            chain.add(trimmed(rest));
        }
        return changes(chain, true) - changes(chain, false);
    }

    private static int changes(List<Rational[]> chain, boolean below) {
        int changes = 0;
        int before = 0;
        for (Rational[] p : chain) {
            if (p.length == 0) {
                continue;
            }
            int sign = p[p.length - 1].signum() * (below && p.length % 2 == 0 ? -1 : 1);
            changes += before != 0 && sign != before ? 1 : 0;
            before = sign;
        }
        return changes;
    }

    private static Rational[] derivative(Rational[] polynomial) {
        Rational[] d = new Rational[Math.max(0, polynomial.length - 1)];
        for (int p = 0; p < d.length; p++) {
            d[p] = polynomial[p + 1].multiply(Rational.of(p + 1L));
        }
        return d;
    }

    private static Rational[] remainder(Rational[] x, Rational[] y) {
        Rational[] rest = x.clone();
        int n = y.length;
        for (int top = rest.length - 1; top >= n - 1; top--) {
            Rational f = rest[top].divide(y[n - 1]);
            for (int p = 0; p < n; p++) {
                rest[top - n + 1 + p] = rest[top - n + 1 + p].subtract(f.multiply(y[p]));
            }
        }
        return Arrays.copyOf(rest, Math.min(rest.length, n - 1));
    }

    private static Rational[] trimmed(Rational[] polynomial) {
        int n = polynomial.length;
        while (n > 0 && polynomial[n - 1].signum() == 0) {
            n--;
        }
        return Arrays.copyOf(polynomial, n);
    }
}
